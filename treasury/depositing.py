"""Credit what arrived: one event per transfer, and a compensating one when the chain takes it back."""

import hashlib
import logging
from typing import Any

from django.db import transaction

from ledger.errors import FloorBroken
from ledger.posting import Posting, post, reverse
from treasury.chain.configured import current
from treasury.chain.contract import Chain, Transfer
from treasury.models import Deposit, DepositAddress, DepositState
from treasury.wallet import house, wallet
from web.clock import now
from web.context import acting_as

STAFF = "staff"
SPENT = "The chain took this deposit back after its money was spent: {amount} micro {currency} are missing."
log = logging.getLogger(__name__)


def deposit_address(user: Any) -> DepositAddress:
    """The person's address on the configured chain, made at the first question. Raises ChainError."""
    chain = current()
    with acting_as(user):
        return ensure_address(user, chain.slug, chain.chain_id, chain.deposit_address(user.pk))


def ensure_address(
    user: Any, chain: str, chain_id: int, address: str, *, using: str = "default"
) -> DepositAddress:
    """The row of a person's address, made when missing (by two callers at once too)."""
    known = DepositAddress.objects.using(using).filter(owner=user, chain=chain, chain_id=chain_id)
    found = known.first()
    if found is None:
        new = DepositAddress(
            owner=user, chain=chain, chain_id=chain_id, number=user.pk, address=address, created_at=now()
        )
        DepositAddress.objects.using(using).bulk_create([new], ignore_conflicts=True)
        found = known.get()
    return found


def observe(chain: Chain, seen: Transfer, to: DepositAddress) -> Deposit:
    """Record a transfer, or where it is now. One that had left the chain is a deposit again, to be credited anew."""
    with transaction.atomic(using=STAFF):
        deposit = _locked(
            chain=chain.slug, chain_id=chain.chain_id, tx_hash=seen.tx_hash, log_index=seen.log_index
        )
        if deposit is None:
            return _first_seen(chain, seen, to)
        if deposit.state == DepositState.ORPHANED:
            deposit.revision += 1 if deposit.movement_id else 0
            deposit.state, deposit.movement, deposit.orphaned_at = DepositState.OBSERVED, None, None
            deposit.credited_at = None
        deposit.block_number, deposit.block_hash = seen.block_number, seen.block_hash
        deposit.save(using=STAFF)
        return deposit


def confirm(deposit_id: int, *, head: int) -> Deposit:
    """Count the blocks on top; credit when they are enough. Safe to repeat."""
    with transaction.atomic(using=STAFF):
        deposit = Deposit.objects.using(STAFF).select_for_update().get(pk=deposit_id)
        if deposit.state not in (DepositState.OBSERVED, DepositState.CONFIRMING):
            return deposit
        deposit.confirmations = max(0, head - deposit.block_number + 1)
        if deposit.confirmations >= deposit.confirmations_needed:
            _credit(deposit, "chain")
        else:
            deposit.state = DepositState.CONFIRMING if deposit.confirmations else DepositState.OBSERVED
        deposit.save(using=STAFF)
        return deposit


def orphan(deposit_id: int) -> Deposit:
    """The transfer is on the chain no more: take the credit back, or book it as missing when it was spent."""
    with transaction.atomic(using=STAFF):
        deposit = Deposit.objects.using(STAFF).select_for_update().get(pk=deposit_id)
        if deposit.state == DepositState.ORPHANED:
            return deposit
        if deposit.state == DepositState.CREDITED:
            _take_back(deposit)
        deposit.state, deposit.orphaned_at, deposit.confirmations = DepositState.ORPHANED, now(), 0
        deposit.save(using=STAFF)
        return deposit


def credit_from_provider(
    *, provider: str, event: str, reference: str, amount_micro: int, currency: str
) -> Deposit:
    """Credit what a provider vouches for by its signature, under the reference of a person. Once per event.

    Raises Deposit's own constraint through the database when amount or reference differ, DepositAddress.DoesNotExist
    for a reference nobody has.
    """
    with transaction.atomic(using=STAFF):
        to = DepositAddress.objects.using(STAFF).get(chain=provider, address=reference.strip().lower())
        name = event if event == event.lower() else f"sha256:{hashlib.sha256(event.encode()).hexdigest()}"
        deposit = _locked(chain=provider, chain_id=0, tx_hash=name, log_index=0)
        if deposit is not None:
            return deposit
        deposit = Deposit(
            owner_id=to.owner_id,
            address=to,
            chain=provider,
            tx_hash=name,
            currency=currency,
            amount_micro=amount_micro,
            observed_at=now(),
        )
        _credit(deposit, "bank")
        deposit.save(using=STAFF, force_insert=True)
        return deposit


def _first_seen(chain: Chain, seen: Transfer, to: DepositAddress) -> Deposit:
    deposit = Deposit(
        owner_id=to.owner_id,
        address=to,
        chain=chain.slug,
        chain_id=chain.chain_id,
        tx_hash=seen.tx_hash,
        log_index=seen.log_index,
        sender=seen.sender,
        currency=chain.currency,
        amount_micro=seen.amount_micro,
        block_number=seen.block_number,
        block_hash=seen.block_hash,
        confirmations_needed=chain.confirmations,
        observed_at=now(),
    )
    deposit.save(using=STAFF, force_insert=True)
    return deposit


def _locked(**key: Any) -> Deposit | None:
    return Deposit.objects.using(STAFF).select_for_update().filter(**key).first()


def _credit(deposit: Deposit, source: str) -> None:
    """In the transaction that saves the deposit's new state."""
    deposit.credited_at = now()
    posting = Posting(
        debit_id=wallet(deposit.owner_id, deposit.currency, using=STAFF).pk,
        credit_id=house(source, deposit.currency).pk,
        amount_micro=deposit.amount_micro,
        currency=deposit.currency,
        kind="deposit",
        key=deposit.key,
        effective_at=deposit.credited_at,
    )
    deposit.movement_id = post(posting, using=STAFF).id
    deposit.state = DepositState.CREDITED


def _take_back(deposit: Deposit) -> None:
    if deposit.movement_id is None:
        raise ValueError(f"{deposit} was credited by no movement.")
    moment = now()
    try:
        with transaction.atomic(using=STAFF):
            reverse(deposit.movement_id, effective_at=moment, using=STAFF)
        deposit.alert = "The chain took this deposit back after it was credited; the credit was reversed."
    except FloorBroken:
        post(
            Posting(
                debit_id=house("chain", deposit.currency).pk,
                credit_id=house("orphaned", deposit.currency).pk,
                amount_micro=deposit.amount_micro,
                currency=deposit.currency,
                kind="deposit_lost",
                key=f"orphaned:{deposit.key}",
                effective_at=moment,
            ),
            using=STAFF,
        )
        deposit.alert = SPENT.format(amount=deposit.amount_micro, currency=deposit.currency)
    log.error("deposit %s: %s", deposit.pk, deposit.alert)
