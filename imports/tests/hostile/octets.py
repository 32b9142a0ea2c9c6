"""Damage to a file as bytes, as disks, mail programs, editors and ill will do it."""

from collections.abc import Callable
from random import Random

SLICES: tuple[bytes, ...] = (
    b'"',
    b'""',
    b"\n",
    b"\r",
    b"\r\n",
    b"\t",
    b",",
    b";",
    b"\x00",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x1a",
)
SLICES += (
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xf4\x90\x80\x80",
    b"\xff",
    b"\x81",
    "é".encode(),
    "é".encode("cp1252"),
)
SLICES += (
    b'"' * 3000,
    b',"' * 2000,
    b"\n" * 500,
    b"," * 3000,
    b"=1+1",
    b"<script>",
    b"\x0b\x0c",
    b"\x85",
    b"\xe2\x80\xa8",
)


def flipped(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 2, 5, 20, 200))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def overwritten(data: bytes, rng: Random) -> bytes:
    changed = bytearray(data)
    start = rng.randrange(len(changed) + 1)
    changed[start : start + rng.randint(1, 60)] = rng.randbytes(rng.randint(1, 60))
    return bytes(changed)


def cut(data: bytes, rng: Random) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def beheaded(data: bytes, rng: Random) -> bytes:
    return data[rng.randrange(len(data) + 1) :]


def holed(data: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    return data[:start] + data[start + rng.randint(1, 400) :]


def stuttered(data: bytes, rng: Random) -> bytes:
    start = rng.randrange(len(data) + 1)
    end = start + rng.randint(1, 2000)
    return data[:end] + data[start:]


def inserted(data: bytes, rng: Random) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 8))):
        at = rng.randrange(len(data) + 1)
        data = data[:at] + rng.choice(SLICES) + data[at:]
    return data


def unquoted(data: bytes, rng: Random) -> bytes:
    """Some quotes gone."""
    share = rng.choice((0.02, 0.3, 1))
    return b'"'.join(_glued(data.split(b'"'), rng, share))


def _glued(parts: list[bytes], rng: Random, share: float) -> list[bytes]:
    kept = [parts[0]]
    for part in parts[1:]:
        if rng.random() < share:
            kept[-1] += part
        else:
            kept.append(part)
    return kept


def other_delimiter(data: bytes, rng: Random) -> bytes:
    old = b";" if data[:300].count(b";") > data[:300].count(b",") else b","
    new = rng.choice((b";", b"\t", b"|", b":", b" "))
    return data.replace(old, new) if rng.random() < 0.7 else data.replace(old, new, rng.randrange(200))


def line_ends(data: bytes, rng: Random) -> bytes:
    """Every line its own kind of end."""
    ends = (b"\n", b"\r\n", b"\r", b"\r\r\n", b"\n\r", b"\n\n")
    if rng.random() < 0.3:
        return data.replace(b"\n", rng.choice(ends))
    return b"".join(part + rng.choice(ends) for part in data.split(b"\n"))


def other_encoding(data: bytes, rng: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    name = rng.choice(
        ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp037", "utf-7", "shift_jis", "utf-8-sig")
    )
    return text.encode(name, "replace")


def mixed_encoding(data: bytes, rng: Random) -> bytes:
    """The beginning in one encoding, the rest in another."""
    at = rng.randrange(len(data) + 1)
    strange = "Besiktas – Fenerbahçe £5 “x” 😀"
    parts = [strange.encode(name, "ignore") for name in ("utf-8", "cp1252", "utf-16-le")]
    return data[:at] + rng.choice(parts) + data[at:] + rng.choice(parts)


def doubled(data: bytes, rng: Random) -> bytes:
    return data + rng.choice((b"", b"\n")) + data


def double_encoded(data: bytes, rng: Random) -> bytes:
    return data.decode("utf-8", "replace").encode().decode("cp1252", "replace").encode()


BYTES: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(flipped, overwritten, cut, beheaded, holed, stuttered, inserted, unquoted, other_delimiter, line_ends),
    *(other_encoding, mixed_encoding, doubled, double_encoded),
)
