"""Names as they are compared: without capitals, accents and punctuation."""

import unicodedata
from functools import lru_cache


def fold(name: str) -> str:
    """Small letters without accents and punctuation: "Nott'm Forest" is "nottm forest"."""
    kept = [sign for sign in _bare(name) if sign not in "'’`."]
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
