"""A calculator's questions as the fields of a page, and a page's address as the texts of a question."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from edges.calculators import Calculator
from edges.calculators.asking import Ask, Kind, asked

SHOWN = "shown"  # how many rows the page has now
ADD = "add"  # the button that asks for one more


@dataclass(frozen=True, slots=True)
class Field:
    """One input: what it is called, what stands in it and what is wrong with it."""

    name: str
    id: str
    ask: Ask
    kind: Kind
    value: str
    error: str

    @property
    def is_optional(self) -> bool:
        return self.ask.default == ""

    @property
    def described_by(self) -> str:
        return f"{self.id}_helptext {self.id}_error" if self.ask.note else f"{self.id}_error"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of several alike."""

    number: int
    error: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The lines of a field that is a list."""

    name: str
    ask: Ask
    rows: tuple[Row, ...]
    error: str

    @property
    def can_grow(self) -> bool:
        return len(self.rows) < self.ask.most

    @property
    def columns(self) -> list[Ask]:
        assert self.ask.rows
        return list(asked(self.ask.rows).values())


@dataclass(frozen=True, slots=True)
class Form:
    """All inputs of a page in their order, the ones of use now and then apart."""

    main: tuple[Field | Rows, ...]
    further: tuple[Field, ...]
    error: str

    @property
    def rows(self) -> Rows | None:
        """The list of lines, where there is one."""
        return next((each for each in self.main if isinstance(each, Rows)), None)

    @property
    def is_further_open(self) -> bool:
        """Whether one of those folded away says something, or is wrong."""
        return any(field.error or field.value != (field.ask.default or "") for field in self.further)

    @property
    def each(self) -> Iterator[Field]:
        """Every field, those of the rows too."""
        yield from (each for each in self.main if isinstance(each, Field))
        yield from self.further
        for row in self.rows.rows if self.rows else ():
            yield from row.fields

    @property
    def at_fault(self) -> list[Field]:
        return [field for field in self.each if field.error]


class Question:
    """What an address asks a calculator: texts by field, and of the rows only those with something in them."""

    def __init__(self, calculator: Calculator, query: QueryDict) -> None:
        self.calculator = calculator
        asks = asked(calculator.asked)
        rows = next(((name, each) for name, each in asks.items() if each.rows), None)
        self.rows_name: str = rows[0] if rows else ""
        self.rows_ask: Ask | None = rows[1] if rows else None
        names = [*(name for name, each in asks.items() if not each.rows), *self._columns()]
        self.is_asked = any(name in query for name in names)
        example = calculator.example
        if self.is_asked:
            self.texts = {
                name: query.get(name, "") for name in names if name in query and name not in self._columns()
            }
            self.lines = self._lines(query)
        else:
            self.texts = {name: text for name, text in example.items() if name != self.rows_name}
            self.lines = [dict(line) for line in example.get(self.rows_name, ())]
        self.shown = _small(query.get(SHOWN, ""))
        self.is_growing = ADD in query
        self.places = [place for place, line in enumerate(self.lines) if self._says(line)]

    @property
    def data(self) -> dict[str, Any]:
        """As the API would send it."""
        lines = [self.lines[place] for place in self.places]
        return {**self.texts, **({self.rows_name: lines} if self.rows_name else {})}

    @property
    def address(self) -> str:
        """The query that asks the same, without what goes without saying."""
        asks = asked(self.calculator.asked)
        pairs = [(name, text) for name, text in self.texts.items() if text and text != asks[name].default]
        lines = [self.lines[place] for place in self.places]
        for name, each in self._columns().items():
            texts = [line.get(name, "") for line in lines]
            if any(text and text != each.default for text in texts):
                pairs += [(name, text) for text in texts]
        return urlencode(pairs)

    def form(self, wrong: Mapping[str, str], least_rows: int) -> Form:
        """The inputs of the page."""
        asks = asked(self.calculator.asked)
        made = [
            self._rows(wrong, least_rows)
            if each.rows
            else _field(name, name, each, self.texts.get(name), wrong.get(name, ""))
            for name, each in asks.items()
        ]
        return Form(
            tuple(each for each in made if not each.ask.is_further),
            tuple(each for each in made if isinstance(each, Field) and each.ask.is_further),
            wrong.get("", ""),
        )

    def _columns(self) -> dict[str, Ask]:
        return asked(self.rows_ask.rows) if self.rows_ask and self.rows_ask.rows else {}

    def _lines(self, query: QueryDict) -> list[dict[str, str]]:
        """The rows of a query: lists of the same name, put side by side."""
        most = self.rows_ask.most + 1 if self.rows_ask else 0
        lists = {name: query.getlist(name)[: most * 2] for name in self._columns()}
        count = max(map(len, lists.values()), default=0)
        return [
            {name: texts[place] if place < len(texts) else "" for name, texts in lists.items()}
            for place in range(count)
        ]

    def _says(self, line: Mapping[str, str]) -> bool:
        """Whether a row has more in it than what stands there by itself."""
        return any(
            line.get(name, "").strip() not in {"", each.default or ""}
            for name, each in self._columns().items()
        )

    def _rows(self, wrong: Mapping[str, str], least: int) -> Rows:
        assert self.rows_ask
        count = max(len(self.lines), least, self.shown + self.is_growing)
        count = min(count, max(self.rows_ask.most, len(self.lines)))
        by_place = {place: number for number, place in enumerate(self.places)}
        rows = []
        for place in range(count):
            line = self.lines[place] if place < len(self.lines) else {}
            path = f"{self.rows_name}[{by_place[place]}]" if place in by_place else "-"
            fields = tuple(
                _field(name, f"{name}_{place + 1}", each, line.get(name), wrong.get(f"{path}.{name}", ""))
                for name, each in self._columns().items()
            )
            rows.append(Row(place + 1, wrong.get(path, ""), fields))
        return Rows(self.rows_name, self.rows_ask, tuple(rows), wrong.get(self.rows_name, ""))


def _field(name: str, ending: str, each: Ask, value: str | None, error: str) -> Field:
    assert each.kind
    text = (each.default or "") if value is None else value
    return Field(name, f"id_{ending}", each, each.kind, text, error)


def _small(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0
