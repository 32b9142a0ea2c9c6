"""End a withdrawal of unknown outcome: by the staff, and only on the chain's own proof that it can never be paid."""

from typing import Any

from django.db import transaction

from accounts import audit
from treasury.chain.configured import current
from treasury.errors import NotProved, OwnWithdrawal, TooLate
from treasury.models import WalletNonce, Withdrawal, WithdrawalState
from treasury.paying import end_failed, signed_of

STAFF = "staff"


def give_back(*, staff: Any, withdrawal_id: int, reason: str) -> None:
    """Release the hold of a withdrawal whose nonce another transaction has used up, as deep as confirmations go.

    Raises NotProved when a receipt of any of its transactions exists or the nonce is still free, TooLate when it is
    not unknown, OwnWithdrawal, ChainError.
    """
    chain = current()
    found = Withdrawal.objects.using(STAFF).get(pk=withdrawal_id)
    if found.owner_id == staff.pk:
        raise OwnWithdrawal
    if found.state != WithdrawalState.UNKNOWN:
        raise TooLate
    nonce = WalletNonce.objects.using(STAFF).get(withdrawal=found)
    if chain.settled_nonce(nonce.wallet) <= nonce.nonce:
        raise NotProved
    if any(chain.receipt(one.tx_hash) for one in signed_of(found)):
        raise NotProved
    with transaction.atomic(using=STAFF):
        note = "It could not be paid; the money is back in your wallet."
        if not end_failed(found, note=note, before=[WithdrawalState.UNKNOWN]):
            raise TooLate
        audit.record(actor=staff, act="withdrawal.give_back", subject=found, reason=reason, using=STAFF)
