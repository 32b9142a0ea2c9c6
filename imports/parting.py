"""A person's word on pairs: these are two bets, or they are one after all."""

from functools import partial
from typing import Any

from imports import pipeline
from imports.bet_results import stage_spans
from imports.bets_merge import forget_touched
from imports.errors import NoSuchPair
from imports.merge import forget_touched_lines
from imports.models import Twin
from imports.observers import stage_observers
from ledger.refusals import retrying
from web.clock import now
from web.context import acting_as, alone


def part(*, user: Any, bet_id: int, into_id: int) -> None:
    """`bet_id` is a bet of its own from now on. Raises NoSuchPair."""
    retrying(partial(_refuse, user.pk, bet_id, into_id, is_refused=True))


def join(*, user: Any, bet_id: int, into_id: int) -> None:
    """Take a refusal back: the two may pair again. Raises NoSuchPair."""
    retrying(partial(_refuse, user.pk, bet_id, into_id, is_refused=False))


def _refuse(user_id: int, bet_id: int, into_id: int, *, is_refused: bool) -> None:
    with acting_as(user_id):
        alone(user_id)
        pair = Twin.objects.filter(bet_id=bet_id, into_id=into_id, is_refused=not is_refused).first()
        if pair is None:
            raise NoSuchPair
        if is_refused:
            Twin.objects.filter(pk=pair.pk).update(is_refused=True)
        else:
            pair.delete()
        stage_observers()
        stage_spans([pair.account_id])
        forget_touched()
        forget_touched_lines()
        pipeline.pair_and_merge(user_id, [pair.account_id], as_of=now(), changed={bet_id, into_id})
        pipeline.post([pair.account_id])
