"""The whole of a file as one batch, column by column in numpy: a season's prices are read in a fraction of a second."""

from datetime import datetime

import numpy as np
import pandas as pd

from bets.sides import team
from odds import suspect
from odds.sources.batch import NO_LINE, NO_SIZE, QUOTE, SELECTION, Batch, Book, Rejected
from odds.sources.football_data import cells
from odds.sources.football_data.layout import Layout, PriceColumn, read_layout
from odds.sources.football_data.leagues import AVERAGE, MAXIMUM
from odds.sources.football_data.matches import find_matches
from odds.sources.football_data.rows import Rows, read_rows

MARKETS = ("match-result", "total", "handicap")
CODES = {
    "match-result": ("home", "draw", "away"),
    "total": ("over", "under"),
    "handicap": ("home", "away"),
}
LINE_BITS, LINE_ZERO = 18, 2**17


def parse(content: bytes, *, now: datetime) -> Batch:
    """The batch of a file. `now`: nothing is told of later moments. Raises NotFootballData."""
    rows = read_rows(content)
    layout = read_layout(rows.header)
    events, places, rejects = find_matches(rows, layout, now=now)
    rejects = rows.rejects + rejects
    books, told, cells_told, refused = _prices(rows, layout, events, places, now)
    rejects += refused
    selections, quotes = _numbered(told, events)
    quotes["suspect"] = _suspects(quotes, selections, books)
    counts = {
        "rows": len(rows.lines) + rows.blank,
        "blank_rows": rows.blank,
        "events": len(events),
        "rejected_rows": len(rows.lines) - len(events),
        "prices_told": cells_told,
        "prices": len(quotes),
        "rejected_prices": len(refused),
        "suspect_prices": int((quotes["suspect"] != "").sum()),
    }
    assert counts["prices_told"] == counts["prices"] + counts["rejected_prices"], (
        "a price is not accounted for"
    )
    if layout.unknown:
        counts["unknown_bookmakers"] = len(layout.unknown)
    return Batch("football-data", books, events, selections, quotes[list(QUOTE)], rejects, counts)


def _prices(
    rows: Rows, layout: Layout, events: pd.DataFrame, places: np.ndarray, now: datetime
) -> tuple[list[Book], pd.DataFrame, int, list[Rejected]]:
    """Every price as (event, column) with its odds and line; how many cells told one; those that are none."""
    columns = layout.prices
    books = list({column.book.slug: column.book for column in columns}.values())
    table = (
        rows.cells[places][:, [column.place for column in columns]]
        if columns
        else np.empty((len(places), 0), object)
    )
    micro = cells.each_once(table, cells.price)
    lines = _lines(rows, columns, places)
    is_told = micro != cells.BLANK
    is_early = (events["starts_at"] > pd.Timestamp(now)).to_numpy(dtype=bool)
    why = np.where(is_told & (micro < 0), micro, 0)
    has_line = lines != NO_LINE
    needs_line = np.array([column.market != "match-result" for column in columns], dtype=bool)
    is_closing = np.array([column.is_closing for column in columns], dtype=bool)[None, :] & ~(
        np.array([column.is_by_layout for column in columns], dtype=bool)[None, :] & is_early[:, None]
    )
    no_line = is_told & (why == 0) & needs_line[None, :] & ~has_line
    too_early = is_told & (why == 0) & ~no_line & is_closing & is_early[:, None]
    is_kept = is_told & (why == 0) & ~no_line & ~too_early
    reasons = [
        *((why == code, text) for code, text in cells.WHY_NOT.items()),
        (no_line, "a price of a handicap whose line is not told"),
        (too_early, "a closing price of a match that has not begun"),
    ]
    refused = [
        Rejected(
            int(rows.lines[places[row]]),
            text,
            layout.header[columns[place].place],
            str(table[row, place])[:200],
        )
        for is_one, text in reasons
        for row, place in np.argwhere(is_one).tolist()
    ]
    row, place = np.nonzero(is_kept)
    told = pd.DataFrame({"event": row, "odds_micro": micro[row, place], "line_milli": lines[row, place]})
    for name, values in _of_columns(columns, books).items():
        told[name] = values[place]
    told["is_closing"] = is_closing[row, place]
    starts = events["starts_at"].dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    earlier = events["collected_at"].dt.tz_localize(None).to_numpy(dtype="datetime64[us]")
    moment = np.where(told["is_closing"].to_numpy(dtype=bool), starts[row], earlier[row])
    told["taken_at"] = pd.Series(moment.astype("datetime64[us]")).dt.tz_localize("UTC")
    return books, told, int(is_told.sum()), sorted(refused, key=lambda each: each.line)


def _of_columns(columns: list[PriceColumn], books: list[Book]) -> dict[str, np.ndarray]:
    numbers = {book.slug: number for number, book in enumerate(books)}
    return {
        "bookmaker": np.array([numbers[column.book.slug] for column in columns], dtype=np.int64),
        "market": np.array([MARKETS.index(column.market) for column in columns], dtype=np.int64),
        "position": np.array([column.position for column in columns], dtype=np.int64),
    }


def _lines(rows: Rows, columns: list[PriceColumn], places: np.ndarray) -> np.ndarray:
    """The line of every price: that of the column, or of the match for a handicap."""
    lines = np.full((len(places), len(columns)), NO_LINE, dtype=np.int64)
    read: dict[int, np.ndarray] = {}
    for number, column in enumerate(columns):
        if column.line_milli is not None:
            lines[:, number] = column.line_milli
        elif column.line_place is not None:
            if column.line_place not in read:
                read[column.line_place] = cells.each_once(
                    rows.cells[places, column.line_place], cells.handicap
                )
            lines[:, number] = read[column.line_place]
    return lines


def _numbered(told: pd.DataFrame, events: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The distinct outcomes, and the prices with the number of theirs."""
    line = np.where(told["market"] == 0, 0, told["line_milli"]) + LINE_ZERO
    key = ((told["event"].to_numpy() * 4 + told["market"].to_numpy()) << LINE_BITS | line) * 4 + told[
        "position"
    ].to_numpy()
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    chosen = told.iloc[first].reset_index(drop=True)
    market = np.array(MARKETS, dtype=object)[chosen["market"].to_numpy(dtype=np.int64)]
    selections = pd.DataFrame({"event": chosen["event"], "market": market, "position": chosen["position"]})
    selections["line_milli"] = np.where(chosen["market"] == 0, NO_LINE, chosen["line_milli"])
    selections["period"], selections["winners"] = "full", 1
    selections["outcomes"] = np.where(chosen["market"] == 0, 3, 2)
    selections["code"] = [
        CODES[kind][place - 1] for kind, place in zip(market, chosen["position"], strict=True)
    ]
    selections["name"] = _names(selections, events)
    quotes = told.assign(
        selection=number,
        is_lay=False,
        size_micro=NO_SIZE,
        is_exact_time=False,
        is_opening=~told["is_closing"],
    )
    return selections[list(SELECTION)], quotes


def _names(selections: pd.DataFrame, events: pd.DataFrame) -> list[str]:
    """ "Arsenal", "Draw", "Over 2.5", "Arsenal -0.75"."""
    homes, aways = ([team(name, sport="football") for name in events[side]] for side in ("home", "away"))
    parts = zip(
        selections["event"], selections["market"], selections["code"], selections["line_milli"], strict=True
    )
    return [
        selection_name(homes[event], aways[event], market, code, line) for event, market, code, line in parts
    ]


def selection_name(home: str, away: str, market: str, code: str, line_milli: int) -> str:
    """What an outcome is called; a handicap is that of the side named."""
    line = "" if line_milli == NO_LINE else f"{line_milli / 1000:g}"
    if market == "total":
        return f"{code.capitalize()} {line}"
    side = {"home": home, "away": away}.get(code, code.capitalize())
    if market == "handicap":
        own = line_milli if code == "home" else -line_milli
        return f"{side} {own / 1000:+g}" if own else f"{side} 0"
    return side


def _suspects(quotes: pd.DataFrame, selections: pd.DataFrame, books: list[Book]) -> np.ndarray:
    offer = selections.groupby(["event", "market", "line_milli"], sort=False).ngroup().to_numpy()
    number = quotes["selection"].to_numpy()
    shops = quotes["bookmaker"].to_numpy()
    slugs = np.array([book.slug for book in books], dtype=object)
    exchanges = np.array([book.is_exchange for book in books], dtype=bool)
    return suspect.find(
        pd.DataFrame(
            {
                "selection": number,
                "offer": offer[number] if len(number) else number,
                "outcomes": selections["outcomes"].to_numpy()[number] if len(number) else number,
                "moment": quotes["is_closing"].to_numpy(dtype=np.int64),
                "bookmaker": shops,
                "is_lay": False,
                "odds_micro": quotes["odds_micro"].to_numpy(),
                "is_exchange": exchanges[shops] if len(shops) else np.array([], dtype=bool),
                "is_average": slugs[shops] == AVERAGE if len(shops) else np.array([], dtype=bool),
                "is_maximum": slugs[shops] == MAXIMUM if len(shops) else np.array([], dtype=bool),
            }
        )
    )
