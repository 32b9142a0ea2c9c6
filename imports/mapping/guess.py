"""What the columns of an unknown file probably mean, told from their names and from what stands in them.

Every guess has a why. What the values leave open is a doubt, with the example that makes it, for the person to settle.
"""

import re
from calendar import month_name
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from imports.formats._american import read_american
from imports.formats._amounts import money, odds
from imports.formats._columns import RAGGED, RAW, is_nothing, normal, trimmed, unit
from imports.formats._columns import currency_of as currency_sign
from imports.mapping.cells import is_clock, plain_day, without_units
from imports.mapping.description import Mapping
from imports.mapping.roles import RESULTS, ROLES, Role, is_over, is_result

MOST_ROWS = 2_000
_PARTS = re.compile(r"^\D*(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")
_DATE = re.compile(
    r"^\s*(?:\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|\d{1,2}[- ]?[A-Za-z]{3,9}[- ,]+\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4})"
)
_LINE = re.compile(r"^'?[+-]?(\d{1,4})(?:[.,](00?|25|50?|75))?$")
_OVER_UNDER = re.compile(r"(?:over|under|o|u|yes|no) ?[\d.,]*$", re.IGNORECASE)
_TWO_SIDES = re.compile(r" (?:v|vs|vs\.|@|x|-) ", re.IGNORECASE)
_SIGN = re.compile(r"[£€¥₹]|R\$|[ACU]?S?\$")


@dataclass(frozen=True)
class Doubt:
    """A question the values do not answer: its key, the question with the example, and the answers to choose from."""

    key: str
    question: str
    answers: tuple[tuple[str, str], ...]
    chosen: str


@dataclass
class Guess:
    """The mapping that is likeliest, why each column was taken for its role, and what is doubtful."""

    mapping: Mapping
    why: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def guess(
    frame: pd.DataFrame, *, timezone: str = "UTC", currency: str = "", name: str = "My own file"
) -> Guess:
    """Guess from a file's text frame. timezone is the person's own."""
    headers = [column for column in frame.columns if column not in (RAGGED, RAW)]
    cells = {str(column): trimmed(frame[column].head(MOST_ROWS)) for column in headers}
    columns, why = _by_name(cells)
    _by_values(cells, columns, why)
    _picks_are_no_events(cells, columns, why)
    order, _ = _order(cells.get(columns.get("placed", ""), np.empty(0, dtype=object)))
    kind = _kind_of_odds(cells.get(columns.get("odds", ""), np.empty(0, dtype=object)))
    _, returns_profit = _meaning_of_return(cells, columns, kind)
    found = _currency(cells, columns) or currency
    mapping = Mapping(
        columns,
        order=order,
        odds=kind,
        timezone=timezone,
        currency=found,
        name=name,
        returns_profit=returns_profit,
    )
    return Guess(mapping, why, doubts_of(frame, mapping))


def doubts_of(frame: pd.DataFrame, mapping: Mapping) -> list[Doubt]:
    """What the values of the columns chosen leave open."""
    cells = {
        column: trimmed(frame[column].head(MOST_ROWS))
        for column in mapping.columns.values()
        if column in frame.columns
    }
    nothing = np.empty(0, dtype=object)
    _, order = _order(cells.get(mapping.columns.get("placed", ""), nothing))
    told = {role: column for role, column in mapping.columns.items() if column in cells}
    profit, _ = _meaning_of_return(cells, told, mapping.odds)
    return [doubt for doubt in (order, profit) if doubt]


# A line may be a price as well ("american line"), a status the result, a time a moment, and those come first: only a
# column that is not needed for them is one.
AFTER_OTHERS = ("points", "status", "clock")
VAGUE = (
    "bet",
    "description",
    "bet description",
    "bet details",
    "type",
    "time",
    "day",
    "number",
    "nr",
    "no",
    "units",
    "account",
)


def _by_name(cells: dict[str, np.ndarray]) -> tuple[dict[str, str], dict[str, str]]:
    """Columns whose names tell: the best match of each role, each column once, checked against its values.

    A name with a role's own in it ("event/match") is surer than one that may mean several things ("bet").
    """
    ranked = []
    for column in cells:
        told = normal(column.replace("#", " number"))
        for place, role in enumerate(ROLES):
            if told in role.names and _can_be(role.key, cells[column]):
                rank = 200 if told in VAGUE else 150 if role.key in AFTER_OTHERS else 0
                ranked.append((rank + role.names.index(told), place, role.key, column))
            elif role.key not in AFTER_OTHERS and _names(told, role) and _can_be(role.key, cells[column]):
                ranked.append((100 + len(told), place, role.key, column))
    columns: dict[str, str] = {}
    why: dict[str, str] = {}
    for _, _, key, column in sorted(ranked):
        if key not in columns and column not in columns.values():
            columns[key] = column
            why[column] = "by its name"
    if "status" in columns and "result" not in columns:  # the only one there is says how bets ended
        columns["result"] = columns.pop("status")
    if "event" in columns or not {"home", "away"} <= set(columns):  # two sides are an event only together
        for side in ("home", "away"):
            why.pop(columns.pop(side, ""), None)
    return columns, why


def _picks_are_no_events(cells: dict[str, np.ndarray], columns: dict[str, str], why: dict[str, str]) -> None:
    """A "description" may name the game or what was picked: "Chiefs -3.5" is no event."""
    column = columns.get("event")
    if column is None or "selection" in columns or normal(column) not in VAGUE:
        return
    told = cells[column][~is_nothing(cells[column])]
    if _share(told, _TWO_SIDES.search) < 0.5:
        columns["selection"] = columns.pop("event")
        why[column] = "by its name, and few of its values name two sides"


def _names(told: str, role: Role) -> bool:
    """Whether one of a role's surest names is in this one."""
    return any(_contains(told, name, role.key) for name in role.names[:6])


def _contains(told: str, name: str, key: str) -> bool:
    """Whole words only, and no single short one: "date" is in "bet date gmt", "id" is not in "paid".

    An "event id" is no event.
    """
    if key != "id" and told.endswith((" id", " number", " no", " nr")):
        return False
    return len(name) > 3 and re.search(rf"\b{re.escape(name)}\b", told) is not None


def _can_be(key: str, cells: np.ndarray) -> bool:
    """Whether the values do not contradict the name."""
    told = cells[~is_nothing(cells)]
    if not len(told):
        return key not in ("placed", "stake")
    if key in AMOUNTS:
        return float_share(told) > 0.6
    if key in FLAGS:
        return len(set(map(str.lower, told.tolist()))) <= 4
    if key == "event" and _share(told, _OVER_UNDER.match) > 0.5:
        return False
    test, least = PLAUSIBLE.get(key, (None, 0))
    return test is None or _share(told, test) > least


def _by_values(cells: dict[str, np.ndarray], columns: dict[str, str], why: dict[str, str]) -> None:
    """Roles that no name told, from what stands in the columns that are left."""
    for key, test, reason in (
        ("placed", _is_date, "its values are dates"),
        ("result", lambda cell: cell.upper() in RESULTS and not cell.isdigit(), "its values are results"),
        ("odds", _is_decimal_price, "its values look like odds"),
        ("event", _TWO_SIDES.search, "its values name two sides"),
    ):
        if key in columns or key == "event" and "home" in columns:
            continue
        for column in (name for name in cells if name not in columns.values()):
            told = cells[column][~is_nothing(cells[column])]
            # Every bet has a date: a column that is mostly empty holds none.
            least = len(cells[column]) / 2 if key == "placed" else 1
            if len(told) >= max(least, 1) and _share(told, test) > 0.8:
                columns[key], why[column] = column, reason
                break


def _share(cells: np.ndarray, test: Callable[[str], object]) -> float:
    """Which part of the cells passes."""
    return sum(map(bool, map(test, cells.tolist()))) / max(len(cells), 1)


def float_share(cells: np.ndarray) -> float:
    """Which part of the cells are amounts."""
    told = money(without_units(cells))
    return int(told.known.sum()) / max(len(cells), 1)


def _is_date(cell: str) -> bool:
    return bool(_DATE.match(plain_day(cell))) or (cell.isdigit() and len(cell) in (10, 13))


def _is_price(cell: str) -> bool:
    return (
        odds(np.array([cell], dtype=object))[0] is not None or read_american(cell) is not None or "/" in cell
    )


def _is_status(cell: str) -> bool:
    return is_result(cell) or is_over(cell)


def _has_letters(cell: str) -> bool:
    return any(map(str.isalpha, cell))


def _is_choice(cell: str) -> bool:
    return _has_letters(cell) or cell in ("1", "2", "12")


def _is_line(cell: str) -> bool:
    """A handicap or what a total is over or under: in quarters. American odds go from 100 on and are whole."""
    found = _LINE.match(cell)
    return found is not None and (found[2] is not None or int(found[1]) < 100)


def _is_decimal_price(cell: str) -> bool:
    return (
        "." in cell
        and odds(np.array([cell], dtype=object))[0] is not None
        and not cell.startswith(("0", "-"))
    )


AMOUNTS = ("stake", "profit", "returned", "to_win", "to_return", "commission")
FLAGS = ("bonus", "multi", "live", "each_way")
# What the cells of a column that plays this role look like, and which part of them must.
PLAUSIBLE: dict[str, tuple[Callable[[str], object], float]] = {
    "clock": (is_clock, 0.8),
    "placed": (_is_date, 0.6),
    "settled": (_is_date, 0.6),
    "result": (is_result, 0.6),
    "status": (_is_status, 0.6),
    "odds": (_is_price, 0.6),
    "closing": (_is_price, 0.6),
    "selection": (_is_choice, 0.5),
    "points": (_is_line, 0.8),
    **dict.fromkeys(
        ("event", "home", "away", "player", "sport", "competition", "bookmaker", "market", "note", "side"),
        (_has_letters, 0.5),
    ),
}


def _order(cells: np.ndarray) -> tuple[str, Doubt | None]:
    """Day or month first, from dates that allow one of them only; a doubt where all allow both."""
    firsts, seconds, example = [], [], ""
    for cell in cells.tolist():
        found = _PARTS.match(cell)
        if not found:
            continue
        if len(found[1]) == 4:
            return "ymd", None
        first, second = int(found[1]), int(found[2])
        firsts.append(first)
        seconds.append(second)
        if not example and first != second and first <= 12 and second <= 12:
            example = found[0]
    if not firsts or max(firsts) > 12:
        return "dmy", None
    if max(seconds) > 12:
        return "mdy", None
    if not example or "." in example:  # 05.01. is the fifth of January wherever days are written with points
        return "dmy", None
    # Dates of one list go on: the order under which fewer steps go back is likelier.
    chosen = (
        "dmy"
        if _steps(list(zip(seconds, firsts, strict=True))) <= _steps(list(zip(firsts, seconds, strict=True)))
        else "mdy"
    )
    first, second = (int(part) for part in re.findall(r"\d+", example)[:2])
    day_first, month_first = f"{first} {month_name[second]}", f"{second} {month_name[first]}"
    question = f"Is {example} the {day_first} or the {month_first}? Every date of the file could be either."
    answers = (("dmy", f"Day first: {day_first}"), ("mdy", f"Month first: {month_first}"))
    return chosen, Doubt("order", question, answers, chosen)


def _steps(days: Sequence[tuple[int, int]]) -> int:
    """How often (month, day) turns round."""
    signs = [(later > earlier) - (later < earlier) for earlier, later in zip(days, days[1:], strict=False)]
    signs = [sign for sign in signs if sign]
    return sum(one != other for one, other in zip(signs, signs[1:], strict=False))


def _kind_of_odds(cells: np.ndarray) -> str:
    told = cells[~is_nothing(cells)]
    if not len(told):
        return "decimal"
    if _share(told, lambda cell: "/" in cell or cell.lower() in ("evens", "evs")) > 0.5:
        return "fractional"
    is_whole = _share(told, lambda cell: read_american(cell) is not None)
    return "american" if is_whole > 0.9 else "decimal"


def _meaning_of_return(
    cells: dict[str, np.ndarray], columns: dict[str, str], kind: str
) -> tuple[Doubt | None, bool]:
    """Whether 'returned' holds the stake: told by won rows with odds; a doubt where there are none."""
    if "returned" not in columns or "profit" in columns:
        return None, False
    stake = money(without_units(cells[columns["stake"]])) if "stake" in columns else None
    back = money(without_units(cells[columns["returned"]]))
    if stake is None:
        return None, False
    price: list[str | None] = [None] * len(back.micro)
    if "odds" in columns:
        raw = cells[columns["odds"]]
        price = [read_american(cell) for cell in raw] if kind == "american" else odds(raw).tolist()
    with_stake = without = 0
    example = ""
    for amount, paid, text, cell in zip(
        stake.micro, back.micro, price, cells[columns["returned"]], strict=True
    ):
        if amount <= 0 or paid <= 0 or not text:
            continue
        example = example or cell
        whole, _, part = text.partition(".")
        total = int(amount) * (int(whole) * 1_000_000 + int(part.ljust(6, "0")[:6])) // 1_000_000
        with_stake += abs(paid - total) <= max(20_000, total // 100)
        without += abs(paid - (total - int(amount))) <= max(20_000, total // 100)
    if with_stake != without:
        return None, bool(without > with_stake)
    about = f"{example or 'an amount'} in “{columns['returned']}”"
    question = f"Is {about} what came back with the stake, or the profit alone?"
    answers = (("", "With the stake"), ("1", "The profit alone"))
    return Doubt("returns_profit", question, answers, ""), False


def _currency(cells: dict[str, np.ndarray], columns: dict[str, str]) -> str:
    """From a sign in the header's brackets or before the amounts."""
    for key in ("stake", "profit", "returned"):
        if key not in columns:
            continue
        signs = [unit(columns[key]) or ""] + [
            found[0] for cell in cells[columns[key]][:50] if (found := _SIGN.search(cell))
        ]
        for sign in signs:
            if code := currency_sign(sign, dollar=None):
                return code
    return ""
