"""How like two teams' names are. Pure: it asks a question, it never answers one."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from bets.folding import fold

NOISE = frozenset(
    [
        "fc",
        "afc",
        "cf",
        "sc",
        "ac",
        "as",
        "ss",
        "us",
        "sv",
        "vfl",
        "vfb",
        "tsv",
        "fk",
        "sk",
        "bk",
        "cd",
        "ud",
        "sd",
        "rc",
        "de",
        "la",
        "the",
        "club",
        "1",
        "04",
        "05",
    ]
)  # noqa: SIM905

OTHERS = frozenset("u18 u19 u20 u21 u23 ii b reserves women ladies w youth".split())  # noqa: SIM905
LIKE = 0.84
SHORTEST = 4


def words(name: str) -> tuple[str, ...]:
    """The words that tell a team apart."""
    told = tuple(word for word in fold(name).split() if word not in NOISE)
    return told or tuple(fold(name).split())


def likeness(first: str, second: str) -> float:
    """Between 0 and 1. Abbreviated words count as the words they begin ("Sp Gijon", "Sporting Gijon"); another team of
    the same club (reserves, women) is not alike."""
    ours, theirs = words(first), words(second)
    if OTHERS & set(ours) != OTHERS & set(theirs):
        return 0.0
    if ours == theirs:
        return 1.0
    if len(ours) == len(theirs) and all(_begins(a, b) for a, b in zip(ours, theirs, strict=True)):
        return 0.95
    if set(ours) < set(theirs) or set(theirs) < set(ours):
        shorter = min(ours, theirs, key=len)
        return 0.9 if max(map(len, shorter)) >= SHORTEST else 0.0
    return _ratio(*sorted((" ".join(ours), " ".join(theirs))))


def most_like(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like it, if any is like enough to ask."""
    best = max(((likeness(name, other), other) for other in known if other != name), default=(0.0, ""))
    return best[1] if best[0] >= LIKE else None


def _ratio(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second).ratio()


def _begins(a: str, b: str) -> bool:
    return a == b or (min(len(a), len(b)) >= 2 and (a.startswith(b) or b.startswith(a)))
