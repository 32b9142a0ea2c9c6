"""Addresses from an extended public key: whoever holds it can receive, and nobody can pay with it.

BIP-32's public derivation (CKDpub): each child is the parent's point plus a tweak. The derivation of a person's address
below the account's key is 0/<index>, as wallets have it for m/44'/60'/0'.
"""

import hashlib
import hmac
from dataclasses import dataclass

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PUBLIC_VERSION = bytes.fromhex("0488b21e")  # "xpub"
LENGTH = 78
HARDENED = 2**31


@dataclass(frozen=True, slots=True)
class PublicNode:
    """A public key (33 bytes, compressed) and its chain code."""

    key: bytes
    code: bytes
    depth: int
    number: int
    parent: bytes

    def child(self, index: int) -> "PublicNode":
        """CKDpub. Raises ValueError for a hardened index, which needs the private key, and for the one in 2^127
        indexes that has no key.
        """
        from coincurve import PublicKey  # pages that show no address need not load it

        if not 0 <= index < HARDENED:
            raise ValueError("Only an index below 2^31 can be derived from a public key.")
        digest = hmac.new(self.code, self.key + index.to_bytes(4, "big"), hashlib.sha512).digest()
        child = PublicKey(self.key).add(digest[:32]).format(compressed=True)
        return PublicNode(child, digest[32:], self.depth + 1, index, fingerprint(self.key))

    def encoded(self) -> str:
        """The "xpub..." text."""
        body = PUBLIC_VERSION + bytes([self.depth]) + self.parent + self.number.to_bytes(4, "big")
        return _base58(body + self.code + self.key)

    def uncompressed(self) -> bytes:
        """The point's 64 bytes, from which an address is made."""
        from coincurve import PublicKey

        return bytes(PublicKey(self.key).format(compressed=False)[1:])


def fingerprint(key: bytes) -> bytes:
    """The first four bytes of the key's HASH160."""
    from Crypto.Hash import RIPEMD160  # OpenSSL no longer has it everywhere

    return bytes(RIPEMD160.new(hashlib.sha256(key).digest()).digest()[:4])


def parse(text: str) -> PublicNode:
    """Read an extended public key. Raises ValueError for anything else, an extended private key above all."""
    if text.startswith(("xprv", "tprv")):
        raise ValueError("This is an extended PRIVATE key: it must never be given to the website.")
    data = _from_base58(text)
    if len(data) != LENGTH or data[:4] != PUBLIC_VERSION or data[45] not in (2, 3):
        raise ValueError("This is no extended public key (xpub...).")
    return PublicNode(
        key=data[45:],
        code=data[13:45],
        depth=data[4],
        number=int.from_bytes(data[9:13], "big"),
        parent=data[5:9],
    )


def _from_base58(text: str) -> bytes:
    number = 0
    for letter in text:
        place = ALPHABET.find(letter)
        if place < 0:
            raise ValueError("This is no extended public key: it has a letter that none has.")
        number = number * 58 + place
    if number.bit_length() > 8 * (LENGTH + 4):
        raise ValueError("This is no extended public key: it is too long.")
    data = number.to_bytes(LENGTH + 4, "big")
    if _checksum(data[:-4]) != data[-4:]:
        raise ValueError("This extended public key has a typing error: its checksum is wrong.")
    return data[:-4]


def _base58(data: bytes) -> str:
    number, letters = int.from_bytes(data + _checksum(data), "big"), ""
    while number:
        number, place = divmod(number, 58)
        letters = ALPHABET[place] + letters
    return letters


def _checksum(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()[:4]
