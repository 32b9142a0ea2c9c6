"""Action Network: history.csv, with a stray first line and rows that commas in their texts have made too long.

It tells neither bookmaker, id nor the time of placing: the start of the game stands in for that. A row with too many
cells is put right where its typed columns leave one way to do so; others are refused.
"""

import csv
import re

import numpy as np
import pandas as pd

from imports.formats._american import RESULTS, american, sport_of_league
from imports.formats._amounts import money
from imports.formats._base import CsvFormat, Options, Parsed
from imports.formats._columns import RAGGED, RAW, choice, normal, or_none, per_value
from imports.formats._keys import fingerprints, numbered
from imports.formats._moments import iso, utc, zone
from imports.formats._reading import BETS, Reading, typed

KINDS = {
    "spread": "Spread", "ml": "Moneyline", "over": "Total", "under": "Total", "home over": "Team Total",
    "home under": "Team Total", "away over": "Team Total", "away under": "Team Total", "future": "Outright",
}  # fmt: skip
PERIODS = {"firsthalf": "1st half", "secondhalf": "2nd half", "live": "live"}
REPAIRED = "{count} rows had commas in their texts and were put right."
_LIVE = re.compile(r"^\(Live\)\s*", re.I)
_MONEY = re.compile(r"-?\d+(?:\.\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


class ActionNetwork(CsvFormat):
    slug = "action-network"
    name = "Action Network history"
    bookmaker = "Action Network"
    help_url = "https://www.actionnetwork.com/"
    help_steps = (
        "Sign in at actionnetwork.com on a computer and open your profile's picks.",
        "Choose the period and download the history: the file is called history.csv.",
        "Drop it here. It names no bookmaker: choose one in the settings when all bets were placed with the same.",
    )
    default_timezone = "UTC"
    timezone_why = "The file prints start times in universal time, so there is nothing to choose."
    prints_zone = True
    is_tracker = True
    detail, time_detail = 8, 2
    columns = {
        "league": (),
        "start time": (),
        "game": (),
        "pick desc": ("pick",),
        "type": (),
        "period": (),
        "odds": (),
        "odds spread total": (),
        "result": (),
        "units wagered": (),
        "units net": (),
        "money wagered": (),
        "money net": (),
        "tag": ("tags",),
    }
    required = ("league", "start time", "game", "pick desc", "odds", "result", "money wagered", "money net")

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """Money is dollars unless told; odds are American."""
        frame, repaired = put_right(frame)
        file = Reading(frame, self.columns, options)
        if repaired:
            file.notes.append(REPAIRED.format(count=repaired))
        zone(options.timezone or self.default_timezone)
        start = iso(file.text("start time"))
        stake, profit = money(file.text("money wagered")), money(file.text("money net"))
        status = choice(file.text("result"), RESULTS)
        unknown = per_value(
            file.text("result"),
            lambda said: f"The result '{said[:40]}' is not known." if said else "No result.",
        )
        file.refuse(np.isnat(start), "The start time cannot be read.")
        file.refuse(status == None, unknown)  # noqa: E711
        for amounts in (stake, profit):
            file.refuse(amounts.is_wrong, amounts.wrong)
        file.refuse(~stake.known | (stake.micro <= 0), "The row has no money wagered.")
        file.refuse((status != "open") & ~profit.known, "The row has no money net.")

        keys = self._keys(file, stake.micro)
        lines = file.lines(
            key=keys,
            bookmaker=options.bookmaker or self.bookmaker,
            currency=options.currency or "USD",
            kind="bet",
            occurred_at=utc(start),
            bet_ref=keys,
            description=file.text("pick desc"),
            told=tuple(self.columns),
        )
        bets = self._bets(file, lines, start, status, (stake.micro, profit.micro))
        return file.finish(lines, bets=file.only_kept(bets))

    def _keys(self, file: Reading, stake: np.ndarray) -> np.ndarray:
        """What does not change when the bet is settled; the results of twins are told in the order of the file."""
        names = ("league", "start time", "game", "pick desc", "type", "period", "odds", "odds spread total")
        return numbered(fingerprints([*(file.text(name) for name in names), stake]), [file.text("result")])

    def _bets(
        self,
        file: Reading,
        lines: pd.DataFrame,
        start: np.ndarray,
        status: np.ndarray,
        figures: tuple[np.ndarray, np.ndarray],
    ) -> pd.DataFrame:
        stake, profit = figures
        is_settled = status != "open"
        picks = file.text("pick desc")
        live = per_value(picks, lambda text: bool(_LIVE.match(text))).astype(bool) | (
            file.text("period") == "live"
        )
        market = [
            market_of(kind, period)
            for kind, period in zip(file.text("type"), file.text("period"), strict=True)
        ]
        return typed(
            {
                "row": file.rows,
                "ref": lines["key"],
                "bookmaker": lines["bookmaker"],
                "currency": lines["currency"],
                "from_lines": False,
                "status": status,
                "placed_at": utc(start),
                "settled_at": utc(np.where(is_settled, start, np.datetime64("NaT"))),
                "stake_micro": stake,
                "bonus_stake_micro": 0,
                "at_risk_micro": stake,
                "odds": american(file.text("odds")),
                "returned_micro": pd.arrays.IntegerArray(stake + profit, ~is_settled),
                "profit_micro": pd.arrays.IntegerArray(profit.copy(), ~is_settled),
                "commission_micro": 0,
                "sport": sport_of_league(file.text("league")),
                "competition": per_value(file.text("league"), lambda text: text.upper() or None),
                "event": or_none(file.text("game")),
                "market": market,
                "selection": or_none(per_value(picks, lambda text: _LIVE.sub("", text))),
                "is_live": pd.array(live, dtype="boolean"),
            },
            BETS,
            file.count,
        )


def market_of(kind: str, period: str) -> str | None:
    """The market in words: "Spread, 1st half"."""
    name = re.sub(r"_(?:home|away)$", "", kind.strip().lower())
    told = KINDS.get(name.replace("_", " ")) or (kind.strip().replace("_", " ").title() or None)
    part = PERIODS.get(
        period.strip().lower(), "" if period.strip().lower() in ("", "game") else period.strip()
    )
    return f"{told}, {part}" if told and part and part != "live" else told


def put_right(frame: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The frame with the rows filled whose typed cells leave one way to part them; how many they were.

    A row that is one cell too long and ends empty has been brought to the header's width, every cell one place off:
    its result then stands where no result can.
    """
    names = [column for column in frame.columns if column not in (RAGGED, RAW)]
    if [normal(str(name)) for name in names] != list(ActionNetwork.columns):
        return frame, 0
    results = frame[names[8]].astype(object).fillna("").str.strip().str.upper()
    ragged = frame[RAGGED].notna() if RAGGED in frame.columns else pd.Series(data=False, index=frame.index)
    places = np.flatnonzero((ragged | ~results.isin(RESULTS)).to_numpy())
    count = 0
    for place in places.tolist():
        cells = fit(_cells(frame, names, place, is_ragged=bool(ragged.iloc[place])))
        if cells is None:
            continue
        if not count:
            frame = frame.astype(object)  # a copy, whose cells may say what no cell said
        row = frame.index[place]
        frame.loc[row, names] = cells
        if RAGGED in frame.columns:
            frame.loc[row, RAGGED] = None
        count += 1
    return frame, count


def _cells(frame: pd.DataFrame, names: list[str], place: int, *, is_ragged: bool) -> list[str]:
    """The row's cells as the file has them, the empty one at the end included."""
    if not is_ragged:
        return [*frame[names].iloc[place].astype(object).fillna("").tolist(), ""]
    raw = frame[RAW].iat[place] if RAW in frame.columns else None
    return next(csv.reader([raw]), []) if isinstance(raw, str) and "\n" not in raw else []


def fit(cells: list[str]) -> list[str] | None:
    """Fourteen cells of a longer row: a comma stood in the game, the pick or the tag, and the others show which."""
    surplus = len(cells) - 14
    if surplus <= 0 or len(cells) < 15 or not _MOMENT.match(cells[1].strip()):
        return None
    ways = []
    for in_tag in range(surplus + 1):
        end = len(cells) - in_tag
        typed_cells, tag = cells[end - 10 : end - 1], ",".join(cells[end - 1 :])
        if _is_typed(typed_cells):
            texts = cells[2 : end - 10]
            ways.append([*cells[:2], texts[0], ",".join(texts[1:]), *typed_cells, tag])
    return ways[0] if len(ways) == 1 and len(ways[0]) == 14 else None


def _is_typed(cells: list[str]) -> bool:
    """type, period, odds, line, result, units wagered and net, money wagered and net."""
    result, figures = cells[4].strip().upper(), [cell.strip() for cell in cells[5:9]]
    return result in RESULTS and all(not figure or _MONEY.fullmatch(figure) for figure in figures)


FORMAT = ActionNetwork()
