"""Credit what arrived: one event per transfer, and a compensating one when the chain takes it back."""

import hashlib
import logging
from typing import Any

from django.db import transaction

from accounts import protection
from ledger.errors import FloorBroken
from ledger.models import Movement
from ledger.posting import Posting, post, reverse
from treasury import telling
from treasury.chain.configured import current
from treasury.chain.contract import Chain, Transfer
from treasury.models import Deposit, DepositAddress, DepositState
from treasury.wallet import house, wallet
from web.clock import now
from web.context import acting_as

STAFF = "staff"
SPENT = "The chain took this deposit back after its money was spent: {amount} micro {currency} are missing."
CAME_BACK = "The chain took this deposit back and brought it again; what it had credited stands."
IN_SPITE = "Credited although its owner asked to be kept from depositing: {why}"
LOST, FOUND = "deposit_lost", "deposit_found"
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
            return deposit
        deposit.state = DepositState.CONFIRMING if deposit.confirmations else DepositState.OBSERVED
        deposit.save(using=STAFF)
        return deposit


def orphan(deposit_id: int) -> Deposit:
    """The transfer is on the chain no more: take the credit back, or book it as missing when it was spent."""
    with transaction.atomic(using=STAFF):
        deposit = Deposit.objects.using(STAFF).select_for_update().get(pk=deposit_id)
        if deposit.state == DepositState.ORPHANED:
            return deposit
        was_credited = deposit.state == DepositState.CREDITED
        if was_credited:
            _take_back(deposit)
        deposit.state, deposit.orphaned_at, deposit.confirmations = DepositState.ORPHANED, now(), 0
        deposit.save(using=STAFF)
        telling.deposit(deposit, telling.REVERSED if was_credited else telling.GONE)
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
    telling.deposit(deposit, telling.SEEN)
    return deposit


def _locked(**key: Any) -> Deposit | None:
    return Deposit.objects.using(STAFF).select_for_update().filter(**key).first()


def _credit(deposit: Deposit, source: str) -> None:
    """Credit and save it. What is here belongs to its owner: a limit or a break is told of, and refuses nothing."""
    moment = now()
    stops = protection.problems(
        deposit.owner,
        protection.Act.DEPOSIT,
        amount_micro=deposit.amount_micro,
        currency=deposit.currency,
        at=moment,
        using=STAFF,
    )
    stops = [stop for stop in stops if stop.code not in ("too_small", "too_large")]
    was_lost = _is_booked_as_missing(deposit)
    kept = house("orphaned", deposit.currency) if was_lost else None
    posting = Posting(
        debit_id=(kept or wallet(deposit.owner_id, deposit.currency, using=STAFF)).pk,
        credit_id=house(source, deposit.currency).pk,
        amount_micro=deposit.amount_micro,
        currency=deposit.currency,
        kind=FOUND if was_lost else "deposit",
        key=deposit.key,
        effective_at=moment,
    )
    deposit.movement_id = post(posting, using=STAFF).id
    deposit.state, deposit.credited_at = DepositState.CREDITED, moment
    deposit.alert = CAME_BACK if was_lost else IN_SPITE.format(why=" ".join(s.message for s in stops))[:300]
    if not (was_lost or stops):
        deposit.alert = ""
    deposit.save(using=STAFF)
    telling.deposit(deposit, telling.CREDITED)
    if stops:
        log.warning("deposit %s came in spite of %s", deposit.pk, ", ".join(stop.code for stop in stops))
        telling.deposit_in_spite(deposit, stops)


def _is_booked_as_missing(deposit: Deposit) -> bool:
    """Whether an earlier credit of this very transfer still stands, and only the house's loss has to be undone.

    A transfer that comes back can have another place in its block: what counts is the transaction, its recipient and
    the amount. Needs the owner's protection lock, so that two of one transaction do not both undo one loss.
    """
    if not deposit.is_on_a_chain:
        return False
    same = Deposit.objects.using(STAFF).on(deposit.chain, deposit.chain_id)
    keys = [
        key
        for one in same.filter(
            tx_hash=deposit.tx_hash, owner_id=deposit.owner_id, amount_micro=deposit.amount_micro
        )
        for key in one.keys
    ]
    standing = Movement.objects.using(STAFF).active()
    lost = standing.filter(kind=LOST, key__in=[f"orphaned:{key}" for key in keys]).count()
    return lost > standing.filter(kind=FOUND, key__in=keys).count()


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
                kind=LOST,
                key=f"orphaned:{deposit.key}",
                effective_at=moment,
            ),
            using=STAFF,
        )
        deposit.alert = SPENT.format(amount=deposit.amount_micro, currency=deposit.currency)
    log.error("deposit %s: %s", deposit.pk, deposit.alert)
