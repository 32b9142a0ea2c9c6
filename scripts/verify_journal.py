#!/usr/bin/env python3
"""Check an exported journal against a signed head, without Betsite: Python 3.11 and `cryptography` are enough.

    python verify_journal.py --head head.json --public-key HEX journal.jsonl

The head is from `manage.py export_head`, the journal from `manage.py export_journal`. Ends with 0 when every row is
what was sealed, the blocks form one chain and the signed head is in it; else with 1 and the first thing that is wrong.
Rows that were sealed after the head was signed are checked against the chain, but no signature covers them: this is
said. Without --public-key the signature is checked with the key that the head names: compare it with the one you were
given.
"""

import argparse
import hashlib
import json
import struct
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

INTEGER, TEXT, TIME, XID = 20, 25, 1184, 5069  # PostgreSQL's numbers of the types
TYPES = {
    "account": (INTEGER, INTEGER, TEXT, TEXT, TEXT, INTEGER, TIME),
    "transaction": (INTEGER, INTEGER, TEXT, TEXT, TIME, TIME, XID),
    "movement": (
        *(INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, TEXT, TEXT, TEXT, TIME, TIME),
        *(INTEGER, INTEGER, TIME),
    ),
}
SORTS = {"account": 1, "transaction": 2, "movement": 3}
BLOCK_MARK = b"betsite-block-1\0"
Y2000 = datetime(2000, 1, 1, tzinfo=UTC)


class Wrong(Exception):
    """What is wrong, in words."""


def microseconds(text: str) -> int:
    """Since 2000-01-01 UTC."""
    return (datetime.fromisoformat(text) - Y2000) // timedelta(microseconds=1)


def field(kind: int, value: Any) -> bytes:
    """The bytes of one value: type, length, content; a null has the length -1."""
    if value is None:
        return struct.pack(">ii", kind, -1)
    number = microseconds(value) if kind == TIME else value
    content = value.encode() if kind == TEXT else struct.pack(">q", number)
    return struct.pack(">ii", kind, len(content)) + content


def record(sequence: int, sort: str, values: list[Any]) -> bytes:
    """The bytes of a row, as PostgreSQL's record_send writes them."""
    types = TYPES[sort]
    if len(values) != len(types):
        raise Wrong(f"it has {len(values)} columns instead of {len(types)}")
    parts = [field(TEXT, sort), field(INTEGER, sequence)]
    parts += [field(kind, value) for kind, value in zip(types, values, strict=True)]
    return struct.pack(">i", len(parts)) + b"".join(parts)


def block_hash(block: dict[str, Any]) -> str:
    """The hash of a block's numbers, its predecessor's hash and its rows."""
    horizon = -1 if block["horizon"] is None else block["horizon"]
    names = ("first", "last", "low_id", "high_id")
    numbers = [block["block"], SORTS[block["sort"]], *map(block.get, names), horizon]
    numbers.append(microseconds(block["sealed_at"]))
    linked = bytes.fromhex(block["previous"]) + bytes.fromhex(block["content"])
    return hashlib.sha256(BLOCK_MARK + struct.pack(">8q", *numbers) + linked).hexdigest()


class Journal:
    """Reads the lines and keeps where the chain has come to."""

    def __init__(self, head: dict[str, Any]) -> None:
        self.head, self.saw_head = head, head["number"] == 0
        self.block: dict[str, Any] | None = None  # the one whose rows are being read
        self.content, self.next_row = hashlib.sha256(), 1
        self.number, self.sequence, self.hash = 0, 0, "00" * 32
        self.counts = dict.fromkeys(SORTS, 0)

    def take(self, line: str) -> None:
        """One line of the file. Raises Wrong."""
        value = json.loads(line)
        if isinstance(value, dict):
            self.close()
            self.open(value)
        else:
            self.row(value)

    def open(self, block: dict[str, Any]) -> None:
        """A block begins: it must follow from the one before."""
        name = f"block {block['block']}"
        if block["block"] != self.number + 1 or block["first"] != self.sequence + 1:
            raise Wrong(
                f"{name} does not follow block {self.number} (no. {self.sequence}): something is missing"
            )
        if block["previous"] != self.hash:
            raise Wrong(f"{name} does not name the hash of the block before")
        self.block, self.content, self.next_row = block, hashlib.sha256(), block["first"]

    def row(self, row: list[Any]) -> None:
        """A row of the open block."""
        sequence, sort, *values, leaf = row
        name = f"{sort} {values[0]}, no. {sequence}"
        if self.block is None or sequence != self.next_row or sort != self.block["sort"]:
            raise Wrong(f"no. {self.next_row} should come here, but {name} does")
        try:
            content = record(sequence, sort, values)
        except (struct.error, ValueError, TypeError, AttributeError) as error:
            raise Wrong(f"{name} is not what was sealed: {error}") from error
        if hashlib.sha256(content).digest()[:8].hex() != leaf:
            raise Wrong(f"{name} is not what was sealed")
        self.content.update(content + bytes.fromhex(leaf))
        self.next_row += 1
        self.counts[sort] += 1

    def close(self) -> None:
        """The open block ends: its rows and its hash must be right."""
        block = self.block
        if block is None:
            return
        name = f"block {block['block']} (no. {block['first']} to {block['last']})"
        if self.next_row != block["last"] + 1:
            raise Wrong(f"no. {self.next_row} of {name} is missing")
        if self.content.hexdigest() != block["content"]:
            raise Wrong(f"{name} is not what was sealed, and its leaves were edited with it")
        if block_hash(block) != block["hash"]:
            raise Wrong(f"{name}: its hash is not that of what it says")
        self.number, self.sequence, self.hash = block["block"], block["last"], block["hash"]
        self.block = None
        if self.number == self.head["number"]:
            self.meet_head()

    def meet_head(self) -> None:
        """This is the block that was signed."""
        counts = {sort: self.head[f"{sort}s"] for sort in SORTS}
        if (self.hash, self.sequence, self.counts) != (self.head["hash"], self.head["sequence"], counts):
            raise Wrong(f"block {self.number} is not the one that was signed: the chain was written anew")
        self.saw_head = True

    def finish(self) -> None:
        """The file ends."""
        self.close()
        if not self.saw_head:
            raise Wrong(
                f"the head was signed at block {self.head['number']} (no. {self.head['sequence']}), the journal ends"
                f" with block {self.number} (no. {self.sequence}): its end was cut off"
            )


def read_head(path: str, public_key: str | None) -> dict[str, Any]:
    """The signed head, after its signature was checked. Raises Wrong."""
    try:
        with Path(path).open(encoding="utf-8") as file:
            head = json.load(file)
        signature, signer = bytes.fromhex(head.pop("signature")), bytes.fromhex(head["public_key"])
        if head["format"] != "betsite-head-1":
            raise Wrong(f"{path} is not in the format betsite-head-1")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Wrong(f"{path} is no signed head") from error
    if public_key and signer.hex() != public_key.strip().lower():
        raise Wrong(f"{path} is signed with another key ({signer.hex()})")
    content = json.dumps(head, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, content)
    except (InvalidSignature, ValueError) as error:
        raise Wrong(f"{path} was changed after it was signed") from error
    return head


def verify(path: str, head: dict[str, Any]) -> Journal:
    """Read the whole journal. Raises Wrong, with the number of the line."""
    journal, number = Journal(head), 0
    with Path(path).open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                if number == 1:
                    if json.loads(line).get("format") != "betsite-journal-1":
                        raise Wrong("the journal is not in the format betsite-journal-1")
                else:
                    journal.take(line)
            except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
                raise Wrong(f"line {number} cannot be read: {error}") from error
            except Wrong as wrong:
                raise Wrong(f"line {number}: {wrong}") from None
    if number == 0:
        raise Wrong("the journal is empty")
    journal.finish()
    return journal


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description="Check an exported journal against a signed head.")
    parser.add_argument("journal")
    parser.add_argument("--head", required=True)
    parser.add_argument("--public-key", metavar="HEX")
    arguments = parser.parse_args()
    try:
        head = read_head(arguments.head, arguments.public_key)
        journal = verify(arguments.journal, head)
    except (Wrong, OSError) as wrong:
        print(f"BROKEN  {wrong}.")
        return 1
    rows = ", ".join(f"{count} {sort}s" for sort, count in journal.counts.items())
    print(f"holds   {rows} in {journal.number} blocks are what was sealed; hash {journal.hash}.")
    print(f"holds   The head of {head['signed_at']} (block {head['number']}) is in this chain.")
    if journal.sequence > head["sequence"]:
        print(f"note    {journal.sequence - head['sequence']} rows were sealed later and are not signed yet.")
    if not arguments.public_key:
        print(f"note    Signed with the key {head['public_key']}: compare it with the one you were given.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
