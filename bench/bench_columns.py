"""The dashboard of a large book: its six sums against DuckDB and pandas over the same rows, and whole pages.

The quick tier takes a book of 100,000 bets, the full one of a million beside ten million bets of others in the table.
"""

import json
import random
import statistics
import subprocess
import sys
from datetime import date, timedelta
from functools import cache, partial
from tempfile import mkdtemp
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from django.db import connections

from bench.bench_dashboard import visitor
from bench.bench_import import TRACKER, person, run_import, settle
from bench.measure import Result, Scale, measure, median_of
from imports import generator
from web.context import acting_as

OTHERS = 10  # people with as many bets each
SIX = ((), ("sport__slug", "sport__name"), ("structure",), ("competition__name",), ("status",))
ZERO = date(2000, 1, 1)
COLUMNS = """
SELECT string_agg(column_name, ', ') FROM information_schema.columns
 WHERE table_name = 'bets_bet' AND is_generated = 'NEVER' AND column_name NOT IN ('id', 'owner_id', 'account_id')
"""


@cache
def book(rows: int, *, is_full: bool) -> Any:
    """Somebody with so many bets, imported; in the full tier with ten times as many of others in the table."""
    user = person()
    run_import(user, generator.make(TRACKER, rows, 2))
    if is_full:
        _others(user.pk, [person().pk for _ in range(OTHERS)])
    settle()
    with acting_as(user):
        from analytics.columns import store

        store.prepare(user)
    return user


def _others(owner: int, people: list[int]) -> None:
    """Copies of the book for other people, on accounts of their own."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(COLUMNS)
        (names,) = cursor.fetchone()
        cursor.execute("ALTER TABLE bets_bet DISABLE TRIGGER USER")
        for other in people:
            cursor.execute(
                f"INSERT INTO bets_bet (owner_id, account_id, {names})"
                f" SELECT %s, %s * 1000000 + account_id, {names} FROM bets_bet WHERE owner_id = %s",
                [other, other, owner],
            )
        cursor.execute("ALTER TABLE bets_bet ENABLE TRIGGER USER")
        cursor.execute("ANALYZE bets_bet")


# --- Six sums ---------------------------------------------------------------------------------------------------------
def ours(user: Any, asked: Any) -> list[Any]:
    """By day, sport, totals, type, competition and status; nothing of the request before is known."""
    from analytics.columns import order, picked, sums

    picked.forget()
    with acting_as(user):
        found = picked.pick(user, asked, ZoneInfo(user.time_zone))
        if found is None:
            raise RuntimeError("There are no columns.")
        days = [order.periods(found, currency, "day") for currency in found.columns.currencies]
        return [days, *(sums.summed(found, names) for names in SIX)]


@cache
def frame(user: Any) -> pd.DataFrame:
    """The book's rows as both rivals get them."""
    from analytics.columns import picked
    from analytics.columns.wire import STATUSES, STRUCTURES
    from analytics.filters import Filter

    with acting_as(user):
        found = picked.pick(user, Filter(), ZoneInfo(user.time_zone))
        if found is None:
            raise RuntimeError("There are no columns.")
        names = {name: found.names.of(name) for name in ("sport", "competition")}
    kinds = found.columns.kinds
    words = {
        "currency": np.array(found.columns.currencies)[kinds["currency"] - 1],
        "sport": np.array([names["sport"][pk][0] or "" for pk in kinds["sport"].tolist()]),
        "competition": np.array([names["competition"][pk][0] or "" for pk in kinds["competition"].tolist()]),
        "type": np.array(STRUCTURES)[kinds["structure"] - 1],
        "status": np.array(STATUSES)[kinds["status"] - 1],
    }
    days = np.datetime64(ZERO, "s") + found.rows("day").astype("m8[D]")
    told = {name: pd.Categorical(values[found.kind]) for name, values in words.items()}
    return pd.DataFrame(
        {"day": days, **told, "profit": found.rows("profit"), "turnover": found.rows("turnover")}
    )


@cache
def duck(user: Any) -> Any:
    """The rows in a native file of DuckDB, opened."""
    import duckdb

    bets = frame(user).assign(
        **{
            name: frame(user)[name].astype(str)
            for name in ("currency", "sport", "competition", "type", "status")
        }
    )
    file = f"{mkdtemp(prefix='betsite-duck-')}/bets.duckdb"
    with duckdb.connect(file) as made:
        made.register("told", bets)
        made.execute("CREATE TABLE bets AS SELECT * REPLACE (day::date AS day) FROM told ORDER BY day")
    return duckdb.connect(file, read_only=True)


def theirs(opened: Any, where: str) -> None:
    """The same six by DuckDB: bets, profit, turnover and how many won and lost."""
    sums = "count(*), sum(profit), sum(turnover), count(*) FILTER (status = 'won'), count(*) FILTER (status = 'lost')"
    for name in ("day", "sport", "", "type", "competition", "status"):
        by = f"currency{', ' if name else ''}{name}"
        opened.execute(f"SELECT {by}, {sums} FROM bets WHERE {where} GROUP BY {by}").fetchall()


def by_pandas(bets: pd.DataFrame) -> None:
    """The same six by pandas."""
    for name in ("day", "sport", "", "type", "competition", "status"):
        by = ["currency", name] if name else ["currency"]
        bets.groupby(by, observed=True)[["profit", "turnover"]].agg(["sum", "count"])


@measure("dashboard_vs_duckdb_all", "ratio", 3)
def against_duckdb(scale: Scale) -> Result:
    """The six sums of all bets."""
    from analytics.filters import Filter

    user = book(scale.rows, is_full=scale.is_full)
    opened = duck(user)
    mine, other = median_of(9, lambda: ours(user, Filter()), lambda: theirs(opened, "true"))
    return Result(mine / other, f"{1000 * mine:.1f} ms against {1000 * other:.1f} ms")


@measure("dashboard_vs_duckdb_filtered", "ratio", 3)
def against_duckdb_filtered(scale: Scale) -> Result:
    """The six sums of eight filters drawn at random; the worst of them."""
    user = book(scale.rows, is_full=scale.is_full)
    opened = duck(user)
    found = []
    for asked in drawn_filters(user, 8, seed=5):
        mine, other = median_of(5, partial(ours, user, asked), partial(theirs, opened, _where(asked)))
        found.append((mine / other, mine, other, asked.query))
    worst = max(found)
    middle = statistics.median(ratio for ratio, *_ in found)
    return Result(
        worst[0],
        f"worst {1000 * worst[1]:.1f} ms against {1000 * worst[2]:.1f} ms ({worst[3]}), the middle {middle:.2f}",
    )


@measure("pandas_vs_dashboard", "ratio", 1, better="higher")
def against_pandas(scale: Scale) -> Result:
    """The six sums by pandas over the rows in memory against ours."""
    from analytics.filters import Filter

    user = book(scale.rows, is_full=scale.is_full)
    bets = frame(user)
    mine, other = median_of(5, lambda: ours(user, Filter()), lambda: by_pandas(bets))
    return Result(other / mine, f"{1000 * mine:.1f} ms against {1000 * other:.1f} ms")


def drawn_filters(user: Any, count: int, *, seed: int) -> list[Any]:
    """Some days, a sport, a type, a state: each or not."""
    from analytics.filters import Filter

    bets = frame(user)
    first, last = bets["day"].min().date(), bets["day"].max().date()
    sports = [sport for sport in bets["sport"].cat.categories if sport]
    draw = random.Random(seed)
    made: list[Any] = []
    while len(made) < count:
        start = first + timedelta(draw.randrange(max((last - first).days - 30, 1)))
        days = {"date_from": start, "date_to": start + timedelta(draw.choice([90, 365]))}
        made.append(
            Filter(
                **(days if draw.random() < 0.7 else {}),
                sport=draw.choice(sports) if draw.random() < 0.6 else "",
                type=draw.choice(["", "", "single", "multi"]),
                status=draw.choice(["", "", "settled", "cashed_out"]),
            )
        )
        if made[-1].is_empty:
            made.pop()
    return made


def _where(asked: Any) -> str:
    """The same for DuckDB."""
    found = ["true"]
    if asked.date_from:
        found.append(f"day BETWEEN '{asked.date_from}' AND '{asked.date_to}'")
    found += [f"{name} = '{getattr(asked, name)}'" for name in ("sport", "type") if getattr(asked, name)]
    if asked.status:
        found.append(
            "status NOT IN ('open', 'undecided')"
            if asked.status == "settled"
            else f"status = '{asked.status}'"
        )
    return " AND ".join(found)


# --- Whole pages ------------------------------------------------------------------------------------------------------
def cold(user: Any, paths: list[str], headers: dict[str, str] | None = None) -> list[tuple[float, float]]:
    """Milliseconds of requests in a new process, each filter for the first time, and how many of them the process was
    at work itself. Raises CalledProcessError.
    """
    small = visitor().session["_auth_user_id"]
    command = [
        sys.executable,
        "-m",
        "bench.cold",
        str(small),
        str(user.pk),
        json.dumps(headers or {}),
        *paths,
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [(wall, work) for wall, work in json.loads(done.stdout.splitlines()[-1])]


def _say(times: list[tuple[float, float]], what: str) -> Result:
    walls, works = zip(*times, strict=True)
    return Result(
        statistics.median(walls),
        f"{what}: the first {walls[0]:.0f} ms, the slowest {max(walls):.0f} ms of {len(walls)};"
        f" the web process itself {statistics.median(works):.0f} ms",
    )


@measure("dashboard_ms_1m", "ms", 300)
def large_dashboard(scale: Scale) -> Result:
    """The whole overview of all bets, in three new processes."""
    user = book(scale.rows, is_full=scale.is_full)
    return _say([cold(user, ["/"])[0] for _ in range(3)], f"{scale.rows:,} bets, each in a new process")


@measure("filter_ms_1m", "ms", 150)
def large_filter(scale: Scale) -> Result:
    """The part that a changed filter swaps, a random filter each time."""
    user = book(scale.rows, is_full=scale.is_full)
    paths = [f"/?{asked.query}" for asked in drawn_filters(user, 12, seed=7)]
    return _say(cold(user, paths, {"HX-Request": "true", "HX-Target": "found"}), f"{scale.rows:,} bets")


@measure("bets_table_ms_1m", "ms", 60)
def large_table(scale: Scale) -> Result:
    """50 rows of the list, six sorts, pages at both ends and at a date, a random filter each time."""
    user = book(scale.rows, is_full=scale.is_full)
    sorts = ["placed", "-settled", "stake", "-odds", "-profit", "bookmaker"]
    places = ["", "&at=last", ""]
    asked = ["", *(f"&{found.query}" for found in drawn_filters(user, 17, seed=9))]
    paths = [f"/bets/?sort={sorts[at % 6]}{places[at % 3]}{query}" for at, query in enumerate(asked)]
    middle = frame(user)["day"].sort_values().iloc[len(frame(user)) // 2].date()
    paths.append(f"/bets/?sort=-placed&on={middle}")
    return _say(cold(user, paths, {"HX-Request": "true", "HX-Target": "bet-table"}), f"{scale.rows:,} bets")


@measure("chart_ms", "ms", 15)
def chart(scale: Scale) -> Result:
    """A figure of 3,650 days with its layout, to JSON."""
    from analytics.charts.profit import profit_chart
    from analytics.series import Point
    from web.figure import as_json
    from web.templatetags.show import signed_money

    days = [ZERO + timedelta(at) for at in range(3_650)]
    points = [Point(day, day, (at * 7_919 % 4_001 - 2_000) * 10_000, 10**8, 5) for at, day in enumerate(days)]
    links = [f"/bets/?from={day}&to={day}" for day in days]
    say = partial(signed_money, currency="AUD")
    took = median_of(9, lambda: as_json(profit_chart(points, links, say=say, period="day")))[0]
    return Result(1000 * took, "3,650 days")
