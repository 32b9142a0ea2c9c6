"""The in-process chain behind the manners of a node: a pool of waiting transactions, and errors as JSON-RPC has them.

eth-tester raises Python errors and has no pool (ledger.md 5.5); the adapter must see what a real node shows it.
"""

from dataclasses import dataclass
from typing import Any

import rlp
from eth_account import Account
from eth_tester.exceptions import BlockNotFound, TransactionFailed
from eth_utils import keccak
from eth_utils.exceptions import ValidationError
from web3 import EthereumTesterProvider
from web3.types import RPCEndpoint

SEND, COUNT = RPCEndpoint("eth_sendRawTransaction"), RPCEndpoint("eth_getTransactionCount")


@dataclass(frozen=True)
class Waiting:
    """A signed transaction in the pool."""

    sender: str
    nonce: int
    most_fee_wei: int
    tip_wei: int
    raw: str
    tx_hash: str


class Node(EthereumTesterProvider):
    """A provider. `is_holding` keeps new transactions in the pool; `is_down` refuses every connection.

    `failure` is raised for every question; the methods in `refuses` are answered by an error of the node's.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pool: list[Waiting] = []
        self.is_holding = self.is_down = self.dies_after_sending = False
        self.failure: Exception | None = None
        self.refuses: set[str] = set()
        self.sent: list[str] = []

    def make_request(self, method: Any, params: Any) -> Any:
        """As a node answers."""
        if self.is_down:
            raise ConnectionRefusedError("no node is here")
        if self.failure is not None:
            raise self.failure
        if method in self.refuses:
            return _refusal("limit exceeded")
        if method == "eth_sendRawTransaction":
            answer = self._send(params[0] if isinstance(params[0], str) else "0x" + bytes(params[0]).hex())
            if self.dies_after_sending:
                raise ConnectionResetError("the connection broke")
            return answer
        if method == "eth_getTransactionCount" and params[1] == "pending":
            mined = super().make_request(method, [params[0], "latest"])
            waiting = sum(one.sender == params[0].lower() for one in self.pool)
            return {**mined, "result": hex(_number(mined["result"]) + waiting)}
        try:
            return super().make_request(method, params)
        except (TransactionFailed, ValidationError, BlockNotFound) as error:
            return _refusal(str(error))

    def give_way(self) -> None:
        """Take the pool into blocks, each sender's in order of nonce."""
        waiting, self.pool = sorted(self.pool, key=lambda one: (one.sender, one.nonce)), []
        for one in waiting:
            super().make_request(SEND, [one.raw])

    def drop(self) -> None:
        """Forget the pool, as nodes do after a while."""
        self.pool.clear()

    def _send(self, raw: str) -> Any:
        try:
            new = _read(raw)
        except Exception as error:  # bytes that are no transaction
            return _refusal(f"rlp: {error}")
        self.sent.append(raw)
        if any(one.tx_hash == new.tx_hash for one in self.pool):
            return _refusal("already known")
        mined = super().make_request(COUNT, [new.sender, "latest"])["result"]
        if new.nonce < _number(mined):
            return _refusal("nonce too low")
        same = next((one for one in self.pool if (one.sender, one.nonce) == (new.sender, new.nonce)), None)
        if same and (new.most_fee_wei * 10 < same.most_fee_wei * 11 or new.tip_wei * 10 < same.tip_wei * 11):
            return _refusal("replacement transaction underpriced")
        if self.is_holding or new.nonce > _number(mined):
            self.pool = [one for one in self.pool if one is not same] + [new]
            return {"jsonrpc": "2.0", "id": 1, "result": new.tx_hash}
        try:
            return super().make_request(SEND, [raw])
        except (TransactionFailed, ValidationError) as error:
            return _refusal(str(error))


def _read(raw: str) -> Waiting:
    data = bytes.fromhex(raw.removeprefix("0x"))
    if data[:1] != b"\x02":
        raise ValueError("not an EIP-1559 transaction")
    fields = [int.from_bytes(field, "big") for field in rlp.decode(data[1:])[:4]]
    sender = Account.recover_transaction(raw).lower()
    return Waiting(sender, fields[1], fields[3], fields[2], raw, "0x" + keccak(data).hex())


def _number(value: Any) -> int:
    return int(value, 16) if isinstance(value, str) else int(value)


def _refusal(message: str) -> Any:
    return {"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": message}}
