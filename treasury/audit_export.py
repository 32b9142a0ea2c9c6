"""What a regulator or an auditor is given: one signed archive of a period, and a record of whoever took it.

    movements.csv      every movement between people and the house, or within the house
    patterns.csv       large and odd patterns, by the rules that rules.json states
    solvency.csv       owed and held at the end of each day
    verification.json  the verdict of the ledger's own verification at the moment of the export
    manifest.json      the SHA-256 of each of these, the period, and who asked why
    manifest.sig       Ed25519 signature of manifest.json, in hex; the public key is in the manifest

People are numbers in it, nothing of them is named. Cells are inert for spreadsheets (web/csv_file.py).
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.db import connections, transaction

from accounts.audit import record
from ledger.money import format_micro
from ledger.verification import verify
from treasury.errors import MayNot, ReasonMissing
from treasury.export_signing import is_signed, sign
from treasury.house import STAFF
from treasury.models import AuditExport, DaySolvency
from treasury.patterns import Flow, Pattern, Rules, find
from web.clock import now
from web.csv_file import Cell, inert

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
MOVEMENTS = """
SELECT m.id, m.key, m.kind, m.effective_at, m.posted_at, m.amount_micro, m.currency, m.reverses_id,
       d.code, d.owner_id, c.code, c.owner_id
  FROM ledger_movement m JOIN ledger_account d ON d.id = m.debit_id JOIN ledger_account c ON c.id = m.credit_id
 WHERE m.effective_at >= %s AND m.effective_at < %s
   AND (d.owner_id IS NULL OR c.owner_id IS NULL OR split_part(d.code, ':', 1) IN ('wallet', 'held')
        OR split_part(c.code, ':', 1) IN ('wallet', 'held'))
 ORDER BY m.effective_at, m.id
"""
FLOWS = """
SELECT m.id, coalesce(d.owner_id, c.owner_id), m.effective_at, m.currency,
       CASE WHEN d.owner_id IS NULL THEN -m.amount_micro ELSE m.amount_micro END
  FROM ledger_movement m JOIN ledger_account d ON d.id = m.debit_id JOIN ledger_account c ON c.id = m.credit_id
 WHERE m.effective_at >= %s AND m.effective_at < %s AND m.reverses_id IS NULL
   AND NOT EXISTS (SELECT 1 FROM ledger_movement r WHERE r.reverses_id = m.id)
   AND ((d.owner_id IS NULL AND split_part(d.code, ':', 1) IN ('bank', 'chain') AND c.owner_id IS NOT NULL)
     OR (c.owner_id IS NULL AND split_part(c.code, ':', 1) IN ('bank', 'chain') AND d.owner_id IS NOT NULL))
"""


def make_export(
    *,
    first_on: date,
    last_on: date,
    reason: str,
    by: Any = None,
    rules: Rules | None = None,
    using: str = STAFF,
) -> tuple[AuditExport, bytes]:
    """The archive of these days (UTC, both included), and the record of it, written before it is given out.

    `by` None is whoever owns the command line. Raises MayNot, ReasonMissing, ValueError for days out of order.
    """
    if by is not None and not by.has_perm("treasury.make_auditexport"):
        raise MayNot
    if not reason.strip():
        raise ReasonMissing
    if last_on < first_on:
        raise ValueError("The last day is before the first.")
    asked = rules or Rules()
    with transaction.atomic(using=using):
        parts, counts = _parts(first_on, last_on, asked, using)
        made = AuditExport(
            made_by_id=None if by is None else by.pk,
            made_at=now(),
            first_on=first_on,
            last_on=last_on,
            reason=reason.strip()[:300],
            movements=counts[0],
            patterns=counts[1],
        )
        archive, made.public_key = _archive(parts, made)
        made.sha256 = sha256(archive).hexdigest()
        made.save(using=using)
        detail = {"first_on": first_on, "last_on": last_on, "sha256": made.sha256, "movements": counts[0]}
        record(actor=by, act="audit.export", subject=made, detail=detail, reason=made.reason, using=using)
    return made, archive


def problems_of(content: bytes, *, public_key: str = "") -> list[str]:
    """What is wrong with an archive; nothing when every byte is as it was signed. `public_key`: the one expected."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
            manifest = json.loads(parts[MANIFEST])
            signature = bytes.fromhex(parts[SIGNATURE].decode("ascii").strip())
            told, signer = dict(manifest["files"]), str(manifest["public_key"])
    except (BadZipFile, KeyError, ValueError, TypeError, EOFError, OSError, NotImplementedError) as error:
        return [f"This is no readable export: {error}."]
    except Exception as error:  # noqa: BLE001  a broken deflate stream raises zlib.error, which has no public base
        return [f"This is no readable export: {error}."]
    found = []
    if not is_signed(parts[MANIFEST], signature, signer):
        found.append("The signature does not belong to the manifest.")
    if public_key and signer != public_key:
        found.append("It was signed with another key.")
    names = set(parts) - {MANIFEST, SIGNATURE}
    found += [f"{name} is missing." for name in sorted(set(told) - names)]
    found += [f"{name} is not in the manifest." for name in sorted(names - set(told))]
    found += [
        f"{name} was changed."
        for name in sorted(names & set(told))
        if sha256(parts[name]).hexdigest() != told[name]
    ]
    return found


def _parts(
    first_on: date, last_on: date, rules: Rules, using: str
) -> tuple[dict[str, bytes], tuple[int, int]]:
    begin = datetime.combine(first_on, time.min, UTC)
    end = datetime.combine(last_on + timedelta(days=1), time.min, UTC)
    with connections[using].cursor() as cursor:
        cursor.execute(MOVEMENTS, [begin, end])
        movements = cursor.fetchall()
        cursor.execute(FLOWS, [begin, end])
        patterns = find([Flow(*row) for row in cursor.fetchall()], rules)
    days = DaySolvency.objects.using(using).filter(day__range=(first_on, last_on)).order_by("day", "currency")
    parts = {
        "movements.csv": _csv(MOVEMENT_COLUMNS, map(_movement_row, movements)),
        "patterns.csv": _csv(PATTERN_COLUMNS, map(_pattern_row, patterns)),
        "solvency.csv": _csv(SOLVENCY_COLUMNS, map(_solvency_row, days)),
        "rules.json": _json(rules.stated()),
        "verification.json": _json(_verdict(using)),
    }
    return parts, (len(movements), len(patterns))


def _verdict(using: str) -> dict[str, Any]:
    report = verify(using=using)
    return {
        "sound": report.is_sound,
        "accounts": report.accounts,
        "movements": report.movements,
        "problems": [asdict(problem) for problem in report.problems],
        "at": now().isoformat(),
    }


def _archive(parts: dict[str, bytes], made: AuditExport) -> tuple[bytes, str]:
    _, public_key = sign(b"")
    manifest = _json(
        {
            "made_at": made.made_at.isoformat(),
            "made_by": made.made_by_id,
            "first_on": made.first_on.isoformat(),
            "last_on": made.last_on.isoformat(),
            "reason": made.reason,
            "movements": made.movements,
            "patterns": made.patterns,
            "public_key": public_key,
            "files": {name: sha256(content).hexdigest() for name, content in sorted(parts.items())},
        }
    )
    signature, _ = sign(manifest)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in {**parts, MANIFEST: manifest, SIGNATURE: signature.hex().encode()}.items():
            archive.writestr(name, content)
    return buffer.getvalue(), public_key


def _json(value: Any) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode()


def _csv(header: Sequence[str], rows: Iterable[Iterator[Cell] | Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


MOVEMENT_COLUMNS = [
    "movement",
    "key",
    "kind",
    "effective_at",
    "posted_at",
    "amount",
    "currency",
    "into",
    "into_person",
    "out_of",
    "out_of_person",
    "reverses",
]
PATTERN_COLUMNS = ["rule", "person", "currency", "first_at", "last_at", "amount", "movements"]
SOLVENCY_COLUMNS = [
    "day",
    "currency",
    "owed",
    "held",
    "surplus",
    "wallets",
    "on_hold",
    "pools",
    "chain",
    "bank",
]


def _movement_row(row: tuple[Any, ...]) -> list[Cell]:
    pk, key, kind, effective_at, posted_at, micro, currency, reverses, into, into_person, out, out_person = (
        row
    )
    amount = format_micro(micro)
    return [
        pk,
        key,
        kind,
        effective_at.astimezone(UTC),
        posted_at.astimezone(UTC),
        amount,
        currency,
        into,
        into_person or "house",
        out,
        out_person or "house",
        reverses,
    ]


def _pattern_row(found: Pattern) -> list[Cell]:
    return [
        found.rule,
        found.person_id,
        found.currency,
        found.first_at.astimezone(UTC),
        found.last_at.astimezone(UTC),
        format_micro(found.amount_micro),
        " ".join(str(pk) for pk in found.movements),
    ]


def _solvency_row(day: DaySolvency) -> list[Cell]:
    figures = [
        day.liabilities_micro,
        day.assets_micro,
        day.surplus_micro,
        day.wallets_micro,
        day.held_micro,
        day.pools_micro,
        day.chain_micro,
        day.bank_micro,
    ]
    return [day.day, day.currency, *(format_micro(micro) for micro in figures)]
