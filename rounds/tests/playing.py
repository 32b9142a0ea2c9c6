"""Rounds for the tests of pages: played by the verbs, at a real session (the 18th of November 2026)."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rounds import locking, settlement
from rounds.models import Round
from rounds.tests.factories import fund, open_now, utc, wager

MORNING = utc("2026-11-18 14:00")
SESSION = date(2026, 11, 18)
UNITS = 1_000_000


def opened(clock: Any, *wagers: tuple[Any, str, int]) -> Round:
    """The round of SESSION in the morning, with these wagers (who, side, micro-units) on it."""
    clock.to(MORNING)
    one = open_now()
    for person, side, micro in wagers:
        fund(person, micro)
        wager(person, one, side, micro)
    return one


def ended(clock: Any, one: Round, close: str | Decimal = "23700.10", *, is_final: bool = True) -> Round:
    """The same locked and settled by this close, at the times it should be."""
    clock.to(one.locks_at)
    locking.lock(one.pk)
    clock.to(one.settle_due_at + timedelta(seconds=1))
    return settlement.settle(one.pk, close=Decimal(close), is_final=is_final)


def voided(clock: Any, one: Round, reason: str = "No source agreed.") -> Round:
    """The same locked and void."""
    clock.to(one.locks_at)
    locking.lock(one.pk)
    clock.to(one.void_at)
    return settlement.void(one.pk, reason=reason)


def body(response: Any) -> str:
    """What was answered, streamed or not."""
    parts = b"".join(response.streaming_content) if response.streaming else response.content
    return parts.decode()


def plain(response: Any) -> str:
    """A page's text without its tags, every space a single one."""
    text = re.sub(r"<[^>]*>", " ", body(response)).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(text.split())
