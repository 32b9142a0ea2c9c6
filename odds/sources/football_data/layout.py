"""Which column of a football-data.co.uk file holds what: the header is read, no season's layout is assumed."""

import re
from dataclasses import dataclass, field

from odds.sources.batch import Book
from odds.sources.football_data.leagues import BOOKS, MISSPELT

BY_LENGTH = "|".join(sorted(BOOKS, key=len, reverse=True))
RESULT = re.compile(rf"({BY_LENGTH})(C?)([HDA])")
TOTAL = re.compile(rf"({BY_LENGTH})(C?)([<>])(\d+\.\d+)")
HANDICAP = re.compile(rf"({BY_LENGTH})(C?)AH([HA])")
LINE = re.compile(rf"({BY_LENGTH})?AH(C?)h|({BY_LENGTH})AH")
UNKNOWN = re.compile(r"([A-Za-z0-9]{2,8})([HDA])")
NOT_BOOKS = frozenset(["FT", "HT", "FTH", "HTH", "FTA", "HTA", "BB1X2"])
FIELDS = {
    "div": ("Div", "League"),
    "country": ("Country",),
    "season": ("Season",),
    "date": ("Date",),
    "time": ("Time",),
    "home": ("HomeTeam", "Home", "HT"),
    "away": ("AwayTeam", "Away", "AT"),
    "home_goals": ("FTHG", "HG"),
    "away_goals": ("FTAG", "AG"),
    "result": ("FTR", "Res"),
    "half_home": ("HTHG",),
    "half_away": ("HTAG",),
}
POSITION = {"H": 1, "D": 2, "A": 3, ">": 1, "<": 2}


class NotFootballData(ValueError):
    """The file has not the columns of a football-data.co.uk file."""


@dataclass(frozen=True, slots=True)
class PriceColumn:
    """`place`: in the row; `line_place`: the column with its handicap, of a total the line itself in thousandths.
    `is_by_layout`: nothing but the layout says that it is closing, and before the match it is not."""

    place: int
    book: Book
    market: str
    position: int
    is_closing: bool
    line_milli: int | None = None
    line_place: int | None = None
    is_by_layout: bool = False


@dataclass
class Layout:
    header: list[str]
    fields: dict[str, int]
    prices: list[PriceColumn] = field(default_factory=list)
    is_extra: bool = False
    unknown: list[str] = field(default_factory=list)


def read_layout(cells: list[str]) -> Layout:
    """The layout of a header. Raises NotFootballData."""
    header = [MISSPELT.get(name.strip(), name.strip()) for name in cells]
    first: dict[str, int] = {}
    for place, name in enumerate(header):
        first.setdefault(name.lower(), place)
    fields = {
        key: first[name.lower()]
        for key, names in FIELDS.items()
        for name in reversed(names)
        if name.lower() in first
    }
    if not {"date", "home", "away"} <= fields.keys():
        raise NotFootballData("It has no columns for the date, the home team and the away team.")
    layout = Layout(header, fields, is_extra="country" in fields)
    lines = _lines(header)
    for place, name in enumerate(header):
        if first[name.lower()] == place and place not in fields.values():
            layout.prices += _price_column(name, place, lines, is_extra=layout.is_extra)
    _add_unknown(layout, first)
    return layout


def _price_column(
    name: str, place: int, lines: dict[tuple[str, bool], int], *, is_extra: bool
) -> list[PriceColumn]:
    """The one price column that a name stands for, or none.

    The extra leagues have closing prices only, in older files without the C.
    """
    if found := RESULT.fullmatch(name):
        book, closing, outcome = found.groups()
        position, is_by_layout = POSITION[outcome], is_extra and not closing
        is_closing = bool(closing) or is_extra
        return [
            PriceColumn(place, BOOKS[book], "match-result", position, is_closing, is_by_layout=is_by_layout)
        ]
    if found := TOTAL.fullmatch(name):
        book, closing, outcome, line = found.groups()
        milli = int(line.replace(".", "").ljust(line.index(".") + 3, "0"))
        return [PriceColumn(place, BOOKS[book], "total", POSITION[outcome], bool(closing), line_milli=milli)]
    if found := HANDICAP.fullmatch(name):
        book, closing, outcome = found.groups()
        side = 1 if outcome == "H" else 2
        told = lines.get((book, bool(closing)), lines.get(("", bool(closing))))
        return [PriceColumn(place, BOOKS[book], "handicap", side, bool(closing), line_place=told)]
    return []


def _lines(header: list[str]) -> dict[tuple[str, bool], int]:
    """Where the handicaps stand, by bookmaker ("" for everybody's) and stage."""
    found: dict[tuple[str, bool], int] = {}
    for place, name in enumerate(header):
        if match := LINE.fullmatch(name):
            found.setdefault((match[1] or match[3] or "", bool(match[2])), place)
    if "BbAHh" in header:
        for each in ("BbMx", "BbAv"):
            found[(each, False)] = header.index("BbAHh")
    return found


def _add_unknown(layout: Layout, first: dict[str, int]) -> None:
    """Bookmakers the site began to list: three columns of one name with H, D and A behind it."""
    known = {column.place for column in layout.prices} | set(layout.fields.values())
    for name in layout.header:
        match = UNKNOWN.fullmatch(name)
        if not match or match[2] != "H" or first[name.lower()] in known or match[1] in NOT_BOOKS:
            continue
        stem = match[1]
        places = [first.get(f"{stem}{outcome}".lower(), -1) for outcome in "HDA"]
        if min(places) < 0 or known & set(places):
            continue
        is_closing = stem.endswith("C") and f"{stem[:-1]}h".lower() in first
        bare = stem[:-1] if is_closing else stem
        book = Book(bare.lower(), bare)
        if bare not in layout.unknown:
            layout.unknown.append(bare)
        layout.prices += [
            PriceColumn(
                place,
                book,
                "match-result",
                position,
                is_closing or layout.is_extra,
                is_by_layout=layout.is_extra and not is_closing,
            )
            for position, place in enumerate(places, start=1)
        ]
