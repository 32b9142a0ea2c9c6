"""Ethereum's addresses: twenty bytes, kept in lower case, shown with the checksum of EIP-55."""

import re

from treasury.chain.contract import AddressInvalid

SHAPE = re.compile(r"0x[0-9a-fA-F]{40}")
NOBODY = "0x" + "0" * 40


def keccak(data: bytes) -> bytes:
    """Keccak-256, which is not SHA3-256."""
    from Crypto.Hash import keccak as hashes

    return bytes(hashes.new(digest_bits=256, data=data).digest())


def of_public_key(point: bytes) -> str:
    """The address of a public key's 64 bytes."""
    return "0x" + keccak(point)[-20:].hex()


def with_checksum(address: str) -> str:
    """EIP-55: a letter is a capital where the hash of the lower-case address has eight or more."""
    letters = address[2:].lower()
    digest = keccak(letters.encode()).hex()
    return "0x" + "".join(
        letter.upper() if int(mark, 16) >= 8 else letter
        for letter, mark in zip(letters, digest, strict=False)
    )


def normalise(text: str) -> str:
    """Lower case. All lower and all upper have no checksum; mixed case must have the right one.

    Raises AddressInvalid, also for the address nobody has.
    """
    text = text.strip()
    if not SHAPE.fullmatch(text):
        raise AddressInvalid
    letters = text[2:]
    if letters not in (letters.lower(), letters.upper()) and with_checksum(text) != text:
        raise AddressInvalid("This address has a typing error: its checksum is wrong. Copy it again, whole.")
    if text.lower() == NOBODY:
        raise AddressInvalid("Nobody has this address: what is sent there is lost.")
    return text.lower()
