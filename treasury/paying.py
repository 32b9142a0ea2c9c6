"""What happens to an approved withdrawal on the chain: signed, sent, watched, ended.

The order makes a crash harmless: the nonce is taken, the bytes signed and stored, all in one transaction, before they
are sent; only these bytes are ever sent again, so however often that happens they pay once. Whether they paid is told
by a receipt as deep as the chain's confirmations, and by nothing else. As long as it is not known, the hold stays.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import connections, transaction
from django.db.models import Max

from ledger import holds
from treasury import telling
from treasury.booking import book_fee
from treasury.chain.contract import Chain, ChainError, ChainUnavailable, Fees, Receipt, Signer
from treasury.models import SignedTransaction, WalletNonce, Withdrawal, WithdrawalState
from treasury.models.withdrawals import UNDER_WAY
from treasury.wallet import house
from web.clock import now

STAFF = "staff"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('treasury.wallet ' || %s, 0))"
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
SEND_AGAIN_AFTER = timedelta(minutes=1)  # without a block
STUCK_AFTER = timedelta(minutes=10)  # then more is offered for the same nonce
ALERT_AFTER = timedelta(minutes=30)
MOST_REPLACEMENTS = 5
log = logging.getLogger(__name__)


def sign_due(chain: Chain, signer: Signer) -> int:
    """Sign what is approved. Needs the private key: the signer's process only. Returns how many were signed."""
    return _each(chain, [WithdrawalState.APPROVED], lambda one: _sign(chain, signer, one))


def send_due(chain: Chain) -> int:
    """Send what is signed, for the first time or after an outage; the same bytes each time."""
    return _each(chain, [WithdrawalState.SIGNED], lambda one: _send(chain, one))


def watch_due(chain: Chain) -> int:
    """Look for receipts; end what is deep enough, send again what no block has. Returns how many ended."""
    return _each(chain, UNDER_WAY, lambda one: _watch(chain, one))


def replace_stuck(chain: Chain, signer: Signer) -> int:
    """Offer more for what no block took in ten minutes: the same nonce, the same payment, another signature."""
    return _each(
        chain, [WithdrawalState.BROADCAST, WithdrawalState.UNKNOWN], lambda one: _replace(chain, signer, one)
    )


def signed_of(withdrawal: Withdrawal) -> list[SignedTransaction]:
    """All that was ever signed for it; at most one of them can be in a block, for they have one nonce."""
    return list(
        SignedTransaction.objects.using(STAFF).filter(nonce__withdrawal=withdrawal).order_by("number")
    )


def end_failed(withdrawal: Withdrawal, *, note: str, before: Iterable[str]) -> bool:
    """Give the money back: it is certain that nothing was paid. False when another was quicker."""
    with transaction.atomic(using=STAFF):
        if not _step(withdrawal, before, WithdrawalState.FAILED, note):
            return False
        holds.void(withdrawal.hold, effective_at=now(), using=STAFF)
        return True


def _each(chain: Chain, states: Iterable[str], act: Callable[[Withdrawal], bool]) -> int:
    rows = Withdrawal.objects.using(STAFF).on(chain.slug, chain.chain_id).filter(state__in=list(states))
    done = 0
    for one in list(rows.due(now())):
        try:
            done += act(one)
        except ChainError as error:  # the withdrawal waits, the others go on
            _later(one, error.message)
    return done


def _sign(chain: Chain, signer: Signer, one: Withdrawal) -> bool:
    fees = chain.fees(signer.address, one.recipient, one.amount_micro)
    waiting = chain.next_nonce(signer.address)
    with transaction.atomic(using=STAFF):
        _alone(signer.address)
        locked = Withdrawal.objects.using(STAFF).select_for_update().get(pk=one.pk)
        if locked.state != WithdrawalState.APPROVED:
            return False
        taken = WalletNonce.objects.using(STAFF).filter(
            chain=chain.slug, chain_id=chain.chain_id, wallet=signer.address
        )
        highest = taken.aggregate(most=Max("nonce"))["most"]
        nonce = WalletNonce(
            chain=chain.slug,
            chain_id=chain.chain_id,
            wallet=signer.address,
            nonce=waiting if highest is None else max(waiting, highest + 1),
            withdrawal=locked,
        )
        nonce.save(using=STAFF, force_insert=True)
        _store(chain, signer, nonce, locked, fees, 1)
        return _step(locked, [WithdrawalState.APPROVED], WithdrawalState.SIGNED, "")


def _store(
    chain: Chain, signer: Signer, nonce: WalletNonce, one: Withdrawal, fees: Fees, number: int
) -> SignedTransaction:
    unsigned = chain.build(
        nonce=nonce.nonce, recipient=one.recipient, amount_micro=one.amount_micro, fees=fees
    )
    signed = signer.sign(unsigned)
    stored = SignedTransaction(
        nonce=nonce,
        number=number,
        tx_hash=signed.tx_hash,
        raw=signed.raw,
        max_fee_wei=fees.max_fee_wei,
        priority_fee_wei=fees.priority_fee_wei,
        gas=fees.gas,
        signed_at=now(),
    )
    stored.save(using=STAFF, force_insert=True)
    return stored


def _send(chain: Chain, one: Withdrawal) -> bool:
    """Whatever is not a plain yes leaves it open whether the network has the bytes."""
    last = signed_of(one)[-1]
    try:
        chain.broadcast(last.raw)
    except ChainUnavailable as error:
        _step(one, [WithdrawalState.SIGNED], WithdrawalState.UNKNOWN, error.message)
        raise
    with transaction.atomic(using=STAFF):
        SignedTransaction.objects.using(STAFF).filter(pk=last.pk).update(sent_at=now())
        return _step(one, [WithdrawalState.SIGNED], WithdrawalState.BROADCAST, "")


def _watch(chain: Chain, one: Withdrawal) -> bool:
    signed = signed_of(one)
    for attempt in signed:
        receipt = chain.receipt(attempt.tx_hash)
        if receipt is not None:
            return _mined(chain, one, attempt, receipt)
    if one.state == WithdrawalState.SIGNED:
        return False
    _alert_if_old(one)
    nonce = WalletNonce.objects.using(STAFF).get(withdrawal=one)
    if chain.settled_nonce(nonce.wallet) > nonce.nonce:
        problem = f"Nonce {nonce.nonce} was used by a transaction that is none of this withdrawal's."
        _step(one, [WithdrawalState.BROADCAST], WithdrawalState.UNKNOWN, problem)
        _later(one, problem)
        return False
    last = signed[-1]
    if last.sent_at is None or last.sent_at + SEND_AGAIN_AFTER <= now():
        chain.broadcast(last.raw)
        SignedTransaction.objects.using(STAFF).filter(pk=last.pk, sent_at=None).update(sent_at=now())
        _step(one, [WithdrawalState.UNKNOWN], WithdrawalState.BROADCAST, "Sent again, the same bytes.")
    return False


def _mined(chain: Chain, one: Withdrawal, attempt: SignedTransaction, receipt: Receipt) -> bool:
    """It is in a block: count those on top, and end it when they are enough."""
    depth = max(0, chain.head() - receipt.block_number + 1)
    rows = Withdrawal.objects.using(STAFF).filter(pk=one.pk)
    rows.exclude(confirmations=depth).update(confirmations=depth)
    _step(one, [WithdrawalState.SIGNED], WithdrawalState.BROADCAST, "Found on the network.")
    if depth < chain.confirmations:
        return False
    before = [WithdrawalState.BROADCAST, WithdrawalState.UNKNOWN]
    paid = receipt.paid
    is_right = paid is not None and (paid.recipient, paid.amount_micro) == (one.recipient, one.amount_micro)
    with transaction.atomic(using=STAFF):
        _alone(attempt.nonce.wallet)
        if receipt.is_ok and not is_right:
            problem = "The transaction succeeded, but its transfer is not this payment."
            _step(one, [WithdrawalState.BROADCAST], WithdrawalState.UNKNOWN, problem)
            _later(one, problem)
            return False
        if not receipt.is_ok:
            ended = end_failed(one, note="The network refused the transfer.", before=before)
        else:
            ended = _step(one, before, WithdrawalState.CONFIRMED, "")
            if ended:
                into = house("chain", one.currency).pk
                holds.post(one.hold, into_id=into, effective_at=now(), kind="withdrawal", using=STAFF)
        if ended:
            book_fee(chain, attempt, receipt)
        return ended


def _replace(chain: Chain, signer: Signer, one: Withdrawal) -> bool:
    signed = signed_of(one)
    last = signed[-1]
    if last.signed_at + STUCK_AFTER > now() or len(signed) > MOST_REPLACEMENTS:
        return False
    if any(chain.receipt(attempt.tx_hash) for attempt in signed):
        return False
    offered = Fees(int(last.max_fee_wei), int(last.priority_fee_wei), last.gas)
    fees = chain.fees(signer.address, one.recipient, one.amount_micro, above=offered)
    with transaction.atomic(using=STAFF):
        _alone(signer.address)
        Withdrawal.objects.using(STAFF).select_for_update().get(pk=one.pk)
        if SignedTransaction.objects.using(STAFF).filter(nonce=last.nonce, number=last.number + 1).exists():
            return False
        new = _store(chain, signer, last.nonce, one, fees, last.number + 1)
    chain.broadcast(new.raw)
    SignedTransaction.objects.using(STAFF).filter(pk=new.pk).update(sent_at=now())
    return True


def _step(one: Withdrawal, before: Iterable[str], after: str, note: str) -> bool:
    rows = Withdrawal.objects.using(STAFF).filter(pk=one.pk, state__in=list(before))
    with transaction.atomic(using=STAFF):
        made = rows.update(state=after, by=None, note=note[:300], problem="", next_try_at=None, tries=0)
        if made:
            telling.withdrawal(one.pk, after, note=note)
    return bool(made)


def _later(one: Withdrawal, problem: str) -> None:
    """Try again after a pause that doubles. The person sees that it waits, the staff why."""
    row = Withdrawal.objects.using(STAFF).get(pk=one.pk)
    pause = min(FIRST_PAUSE * 2 ** min(row.tries, 12), LONGEST_PAUSE)
    Withdrawal.objects.using(STAFF).filter(pk=one.pk).update(
        tries=row.tries + 1, next_try_at=now() + pause, problem=problem[:300]
    )
    log.warning("withdrawal %s waits %s: %s", one.pk, pause, problem)
    _alert_if_old(row)


def _alert_if_old(one: Withdrawal) -> None:
    """Once per withdrawal: a person must look."""
    if one.changed_at + ALERT_AFTER > now():
        return
    fresh = Withdrawal.objects.using(STAFF).filter(pk=one.pk, alerted_at=None)
    if fresh.update(alerted_at=now()):
        log.error("withdrawal %s has been %s since %s", one.pk, one.state, one.changed_at.isoformat())


def _alone(wallet: str) -> None:
    """One at a time with this wallet, until the transaction ends."""
    with connections[STAFF].cursor() as cursor:
        cursor.execute(LOCK, [wallet])
