"""Let what a person says of bets become observations, and work out what follows: the way of an upload without a file.

The same code as an import's ids, recognises, weighs, pairs and posts them, so that there is one truth however a bet was
told. Everything here runs inside acting_as(owner) and alone(owner).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any

import pandas as pd
from django.db import connection

from bets.models import Bet
from imports import journal
from imports.bet_results import stage_spans
from imports.bet_staging import LEG, digested, no_legs, stage_bets
from imports.bets_merge import forget_touched, merge_bets
from imports.books import Books, chart_rows, stage_chart
from imports.by_hand.entry import Entry, Leg
from imports.by_hand.figures import figures
from imports.markets import split_markets
from imports.merge import forget_touched_lines
from imports.models import Decision, HandBet, RetiredBet, Twin
from imports.observers import stage_observers
from imports.pairing import BY_HAND
from imports.tellings import affected_by_hand, assign_bets
from imports.twins import accounts_with_pairs, pair_again, stage_bets_of
from imports.understanding import meanings
from imports.whole_groups import stage_whole
from web.clock import now

NAME = "Entered by hand"
MONEY = (
    "stake_micro",
    "bonus_stake_micro",
    "at_risk_micro",
    "returned_micro",
    "profit_micro",
    "commission_micro",
)
MOMENTS = ("placed_at", "settled_at")
ANY_OF_LINES = (
    "SELECT EXISTS (SELECT 1 FROM imp_ref f JOIN imports_bettelling t USING (bet_id) WHERE t.from_lines)"
)
TOLD = "SELECT row, bet_id, telling_id, account_id FROM imp_bet_id ORDER BY row"


@dataclass(frozen=True)
class ByHand:
    """The teller of least detail: every file overrules it, field by field."""

    slug: str = BY_HAND
    detail: int = 3
    time_detail: int = 1


@dataclass(frozen=True)
class Said:
    """A bet and the reference it is told under; `bet_id` of one that was told by hand before."""

    ref: str
    entry: Entry
    bet_id: int | None = None


def tell(user: Any, said: Sequence[Said]) -> list[int]:
    """Keep what is said of these bets and bring book and journal to it; their own ids, in this order."""
    begin()
    rows = [_row(place, each) for place, each in enumerate(said, 1)]
    legs = _legs(
        [(each.ref, each.entry, leg, at) for each in said for at, leg in enumerate(each.entry.legs, 1)]
    )
    bets = _typed(pd.DataFrame(rows))
    books = Books(user, [bets, legs])
    bets, legs = books.assign(bets).assign(cash_in_lines=False), books.assign(legs)
    former = _move(user, dict(zip(bets["ref"], bets["account_id"].tolist(), strict=True)), said)
    lines = pd.DataFrame({"row": bets["row"], "digest": [_digest(each.entry) for each in said]})
    bets, legs = digested(bets, legs, lines)
    stage_bets(user, bets, legs, meanings(bets, legs))
    assign_bets(user.pk, ByHand())
    ids = _keep(user, said)
    account_ids = sorted({*books.account_ids, *former})
    _no_spans()
    affected_by_hand()
    _follow(user.pk, account_ids, ids, has_file=True)
    return ids


def work_out(user_id: int, account_ids: Collection[int], bet_ids: Collection[int]) -> None:
    """Bring these bets to what is said of them now. After begin()."""
    stage_bets_of(bet_ids)
    _follow(user_id, sorted(set(account_ids)), bet_ids, has_file=False)


def begin() -> None:
    """Make the tables that an import has before its bets, empty."""
    stage_observers()
    stage_whole(None)
    forget_touched_lines()


def _follow(user_id: int, account_ids: list[int], bet_ids: Collection[int], *, has_file: bool) -> None:
    """Merge the bets of imp_ref, pair these bets anew with those of their stakes, and post. No line changed, so that
    neither the whole account has to be paired nor its statement to be proved, however large it is."""
    forget_touched()
    _spans(account_ids)
    merge_bets(user_id, as_of=now(), has_file=has_file)
    if several := accounts_with_pairs(account_ids):
        changed = pair_again(several, bet_ids).bet_ids | split_markets(several)
        if changed:
            stage_bets_of(changed | set(bet_ids))
            _spans(account_ids)
            merge_bets(user_id, as_of=now(), has_file=False)
    stage_chart(chart_rows(account_ids))
    journal.post()


def _spans(account_ids: list[int]) -> None:
    """How far balances can be trusted, which only bets of a statement ask for."""
    with connection.cursor() as cursor:
        cursor.execute(ANY_OF_LINES)
        if cursor.fetchone()[0]:
            stage_spans(account_ids)
        else:
            _no_spans()


def _no_spans() -> None:
    stage_spans([])


def _move(user: Any, accounts: dict[str, int], said: Sequence[Said]) -> set[int]:
    """Bets that change their bookmaker or currency keep their ids; the accounts they were in."""
    known = {each.ref: each.bet_id for each in said if each.bet_id}
    former = dict(HandBet.objects.filter(pk__in=known.values()).values_list("pk", "account_id"))
    moving = {ref: pk for ref, pk in known.items() if former[pk] != accounts[ref]}
    currencies = {each.ref: each.entry.currency for each in said}
    for ref, pk in moving.items():
        Bet.objects.filter(pk=pk).update(account_id=accounts[ref], currency=currencies[ref])
        Twin.objects.filter(bet_id=pk).delete()
        if retired := RetiredBet.objects.filter(pk=pk).first():  # it exists as another export's bet
            retired.delete()
            RetiredBet.objects.create(bet_id=pk, owner=user, account_id=accounts[ref], ref=ref)
    return set(former.values())


def _keep(user: Any, said: Sequence[Said]) -> list[int]:
    """The observation that counts for each from now on."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD)
        told = cursor.fetchall()
    moment = now()
    rows = [
        HandBet(
            bet_id=bet_id,
            owner=user,
            account_id=account_id,
            telling_id=telling_id,
            ref=said[row - 1].ref,
            entry=said[row - 1].entry.plain,
            made_at=moment,
            changed_at=moment,
            changed_by=user,
        )
        for row, bet_id, telling_id, account_id in told
    ]
    HandBet.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["bet_id"],
        update_fields=["account_id", "telling_id", "entry", "changed_at", "changed_by"],
    )
    Decision.objects.filter(pk__in=[row.pk for row in rows]).delete()  # what they say now is the whole of it
    return [row.pk for row in rows]


def _row(place: int, said: Said) -> dict[str, Any]:
    """The bet as a format tells one."""
    entry, result = said.entry, said.entry.result
    row: dict[str, Any] = {
        "row": place,
        "ref": said.ref,
        "bookmaker": entry.bookmaker.strip(),
        "currency": entry.currency,
        "from_lines": False,
        "structure": "multi" if entry.kind == "multi" else "single",
        "side": "lay" if entry.kind == "lay" else "back",
        "status": result.outcome if result else "open",
        "bonus": "stated" if entry.is_bonus else "none",
        "placed_at": entry.placed_at,
        "settled_at": result.settled_at if result else None,
        "stake_micro": 0 if entry.is_bonus else entry.staked_micro,
        "bonus_stake_micro": entry.staked_micro if entry.is_bonus else 0,
        "at_risk_micro": entry.at_risk_micro,
        "odds": entry.total_odds,
        "closing_odds": entry.closing_odds,
        "sport": entry.sport or None,
        "competition": entry.competition or None,
        "event": entry.event or None,
        "market": entry.market or None,
        "selection": entry.selection or ", ".join(leg.selection for leg in entry.legs) or None,
        "is_live": None,
        "is_each_way": entry.kind == "each_way",
        "legs_count": max(len(entry.legs), 1),
        "note": None,
        "returned_micro": None,
        "profit_micro": None,
        "commission_micro": None,
    }
    if result:
        came = figures(entry, result)
        row |= {
            "returned_micro": came.returned_micro,
            "profit_micro": came.profit_micro,
            "commission_micro": came.commission_micro,
        }
    return row


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    for name in MONEY:
        frame[name] = frame[name].astype("Int64")
    for name in MOMENTS:
        frame[name] = pd.to_datetime(frame[name], utc=True).astype("datetime64[us, UTC]")
    return frame


def _legs(told: list[tuple[str, Entry, Leg, int]]) -> pd.DataFrame:
    if not told:
        return no_legs()
    rows = [
        {
            "ref": ref,
            "bookmaker": entry.bookmaker.strip(),
            "currency": entry.currency,
            "position": position,
            "sport": leg.sport or entry.sport or None,
            "competition": None,
            "event": leg.event or None,
            "market": leg.market or None,
            "selection": leg.selection or None,
            "odds": leg.odds,
            "result": leg.result or None,
        }
        for ref, entry, leg, position in told
    ]
    return pd.DataFrame(
        rows, columns=[*dict.fromkeys(["ref", "bookmaker", "currency", "sport", "competition", *LEG])]
    )


def _digest(entry: Entry) -> int:
    said = dumps(entry.plain, sort_keys=True).encode()
    return int.from_bytes(sha256(said).digest()[:7], "big")
