"""An Ethereum in this process, with a dollar of our own on it, for tests."""

import json
from pathlib import Path
from typing import Any

from treasury.chain.evm import Evm
from treasury.chain.signing import KeySigner

HERE = Path(__file__).parent / "token"
# The account key of the public development phrase "test test ... junk", m/44'/60'/0'.
XPUB = "xpub6Ce9NcJvTk36xtLSrJLZqE7wtgA5deCeYs7rSQtreh4cj6ByPtrg9sD7V2FNFLPnf8heNP3FGkeV9qwfzvZNSd54JoNXVsXFYSYwHsnJxqP"
HOT_KEY = b"\x07" * 32  # no key of the phrase above
CONFIRMATIONS = 3


class EvmLab:
    """The chain and what a test may do to it."""

    slug = "evm"

    def __init__(self, *, decimals: int = 6) -> None:
        from web3 import Web3
        from web3.types import Wei

        from treasury.tests.node import Node

        self.provider = Node()
        self.tester: Any = self.provider.ethereum_tester
        self.web3: Any = Web3(self.provider)
        self.rich = self.web3.eth.accounts[0]
        self.signer = KeySigner(HOT_KEY)
        self.token = self.deploy(decimals)
        self.unit = 10 ** (decimals - 6)
        self.chain = Evm(
            provider=lambda: self.provider,
            chain_id=self.web3.eth.chain_id,
            token=self.token.address.lower(),
            decimals=decimals,
            xpub=XPUB,
            wallet=self.signer.address,
            confirmations=CONFIRMATIONS,
        )
        self.web3.eth.send_transaction(
            {
                "from": self.rich,
                "to": self.web3.to_checksum_address(self.signer.address),
                "value": Wei(10**20),
            }
        )

    def deploy(self, decimals: int) -> Any:
        """Another token of the same sort."""
        artifact = json.loads((HERE / "test_dollar.json").read_text(encoding="utf-8"))
        contract = self.web3.eth.contract(abi=artifact["abi"], bytecode=artifact["bytecode"])
        made = contract.constructor(decimals).transact({"from": self.rich})
        address = self.web3.eth.get_transaction_receipt(made)["contractAddress"]
        return self.web3.eth.contract(address=address, abi=artifact["abi"])

    def pay(self, recipient: str, amount_micro: int, *, token: Any = None) -> str:
        """Somebody sends tokens to an address. Returns the transaction's hash."""
        to = self.web3.to_checksum_address(recipient)
        made = (
            (token or self.token).functions.mint(to, amount_micro * self.unit).transact({"from": self.rich})
        )
        return "0x" + bytes(made).hex()

    def empty_the_treasury(self) -> None:
        """The issuer takes all its tokens, with no transaction of the wallet itself."""
        self.token.functions.seize(self.web3.to_checksum_address(self.signer.address)).transact(
            {"from": self.rich}
        )

    def mine(self, blocks: int = 1) -> None:
        """Make blocks, the first of what waits."""
        self.provider.give_way()
        self.tester.mine_blocks(blocks)

    def hold_back(self) -> None:
        """From now on a transaction waits until `mine`."""
        self.provider.is_holding = True

    def let_go(self) -> None:
        """Every transaction gets its block at once again (and those waiting theirs)."""
        self.provider.is_holding = False
        self.provider.give_way()

    def mark(self) -> Any:
        """A place to come back to."""
        return self.tester.take_snapshot()

    def reorganise(self, mark: Any) -> None:
        """Everything since the mark never happened; the new blocks are others."""
        self.tester.revert_to_snapshot(mark)
        self.tester.time_travel(self.tester.get_block_by_number("latest")["timestamp"] + 100)
