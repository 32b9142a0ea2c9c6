"""What a calculator asks, said once: how a text becomes a value, for the page, the API and their descriptions.

    @dataclass(frozen=True)
    class Asked:
        odds: Decimal = ask(ODDS, "Odds")
        commission_percent: Decimal = ask(percent(0, 100), "Commission", default="0", note="Of net winnings.")

A kind reads one text and raises ValueError whose message is the sentence that stands beside the field.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from ledger.money import parse_money
from odds import formats

LONGEST = 200
MOST_UNKNOWN = 20
NUMBER = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{1,12})?|[.,][0-9]{1,12})")
MOST_MONEY = Decimal(10) ** 12
REQUIRED = "This is needed."


@dataclass(frozen=True, slots=True)
class Kind:
    """How one value is written; `choices` are value and words, `mark` stands behind the field."""

    read: Callable[[str], Any]
    written: str
    example: str
    mode: str = "decimal"
    mark: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One field: its kind, words and default text. `default=None`: required; "": left out, the value is None.

    `is_further`: of use now and then, folded away on the page. `rows`: a list of such dataclasses, at least and at most
    so many; on the page a line each, in the API a list of objects.
    """

    kind: Kind | None
    label: str
    note: str = ""
    default: str | None = None
    is_further: bool = False
    rows: type | None = None
    least: int = 1
    most: int = 1

    @property
    def is_required(self) -> bool:
        return self.default is None


def ask(
    kind: Kind, label: str, *, default: str | None = None, note: str = "", is_further: bool = False
) -> Any:
    """A field of an asked dataclass."""
    return field(metadata={"ask": Ask(kind, label, note, default, is_further)})


def ask_rows(rows: type, label: str, *, least: int, most: int, note: str = "") -> Any:
    """A field that is a list of other asked dataclasses."""
    return field(metadata={"ask": Ask(None, label, note, None, rows=rows, least=least, most=most)})


def asked(model: type) -> dict[str, Ask]:
    """The fields of an asked dataclass by name, in their order."""
    return {each.name: each.metadata["ask"] for each in fields(model)}


class Wrong(ValueError):
    """What was asked cannot be reckoned: `fields` says why, by field ("odds", "legs[2].odds"; "" for all together)."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("; ".join(wrong.values()))
        self.fields = dict(wrong)


# --- Kinds ---------------------------------------------------------------------------------------------------------
def number(text: str, least: Decimal | int, most: Decimal | int, *, places: int = 6) -> Decimal:
    """A number as people write it. Raises ValueError with the sentence to show."""
    cleaned = text.strip().replace("\N{MINUS SIGN}", "-")
    if not NUMBER.fullmatch(cleaned):
        raise ValueError("This is not a number.")
    value = Decimal(cleaned.replace(",", "."))
    if not least <= value <= most:
        raise ValueError(f"From {least:,} to {most:,}.")
    if value.normalize().as_tuple().exponent < -places:  # type: ignore[operator]
        raise ValueError(f"At most {places} places after the point.")
    return value


def whole(least: int, most: int) -> Kind:
    """A whole number."""

    def read(text: str) -> int:
        return int(number(text, least, most, places=0))

    return Kind(read, f"whole number from {least} to {most}", str(least), mode="numeric")


def money(least: str = "0.01") -> Kind:
    """An amount without a currency: what comes out is in the same one."""

    def read(text: str) -> Decimal:
        if any(sign.isdigit() and not sign.isascii() for sign in text):
            raise ValueError("This is not an amount.")
        try:
            value = parse_money(text)
        except ValueError as error:
            raise ValueError("This is not an amount such as 20 or 1,250.50.") from error
        if not Decimal(least) <= value <= MOST_MONEY:
            raise ValueError(f"An amount from {Decimal(least):,} to {MOST_MONEY:,}.")
        if value.normalize().as_tuple().exponent < -6:  # type: ignore[operator]
            raise ValueError("At most 6 places after the point.")
        return value

    return Kind(read, "amount of money", "100")


def percent(least: int, most: int) -> Kind:
    """A percentage, read as a fraction: 2 or 2% is 0.02."""

    def read(text: str) -> Decimal:
        return number(text.strip().removesuffix("%"), least, most) / 100

    return Kind(read, f"percent from {least} to {most}: 2 is two percent", "2", mark="%")


def _chance(text: str) -> Decimal:
    cleaned = text.strip()
    value = number(cleaned.removesuffix("%"), 0, 100, places=12)
    if cleaned.endswith("%") or value > 1:
        value /= 100
    if not 0 < value < 1:
        raise ValueError("A chance lies between 0% and 100%, both left out.")
    return value


def _fraction(text: str) -> Decimal:
    """Above nothing, one at most: "1/4", "0.25" or "25%"."""
    cleaned = text.strip()
    above, slash, below = cleaned.removesuffix("%").partition("/")
    value = number(above, 0, 1000, places=12)
    if slash:
        value /= number(below, 1, 1000)
    elif cleaned.endswith("%") or value > 1:
        value /= 100
    if not 0 < value <= 1:
        raise ValueError("A fraction such as 1/4, at most 1.")
    return value


def _odds_or_chance(text: str) -> Decimal:
    if text.strip().endswith("%"):
        return 1 / _chance(text)
    return formats.read(text)


def _many_odds(text: str) -> tuple[Decimal, ...]:
    """Odds with spaces, semicolons or lines between them; commas too, where there is nothing else."""
    between = r"[\s;|]+" if re.search(r"[\s;|]", text.strip()) else ","
    words = [word.strip(",") for word in re.split(between, text.strip())]
    found = [word for word in words if word]
    if len(found) > 60:
        raise ValueError("At most 60 odds.")
    return tuple(map(formats.read, found))


def choice(choices: Mapping[str, str]) -> Kind:
    """One of a few words."""

    def read(text: str) -> str:
        wanted = text.strip().lower()
        if wanted not in choices:
            raise ValueError(f"One of {', '.join(choices)}.")
        return wanted

    return Kind(read, f"one of {', '.join(choices)}", next(iter(choices)), "", choices=tuple(choices.items()))


YES = ("yes", "true", "1", "on")
NO = ("no", "false", "0", "off")


def _yes(text: str) -> bool:
    wanted = text.strip().lower()
    if wanted not in YES + NO:
        raise ValueError("Yes or no.")
    return wanted in YES


ODDS = Kind(formats.read, "2.60, +160 or 8/5", "2.60", mode="text")
MANY_ODDS = Kind(_many_odds, "a list of 2.60, +160 or 8/5", "2.6 2.4 4.3", mode="text", is_list=True)
CHANCE = Kind(_chance, "a chance", "55%", mode="text")
FRACTION = Kind(_fraction, "1/4, 0.25 or 25%", "1/4", mode="text")
ODDS_OR_CHANCE = Kind(_odds_or_chance, "a price or a chance", "8/5", mode="text")
YES_NO = Kind(_yes, "yes or no", "no", choices=(("no", "No"), ("yes", "Yes")))
STEP = money("0.01")


def read(model: type, data: Mapping[str, Any]) -> Any:
    """The asked dataclass from texts (lists of texts, lists of mappings). Raises Wrong with every field at fault."""
    values, wrong = _values(model, data, "")
    if wrong:
        raise Wrong(wrong)
    return model(**values)


def _values(model: type, data: Mapping[str, Any], before: str) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, each in asked(model).items():
        path = f"{before}{name}"
        try:
            if each.rows:
                values[name] = _rows(each, each.rows, data.get(name), path, wrong)
            else:
                values[name] = _value(each, data.get(name))
        except ValueError as error:
            wrong[path] = str(error)
    unknown = [name for name in data if name not in asked(model)][:MOST_UNKNOWN]
    return values, wrong | {f"{before}{name}"[:LONGEST]: "There is no such field." for name in unknown}


def _value(each: Ask, given: Any) -> Any:
    assert each.kind
    if isinstance(given, list) and each.kind.is_list:
        if not all(isinstance(word, str) and len(word) <= LONGEST for word in given):
            raise ValueError("A list of texts or numbers.")
        given = "; ".join(given)
        longest = LONGEST * 60
    else:
        longest = LONGEST * 5 if each.kind.is_list else LONGEST
    if given is True or given is False:
        given = "yes" if given else "no"
    if given is not None and not isinstance(given, str):
        raise ValueError("A text or a number.")
    text = (given or "").strip() or each.default
    if text is None:
        raise ValueError(REQUIRED)
    if len(text) > longest:
        raise ValueError("That is too long.")
    return each.kind.read(text) if text else None


def _rows(each: Ask, model: type, given: Any, path: str, wrong: dict[str, str]) -> tuple[Any, ...]:
    if given is None:
        raise ValueError(REQUIRED)
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise ValueError("A list of objects.")
    if not each.least <= len(given) <= each.most:
        raise ValueError(f"At least {each.least} and at most {each.most}.")
    made = []
    for place, row in enumerate(given):
        if not isinstance(row, Mapping):
            wrong[f"{path}[{place}]"] = "An object with fields."
            continue
        values, at_fault = _values(model, row, f"{path}[{place}].")
        wrong.update(at_fault)
        if not at_fault:
            made.append(model(**values))
    return tuple(made)
