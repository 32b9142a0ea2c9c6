"""Names as they are compared: without capitals, accents and punctuation."""

import unicodedata
from functools import lru_cache

GONE = "'’`."
# What becomes of each ASCII sign; millions of names are folded, and a table is read in C.
FOLDED = {
    code: None if chr(code) in GONE else chr(code).lower() if chr(code).isalnum() else " "
    for code in range(128)
}


def fold(name: str) -> str:
    """Small letters without accents and punctuation: "Nott'm Forest" is "nottm forest"."""
    if name.isascii():
        return " ".join(name.translate(FOLDED).split())
    return _fold_any(name)


@lru_cache(maxsize=65_536)
def _fold_any(name: str) -> str:
    kept = [sign for sign in _bare(name) if sign not in GONE]
    return " ".join("".join(sign if sign.isalnum() else " " for sign in kept).split())


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Small letters without accents, runs of blanks made one; punctuation stays: "Placar Correto 2-1"."""
    return " ".join(_bare(text).replace("’", "'").split())


def _bare(text: str) -> str:
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
