"""Many regular expressions asked of one text at once.

Python's `re` tries one after the other, which for the hundred expressions of a name in a file costs more than all the
rest of an import; RE2 asks all of them in one pass over the text, some forty times faster. It knows neither lookahead
nor lookbehind and reads \\b, \\d and \\s as ASCII: an expression with a look-around is asked without it first and then
by `re`, and a text that is not printable ASCII is asked by `re` alone, so the answers are those of `re`.
"""

import re
from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
import re2
from pyarrow import compute

LOOK_AROUND = ("(?!", "(?=", "(?<!", "(?<=")
PRINTABLE = "^[ -~]*$"
TEXT = pa.large_string()


class Patterns:
    """Expressions in the order they are asked. They are read as `re` reads them."""

    def __init__(self, expressions: Iterable[str], *, ignores_case: bool = False) -> None:
        texts = list(expressions)
        self._ignores_case = ignores_case
        self._any = "|".join(f"(?:{without_look_around(text)})" for text in texts)
        self._exact = [re.compile(text, re.IGNORECASE if ignores_case else 0) for text in texts]
        self._is_wider = [text != without_look_around(text) for text in texts]
        self._all = re2.Set.SearchSet()
        for text in texts:
            self._all.Add(("(?i)" if ignores_case else "") + without_look_around(text))
        self._all.Compile()

    def first(self, text: str) -> int | None:
        """The place of the first expression found in the text."""
        if not (text.isascii() and text.isprintable()):
            return next((place for place, one in enumerate(self._exact) if one.search(text)), None)
        for place in sorted(self._all.Match(text) or ()):
            if not self._is_wider[place] or self._exact[place].search(text):
                return int(place)
        return None

    def are_in(self, text: str) -> bool:
        """Is any of them found?"""
        return self.first(text) is not None

    def are_in_rows(self, columns: Sequence[np.ndarray]) -> np.ndarray:
        """Is any of them found in what the columns say in each row, joined by blanks?

        Arrow's RE2 asks all rows at once; what it cannot answer as `re` does is asked again. Texts are objects, none
        missing.
        """
        try:
            texts = [pa.array(column, TEXT) for column in columns]
        except (pa.ArrowException, UnicodeError):  # half a surrogate among them
            rows = (" ".join(row) for row in zip(*columns, strict=True))
            return np.fromiter(map(self.are_in, rows), dtype=bool, count=len(columns[0]))
        joined = compute.binary_join_element_wise(*texts, pa.scalar(" ", TEXT))
        found = compute.match_substring_regex(joined, self._any, ignore_case=self._ignores_case)
        again = compute.invert(compute.match_substring_regex(joined, PRINTABLE))
        if any(self._is_wider):
            again = compute.or_(again, found)
        answers = found.to_numpy(zero_copy_only=False)
        answers[again.to_numpy(zero_copy_only=False)] = [
            self.are_in(text) for text in joined.filter(again).to_pylist()
        ]
        return answers


class Rules:
    """Expressions over plain() text with an answer each."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self._answers = [answer for _, answer in pairs]
        self._patterns = Patterns(expression for expression, _ in pairs)

    def answer(self, text: str) -> str | None:
        """The answer of the first expression that is in the text."""
        place = self._patterns.first(text) if text else None
        return None if place is None else self._answers[place]


def without_look_around(expression: str) -> str:
    """The expression without its lookaheads and lookbehinds: what it finds is all that was found, and maybe more.

    Holds for negative ones, and for positive ones that no alternative outside depends on.
    """
    kept, at = [], 0
    while at < len(expression):
        if expression.startswith(LOOK_AROUND, at):
            at = _closing(expression, at) + 1
        elif expression[at] == "\\":
            kept.append(expression[at : at + 2])
            at += 2
        else:
            kept.append(expression[at])
            at += 1
    return "".join(kept)


def _closing(expression: str, begin: int) -> int:
    """Where the group that opens at `begin` closes. No parenthesis of ours stands in a character class."""
    depth, at = 0, begin
    while True:
        if expression[at] == "\\":
            at += 1
        elif expression[at] == "(":
            depth += 1
        elif expression[at] == ")":
            depth -= 1
            if not depth:
                return at
        at += 1
