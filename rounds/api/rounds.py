"""Rounds: what is open, what was, what comes, and the wagers of those that have ended."""

from datetime import date, datetime
from typing import Any, Literal

from django.db import connection
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from accounts.api_auth import ApiRequest, secured
from ledger.money import format_micro
from markets.models import Instrument
from rounds import standing, told
from rounds.configured import rules
from rounds.errors import NotEnded
from rounds.models import Round, Side
from rounds.timetable import coming
from web.api_lists import CursorUnknown, Listed, Paged, cut
from web.keyset import Column, Sorts

router = Router(tags=["Rounds"])
SORTS = Sorts({"session": Column("session")}, "-session")
MOST_INPUTS = 5_000
MILLION = 1_000_000
POOLS = """
SELECT asked, p.up_micro, p.down_micro, p.wagers
  FROM unnest(%s::bigint[]) AS asked CROSS JOIN LATERAL rounds_pools(asked) p
"""
INPUTS = """
SELECT wager, side, amount_micro, paid_micro, placed_at FROM rounds_inputs(%s) WHERE wager > %s ORDER BY wager LIMIT %s
"""


class RoundOut(Schema):
    """One round. Closes and amounts are decimal strings."""

    code: str = Field(description="The day of the session, YYYYMMDD.")
    instrument: str
    session: date
    state: str = Field(description="open, locked, settled or void.")
    currency: str
    reference_session: date
    reference_close: str = Field(description="The close to be passed: up wins above it, down at it or below.")
    fee_bps: int = Field(description="Basis points of the losing pool.")
    opened_at: datetime
    locks_at: datetime = Field(description="No wager is taken from this moment on.")
    closes_at: datetime
    settle_due_at: datetime
    void_at: datetime = Field(description="Without a trustworthy close by then everybody is refunded.")
    locked_at: datetime | None
    ended_at: datetime | None
    up: str = Field(description="What is wagered on up; of an ended round: what was.")
    down: str
    wagers: int
    odds_up: str | None = Field(description="Decimal odds as the pools stand; null where nobody wagered.")
    odds_down: str | None
    close: str | None
    close_is_final: bool | None = Field(description="False: provisional, as its source said.")
    outcome: str | None = Field(description="up or down; null before the end and of a void round.")
    is_forced: bool = Field(description="Two of the staff vouched for the result.")
    void_reason: str | None
    fee: str | None = Field(description="What the house took; null before the end.")


class ComingOut(Schema):
    """A round to come: by the exchange's calendar, and the rules as they are now."""

    code: str
    instrument: str
    session: date
    locks_at: datetime
    closes_at: datetime
    settle_due_at: datetime
    void_at: datetime
    closes_early: bool


class InputOut(Schema):
    """A wager of an ended round, without its person."""

    wager: int
    side: str
    amount: str
    paid: str = Field(description="Stake included; 0.00 when it brought nothing.")
    placed_at: datetime


class RoundsAsked(Paged):
    """Which rounds."""

    state: Literal["open", "locked", "settled", "void"] | None = None
    instrument: str = Field("", max_length=50, description="By slug: nasdaq-composite.")


class ComingAsked(Schema):
    """How many."""

    instrument: str = Field("", max_length=50, description="None: that of the rounds here.")
    limit: int = Field(5, ge=1, le=30)


class InputsAsked(Schema):
    """Which part of them."""

    cursor: str = Field("", max_length=20, description="`next` of the part before; none for the first.")
    limit: int = Field(1_000, ge=1, le=MOST_INPUTS, description=f"How many at most: 1 to {MOST_INPUTS}.")


@router.get("/rounds", response=Listed[RoundOut], summary="Rounds", **secured("rounds:read"))
def list_rounds(request: ApiRequest, asked: Query[RoundsAsked]) -> Listed[RoundOut]:
    """The newest session first."""
    wanted = Round.objects.select_related("instrument")
    if asked.state:
        wanted = wanted.filter(state=asked.state)
    if asked.instrument:
        wanted = wanted.filter(instrument__slug=_text(asked.instrument))
    found = cut(wanted, asked, sorts=SORTS)
    pools = _pools([each for each in found.rows if not each.has_ended])
    return Listed(items=[_round(each, pools.get(each.pk)) for each in found.rows], next=found.next)


@router.get("/rounds/coming", response=Listed[ComingOut], summary="Rounds to come", **secured("rounds:read"))
def coming_rounds(request: ApiRequest, asked: Query[ComingAsked]) -> Listed[ComingOut]:
    """The nearest first, the one that is open among them; a round opens when the close before is known."""
    of = get_object_or_404(Instrument, slug=_text(asked.instrument) or rules().instruments[0])
    items = [
        ComingOut(
            code=each.code,
            instrument=of.slug,
            session=each.session,
            locks_at=each.locks_at,
            closes_at=each.closes_at,
            settle_due_at=each.settle_due_at,
            void_at=each.void_at,
            closes_early=each.is_early,
        )
        for each in coming(of, asked.limit)
    ]
    return Listed(items=items, next=None)


@router.get("/rounds/{instrument}/{code}", response=RoundOut, summary="A round", **secured("rounds:read"))
def one_round(request: ApiRequest, instrument: str, code: str) -> RoundOut:
    """Its rules, its pools now, and how it ended."""
    found = found_round(instrument, code)
    return _round(found, standing.pools_of(found))


@router.get(
    "/rounds/{instrument}/{code}/inputs",
    response=Listed[InputOut],
    summary="The wagers of an ended round",
    **secured("rounds:read"),
)
def round_inputs(
    request: ApiRequest, instrument: str, code: str, asked: Query[InputsAsked]
) -> Listed[InputOut]:
    """All of them, the first placed first, so that anybody can re-compute every pay-out. Before the end: 409."""
    found = found_round(instrument, code)
    if not found.has_ended:
        raise NotEnded
    with connection.cursor() as cursor:
        cursor.execute(INPUTS, [found.pk, _after(asked.cursor), asked.limit + 1])
        rows = cursor.fetchall()
    items = [
        InputOut(wager=pk, side=side, amount=format_micro(amount), paid=format_micro(paid), placed_at=at)
        for pk, side, amount, paid, at in rows[: asked.limit]
    ]
    return Listed(items=items, next=str(items[-1].wager) if len(rows) > asked.limit else None)


def found_round(instrument: str, code: str) -> Round:
    """By its two names. Raises Http404."""
    wanted = Round.objects.select_related("instrument")
    return get_object_or_404(wanted, instrument__slug=_text(instrument), code=_text(code))


def _text(value: str) -> str:
    """As a column can hold it: what has a zero byte is nothing's name."""
    return "" if "\0" in value else value


def _after(cursor: str) -> int:
    """Raises CursorUnknown."""
    if cursor and not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise CursorUnknown
    return int(cursor or 0)


def _pools(found: list[Round]) -> dict[int, standing.Pools]:
    """Of several rounds in one question."""
    if not found:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(POOLS, [[each.pk for each in found]])
        return {pk: standing.Pools(int(up), int(down), int(wagers)) for pk, up, down, wagers in cursor}


def _round(one: Round, pools: standing.Pools | None) -> RoundOut:
    said: dict[str, Any] = {"fee": None, **told.of_round(one, pools)}
    stands = standing.Pools(said["up_micro"], said["down_micro"], said["wagers"])
    for side in Side.values:
        odds = stands.odds_millionths(side, one.fee_bps)
        said[f"odds_{side}"] = None if odds is None else format_micro(odds)
    return RoundOut(**{name: said[name] for name in RoundOut.model_fields})
