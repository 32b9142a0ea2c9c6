"""Network fees, which the house pays: exact in the chain's smallest unit, whole micro-units in the journal."""

from django.db.models import Sum

from ledger.posting import Posting, post
from treasury.chain.contract import Chain, Receipt
from treasury.models import SignedTransaction
from treasury.wallet import house
from web.clock import now

STAFF = "staff"
WEI_PER_MICRO = 10**12


def book_fee(chain: Chain, attempt: SignedTransaction, receipt: Receipt) -> None:
    """Record what a mined transaction cost, once. Needs the wallet's lock and a transaction.

    The journal gets what the sum of all fees grew by in whole micro-units, so that fees far below one are neither lost
    nor rounded up each time.
    """
    rows = SignedTransaction.objects.using(STAFF).filter(
        nonce__chain=chain.slug, nonce__chain_id=chain.chain_id, nonce__wallet=attempt.nonce.wallet
    )
    before = int(rows.aggregate(sum=Sum("fee_wei"))["sum"] or 0)
    fresh = rows.filter(pk=attempt.pk, fee_wei=None)
    if not fresh.update(fee_wei=receipt.fee_wei, block_number=receipt.block_number):
        return
    micro = (before + receipt.fee_wei) // WEI_PER_MICRO - before // WEI_PER_MICRO
    if micro:
        posting = Posting(
            debit_id=house("fees:network", chain.fee_currency).pk,
            credit_id=house("gas", chain.fee_currency).pk,
            amount_micro=micro,
            currency=chain.fee_currency,
            kind="network_fee",
            key=f"fee:{chain.slug}:{receipt.tx_hash}",
            effective_at=now(),
        )
        post(posting, using=STAFF)
