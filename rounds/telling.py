"""Tell people, and their own programs, how their round ended: after it has ended, some at a time, each once.

A settlement of a hundred thousand wagers does not wait for a hundred thousand letters: it leaves one row, which the
queue works off in the order of people's ids. A worker that dies in the middle has told whom it has told.
"""

import logging
from functools import partial
from typing import Any

from django.db import connections, transaction
from django.db.models import Q
from django.urls import reverse

from accounts import roles, webhooks
from accounts.models import User
from accounts.notifications import notify
from rounds import told
from rounds.models import Payout, Round, State, Telling, Wager
from web.clock import now
from web.context import acting_as
from web.numbers import money_text

STAFF = "staff"
EVENT = "round.settled.v1"
VOID_EVENT = "round.void.v1"
OPERATORS_EVENT = "round.ended.v1"
AT_ONCE = 100
MOST_LISTED = 500
NEXT = """
SELECT DISTINCT owner_id FROM rounds_wager WHERE round_id = %s AND owner_id > %s ORDER BY owner_id LIMIT %s
"""
log = logging.getLogger(__name__)


def ended(found: Round) -> None:
    """Leave word, in the transaction that ends the round."""
    Telling.objects.using(STAFF).create(round=found)
    transaction.on_commit(partial(_ask, found.pk), using=STAFF)


def work_off() -> int:
    """Tell everybody who waits, of all rounds; how many people. Safe to run beside another."""
    waiting = Telling.objects.using(STAFF).filter(done_at=None).order_by("round_id")
    people = 0
    for round_id in waiting.values_list("round_id", flat=True):
        while number := _tell_some(round_id):
            people += number
    return people


def _tell_some(round_id: int) -> int:
    """The next few, in one transaction with the mark of how far it got."""
    with transaction.atomic(using=STAFF):
        row = Telling.objects.using(STAFF).select_for_update().get(round_id=round_id)
        if row.done_at is not None:
            return 0
        with connections[STAFF].cursor() as cursor:
            cursor.execute(NEXT, [round_id, row.told_up_to, AT_ONCE])
            people = [pk for (pk,) in cursor.fetchall()]
        found = Round.objects.using(STAFF).select_related("instrument").get(pk=round_id)
        if not row.told_up_to:
            _tell_operators(found)
        for person in User.objects.using(STAFF).filter(pk__in=people).order_by("pk"):
            _tell(found, person)
        if people:
            row.told_up_to = people[-1]
        if len(people) < AT_ONCE:
            row.done_at = now()
        row.save(using=STAFF)
        return len(people)


def _tell(found: Round, person: User) -> None:
    with acting_as(person, using=STAFF):
        mine = Wager.objects.using(STAFF).filter(round=found, owner=person)
        paid = {
            pk: (paid_as, micro)
            for pk, paid_as, micro in Payout.objects.using(STAFF)
            .filter(round=found, owner=person)
            .values_list("wager_id", "paid_as", "amount_micro")
        }
        wagers = [_wager(each, paid.get(each.pk)) for each in mine.order_by("pk")]
        staked = sum(each["amount_micro"] for each in wagers)
        back = sum(each["paid_micro"] for each in wagers)
        notify(
            person,
            "round",
            title=_title(found, staked, back),
            body=_body(found),
            url=reverse("rounds:round", args=[found.instrument.slug, found.code]),
            key=f"round:{found.pk}:ended",
            using=STAFF,
        )
        event = VOID_EVENT if found.state == State.VOID else EVENT
        mine_told = {
            "wagers": wagers[:MOST_LISTED],
            "wager_count": len(wagers),
            "staked_micro": staked,
            "paid_micro": back,
        }
        webhooks.send(person, event, payload(found) | mine_told, using=STAFF)


def _tell_operators(found: Round) -> None:
    """The programs of whoever runs the rounds hear of every end, with a wager or without: before all others, once."""
    runs = Q(groups__name=roles.ROUNDS) | Q(is_superuser=True)
    people = User.objects.using(STAFF).filter(runs, is_active=True, is_staff=True).distinct()
    for person in people.order_by("pk"):
        webhooks.send(
            person, OPERATORS_EVENT, payload(found) | {"wager_count": found.wager_count}, using=STAFF
        )


def payload(found: Round) -> dict[str, Any]:
    """What an event says of the round itself. Amounts in micro-units, closes as decimal strings."""
    return {
        "round": found.code,
        "instrument": found.instrument.slug,
        "session": found.session.isoformat(),
        "state": found.state,
        "outcome": found.outcome,
        "reference_close": told.price(found.reference_close, found.decimals),
        "close": told.price(found.close, found.decimals),
        "close_is_final": found.close_is_final,
        "void_reason": found.void_reason,
        "currency": found.currency,
        "up_micro": found.up_micro,
        "down_micro": found.down_micro,
        "fee_micro": found.fee_micro,
        "fee_bps": found.fee_bps,
        "ended_at": found.ended_at,
        "is_forced": found.is_forced,
        "key": f"round:{found.pk}:ended",
    }


def _wager(one: Wager, paid: tuple[str, int] | None) -> dict[str, Any]:
    return {
        "id": one.pk,
        "side": one.side,
        "amount_micro": one.amount_micro,
        "paid_micro": paid[1] if paid else 0,
        "paid_as": paid[0] if paid else "",
    }


def _title(found: Round, staked: int, back: int) -> str:
    if found.state == State.VOID:
        return f"Round {found.code} is void: {money_text(back, found.currency)} is back in your wallet"
    sign = "won" if back > staked else "lost" if back < staked else "got back"
    amount = money_text(abs(back - staked) if back != staked else back, found.currency)
    return f"Round {found.code} closed {found.outcome}: you {sign} {amount}"


def _body(found: Round) -> str:
    if found.state == State.VOID:
        return found.void_reason
    if found.close is None:
        return "Two of the staff vouch for the result."
    places = found.decimals
    return f"{found.instrument.name} closed at {found.close:.{places}f}, after {found.reference_close:.{places}f}."


def _ask(round_id: int) -> None:
    """Ask a worker; where the queue cannot be reached the next tick does it."""
    from rounds.tasks import tell  # the tasks import this module

    try:
        tell.apply_async(retry=False)
    except tell.app.connection_for_write().recoverable_connection_errors as error:
        log.warning("the telling of round %s waits for the next tick: %s", round_id, error)
