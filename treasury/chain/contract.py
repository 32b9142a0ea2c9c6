"""What a chain must be able to do, whichever it is. One contract test runs over every adapter (treasury/tests).

Amounts are micro-units of the token; `*_wei` are units of the chain's own coin, of which 10^18 make one. Addresses and
transaction hashes are lower-case with 0x, everywhere but on the screen. An adapter holds no private key: a signer does,
and only the signer's process has one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from web.errors import Problem


class ChainError(Problem):
    """The payment network cannot do this."""


class ChainMisconfigured(ChainError):
    """The payment network is not what the configuration says it is."""


class ChainUnavailable(ChainError):
    """The payment network does not answer: what was asked of it may or may not have happened."""


class BroadcastRefused(ChainError):
    """The payment network did not take this transaction."""


class TransferImpossible(ChainError):
    """The treasury cannot pay this at the moment."""


class FeesTooHigh(ChainError):
    """The network's fees are above the limit set for them."""


class AddressInvalid(ChainError):
    """That is no address of this network. Copy it again, whole."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Tokens that moved, as a block's log tells it; (tx_hash, log_index) names it for ever."""

    tx_hash: str
    log_index: int
    block_number: int
    block_hash: str
    sender: str
    recipient: str
    amount_micro: int


@dataclass(frozen=True, slots=True)
class Fees:
    """What a transaction may cost: at most `gas` times `max_fee_wei`."""

    max_fee_wei: int
    priority_fee_wei: int
    gas: int


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A transfer of the treasury's tokens, complete but for the signature."""

    chain_id: int
    token: str
    nonce: int
    recipient: str
    amount_micro: int
    base_units: int
    fees: Fees


@dataclass(frozen=True, slots=True)
class Signed:
    """The bytes (0x and hex) that are stored before they are sent, and sent again unchanged; and their hash."""

    raw: str
    tx_hash: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a transaction in a block. `paid`: the transfer it made, none when it failed."""

    tx_hash: str
    is_ok: bool
    block_number: int
    block_hash: str
    fee_wei: int
    paid: Transfer | None


class Chain(Protocol):
    """One network with one token. What asks the network may raise ChainUnavailable."""

    @property
    def slug(self) -> str:
        """What the journal's keys call it."""
        ...

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def currency(self) -> str:
        """The token's."""
        ...

    @property
    def fee_currency(self) -> str:
        """Of the coin that fees are paid in."""
        ...

    @property
    def chain_id(self) -> int:
        """The network's own number."""
        ...

    @property
    def confirmations(self) -> int:
        """How deep a block must be to be believed, itself counted."""
        ...

    @property
    def first_block(self) -> int:
        """Nothing of ours is before it."""
        ...

    @property
    def wallet(self) -> str:
        """The address that pays."""
        ...

    @property
    def token(self) -> str:
        """The token's contract."""
        ...

    def deposit_address(self, index: int) -> str:
        """The address of person number `index`: always the same, made without a private key."""
        ...

    def normalise(self, text: str) -> str:
        """An address as it is stored. Raises AddressInvalid when it is none or its checksum is wrong."""
        ...

    def shown(self, address: str) -> str:
        """An address as people copy it, with its checksum."""
        ...

    def check(self) -> None:
        """Raises ChainMisconfigured unless the network and the token are those of the configuration."""
        ...

    def head(self) -> int:
        """The number of the newest block."""
        ...

    def transfers(self, *, first: int, last: int, recipients: Collection[str]) -> list[Transfer]:
        """The token's transfers to `recipients` in blocks `first` to `last`, both included, in their order."""
        ...

    def next_nonce(self, wallet: str) -> int:
        """The first number no transaction of the wallet has, those waiting for a block among them."""
        ...

    def settled_nonce(self, wallet: str) -> int:
        """The first number not used up in a block as deep as `confirmations`."""
        ...

    def fees(self, wallet: str, recipient: str, amount_micro: int, *, above: Fees | None = None) -> Fees:
        """What to offer now; with `above`, enough to replace a transaction that offered that.

        Raises FeesTooHigh above the configured cap, TransferImpossible when the transfer would fail.
        """
        ...

    def build(self, *, nonce: int, recipient: str, amount_micro: int, fees: Fees) -> Unsigned:
        """The transfer to be signed."""
        ...

    def broadcast(self, raw: str) -> None:
        """Send signed bytes; sending what the network knows already is no error. Raises BroadcastRefused."""
        ...

    def receipt(self, tx_hash: str) -> Receipt | None:
        """What became of a transaction, None while it is in no block of the present chain."""
        ...

    def balance(self, address: str) -> int:
        """The tokens of an address, micro-units."""
        ...


class Signer(Protocol):
    """Holds the hot wallet's private key; lives in the signer's process only."""

    address: str

    def sign(self, unsigned: Unsigned) -> Signed:
        """Sign; the same transfer gives the same bytes."""
        ...
