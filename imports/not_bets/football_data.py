"""football-data.co.uk: matches with their results and the prices of many bookmakers, one file a league and season.

Files before 2000 hold results only, those until 2019 the means of BetBrain (Bb...), those since then closing prices too
(a C behind the bookmaker). The "new leagues" have all their seasons in one file. fixtures.csv has the matches to come.
"""

import re
from datetime import date, timedelta

import numpy as np

from imports.formats._columns import normal, trimmed
from imports.mapping.roles import BY_KEY
from imports.not_bets._base import Kind, counted, listed
from imports.sniff import Table

LEAGUES = ({"div", "date", "hometeam", "awayteam"}, {"div", "date", "ht", "at"})
NEW_LEAGUES = {"country", "league", "date", "home", "away"}
GOALS = ({"fthg", "ftag"}, {"hg", "ag"})
SIGNS = {"ftr", "res", "referee", "hthg", "season"}
ONE_SEASON = timedelta(days=380)  # that of 2019/20 ended in August
_PRICE = re.compile(r"(?:b365|bb(?:mx|av)|bfe?d?|bs|bw|gb|iw|lb|ps?|so|sb|sj|sy|vc|wh|1xb|max|avg)(c?)[hda]")
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})")
_DASHES = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


class FootballData(Kind):
    slug = "football-data"
    name = "football-data.co.uk"
    title = "Prices, not bets"
    is_odds = True
    instead = (
        "Such files tell what each match was priced at and how it ended. To see your own betting, send the statement"
        " of a bookmaker or the list of a tracker."
    )

    def of_table(self, table: Table) -> str | None:
        """By the header: of other files none begins so, unless somebody wrote stakes into it."""
        columns = {normal(name): name for name in reversed(table.header)}
        names = set(columns)
        prices = [found for name in names if (found := _PRICE.fullmatch(name))]
        is_new = names >= NEW_LEAGUES
        has_goals = any(names >= goals for goals in GOALS)
        if not (is_new or any(names >= header for header in LEAGUES)):
            return None
        if not (prices or (has_goals and names & SIGNS)) or names & set(BY_KEY["stake"].names):
            return None

        def cells(name: str) -> np.ndarray:
            return trimmed(table.frame[columns[name]]) if name in columns else np.array([], dtype=object)

        home, away = ("home", "away") if is_new else ("hometeam", "awayteam")
        if not is_new and home not in columns:
            home, away = "ht", "at"
        is_match = (cells(home) != "") & (cells(away) != "")
        days = _days(cells("date")[is_match])
        seasons = list(dict.fromkeys(cells("season")[is_match])) if "season" in columns else []
        what = "results" if has_goals else "fixtures"
        about = [_leagues(cells, is_match, is_new=is_new), _seasons(days, seasons)]
        about.append(counted(int(is_match.sum()), "match"))
        about += ["with closing odds"] if any(found[1] for found in prices) else []
        kind = "prices, not bets" if prices else "results, not bets"
        return (
            f"This is a football-data.co.uk {what} file of {', '.join(filter(None, about))}: {kind}."
            " It belongs to the odds store and not into your book."
        )


def _leagues(cells: object, is_match: np.ndarray, *, is_new: bool) -> str:
    assert callable(cells)
    if is_new:
        pairs = zip(cells("country")[is_match], cells("league")[is_match], strict=True)
        names = list(dict.fromkeys(" ".join(filter(None, pair)) for pair in pairs))
    else:
        names = list(dict.fromkeys(filter(None, cells("div")[is_match])))
    if not names:
        return ""
    return f"league{'s' if len(names) > 1 else ''} {listed(names)}"


def _seasons(days: list[date], told: list[str]) -> str:
    """The seasons that the file names; else those of its days, which begin in July."""
    told = sorted(filter(None, told))
    if not told and days:
        first, last = _season(min(days)), _season(max(days))
        told = [first] if max(days) - min(days) < ONE_SEASON else [first, last]
    if not told:
        return ""
    if told[0] == told[-1]:
        return f"season {told[0][:20]}"
    return f"seasons {told[0][:20]} to {told[-1][:20]}"


def _season(day: date) -> str:
    start = day.year if day.month >= 7 else day.year - 1
    return f"{start}/{(start + 1) % 100:02}"


def _days(cells: np.ndarray) -> list[date]:
    """The days that can be read, each once: 14/08/93, 16/08/2024, and as a workbook tells them."""
    return [day for cell in dict.fromkeys(cells.tolist()) if (day := _day(cell))]


def _day(cell: str) -> date | None:
    if found := _SLASHES.match(cell):
        year = int(found[3]) + ({2: 2000 if int(found[3]) < 80 else 1900}.get(len(found[3]), 0))
        parts = year, int(found[2]), int(found[1])
    elif found := _DASHES.match(cell):
        parts = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


KIND = FootballData()
