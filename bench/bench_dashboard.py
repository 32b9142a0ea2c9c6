"""The overview as the server makes it, for a person with some five thousand bets."""

from functools import cache
from typing import Any

from bench.bench_import import person, run_import
from bench.measure import Result, Scale, measure, median_of
from imports import generator

BETS_5K_ROWS = 7_700


@cache
def visitor() -> Any:
    """A signed-in client of a person with about 5,000 bets."""
    from django.core.management import call_command
    from django.test import Client

    call_command("collectstatic", interactive=False, verbosity=0)
    user = person()
    run_import(user, generator.make("sportsbet", BETS_5K_ROWS, 5))
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def milliseconds(path: str, headers: dict[str, str] | None = None) -> float:
    """The median of seven requests. Raises RuntimeError when the page is not answered by 200."""
    client = visitor()

    def ask() -> None:
        response = client.get(path, headers=headers or {})
        if response.status_code != 200:
            raise RuntimeError(f"{path} answered {response.status_code}")

    return 1000 * median_of(7, ask)[0]


@measure("dashboard_ms_5k", "ms", 150)
def dashboard(scale: Scale) -> Result:
    """The whole overview."""
    return Result(milliseconds("/"), "whole page, server side")


@measure("filter_ms_5k", "ms", 150)
def one_filter(scale: Scale) -> Result:
    """The overview of a year and a market."""
    path = "/?from=2024-01-01&to=2024-12-31&market=handicap"
    return Result(milliseconds(path), path)


@measure("bets_table_ms_5k", "ms", 60)
def bets_table(scale: Scale) -> Result:
    """The list of bets sorted by result, as HTMX asks for it."""
    headers = {"HX-Request": "true", "HX-Target": "bet-table"}
    return Result(milliseconds("/bets/?sort=profit", headers), "50 rows, the table only")
