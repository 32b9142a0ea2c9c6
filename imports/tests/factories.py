"""Statements and bets for tests, put through the real merge: what a parser would have read from a file."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import pandas as pd

from imports import formats, lifecycle, pipeline
from imports.formats._base import Parsed
from imports.models import Upload
from imports.progress import Heartbeat
from imports.proof import prove
from imports.reading import Reading
from ledger.money import to_micro
from web.context import acting_as

START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
_numbers = count(1)

LINE = {
    "row": "int64",
    "key": "object",
    "bookmaker": "object",
    "currency": "object",
    "kind": "object",
    "occurred_at": "datetime64[us, UTC]",
    "amount_micro": "Int64",
    "bonus_micro": "Int64",
    "balance_micro": "Int64",
    "bet_ref": "object",
    "description": "object",
    "digest": "int64",
}
BET: dict[str, Any] = {
    "row": 0,
    "ref": "",
    "bookmaker": "Sportsbet",
    "currency": "AUD",
    "from_lines": True,
    "structure": "single",
    "side": "back",
    "status": None,
    "bonus": "none",
    "placed_at": None,
    "settled_at": None,
    "stake_micro": None,
    "bonus_stake_micro": None,
    "at_risk_micro": None,
    "odds": None,
    "returned_micro": None,
    "profit_micro": None,
    "commission_micro": None,
    "sport": None,
    "competition": None,
    "event": None,
    "market": None,
    "selection": None,
    "is_live": None,
    "is_each_way": False,
    "legs_count": 1,
    "closing_odds": None,
    "note": None,
}
LEG = [
    "ref",
    "bookmaker",
    "currency",
    "position",
    "sport",
    "competition",
    "event",
    "market",
    "selection",
    "odds",
]


def at(day: float) -> datetime:
    """So many days after START."""
    return START + timedelta(days=day)


def line(
    kind: str, amount: str | None = None, *, key: str = "", day: float = 0, **more: Any
) -> dict[str, Any]:
    """One statement line; `amount`, `bonus` and `balance` as decimal strings."""
    row = {
        "key": key or f"k{next(_numbers)}",
        "bookmaker": "Sportsbet",
        "currency": "AUD",
        "kind": kind,
        "occurred_at": at(day),
        "bet_ref": None,
        "description": "",
        **more,
    }
    for name, value in (("amount", amount), ("bonus", more.get("bonus")), ("balance", more.get("balance"))):
        row[f"{name}_micro"] = None if value is None else to_micro(value)
        row.pop(name, None)
    return row


def bet(ref: str, **more: Any) -> dict[str, Any]:
    """One bet of the bets frame; money as decimal strings under the names without _micro."""
    row = {**BET, "ref": ref}
    for name, value in more.items():
        is_money = f"{name}_micro" in BET
        row[f"{name}_micro" if is_money else name] = (
            to_micro(value) if is_money and value is not None else value
        )
    return row


def parsed(
    lines: Iterable[dict[str, Any]],
    bets: Iterable[dict[str, Any]] | None = None,
    legs: Iterable[dict[str, Any]] = (),
    rejects: Iterable[tuple[int, str, str]] = (),
) -> Parsed:
    """Frames as a format makes them. Without `bets` there is one for each reference that lines name."""
    told = [{"row": number, **row} for number, row in enumerate(lines, 2)]
    for row in told:  # the place in the file says nothing about the content
        content = {name: value for name, value in row.items() if name not in ("row", "digest")}
        row["digest"] = int.from_bytes(sha256(repr(sorted(content.items())).encode()).digest()[:7], "big")
    frame = pd.DataFrame(told, columns=list(LINE)).astype(LINE)
    if bets is None:
        refs = {row["bet_ref"]: row for row in reversed(told) if row["bet_ref"]}
        bets = [
            bet(ref, bookmaker=row["bookmaker"], currency=row["currency"], row=row["row"])
            for ref, row in refs.items()
        ]
    table = pd.DataFrame(list(bets), columns=list(BET))
    for name in table.columns:
        if name.endswith("_micro"):
            table[name] = table[name].astype("Int64")
        elif name.endswith("_at"):
            table[name] = pd.to_datetime(table[name], utc=True).astype("datetime64[us, UTC]")
    balances = frame.loc[
        frame["balance_micro"].notna(), ["row", "occurred_at", "amount_micro", "balance_micro"]
    ]
    return Parsed(
        bets=table,
        legs=pd.DataFrame(list(legs), columns=[*LEG, "result"]),
        lines=frame,
        rejects=pd.DataFrame(list(rejects), columns=["row", "reason", "raw"]),
        balances=balances if len(balances) else None,
        notes=[],
    )


def create_upload(*, owner: Any, sha: str = "", **more: Any) -> Upload:
    """An upload as the intake records it, without a file."""
    number = next(_numbers)
    values = {
        "filename": f"file-{number}.csv",
        "path": f"{owner.pk}/{number}",
        "sha256": sha or sha256(str(number).encode()).hexdigest(),
        "size": 1,
        **more,
    }
    with acting_as(owner):
        return Upload.objects.create(owner=owner, **values)


def import_parsed(owner: Any, told: Parsed, *, sha: str = "") -> Upload:
    """Take frames in as the pipeline does after reading; the finished upload."""
    upload = create_upload(owner=owner, sha=sha)
    claimed = lifecycle.claim(upload_id=upload.pk, user_id=owner.pk, attempt=0)
    assert claimed is not None
    times = told.lines["occurred_at"]
    reading = Reading(
        format=formats.get("sportsbet"),
        reason="made for a test",
        parsed=told,
        proof=prove(told.balances),
        first_at=times.min() if len(times) else None,
        last_at=times.max() if len(times) else None,
    )
    claimed.format = reading.format.slug
    assert pipeline.begin(claimed)
    pipeline.import_reading(claimed, reading, Heartbeat(claimed))
    with acting_as(owner):
        return Upload.objects.get(pk=upload.pk)


def import_lines(owner: Any, *lines: dict[str, Any], sha: str = "", **more: Any) -> Upload:
    """Take statement lines in."""
    return import_parsed(owner, parsed(lines, **more), sha=sha)
