"""Recompute the chain from the rows as they are now, and name the first that is not what was sealed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connections

from ledger.chain.encoding import GENESIS, TABLES
from ledger.chain.models import Block, Head, Sort
from ledger.chain.reading import batches, contents, first_bad_row
from ledger.chain.sealing import OUT_OF_PLACE, SNAPSHOT, hash_of

PROMISES = {
    "sealed_rows": "Every sealed row is what it was when it was sealed.",
    "chain_links": "The blocks of the chain follow each other without a gap and end at the head.",
    "row_order": "No row was put among the sealed ones afterwards.",
    "known_heads": "The chain goes on from the heads that are known from before.",
}
LOCALISED = 100  # bad blocks whose rows are counted one by one
UNSEALED = """
SELECT count(*), count(*) FILTER (WHERE is_out_of_place), min(id) FILTER (WHERE is_out_of_place)
  FROM (SELECT r.id, {out_of_place} AS is_out_of_place FROM {table} r
         WHERE NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.sort = {sort} AND l.row_id = r.id)) AS unsealed
"""


@dataclass(frozen=True, slots=True)
class KnownHead:
    """Where the chain once ended, and who says so ("the file head.json", "the verification of ...")."""

    number: int
    sequence: int
    hash: bytes
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One of PROMISES that does not hold: how many break it, and the first of them in words."""

    check: str
    rows: int
    first: str


@dataclass(frozen=True, slots=True)
class Unsealed:
    """Rows that were written and not sealed yet, and those among them that no seal will take."""

    accounts: int
    transactions: int
    movements: int

    @property
    def total(self) -> int:
        """Of all sorts."""
        return self.accounts + self.transactions + self.movements


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What the chain says: its end, how many rows are not in it yet, and what is wrong."""

    number: int
    sequence: int
    hash: bytes
    unsealed: Unsealed
    findings: tuple[Finding, ...]


def verify(*, using: str = "staff", known: Iterable[KnownHead] = ()) -> ChainReport:
    """Compare every sealed row with the chain. Run it in one snapshot (ledger.verification does).

    `known` are heads from outside: what was cut off the end of journal and chain alike shows only against them.
    """
    end = Head.objects.using(using).get()
    links = _Links()
    bad = sorted(_bad_blocks(links.followed(_blocks(using)), using=using), key=lambda block: block.number)
    found = [_rows(bad, using=using), links.finding(end) or _stray_leaf(end, using=using)]
    waiting, out_of_place = unsealed(using=using)
    found += [out_of_place, _forgotten(known, end, using=using)]
    return ChainReport(
        number=end.number,
        sequence=end.sequence,
        hash=bytes(end.hash),
        unsealed=waiting,
        findings=tuple(finding for finding in found if finding),
    )


def _blocks(using: str) -> Iterator[Block]:
    return Block.objects.using(using).order_by("number").iterator(chunk_size=10_000)


def _bad_blocks(blocks: Iterable[Block], *, using: str) -> Iterator[Block]:
    for batch in batches(blocks):
        found = contents(batch, using=using)
        for block in batch:
            rows = block.last_sequence - block.first_sequence + 1
            if found.get(block.number) != (rows, bytes(block.content)):
                yield block


def _rows(bad: list[Block], *, using: str) -> Finding | None:
    if not bad:
        return None
    looked = [first_bad_row(block, using=using) for block in bad[:LOCALISED]]
    return Finding("sealed_rows", sum(count for _, count in looked) + len(bad[LOCALISED:]), looked[0][0])


class _Links:
    """Watches blocks go by in order and keeps the first that does not follow from the one before."""

    def __init__(self) -> None:
        self.last: Block | None = None
        self.first_bad = ""
        self.broken = 0

    def followed(self, blocks: Iterable[Block]) -> Iterator[Block]:
        for block in blocks:
            if problem := self._problem(block):
                self.broken += 1
                self.first_bad = self.first_bad or f"block {block.number}: {problem}"
            self.last = block
            yield block

    def finding(self, end: Head) -> Finding | None:
        """What is wrong with the links, or with the head as their end."""
        if self.broken:
            return Finding("chain_links", self.broken, self.first_bad)
        last = self.last
        here = (last.number, last.last_sequence, bytes(last.hash)) if last else (0, 0, GENESIS)
        if here != (end.number, end.sequence, bytes(end.hash)):
            return Finding(
                "chain_links",
                1,
                f"the head names block {end.number} (no. {end.sequence}), the chain ends with block {here[0]}"
                f" (no. {here[1]})",
            )
        return None

    def _problem(self, block: Block) -> str:
        last = self.last
        number, sequence, previous = (
            (last.number + 1, last.last_sequence + 1, bytes(last.hash)) if last else (1, 1, GENESIS)
        )
        if block.number != number:
            return f"block {number} is missing before it"
        if block.first_sequence != sequence:
            return f"it begins with no. {block.first_sequence} instead of no. {sequence}"
        if bytes(block.previous) != previous:
            return "it does not name the hash of the block before"
        if hash_of(block) != bytes(block.hash):
            return "its hash is not that of what it says"
        return ""


def _stray_leaf(end: Head, *, using: str) -> Finding | None:
    """A leaf beyond the head would hide a row from the count of the unsealed."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT min(sequence), count(*) FROM ledger_leaf WHERE sequence > %s OR sequence < 1",
            [end.sequence],
        )
        first, count = cursor.fetchone()
    return Finding("chain_links", count, f"no. {first} is in no block of the chain") if count else None


def unsealed(*, using: str) -> tuple[Unsealed, Finding | None]:
    """How many rows are not sealed, and whether some of them can never be."""
    counts, strangers, first = [], 0, ""
    with connections[using].cursor() as cursor:
        cursor.execute(SNAPSHOT)
        _, following = cursor.fetchone()
        for sort in Sort:
            total, strange, row = _unsealed_of(sort, following, cursor)
            counts.append(total)
            strangers += strange
            if strange and not first:
                first = f"{sort.label} {row} came after higher ids had been sealed"
    return Unsealed(*counts), Finding("row_order", strangers, first) if strangers else None


def _unsealed_of(sort: Sort, following: int, cursor: Any) -> tuple[int, int, int | None]:
    place = OUT_OF_PLACE.format(sort=sort.value)
    cursor.execute(
        UNSEALED.format(sort=sort.value, table=TABLES[sort], out_of_place=place), {"next": following}
    )
    total, strange, row = cursor.fetchone()
    return total, strange, row


def _forgotten(known: Iterable[KnownHead], end: Head, *, using: str) -> Finding | None:
    problems = [problem for one in known if (problem := _contradiction(one, end, using=using))]
    return Finding("known_heads", len(problems), problems[0]) if problems else None


def _contradiction(known: KnownHead, end: Head, *, using: str) -> str:
    if known.number == 0:
        return ""
    block = Block.objects.using(using).filter(number=known.number).first()
    if block is None:
        return (
            f"{known.source} knows block {known.number} (no. {known.sequence}); the chain ends with block"
            f" {end.number} (no. {end.sequence}): its end was cut off, or an older copy was restored"
        )
    if (block.last_sequence, bytes(block.hash)) != (known.sequence, known.hash):
        return f"{known.source} knows another block {known.number}: the chain was written anew"
    return ""
