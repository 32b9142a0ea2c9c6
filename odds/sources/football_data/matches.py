"""The matches of a file: who plays, when, and how it ended."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd

from bets.folding import fold
from odds.sources.batch import EVENT, Rejected
from odds.sources.football_data import cells
from odds.sources.football_data.layout import Layout
from odds.sources.football_data.leagues import DIVISIONS
from odds.sources.football_data.rows import Rows

MICROS = np.timedelta64(1, "us")


def find_matches(
    rows: Rows, layout: Layout, *, now: datetime
) -> tuple[pd.DataFrame, np.ndarray, list[Rejected]]:
    """The matches, the row of each, and the rows that are none. `collected_at`: of earlier prices."""
    rejects: list[Rejected] = []
    texts = {name: [cell.strip() for cell in rows.cells[:, place]] for name, place in layout.fields.items()}
    days = {text: cells.day(text, latest=now.year + 2) for text in set(texts["date"])}
    seen: dict[tuple[str, str, datetime], int] = {}
    kept, starts, exact = [], [], []
    for place, line in enumerate(rows.lines.tolist()):
        home, away, told = texts["home"][place], texts["away"][place], texts["date"][place]
        reason = _problem(home, away, told, days[told] is not None)
        if reason:
            rejects.append(Rejected(line, reason, cell=f"{told} {home} {away}".strip()[:200]))
            continue
        at = _hour(texts, place, line, rejects)
        starts_at = cells.start(days[told], at)  # type: ignore[arg-type]
        key = fold(home), fold(away), starts_at
        if key in seen:
            rejects.append(
                Rejected(line, f"the match of line {seen[key]} again", cell=f"{home} v {away}"[:200])
            )
            continue
        seen[key] = line
        kept.append(place)
        starts.append(starts_at)
        exact.append(at is not None)
    places = np.array(kept, dtype=np.int64)
    frame = _frame(texts, layout, places, starts, exact)
    rejects += _add_scores(frame, rows, layout, places, starts, now)
    frame["collected_at"] = _moments([cells.collected(at, now=now) for at in starts])
    return frame, places, rejects


def _problem(home: str, away: str, told: str, is_day: bool) -> str:  # noqa: FBT001
    if not told:
        return "no date"
    if not is_day:
        return "no day that a match can be on"
    if not home or not away:
        return "a team is missing"
    if len(home) > 100 or len(away) > 100:
        return "a team's name is longer than names are"
    return "both teams are the same" if fold(home) == fold(away) else ""


def _hour(texts: dict[str, list[str]], place: int, line: int, rejects: list[Rejected]) -> cells.time | None:
    text = texts["time"][place] if "time" in texts else ""
    at = cells.hour(text)
    if text and at is None:
        rejects.append(Rejected(line, "no time of a day; the match is kept without one", "Time", text[:200]))
    return at


def _frame(
    texts: dict[str, list[str]], layout: Layout, places: np.ndarray, starts: list[datetime], exact: list[bool]
) -> pd.DataFrame:
    def told(name: str) -> list[str]:
        return [texts[name][place] for place in places] if name in texts else [""] * len(places)

    frame = pd.DataFrame({"home": told("home"), "away": told("away")}, dtype=object)
    if layout.is_extra:
        names = [_extra_name(*pair) for pair in zip(told("country"), told("div"), strict=True)]
    else:
        names = [DIVISIONS.get(code, code) for code in told("div")]
    frame["competition"] = pd.Series(names, dtype=object)
    frame["sport"] = "football"
    frame["starts_at"] = _moments(starts)
    frame["is_start_exact"] = np.array(exact, dtype=bool)
    frame["zone"] = np.where(frame["is_start_exact"], "Europe/London", "")
    frame["outside_id"] = ""
    return frame


def _extra_name(country: str, league: str) -> str:
    """ "Brazil Serie A": a league of another country is not the one of that name that everybody means."""
    return " ".join(part for part in (country.strip(), league.strip()) if part)


def _moments(moments: list[datetime]) -> pd.Series:
    plain = np.array([at.astimezone(UTC).replace(tzinfo=None) for at in moments], dtype="datetime64[us]")
    return pd.Series(plain).dt.tz_localize("UTC")


def _add_scores(
    frame: pd.DataFrame,
    rows: Rows,
    layout: Layout,
    places: np.ndarray,
    starts: list[datetime],
    now: datetime,
) -> list[Rejected]:
    """Goals, what is known of the half, and the status. Goals that are none, or contradict the result, are told."""
    rejects: list[Rejected] = []
    lines = rows.lines[places]

    def counted(name: str) -> np.ndarray:
        if name not in layout.fields:
            return np.full(len(places), -1, dtype=np.int64)
        column = rows.cells[places, layout.fields[name]]
        found = cells.each_once(column, cells.goals)
        for place in np.flatnonzero(found == -2).tolist():
            rejects.append(
                Rejected(
                    int(lines[place]),
                    "no number of goals",
                    layout.header[layout.fields[name]],
                    str(column[place])[:200],
                )
            )
        return found

    home, away = counted("home_goals"), counted("away_goals")
    half_home, half_away = counted("half_home"), counted("half_away")
    is_known = (home >= 0) & (away >= 0)
    frame["home_score"] = np.where(is_known, home, -1)
    frame["away_score"] = np.where(is_known, away, -1)
    has_half = (half_home >= 0) & (half_away >= 0)
    frame["score_note"] = [
        f"half-time {first}:{second}" if known else ""
        for first, second, known in zip(half_home, half_away, has_half, strict=True)
    ]
    is_past = np.array([at < now for at in starts], dtype=bool)
    frame["status"] = np.where(is_known, "finished", np.where(is_past, "", "scheduled"))
    rejects += _contradictions(frame, rows, layout, places)
    assert set(EVENT) <= set(frame.columns)
    return rejects


def _contradictions(frame: pd.DataFrame, rows: Rows, layout: Layout, places: np.ndarray) -> list[Rejected]:
    if "result" not in layout.fields:
        return []
    told = rows.cells[places, layout.fields["result"]]
    name = layout.header[layout.fields["result"]]
    found = []
    scores = zip(frame["home_score"], frame["away_score"], told, rows.lines[places], strict=True)
    for home, away, result, line in scores:
        text = str(result).strip().upper()
        if text and home >= 0 and text != ("H" if home > away else "A" if home < away else "D"):
            reason = f"the result contradicts the score {home}:{away}, which is taken"
            found.append(Rejected(int(line), reason, name, text[:200]))
    return found
