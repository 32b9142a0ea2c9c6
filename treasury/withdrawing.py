"""What people decide about a withdrawal: ask for it, call it off, approve it, refuse it.

Each step is one conditional UPDATE in the transaction of what it does to the journal; whoever comes second finds the
state changed and does nothing. What happens on the chain is in treasury/paying.py.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts import audit, protection
from accounts.protection.gate import lock
from ledger import holds
from ledger.errors import FloorBroken
from ledger.money import MICRO
from treasury import telling
from treasury.chain.configured import current
from treasury.chain.contract import Chain
from treasury.errors import (
    ApprovedAlready,
    AskedOtherwise,
    NotEnough,
    OwnAddress,
    OwnWithdrawal,
    TooLate,
    TooLittle,
)
from treasury.models import Approval, DepositAddress, Withdrawal, WithdrawalState
from treasury.models.withdrawals import UNSIGNED
from treasury.wallet import wallet
from web.clock import now
from web.context import acting_as

STAFF = "staff"
A_DAY = timedelta(days=1)
GIVEN_BACK = (WithdrawalState.CANCELLED, WithdrawalState.REFUSED, WithdrawalState.FAILED)


def request(*, user: Any, amount_micro: int, recipient: str, token: UUID) -> Withdrawal:
    """Set the money aside and ask for it to be paid to `recipient`. The same token again finds the first request.

    Raises AddressInvalid, TooLittle, NotEnough, OwnAddress, AskedOtherwise, protection.Refused or ChainError.
    """
    chain = current()
    to = chain.normalise(recipient)
    with acting_as(user), transaction.atomic():
        lock(user, using="default")  # of one form sent twice at once the second waits, and finds the first
        known = Withdrawal.objects.visible_to(user).filter(token=token).first()
        if known is not None:
            if (known.recipient, known.amount_micro) != (to, amount_micro):
                raise AskedOtherwise
            return known
        _check(user, chain, amount_micro, to)
        moment = now()
        stops = protection.problems(
            user, "withdraw", amount_micro=amount_micro, currency=chain.currency, at=moment
        )
        if stops:
            raise protection.Refused(stops)
        try:
            with transaction.atomic():
                hold = holds.place(
                    account_id=wallet(user, chain.currency).pk,
                    amount_micro=amount_micro,
                    key=f"withdrawal:{user.pk}:{token}",
                    effective_at=moment,
                    kind="withdrawal_hold",
                )
        except FloorBroken as error:
            raise NotEnough from error
        asked = Withdrawal(
            owner=user,
            token=token,
            chain=chain.slug,
            chain_id=chain.chain_id,
            recipient=to,
            currency=chain.currency,
            amount_micro=amount_micro,
            hold=hold.pk,
            approvals_needed=approvals_needed(amount_micro + _taken_out(user, chain.currency, moment)),
            by=user,
            requested_at=moment,
            changed_at=moment,
        )
        asked.save(force_insert=True)
        telling.withdrawal(asked.pk, WithdrawalState.REQUESTED, using="default")
        if not asked.approvals_needed:
            note = "No approval is needed below the threshold."
            _step(asked.pk, [WithdrawalState.REQUESTED], WithdrawalState.APPROVED, None, note)
        asked.refresh_from_db()
        return asked


def cancel(*, user: Any, withdrawal_id: int) -> None:
    """Call it off and give the money back. Raises TooLate once it is signed (or ended)."""
    with acting_as(user), transaction.atomic():
        found = Withdrawal.objects.visible_to(user).get(pk=withdrawal_id)
        if not _step(found.pk, UNSIGNED, WithdrawalState.CANCELLED, user, ""):
            raise TooLate
        holds.void(found.hold, effective_at=now())


def approve(*, staff: Any, withdrawal_id: int, reason: str = "") -> Withdrawal:
    """One yes; the last that is needed lets it be signed. Raises OwnWithdrawal, ApprovedAlready or TooLate."""
    with transaction.atomic(using=STAFF):
        found = _locked(withdrawal_id)
        if found.state != WithdrawalState.REQUESTED:
            raise TooLate
        if found.owner_id == staff.pk:
            raise OwnWithdrawal
        if found.approvals.using(STAFF).filter(staff_id=staff.pk).exists():
            raise ApprovedAlready
        Approval(withdrawal_id=found.pk, staff_id=staff.pk, reason=reason, approved_at=now()).save(
            using=STAFF, force_insert=True
        )
        given = found.approvals.using(STAFF).count()
        detail = {"amount_micro": found.amount_micro, "currency": found.currency, "given": given}
        audit.record(
            actor=staff, act="withdrawal.approve", subject=found, detail=detail, reason=reason, using=STAFF
        )
        if given >= found.approvals_needed:
            note = "Approved." if found.approvals_needed == 1 else f"Approved by {given} people."
            _step(found.pk, [WithdrawalState.REQUESTED], WithdrawalState.APPROVED, staff, note, using=STAFF)
        found.refresh_from_db(using=STAFF)
        return found


def refuse(*, staff: Any, withdrawal_id: int, reason: str) -> None:
    """No, and why (the person reads it); the money goes back. Raises OwnWithdrawal, or TooLate once it is signed."""
    with transaction.atomic(using=STAFF):
        found = _locked(withdrawal_id)
        if found.owner_id == staff.pk:
            raise OwnWithdrawal
        if not _step(found.pk, UNSIGNED, WithdrawalState.REFUSED, staff, reason, using=STAFF):
            raise TooLate
        holds.void(found.hold, effective_at=now(), using=STAFF)
        detail = {"amount_micro": found.amount_micro, "currency": found.currency}
        audit.record(
            actor=staff, act="withdrawal.refuse", subject=found, detail=detail, reason=reason, using=STAFF
        )


def approvals_needed(amount_micro: int) -> int:
    """How many of the staff must say yes: none, one or two, by the thresholds in the settings.

    `amount_micro`: together with what the person asked for within the last day, or many small ones would need nobody.
    """
    above = (settings.WITHDRAW_APPROVE_ABOVE, settings.WITHDRAW_TWO_APPROVE_ABOVE)
    return sum(amount_micro > whole * MICRO for whole in above)


def _taken_out(user: Any, currency: str, moment: datetime) -> int:
    """What else was asked for in the day before and not given back, micro-units. The gate's lock keeps others out."""
    asked = Withdrawal.objects.visible_to(user).filter(currency=currency, requested_at__gt=moment - A_DAY)
    sums = asked.exclude(state__in=GIVEN_BACK).aggregate(micro=Sum("amount_micro", default=0))
    return int(sums["micro"])


def _check(user: Any, chain: Chain, amount_micro: int, to: str) -> None:
    if amount_micro < settings.WITHDRAW_LEAST * MICRO:
        raise TooLittle(f"The least that can be withdrawn is {settings.WITHDRAW_LEAST} {chain.currency}.")
    mine = DepositAddress.objects.visible_to(user).filter(address=to)
    if to in (chain.wallet, chain.token) or mine.exists():
        raise OwnAddress


def _locked(withdrawal_id: int) -> Withdrawal:
    return Withdrawal.objects.using(STAFF).select_for_update().get(pk=withdrawal_id)


def _step(pk: int, before: Any, after: str, by: Any, note: str, *, using: str = "default") -> bool:
    """One step, if the withdrawal is still where it begins, and its telling; in the caller's transaction."""
    rows = Withdrawal.objects.using(using).filter(pk=pk, state__in=before)
    made = rows.update(state=after, by=by, note=note[:300], problem="", next_try_at=None, tries=0)
    if made:
        telling.withdrawal(pk, after, note=note, using=using)
    return bool(made)
