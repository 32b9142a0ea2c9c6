"""Reads the corpus of recognition: texts in the styles of the exports, each with what a person would say of it.

A file begins with "given:" and the names of its fields; a line is the fields, "=>", and what is wanted: sport,
competition, home, away, kind, and flags (multi, live), "-" for nothing.
"""

from dataclasses import dataclass
from pathlib import Path

from bets.free_text import read_text
from bets.recognition import Recognised, Words, recognise

FOLDER = Path(__file__).parent / "corpus"
WANTED = ("sport", "competition", "home", "away", "kind", "structure", "live")


@dataclass(frozen=True)
class Case:
    """One text of a style, and what is wanted of it by field."""

    style: str
    line: str
    words: Words
    wanted: dict[str, str]

    @property
    def found(self) -> dict[str, str]:
        """What is recognised, in the words of the corpus."""
        return told(recognise(self.words))


def told(found: Recognised) -> dict[str, str]:
    """A recognition in the words of the corpus."""
    kind = found.kind.slug if found.kind else ""
    values = (found.sport, found.competition, found.home, found.away, kind, found.structure)
    return dict(
        zip(WANTED, [value or "" for value in values] + ["live" if found.is_live else ""], strict=True)
    )


def cases() -> list[Case]:
    """All cases of all styles."""
    return [case for path in sorted(FOLDER.glob("*.txt")) for case in _read(path)]


def _read(path: Path) -> list[Case]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    names = [name.strip() for name in lines[0].removeprefix("given:").split(" ; ")]
    return [_case(path.stem, line, names) for line in lines[1:]]


def _case(style: str, line: str, names: list[str]) -> Case:
    left, _, right = line.partition(" => ")
    given = dict(zip(names, _fields(left), strict=True))
    fields = _fields(right)
    flags = fields[5:]
    wanted = dict(zip(WANTED, [*fields[:5], "", ""], strict=True))
    wanted["structure"] = "multi" if "multi" in flags else "single"
    wanted["live"] = "live" if "live" in flags else ""
    text = given.pop("text", None)
    words = read_text(text.replace("\\n", "\n")) if text is not None else Words()
    return Case(style, line, words._replace(**given), wanted)


def _fields(text: str) -> list[str]:
    return ["" if field.strip() == "-" else field.strip() for field in text.split(" ; ")]
