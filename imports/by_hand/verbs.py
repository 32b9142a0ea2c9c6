"""What a person does with bets by hand. Each verb is one transaction under the person's lock, once for each `key`, and
is kept in the bet's history; book, journal, pairs and figures follow by the same code as an import's.

Ids answered are those of the bets' pages: a bet that another export tells as well exists as that one. `version` is
Standing.version of the state the person saw; another one raises ChangedMeanwhile.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import DataError
from psycopg.errors import NumericValueOutOfRange

from accounts import idempotency
from imports.by_hand import keeping, telling
from imports.by_hand.checks import check_end, checked
from imports.by_hand.entry import OUTCOMES, Entry, EntryWrong, Leg, Result
from imports.by_hand.errors import (
    ChangedMeanwhile,
    HandRefused,
    NotByHand,
    SettledByFile,
)
from imports.by_hand.figures import figures, outcome_of_legs
from imports.by_hand.models import Act
from imports.by_hand.standing import Standing, entry_of, snapshots, standing, standings
from imports.by_hand.telling import Said
from imports.models import HandBet
from ledger.refusals import retrying
from web.clock import now
from web.context import acting_as, alone

SCOPE = "bets-by-hand"
ACTS = {"cashed_out": Act.CASHED_OUT, "void": Act.VOIDED, "open": Act.REOPENED}


@dataclass(frozen=True)
class Done:
    """Of many bets: how many were changed, and why the others were not, a sentence for each reason."""

    changed: int
    left: dict[str, int]


def enter(
    *,
    user: Any,
    entry: Entry,
    key: str = "",
    via: str = "page",
    act: Act = Act.ENTERED,
    asked: Any = None,
) -> int:
    """Enter a bet; its id. `asked` is what the key stands for where that is not the entry. Raises EntryWrong."""
    checked(entry)

    def effect() -> int:
        (bet_id,) = telling.tell(user, [Said(_next_ref(user), entry)])
        keeping.record(user, [bet_id], act, before={}, via=via)
        return shown_as(user, bet_id)

    return once(user, key, ["enter", asked or entry.plain], effect)


def copy(
    *, user: Any, bet_id: int, placed_at: datetime | None = None, key: str = "", via: str = "page"
) -> int:
    """Enter the same bet again, open, placed now unless said otherwise (UTC); its id. Raises NoSuchBet, EntryWrong."""

    def effect() -> int:
        made = replace(template(user, bet_id), placed_at=placed_at or now())
        return enter(user=user, entry=made, via=via, act=Act.COPIED)

    return int(once(user, key, ["copy", bet_id, placed_at], effect))


def template(user: Any, bet_id: int) -> Entry:
    """A bet as it would be entered again: open, and its legs too. Raises NoSuchBet."""
    found = standing(user, bet_id)
    same = (found.entry if found.is_by_hand else None) or entry_of(found.bet)
    return replace(same, result=None, legs=tuple(replace(leg, result="") for leg in same.legs))


def edit(
    *,
    user: Any,
    bet_id: int,
    entry: Entry,
    version: str = "",
    key: str = "",
    via: str = "page",
    asked: Any = None,
) -> int:
    """Say a bet anew that was entered by hand; its id. `asked` as of enter().

    Raises NoSuchBet, NotByHand, ChangedMeanwhile, EntryWrong.
    """
    checked(entry)

    def effect() -> int:
        found = _unchanged(user, bet_id, version)
        if found.hand is None:
            raise NotByHand
        return _say(user, found, entry, Act.EDITED, via)

    return once(user, key, ["edit", bet_id, asked or entry.plain], effect)


def settle(
    *,
    user: Any,
    bet_id: int,
    outcome: str,
    settled_at: datetime | None = None,
    returned_micro: int | None = None,
    legs: Sequence[str] = (),
    version: str = "",
    key: str = "",
    via: str = "page",
    **more: Any,
) -> int:
    """Say how a bet ended ("open": it has not). Without `returned_micro` the settlement table says what came back.

    `legs` are the results of a multi's legs; with outcome "" they decide. `more`: deduction, tied, places of Result.
    Raises NoSuchBet, SettledByFile, ChangedMeanwhile, EntryWrong.
    """
    asked = [
        "settle",
        bet_id,
        outcome,
        settled_at,
        returned_micro,
        list(legs),
        {k: str(v) for k, v in more.items()},
    ]

    def effect() -> int:
        found = _unchanged(user, bet_id, version)
        if not found.can_be_settled:
            raise SettledByFile
        return _end(user, found, outcome, settled_at, returned_micro, legs, more, via)

    return once(user, key, asked, effect)


def cash_out(*, user: Any, bet_id: int, returned_micro: int, **more: Any) -> int:
    """Sold before its end for `returned_micro`, as settle()."""
    return settle(user=user, bet_id=bet_id, outcome="cashed_out", returned_micro=returned_micro, **more)


def void(*, user: Any, bet_id: int, **more: Any) -> int:
    """The stake came back, as settle()."""
    return settle(user=user, bet_id=bet_id, outcome="void", **more)


def settle_many(
    *,
    user: Any,
    bet_ids: Collection[int],
    outcome: str,
    at: Callable[[Standing], datetime] | None = None,
    key: str = "",
    via: str = "page",
) -> Done:
    """Say of many bets how they ended. Those a file settles, and those that ended so already, are left as they are.

    `at` tells when each ended: now for an open bet, for an undecided one the day of its stake unless said otherwise.
    """
    if outcome != "open" and outcome not in OUTCOMES:
        raise EntryWrong("Say how they ended.", "outcome")

    def effect() -> dict[str, Any]:
        left: Counter[str] = Counter()
        hands: list[tuple[Standing, Entry]] = []
        ends: dict[int, Result | None] = {}
        chosen = standings(user, bet_ids)
        for found in chosen:
            try:
                moment = (at or _when)(found)
                _check_change(found, outcome)
                if found.is_by_hand:
                    hands.append((found, _ended(found, outcome, moment, None, (), {})))
                else:
                    ends[found.bet.pk] = _decision(found, outcome, moment, None, {})
            except (EntryWrong, HandRefused) as error:
                left[str(error)] += 1
        changed = [found.bet.pk for found, _ in hands] + list(ends)
        with keeping.kept(user, changed, ACTS.get(outcome, Act.SETTLED), via=via):
            if hands:
                telling.tell(user, [Said(found.bet.ref, said, found.bet.pk) for found, said in hands])
            if ends:
                _decide(user, [found for found in chosen if found.bet.pk in ends], ends)
        return {"changed": len(changed), "left": dict(left)}

    return Done(**once(user, key, ["settle-many", sorted(bet_ids), outcome], effect))


def shown_as(user: Any, bet_id: int) -> int:
    """The bet on whose page this one is."""
    found = standings(user, [bet_id])
    return found[0].bet.pk if found else bet_id


def once(user: Any, key: str, body: Any, effect: Callable[[], Any]) -> Any:
    """Run `effect` as the user, alone with their book; for the same key only once."""

    def alone_with_it() -> Any:
        with acting_as(user):
            alone(user.pk)
            return effect()

    def for_the_key() -> Any:
        return idempotency.once(
            owner=user, scope=SCOPE, key=key, body=body, effect=lambda: (200, alone_with_it())
        ).body

    try:
        return retrying(for_the_key if key else alone_with_it)
    except DataError as error:
        if isinstance(error.__cause__, NumericValueOutOfRange):  # all of a person's bets together
            raise EntryWrong("That is more than any book holds.", "stake") from error
        raise


def _unchanged(user: Any, bet_id: int, version: str) -> Standing:
    found = standing(user, bet_id)
    if version and version != found.version:
        raise ChangedMeanwhile
    return found


def _check_change(found: Standing, outcome: str) -> None:
    """Is there anything to say of a bet of many? Raises HandRefused."""
    if found.bet.status == outcome and not found.bet.is_decided_by_rule:
        raise HandRefused("It stood so already.")
    if not found.can_be_settled:
        raise SettledByFile


def _end(
    user: Any,
    found: Standing,
    outcome: str,
    settled_at: datetime | None,
    returned_micro: int | None,
    legs: Sequence[str],
    more: dict[str, Any],
    via: str,
) -> int:
    moment = settled_at or max(now(), found.bet.placed_at)
    if found.is_by_hand:
        said = _ended(found, outcome, moment, returned_micro, legs, more)
        return _say(user, found, said, _act(said), via)
    decision = _decision(found, outcome, moment, returned_micro, more)
    with keeping.kept(user, [found.bet.pk], ACTS.get(outcome, Act.SETTLED), via=via):
        _decide(user, [found], {found.bet.pk: decision})
    return found.bet.pk


def _act(said: Entry) -> Act:
    return ACTS.get(said.result.outcome, Act.SETTLED) if said.result else Act.REOPENED


def _ended(
    found: Standing,
    outcome: str,
    moment: datetime,
    returned_micro: int | None,
    legs: Sequence[str],
    more: dict[str, Any],
) -> Entry:
    """What was told by hand with this end. Raises EntryWrong."""
    said = found.entry
    assert said is not None
    if legs:
        if len(legs) != len(said.legs):
            raise EntryWrong("Say of every leg how it ended.", "legs")
        said = replace(
            said, legs=tuple(replace(leg, result=result) for leg, result in zip(said.legs, legs, strict=True))
        )
    elif outcome != "void" and {leg.result for leg in said.legs} == {
        "void"
    }:  # as void as the whole was said to be
        said = replace(said, legs=tuple(replace(leg, result="") for leg in said.legs))
    if outcome == "open":
        return checked(said.ended(None))
    if not outcome:
        outcome = outcome_of_legs(said.legs) or ""
        if not outcome:
            raise EntryWrong("Not all of its legs have ended.", "outcome")
    if not legs and said.kind == "multi":
        said = replace(said, legs=_legs_by(said.legs, outcome))
    return checked(
        said.ended(Result(outcome=outcome, settled_at=moment, returned_micro=returned_micro, **more))
    )


def _legs_by(legs: tuple[Leg, ...], outcome: str) -> tuple[Leg, ...]:
    """Where only the whole is said to have ended: its legs are void with it, and won where nothing else is known."""
    if outcome == "void":
        return tuple(replace(leg, result="void") for leg in legs)
    return tuple(replace(leg, result=leg.result or "won") for leg in legs) if outcome == "won" else legs


def _decision(
    found: Standing, outcome: str, moment: datetime, returned_micro: int | None, more: dict[str, Any]
) -> Result | None:
    """The end of a bet that a file tells. Raises EntryWrong."""
    if outcome == "open":
        return None
    said = entry_of(found.bet)
    result = Result(outcome=outcome, settled_at=moment, returned_micro=returned_micro, **more)
    if said.kind == "each_way" and returned_micro is None and outcome in ("won", "placed"):
        raise EntryWrong("The file does not tell what a place pays: say what came back.", "returned")
    check_end(said.placed_at, moment)
    if outcome in ("lost", "void") and returned_micro is None:
        return result
    checked(said.ended(result))
    return replace(result, returned_micro=figures(said, result).returned_micro)


def _decide(user: Any, chosen: Sequence[Standing], ends: dict[int, Result | None]) -> None:
    telling.begin()
    keeping.decide(user, ends)
    telling.work_out(user.pk, {found.bet.account_id for found in chosen}, list(ends))


def _say(user: Any, found: Standing, said: Entry, act: Act, via: str) -> int:
    """Say a bet anew that was told by hand; the bet on whose page it is now."""
    hand = found.hand
    assert hand is not None
    before = snapshots(user, [found.bet.pk])
    telling.tell(user, [Said(hand.ref, said, hand.pk)])
    bet_id = shown_as(user, hand.pk)
    keeping.record(user, [bet_id], act, before={bet_id: before.get(found.bet.pk, {})}, via=via)
    return bet_id


def _when(found: Standing) -> datetime:
    """When a bet of many ended: an open one now, an undecided one on the day of its stake."""
    return found.bet.placed_at if found.bet.status == "undecided" else max(now(), found.bet.placed_at)


def _next_ref(user: Any) -> str:
    return f"hand-{HandBet.objects.visible_to(user).count() + 1}"
