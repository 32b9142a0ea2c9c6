"""Place a wager: the gate, the round's lock, the row and the money, in one transaction."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import DatabaseError

from accounts import protection
from ledger.errors import FloorBroken
from ledger.refusals import refusals, retrying
from rounds.errors import AmountTooSmall, NotEnough, RoundClosed, WageredOtherwise
from rounds.models import Round, Side, Wager
from web import prepared
from web.clock import now

CURRENCY = "SELECT currency FROM rounds_round WHERE id = %s"
PLACE = "SELECT wager, at FROM rounds_place(%s, %s, %s, %s)"
MEANINGS = {"round_takes_wagers": RoundClosed, "wager_has_wallet": NotEnough}
MOST_MICRO = 2**63 - 1


def place(*, user: Any, round_id: int, side: str, amount_micro: int, token: UUID) -> Wager:
    """Put `amount_micro` (micro-units of the round's currency) of the person's wallet on a side of an open round.

    Asked again with the same `token` it finds the first wager. Raises RoundClosed, NotEnough, AmountTooSmall,
    protection.Refused, WageredOtherwise, Round.DoesNotExist, or ValueError for an unknown side.
    """
    chosen = Side(side)
    if not 0 < amount_micro <= MOST_MICRO:
        raise AmountTooSmall if amount_micro <= 0 else NotEnough
    return retrying(partial(_place, user, round_id, chosen, amount_micro, token), acting=user)


def _place(user: Any, round_id: int, side: Side, amount_micro: int, token: UUID) -> Wager:
    found = prepared.fetch_one(CURRENCY, [round_id])
    if found is None:
        raise Round.DoesNotExist
    stops = protection.problems(
        user, protection.Act.WAGER, amount_micro=amount_micro, currency=found[0], at=now()
    )
    if stops:
        known = _known(user, round_id, side, amount_micro, token)
        if known is not None:
            return known
        raise protection.Refused(stops)
    try:
        with refusals():
            placed = prepared.fetch_one(PLACE, [round_id, side.value, amount_micro, token])
    except FloorBroken as error:
        raise NotEnough from error
    except DatabaseError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        meaning = MEANINGS.get(getattr(diagnosis, "constraint_name", None) or "")
        if meaning is None:
            raise
        raise meaning from error
    if placed is None or placed[0] is None:
        known = _known(user, round_id, side, amount_micro, token)
        if known is None:
            raise AssertionError("a token that is taken belongs to a wager")
        return known
    return Wager(
        pk=placed[0],
        round_id=round_id,
        owner_id=user.pk,
        side=side.value,
        amount_micro=amount_micro,
        token=token,
        placed_at=placed[1],
    )


def _known(user: Any, round_id: int, side: Side, amount_micro: int, token: UUID) -> Wager | None:
    """The wager this token made, if any. Raises WageredOtherwise when it says something else."""
    found = Wager.objects.visible_to(user).filter(token=token).first()
    if found is not None and (found.round_id, found.side, found.amount_micro) != (
        round_id,
        side,
        amount_micro,
    ):
        raise WageredOtherwise
    return found
