"""A network of our own in the database, for development and tests: blocks, nonces, fees, and no money at all.

It makes a block when told to (`mine`). Everything in it follows from what was done, so that a test comes out the same
every time. Never to be had in production (treasury.chain.current).
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet, Sum

from treasury.chain import addresses
from treasury.chain.contract import (
    BroadcastRefused,
    Fees,
    FeesTooHigh,
    Receipt,
    Signed,
    Transfer,
    TransferImpossible,
    Unsigned,
)
from treasury.models.simulated import SimulatedBlock, SimulatedTransaction

DATABASE = "staff"
GAS, FEE_WEI, TIP_WEI = 50_000, 2 * 10**9, 10**9
MINT = "0x" + "0" * 40
TOKEN = addresses.of_public_key(b"a simulated token")
HOT_WALLET = addresses.of_public_key(b"a simulated hot wallet")


@dataclass(frozen=True)
class Simulated:
    """The adapter."""

    confirmations: int = 3
    first_block: int = 0
    chain_id: int = 0
    currency: str = "USDC"
    fee_currency: str = "ETH"
    token: str = TOKEN
    wallet: str = HOT_WALLET
    most_fee_wei: int = 100 * 10**9
    slug: str = "simulated"
    name: str = "Simulated network"

    def deposit_address(self, index: int) -> str:
        """Made of the index alone."""
        return addresses.of_public_key(f"simulated deposit address {index}".encode())

    def normalise(self, text: str) -> str:
        """As Ethereum's."""
        return addresses.normalise(text)

    def shown(self, address: str) -> str:
        """As Ethereum's."""
        return addresses.with_checksum(address)

    def check(self) -> None:
        """It is what it is."""

    def head(self) -> int:
        """0 before the first block."""
        return SimulatedBlock.objects.using(DATABASE).aggregate(most=Max("number"))["most"] or 0

    def transfers(self, *, first: int, last: int, recipients: Collection[str]) -> list[Transfer]:
        """See the contract."""
        mined = _all().filter(block__number__range=(first, last), recipient__in=recipients, is_ok=True)
        return [_transfer(one) for one in mined.select_related("block").order_by("block", "log_index")]

    def next_nonce(self, wallet: str) -> int:
        """One more than the highest."""
        highest = _all().filter(sender=wallet).aggregate(most=Max("nonce"))["most"]
        return 0 if highest is None else highest + 1

    def settled_nonce(self, wallet: str) -> int:
        """As of the block that is `confirmations` deep."""
        deep = self.head() - self.confirmations + 1
        highest = _all().filter(sender=wallet, block__number__lte=deep).aggregate(most=Max("nonce"))["most"]
        return 0 if highest is None else highest + 1

    def fees(self, wallet: str, recipient: str, amount_micro: int, *, above: Fees | None = None) -> Fees:
        """Always the same, or an eighth more than `above`."""
        if above is None and self.balance(wallet) < amount_micro:
            raise TransferImpossible
        most, tip = (
            (FEE_WEI, TIP_WEI)
            if above is None
            else (above.max_fee_wei * 9 // 8, above.priority_fee_wei * 9 // 8)
        )
        if most > self.most_fee_wei:
            raise FeesTooHigh
        return Fees(max_fee_wei=most, priority_fee_wei=tip, gas=GAS)

    def build(self, *, nonce: int, recipient: str, amount_micro: int, fees: Fees) -> Unsigned:
        """A base unit is a micro-unit."""
        return Unsigned(self.chain_id, self.token, nonce, recipient, amount_micro, amount_micro, fees)

    def broadcast(self, raw: str) -> None:
        """Into the next block. A waiting transaction with the same nonce is replaced when this one offers more."""
        said = read(raw)
        with transaction.atomic(using=DATABASE):
            if _all().filter(tx_hash=said["tx_hash"]).exists():
                return
            same = _all().filter(sender=said["sender"], nonce=said["nonce"]).first()
            if same is not None and same.block_id is not None:
                return  # as a node says: nonce too low. The receipt decides.
            if same is not None and same.max_fee_wei >= said["max_fee_wei"]:
                raise BroadcastRefused("A replacement must offer more.")
            if same is not None:
                same.delete(using=DATABASE)
            SimulatedTransaction(**said).save(using=DATABASE, force_insert=True)

    def receipt(self, tx_hash: str) -> Receipt | None:
        """See the contract."""
        found = _all().filter(tx_hash=tx_hash).exclude(block=None).select_related("block").first()
        if found is None or found.block is None:
            return None
        fee = GAS * FEE_WEI if found.sender != MINT else 0
        paid = _transfer(found) if found.is_ok else None
        return Receipt(found.tx_hash, found.is_ok, found.block.number, found.block.hash, fee, paid)

    def balance(self, address: str) -> int:
        """What came in blocks less what went."""
        mined = _all().exclude(block=None).filter(is_ok=True)
        came = mined.filter(recipient=address).aggregate(sum=Sum("amount_micro"))["sum"] or 0
        went = mined.filter(sender=address).aggregate(sum=Sum("amount_micro"))["sum"] or 0
        return int(came - went)


class SimulatedSigner:
    """Signs with no key: on this network nobody could be cheated."""

    address = HOT_WALLET

    def sign(self, unsigned: Unsigned) -> Signed:
        """The transfer written out; its hash is the hash of that."""
        text = json.dumps({"sender": self.address, **asdict(unsigned)}, sort_keys=True)
        return Signed(
            raw="0x" + text.encode().hex(), tx_hash="0x" + hashlib.sha256(text.encode()).hexdigest()
        )


def read(raw: str) -> dict[str, Any]:
    """The columns of a signed transfer. Raises BroadcastRefused."""
    try:
        text = bytes.fromhex(raw.removeprefix("0x"))
        said = json.loads(text)
        return {
            "tx_hash": "0x" + hashlib.sha256(text).hexdigest(),
            "sender": said["sender"],
            "nonce": said["nonce"],
            "recipient": said["recipient"],
            "amount_micro": said["amount_micro"],
            "max_fee_wei": said["fees"]["max_fee_wei"],
        }
    except (ValueError, KeyError, TypeError) as error:
        raise BroadcastRefused("These bytes are no transaction.") from error


def arrive(recipient: str, amount_micro: int) -> str:
    """Tokens from nowhere to `recipient`, in the next block. Returns the transaction's hash."""
    with transaction.atomic(using=DATABASE):
        number = _all().filter(sender=MINT).aggregate(most=Max("nonce"))["most"]
        nonce = 0 if number is None else number + 1
        tx_hash = "0x" + hashlib.sha256(f"mint {nonce} {recipient} {amount_micro}".encode()).hexdigest()
        SimulatedTransaction(
            tx_hash=tx_hash,
            sender=MINT,
            nonce=nonce,
            recipient=recipient,
            amount_micro=amount_micro,
            max_fee_wei=0,
        ).save(using=DATABASE, force_insert=True)
    return tx_hash


def mine(blocks: int = 1) -> int:
    """Make blocks; the first takes what waits, each sender's in order of nonce. Returns the head."""
    with transaction.atomic(using=DATABASE):
        for _ in range(blocks):
            _mine_one()
    return Simulated().head()


def forget_after(number: int) -> None:
    """A reorganisation: the blocks after `number` are no more. What they held waits again, minted money is gone."""
    with transaction.atomic(using=DATABASE):
        gone = _all().filter(block__number__gt=number)
        gone.filter(sender=MINT).delete()
        gone.update(block=None, log_index=0, is_ok=True)
        SimulatedBlock.objects.using(DATABASE).filter(number__gt=number).delete()


def _mine_one() -> None:
    last = SimulatedBlock.objects.using(DATABASE).select_for_update().order_by("-number").first()
    waiting = list(_all().filter(block=None).order_by("sender", "nonce"))
    number, parent = (last.number + 1, last.hash) if last else (1, "")
    contents = f"{number} {parent} {' '.join(one.tx_hash for one in waiting)} {_all().count()}"
    block = SimulatedBlock(number=number, hash="0x" + hashlib.sha256(contents.encode()).hexdigest())
    block.save(using=DATABASE, force_insert=True)
    for place, one in enumerate(waiting):
        one.is_ok = one.sender == MINT or Simulated().balance(one.sender) >= one.amount_micro
        one.block, one.log_index = block, place
        one.save(using=DATABASE, update_fields=["block", "log_index", "is_ok"])


def is_anything_waiting() -> bool:
    """Whether a block would hold a transaction."""
    return _all().filter(block=None).exists()


def _all() -> QuerySet[SimulatedTransaction]:
    return SimulatedTransaction.objects.using(DATABASE)


def _transfer(one: SimulatedTransaction) -> Transfer:
    if one.block is None:
        raise ValueError(f"{one.tx_hash} is in no block.")
    return Transfer(
        one.tx_hash,
        one.log_index,
        one.block.number,
        one.block.hash,
        one.sender,
        one.recipient,
        one.amount_micro,
    )
