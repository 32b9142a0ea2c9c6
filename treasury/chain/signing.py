"""The hot wallet's private key: read by the signer's process, from a file, and by nothing else.

The website's processes refuse to start where they could read it (betsite.keyless). Nothing here is loaded by a page.
"""

import os
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from treasury.chain.contract import Signed, Signer, Unsigned

KEY_FILE = "BETSITE_HOT_WALLET_KEY_FILE"


class KeySigner:
    """Signs with one private key."""

    def __init__(self, key: bytes) -> None:
        from eth_account import Account

        self._account = Account.from_key(key)
        self.address = str(self._account.address).lower()

    def __repr__(self) -> str:
        return f"KeySigner({self.address})"

    def sign(self, unsigned: Unsigned) -> Signed:
        """An EIP-1559 transaction (RFC 6979: the same transfer gives the same bytes)."""
        from treasury.chain.addresses import with_checksum
        from treasury.chain.evm import TRANSFER

        signed = self._account.sign_transaction(
            {
                "type": 2,
                "chainId": unsigned.chain_id,
                "nonce": unsigned.nonce,
                "to": with_checksum(unsigned.token),
                "value": 0,
                "data": TRANSFER + unsigned.recipient[2:].rjust(64, "0") + f"{unsigned.base_units:064x}",
                "gas": unsigned.fees.gas,
                "maxFeePerGas": unsigned.fees.max_fee_wei,
                "maxPriorityFeePerGas": unsigned.fees.priority_fee_wei,
            }
        )
        return Signed(raw="0x" + bytes(signed.raw_transaction).hex(), tx_hash="0x" + bytes(signed.hash).hex())


def from_file() -> Signer:
    """The signer of the key in the file named by BETSITE_HOT_WALLET_KEY_FILE. Raises ImproperlyConfigured."""
    name = os.environ.get(KEY_FILE)
    if not name:
        raise ImproperlyConfigured(f"{KEY_FILE} names no file: the signer has no key.")
    path = Path(name)
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ImproperlyConfigured(f"{path} may be read by others: chmod 600 it first.")
        key = bytes.fromhex(path.read_text(encoding="ascii").strip().removeprefix("0x"))
    except OSError as error:
        raise ImproperlyConfigured(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError:
        raise ImproperlyConfigured(f"{path} holds no private key (64 hex digits).") from None
    if len(key) != 32:
        raise ImproperlyConfigured(f"{path} holds no private key (64 hex digits).")
    return KeySigner(key)
