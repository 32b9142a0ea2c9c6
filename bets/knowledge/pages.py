"""The pages of the knowledge base, read once from the data files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from bets.knowledge.examples import sentence

DATA = Path(__file__).parent / "data"
KINDS = {"bet": "Bet types", "rule": "Settlement rules", "term": "Terms"}


@dataclass(frozen=True)
class Page:
    """One subject; `terms` are further words that lead to it."""

    slug: str
    title: str
    kind: str
    text: str
    example: Mapping[str, Any]
    terms: tuple[str, ...] = ()

    @property
    def worked(self) -> str:
        """The example in words, worked out by the settlement code."""
        return sentence(self.example)

    def answers(self, asked: str) -> bool:
        """Do the words asked for occur in it?"""
        told = " ".join((self.title, *self.terms, self.text)).casefold()
        return all(word in told for word in asked.casefold().split())


@dataclass(frozen=True, slots=True)
class Rule:
    """What is special at one bookmaker."""

    bookmaker: str
    page: str
    text: str
    source: str
    noted_on: date
    url: str = ""


@cache
def pages() -> dict[str, Page]:
    """Slug to page, in the order of the file."""
    read = _read("pages")["page"]
    made = [Page(**{**told, "terms": tuple(told.get("terms", ()))}) for told in read]
    return {page.slug: page for page in made}


@cache
def rules() -> tuple[Rule, ...]:
    """Every bookmaker's rule."""
    return tuple(Rule(**told) for told in _read("rules")["rule"])


@cache
def named() -> dict[str, Page]:
    """Title, slug and further words in small letters to page."""
    return {
        word.casefold(): page for page in pages().values() for word in (*page.terms, page.slug, page.title)
    }


def search(asked: str) -> list[tuple[str, list[Page]]]:
    """(title of the kind, pages that answer), without empty kinds; titles that begin with the words come first."""
    found = [page for page in pages().values() if page.answers(asked)]
    found.sort(key=lambda page: not page.title.casefold().startswith(asked.casefold()))
    groups = [(title, [page for page in found if page.kind == kind]) for kind, title in KINDS.items()]
    return [group for group in groups if group[1]]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))
