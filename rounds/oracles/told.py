"""What a source answered, before it is stored: a close as exact digits, or why there is none."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from markets.models import Instrument
from rounds.models import Observation, Source

STAFF = "staff"
NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,20})?")
MOST_TEXT, MOST_PROBLEM = 100, 300


@dataclass(frozen=True, slots=True)
class Told:
    """`text` as given; `provider_at` aware; a `problem` instead of a value where there is none."""

    value: Decimal | None = None
    text: str = ""
    provider_at: datetime | None = None
    is_dated: bool = False
    is_final: bool = False
    raw: bytes = b""
    problem: str = ""


def number(text: str) -> Decimal | None:
    """Digits with or without a decimal point, above zero; None for anything else (signs, exponents, commas)."""
    if not NUMBER.fullmatch(text):
        return None
    value = Decimal(text)
    return value if value > 0 else None


def keep(
    told: Told, *, source: Source, instrument: Instrument, session: date, by: Any = None, note: str = ""
) -> Observation:
    """Store it, whatever it is. The database says when it came (staff role)."""
    raw = told.raw[: Observation.MOST_RAW]
    row = Observation(
        instrument_id=instrument.pk,
        session=session,
        source_id=source.pk,
        value=None if told.problem else told.value,
        value_text=_plain(told.text)[:MOST_TEXT],
        provider_at=told.provider_at,
        is_dated=told.is_dated,
        is_final=told.is_final and not told.problem,
        raw=raw,
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        problem=_plain(told.problem)[:MOST_PROBLEM],
        by_id=None if by is None else by.pk,
        note=note[:MOST_PROBLEM],
    )
    row.save(using=STAFF, force_insert=True)
    row.refresh_from_db(using=STAFF, fields=["fetched_at"])
    return row


def _plain(text: str) -> str:
    """Without what no column holds."""
    return "".join(letter for letter in text if letter.isprintable())
