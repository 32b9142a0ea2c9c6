"""A token of the ERC-20 standard on an Ethereum-like chain, over JSON-RPC.

Chain id, token and decimals are pinned in the configuration and compared with the chain before anything else
(`check`). Only logs of the pinned token count. web3 is loaded with the first question, so that pages stay quick.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from treasury.chain import addresses
from treasury.chain.contract import (
    BroadcastRefused,
    ChainMisconfigured,
    ChainUnavailable,
    Fees,
    FeesTooHigh,
    Receipt,
    Transfer,
    TransferImpossible,
    Unsigned,
)
from treasury.chain.xpub import PublicNode
from treasury.chain.xpub import parse as parse_xpub

TRANSFER_TOPIC = "0x" + addresses.keccak(b"Transfer(address,address,uint256)").hex()
DECIMALS, TRANSFER, BALANCE = (
    "0x" + addresses.keccak(signature)[:4].hex()
    for signature in (b"decimals()", b"transfer(address,uint256)", b"balanceOf(address)")
)
MICRO_PLACES = 6
BLOCKS_AT_ONCE, ADDRESSES_AT_ONCE = 1_000, 200
GWEI = 10**9
# Replacing a waiting transaction takes ten per cent more of both fees; an eighth is surely that.
MORE_FOR_A_REPLACEMENT = 8
KNOWN = ("already known", "known transaction", "already imported", "nonce too low", "nonce is too low")


@dataclass(frozen=True)
class Evm:
    """The adapter; `provider` makes web3's provider, which tests replace."""

    provider: Callable[[], Any]
    chain_id: int
    token: str
    decimals: int
    xpub: str
    wallet: str
    confirmations: int = 12
    first_block: int = 0
    currency: str = "USDC"
    fee_currency: str = "ETH"
    most_fee_wei: int = 200 * GWEI
    most_gas: int = 200_000
    slug: str = "evm"
    name: str = "Ethereum"

    def deposit_address(self, index: int) -> str:
        """Path 0/<index> below the configured extended public key."""
        return addresses.of_public_key(self._receiving.child(index).uncompressed())

    def normalise(self, text: str) -> str:
        """See the contract."""
        return addresses.normalise(text)

    def shown(self, address: str) -> str:
        """With the checksum of EIP-55."""
        return addresses.with_checksum(address)

    def check(self) -> None:
        """Chain id, a contract at the token's address, its decimals."""
        with answering():
            chain_id, code = self._web3.eth.chain_id, self._web3.eth.get_code(self._token)
        if chain_id != self.chain_id:
            raise ChainMisconfigured(
                f"The node is of chain {chain_id}, the configuration says {self.chain_id}."
            )
        if not code:
            raise ChainMisconfigured(f"There is no token at {self._token} on chain {chain_id}.")
        decimals = self._ask(DECIMALS)
        if decimals != self.decimals:
            raise ChainMisconfigured(
                f"The token has {decimals} decimals, the configuration says {self.decimals}."
            )
        if decimals < MICRO_PLACES:
            raise ChainMisconfigured(f"A token of {decimals} decimals cannot hold micro-units.")

    def head(self) -> int:
        """The node's newest block."""
        with answering():
            return int(self._web3.eth.block_number)

    def transfers(self, *, first: int, last: int, recipients: Collection[str]) -> list[Transfer]:
        """Asked in portions that nodes answer."""
        wanted, found = sorted(recipients), []
        for start in range(first, last + 1, BLOCKS_AT_ONCE):
            for place in range(0, len(wanted), ADDRESSES_AT_ONCE):
                some = wanted[place : place + ADDRESSES_AT_ONCE]
                found += self._logs(start, min(last, start + BLOCKS_AT_ONCE - 1), some)
        return sorted(found, key=lambda one: (one.block_number, one.log_index))

    def next_nonce(self, wallet: str) -> int:
        """Counting what waits in the node's pool."""
        with answering():
            return int(self._web3.eth.get_transaction_count(self._checked(wallet), "pending"))

    def settled_nonce(self, wallet: str) -> int:
        """As of the block that is `confirmations` deep."""
        with answering():
            deep = max(0, self._web3.eth.block_number - self.confirmations + 1)
            return int(self._web3.eth.get_transaction_count(self._checked(wallet), deep))

    def fees(self, wallet: str, recipient: str, amount_micro: int, *, above: Fees | None = None) -> Fees:
        """EIP-1559: twice the base fee of the newest block and the node's idea of a tip, below the cap."""
        with answering():
            base = int(self._web3.eth.get_block("latest")["baseFeePerGas"])
            tip = self._tip()
        least, most = base + tip, 2 * base + tip
        if above is not None:
            tip = max(tip, _more(above.priority_fee_wei))
            least = most = max(most, _more(above.max_fee_wei), tip)
        if least > self.most_fee_wei:
            raise FeesTooHigh
        gas = self._gas(wallet, recipient, amount_micro) if above is None else above.gas
        return Fees(max_fee_wei=min(most, self.most_fee_wei), priority_fee_wei=tip, gas=gas)

    def build(self, *, nonce: int, recipient: str, amount_micro: int, fees: Fees) -> Unsigned:
        """In the token's own base units besides."""
        return Unsigned(
            chain_id=self.chain_id,
            token=self.token,
            nonce=nonce,
            recipient=recipient,
            amount_micro=amount_micro,
            base_units=amount_micro * self._unit,
            fees=fees,
        )

    def broadcast(self, raw: str) -> None:
        """What the node says of a transaction it has, or whose number is used up, is left to the receipt."""
        from web3.exceptions import Web3RPCError

        try:
            with answering(but=Web3RPCError):
                self._web3.eth.send_raw_transaction(raw)
        except Web3RPCError as error:
            if not any(words in str(error).lower() for words in KNOWN):
                raise BroadcastRefused(f"The network refused the transaction: {str(error)[:200]}") from error

    def receipt(self, tx_hash: str) -> Receipt | None:
        """From the node; the fee as the block charged it."""
        from web3.exceptions import TransactionNotFound

        try:
            with answering(but=TransactionNotFound):
                found = self._web3.eth.get_transaction_receipt(tx_hash)  # type: ignore[arg-type]
        except TransactionNotFound:
            return None
        if not found or found.get("blockNumber") is None:
            return None
        paid = [self._transfer(log) for log in found["logs"] if _is_transfer(log, self.token)]
        return Receipt(
            tx_hash=_hex(found["transactionHash"]),
            is_ok=found["status"] == 1,
            block_number=int(found["blockNumber"]),
            block_hash=_hex(found["blockHash"]),
            fee_wei=int(found["gasUsed"]) * int(found["effectiveGasPrice"]),
            paid=paid[0] if paid else None,
        )

    def balance(self, address: str) -> int:
        """Whole micro-units; what is less than one stays unseen."""
        return self._ask(BALANCE, _word(address)) // self._unit

    @cached_property
    def _receiving(self) -> PublicNode:
        return parse_xpub(self.xpub).child(0)

    @cached_property
    def _web3(self) -> Any:
        from web3 import Web3

        return Web3(self.provider())

    @property
    def _token(self) -> Any:
        return self._checked(self.token)

    @property
    def _unit(self) -> int:
        """Base units of the token in one micro-unit."""
        return int(10 ** (self.decimals - MICRO_PLACES))

    def _checked(self, address: str) -> Any:
        return addresses.with_checksum(address)

    def _ask(self, method: str, *words: str) -> int:
        with answering():
            answer = self._web3.eth.call({"to": self._token, "data": method + "".join(words)})
        if len(answer) < 32:
            raise ChainMisconfigured(f"{self._token} does not answer as a token does.")
        return int.from_bytes(answer[:32], "big")

    def _logs(self, first: int, last: int, recipients: list[str]) -> list[Transfer]:
        topics = [TRANSFER_TOPIC, None, ["0x" + _word(one) for one in recipients]]
        asked = {"address": self._token, "fromBlock": first, "toBlock": last, "topics": topics}
        with answering():
            logs = self._web3.eth.get_logs(asked)
        wanted = set(recipients)
        found = [self._transfer(log) for log in logs if _is_transfer(log, self.token)]
        return [one for one in found if one.recipient in wanted and one.amount_micro > 0]

    def _transfer(self, log: Any) -> Transfer:
        return Transfer(
            tx_hash=_hex(log["transactionHash"]),
            log_index=int(log["logIndex"]),
            block_number=int(log["blockNumber"]),
            block_hash=_hex(log["blockHash"]),
            sender="0x" + _hex(log["topics"][1])[-40:],
            recipient="0x" + _hex(log["topics"][2])[-40:],
            amount_micro=int.from_bytes(bytes(log["data"]), "big") // self._unit,
        )

    def _tip(self) -> int:
        try:
            return int(self._web3.eth.max_priority_fee)
        except (NotImplementedError, ValueError):  # a node that has no idea
            return GWEI

    def _gas(self, wallet: str, recipient: str, amount_micro: int) -> int:
        from web3.exceptions import ContractLogicError, Web3RPCError

        data = TRANSFER + _word(recipient) + f"{amount_micro * self._unit:064x}"
        asked = {"from": self._checked(wallet), "to": self._token, "data": data}
        try:
            with answering(but=(ContractLogicError, Web3RPCError)):
                needed = int(self._web3.eth.estimate_gas(asked))
        except (ContractLogicError, Web3RPCError) as error:
            raise TransferImpossible(f"The token refuses the transfer: {str(error)[:200]}") from error
        return min(needed + needed // 4, self.most_gas)


@contextmanager
def answering(*, but: Any = ()) -> Iterator[None]:
    """A node that cannot be reached, or answers by an error, is unavailable: nothing is known. `but` is let through.

    What is said of it names the sort of failure alone: the words of the libraries hold the node's URL, and with it the
    key that many have in it, and people read them on the page of their withdrawal.
    """
    import aiohttp
    import requests
    from web3.exceptions import Web3Exception

    try:
        yield
    except but:
        raise
    except (OSError, requests.RequestException, aiohttp.ClientError, Web3Exception) as error:
        raise ChainUnavailable(f"The node does not answer ({type(error).__name__}).") from error


def _is_transfer(log: Any, token: str) -> bool:
    """Of the pinned token, in the standard's shape, and not taken back by the node."""
    topics = [_hex(topic) for topic in log["topics"]]
    return (
        str(log["address"]).lower() == token
        and len(topics) == 3
        and topics[0] == TRANSFER_TOPIC
        and not log.get("removed")
    )


def _more(wei: int) -> int:
    return wei + -(-wei // MORE_FOR_A_REPLACEMENT)


def _word(address: str) -> str:
    return address[2:].lower().rjust(64, "0")


def _hex(value: Any) -> str:
    text = value.hex() if isinstance(value, bytes) else str(value)
    return (text if text.startswith("0x") else f"0x{text}").lower()
