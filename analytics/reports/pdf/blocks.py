"""What the paper is made of: headings with blocks, as plain values that the typesetter's template understands."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString

Block = dict[str, Any]
UNSEEN = re.compile(r'<span class="sr-only">[^<]*</span>')


def plain(shown: Any) -> str:
    """What a page's filter made, as a reader sees it: no markup, nothing that only screen readers hear."""
    if not isinstance(shown, SafeString):
        return str(shown)  # a name may look like markup, and stays as it is
    return unescape(strip_tags(UNSEEN.sub("", shown))).strip()


def tone(micro: int | None) -> str:
    """The colour of an amount's sign."""
    return "" if not micro else "gain" if micro > 0 else "loss"


def section(title: str, *blocks: Block, level: int = 1) -> Block:
    """A heading and what stands below it."""
    return {"title": title, "level": level, "blocks": list(blocks)}


def text(*sentences: str) -> Block:
    """A paragraph."""
    return {"is": "text", "text": " ".join(filter(None, sentences))}


def lead(said: str) -> Block:
    """The sentence that everything else explains."""
    return {"is": "lead", "text": said}


def note(said: str, *, leads: bool = False) -> Block:
    """Small print; what it `leads` to is kept on its page."""
    return {"is": "note", "text": said, "leads": leads}


def points(sentences: Iterable[str]) -> Block:
    """A list."""
    return {"is": "points", "items": list(sentences)}


def tile(title: str, value: Any, about: str = "", micro: int | None = None) -> dict[str, str]:
    """One figure of `tiles`."""
    return {"title": title, "value": plain(value), "note": plain(about), "tone": tone(micro)}


def tiles(*items: dict[str, str]) -> Block:
    """Figures side by side."""
    return {"is": "tiles", "items": list(items)}


def bars(rows: Sequence[dict[str, Any]], heads: Sequence[str]) -> Block:
    """Lines with a label, a bar to its left or right and amounts. heads: of the label, the bar and the other cells."""
    return {"is": "bars", "rows": list(rows), "heads": list(heads)}


def table(heads: Sequence[str], rows: Sequence[Sequence[Any]], *, numbers: int) -> Block:
    """A table whose last `numbers` columns are figures."""
    told = [[plain(cell) for cell in row] for row in rows]
    return {"is": "table", "heads": list(heads), "rows": told, "numbers": numbers}


def chart(kind: str, title: str, said: str, drawn: dict[str, Any]) -> Block:
    """A drawing: kind is line, fall or columns; `said` is what it shows, for those who cannot see it."""
    return {"is": "chart", "kind": kind, "title": title, "alt": said, **drawn}


def facts(items: Iterable[tuple[str, Any, str]]) -> Block:
    """Figures with their meaning."""
    told = [{"title": title, "value": plain(value), "meaning": said} for title, value, said in items]
    return {"is": "facts", "items": told}
