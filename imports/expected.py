"""What a file is read as, in plain values: the .expected.json beside each fixture, for a person to read."""

import json
from typing import Any

import pandas as pd

from imports.formats._base import Format, Parsed
from imports.proof import prove

FRAMES = ("lines", "bets", "legs", "rejects")


def told(found: Format, parsed: Parsed) -> dict[str, Any]:
    """The frames row by row, the notes, and what the running balance proves."""
    proof = prove(parsed.balances, is_newest_first=found.is_newest_first)
    return {
        **{name: records(getattr(parsed, name)) for name in FRAMES},
        "notes": parsed.notes,
        "proof": {
            "status": proof.status,
            "rows": proof.rows,
            "breaks": [each.line for each in proof.breaks],
        },
    }


def as_text(expected: dict[str, Any]) -> str:
    """As it is written into the file."""
    return json.dumps(expected, indent=1, ensure_ascii=False) + "\n"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dictionaries, without what is missing."""
    rows = frame.astype(object).to_dict("records")
    return [{str(name): _plain(value) for name, value in row.items() if not pd.isna(value)} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value
