"""What the first bytes of a file tell, and its text: UTF-8 with plain line ends, whatever it was sent in."""

import codecs
import re

import numpy as np

from imports.formats._base import FileError

HEAD = 64 * 1024
LARGEST = 512 * 2**20
RETURN, FEED = 0x0D, 0x0A
STEP = 1 << 18  # bytes looked at together

MAGIC = {
    b"%PDF": "That is a PDF. Export the history as CSV and send that file.",
    b"\xd0\xcf\x11\xe0": "That is an old Excel file (.xls). Save it as CSV and send that.",
    b"\x1f\x8b": "That is a compressed file. Unpack it and send the CSV file inside.",
    b"7z\xbc\xaf": "That is a compressed file. Unpack it and send the CSV file inside.",
    b"Rar!": "That is a compressed file. Unpack it and send the CSV file inside.",
    b"\x89PNG": "That is a picture. Export the history as CSV and send that file.",
    b"\xff\xd8\xff": "That is a picture. Export the history as CSV and send that file.",
    b"{\\rtf": "That is a text document (.rtf). Export the history as CSV and send that file.",
}
NOT_TEXT = "That file is not text: it cannot be a CSV export."
_PAGE = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)


def decode(data: bytes) -> tuple[bytes, str]:
    """The text as UTF-8 with plain line ends and without byte order mark, and the encoding it was in."""
    data = data.rstrip(b"\x00") if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else data
    text, encoding = _decoded(data)
    if b"\x00" in text:
        raise FileError(NOT_TEXT)
    return _with_plain_ends(text), encoding


def _with_plain_ends(text: bytes) -> bytes:
    if b"\r" not in text:
        return text
    if _are_in_pairs(text):
        return text.replace(b"\r", b"")  # a quarter of the time of looking for pairs
    return text.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _are_in_pairs(text: bytes) -> bool:
    """Does a line feed follow each carriage return?"""
    if text.endswith(b"\r"):
        return False
    signs = np.frombuffer(text, dtype=np.uint8)
    for start in range(0, len(signs), STEP):
        returns = np.flatnonzero(signs[start : start + STEP] == RETURN) + start
        if not (signs[returns + 1] == FEED).all():
            return False
    return True


def _decoded(data: bytes) -> tuple[bytes, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data[: len(data) & ~1].decode("utf-16").encode(), "utf-16"
        except UnicodeError as error:
            raise FileError(NOT_TEXT) from error
    if data.startswith(codecs.BOM_UTF8):
        rest = data[len(codecs.BOM_UTF8) :]
        if _utf8_length(rest) < len(rest):
            rest = rest.decode("utf-8", "replace").encode()
        return rest, "utf-8-sig"
    if data.isascii():
        return data, "utf-8"
    good = _utf8_length(data)
    if good == len(data):
        return data, "utf-8"
    if good >= max(len(data) - 3, 4) and data[good] >= 0xC0:
        return data[:good], "utf-8"  # cut in the middle of a character
    try:
        return data.decode("cp1252").encode(), "cp1252"
    except UnicodeDecodeError as error:
        raise FileError(
            "The characters of that file are in an encoding that is not known. Save it as UTF-8."
        ) from error


def _utf8_length(data: bytes) -> int:
    """How many bytes from the beginning are UTF-8, looked at in pieces."""
    place, step = 0, 1 << 20
    while place < len(data):
        try:
            data[place : place + step].decode("utf-8")
        except UnicodeDecodeError as error:
            is_torn = error.start >= step - 3 and place + step < len(data)
            if not is_torn or not error.start:
                return place + error.start
            place += error.start
        else:
            place += step
    return len(data)


def refuse_early(head: bytes, size: int) -> None:
    """Raises FileError for what the first bytes and the size show to be no table."""
    if size == 0 or not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise FileError("That file is empty.")
    if size > LARGEST:
        raise FileError(f"That file is larger than {LARGEST // 2**20} MB. Export a shorter period.")
    for magic, message in MAGIC.items():
        if head.startswith(magic):
            raise FileError(message)
    if _PAGE.match(head):
        raise FileError(
            "That is a web page, not a CSV file. Use the site's export button and send the file it gives."
        )
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[{", b"[\n")):
        raise FileError("That is a JSON file. Export the history as CSV and send that file.")
    if head.startswith((b"PK\x03\x04", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    body = head.rstrip(b"\x00") if size <= HEAD else head
    strange = sum(body.count(bytes([sign])) for sign in (*range(9), 11, 12, *range(14, 32), 127))
    if b"\x00" in body or strange > len(body) // 100:
        raise FileError(NOT_TEXT)
