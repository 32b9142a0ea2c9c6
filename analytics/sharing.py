"""What a share link shows: figures of one view as its owner chose, read as the owner and written by nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import connection
from django.http import QueryDict

from analytics import breakdowns, series
from analytics.charts.profit import profit_chart
from analytics.figures import Figures, by_bookmaker, by_currency
from analytics.filters import NONE, STATES, TYPES, Filter, read_for
from analytics.models import Amounts, ShareLink
from analytics.saving import digest_of
from analytics.terms import TERMS
from analytics.truth import truths
from web.figure import as_json
from web.numbers import money_text

NAMING = {"bookmaker", "competition", "tag", "team", "opponent"}  # parts of a filter that name somebody
SIZING = {"stake"}  # parts of a filter, and break-downs, whose words tell true amounts
SHOWN = ("sport", "bookmaker", "type", "odds", "stake", "weekday")
PER_MINUTE = 60
THOUSAND = 1_000 * 1_000_000
CENT = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """One break-down: its title and lines of label and figures."""

    title: str
    lines: list[tuple[str, Figures]]


@dataclass(frozen=True, slots=True)
class Shown:
    """One currency's figures, scaled where the owner wants; `unit` is the currency to write, empty when scaled."""

    figures: Figures
    first: Any
    last: Any
    has_cash: bool
    slips_micro: int
    unit: str
    period: str
    rows: list[tuple[series.Point, int]]
    chart: str
    parts: list[Part]


def is_too_fast(address: str | None, token: str) -> bool:
    """Were more than sixty links opened in this minute from one address, or one link by all?

    Those whose address is not known (None) are not counted together: one of them would shut out all the others.
    """
    said = [("from", address), ("of", token)]
    keys = [f"share:{kind}:{digest_of(text)[:24]}" for kind, text in said if text]
    counts = []
    for key in keys:
        cache.add(key, 0, timeout=60)
        try:
            counts.append(cache.incr(key))
        except ValueError:  # it ended between the two
            counts.append(1)
    return max(counts) > PER_MINUTE


def owner_of(token: str) -> int | None:
    """Whose book a token opens; None for a revoked, expired or unknown one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT analytics_share_owner(%s)", [digest_of(token)])
        (owner,) = cursor.fetchone()
    return None if owner is None else int(owner)


def link_of(token: str) -> ShareLink | None:
    """The link itself, to be asked for as its owner."""
    return ShareLink.objects.select_related("view").filter(digest=digest_of(token)).first()


def asked_by(link: ShareLink, owner: Any) -> Filter:
    """The filter of the link's view."""
    return read_for(owner, QueryDict(link.view.query))[0]


def in_words(asked: Filter, *, hides_names: bool, hides_amounts: bool) -> list[tuple[str, str]]:
    """What the view shows, part by part, without the names and the amounts that are hidden."""
    words = []
    for name, value in asked.pairs:
        if name == "q" or (name in NAMING and hides_names):
            value = "something" if name == "q" else "one, not named"
        elif name in SIZING and hides_amounts:
            value = "of some size"
        elif name in TERMS:
            value = TERMS[name].says(value)
        elif name in ("type", "status"):
            value = {**TYPES, **STATES}[value][0]
        elif value == NONE:
            value = "not known"
        title = TERMS[name].title if name in TERMS else {"q": "Search"}.get(name, name.capitalize())
        words.append((title, value))
    return words


def shown(owner: Any, link: ShareLink, zone: ZoneInfo) -> list[Shown]:
    """All that the link shows, a block for each currency. Call it inside acting_as(owner)."""
    asked = asked_by(link, owner)
    books = by_bookmaker(owner, asked, zone)
    stories = truths(owner, asked, zone, books)
    totals = {total.currency: total for total in by_currency(books)}
    names = [name for name in SHOWN if link.amounts == Amounts.PLAIN or name not in SIZING]
    lines = {name: breakdowns.by(name, owner, asked, zone) for name in names if not getattr(asked, name, "")}
    return [
        _block(owner, link, zone, asked, story, totals[story.figures.currency], lines) for story in stories
    ]


def _block(
    owner: Any,
    link: ShareLink,
    zone: ZoneInfo,
    asked: Filter,
    story: Any,
    total: Figures,
    lines: dict[str, list[breakdowns.Line]],
) -> Shown:
    currency = total.currency
    factor, unit = _scale(link, total)
    period = series.fitting_period(story.first, story.last)
    points = _scaled_points(series.results(owner, asked, zone, currency, period), factor)
    is_hidden = link.amounts == Amounts.HIDDEN

    def say(micro: int) -> str:
        return "•••" if is_hidden else money_text(micro, unit, own=owner.currency, plus=True)

    chart = profit_chart(points, [""] * len(points), say=say, period=period, is_masked=is_hidden)
    return Shown(
        figures=scaled(total, factor),
        first=story.first,
        last=story.last,
        has_cash=story.has_cash,
        slips_micro=_scaled(story.slips_micro, factor),
        unit=unit,
        period=period,
        rows=list(zip(points, series.cumulative(points), strict=True)),
        chart=as_json(chart),
        parts=[
            Part(
                breakdowns.DIMENSIONS[name].title,
                _named(
                    [line for line in found if line.figures.currency == currency],
                    factor,
                    hides=name == "bookmaker" and link.hides_names,
                ),
            )
            for name, found in lines.items()
        ],
    )


def _named(lines: Sequence[breakdowns.Line], factor: Decimal, *, hides: bool) -> list[tuple[str, Figures]]:
    return [
        (f"Bookmaker {place}" if hides else line.label, scaled(line.figures, factor))
        for place, line in enumerate(lines, start=1)
    ]


def _scale(link: ShareLink, total: Figures) -> tuple[Decimal, str]:
    """By what amounts are multiplied, and the currency to write. Hidden amounts are scaled too: the chart has them."""
    if link.amounts == Amounts.PLAIN:
        return Decimal(1), total.currency
    if not total.turnover_micro:
        return Decimal(0), ""
    return Decimal(THOUSAND) / total.turnover_micro, ""


def scaled(figures: Figures, factor: Decimal) -> Figures:
    """The same figures with every amount multiplied and rounded to the cent; counts and rates stay."""
    if factor == 1:
        return figures
    amounts: dict[str, Any] = {
        field.name: _scaled(getattr(figures, field.name), factor)
        for field in fields(figures)
        if field.name.endswith("_micro")
    }
    return replace(figures, **amounts)


def _scaled(micro: int, factor: Decimal) -> int:
    return micro if factor == 1 else int((micro * factor / CENT).to_integral_value()) * CENT


def _scaled_points(points: Sequence[series.Point], factor: Decimal) -> list[series.Point]:
    """Points with their running total rounded, not each of them: the last one ends where the whole result does."""
    made, total, told = [], 0, 0
    for point in points:
        total += point.profit_micro
        ends = _scaled(total, factor)
        turnover = _scaled(point.turnover_micro, factor)
        made.append(replace(point, profit_micro=ends - told, turnover_micro=turnover))
        told = ends
    return made
