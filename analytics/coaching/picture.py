"""What a coach sees of one client, ready for the page: patterns, results, times of day. Of anonymous values only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate

from analytics.coaching import words
from analytics.coaching.book import Book, BookLine
from analytics.coaching.opening import Opened
from analytics.coaching.saying import Sayer
from analytics.coaching.scopes import RESULTS, TIMES
from analytics.coaching.trend import UNKNOWN, Trend, trend_of
from analytics.harm.drawing import Drawing, draw
from analytics.harm.finding import Finding, MonthPoint
from analytics.harm.history import History
from analytics.harm.report import FIGURES
from analytics.harm.words import Marker, Said

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PARTS = (("Night", 23, 5), ("Morning", 5, 12), ("Afternoon", 12, 18), ("Evening", 18, 23))


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month of a pattern, in words."""

    month: date
    text: str
    cases: int


@dataclass(frozen=True, slots=True)
class Part:
    """A pattern in one currency, or over all (`label` is empty)."""

    label: str
    value: Decimal | None
    text: str
    trend: Trend
    months: tuple[MonthLine, ...]
    drawing: Drawing
    highest: str
    facts: tuple[tuple[str, str], ...]
    compared: tuple[str, ...]
    left_out: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A marker as a coach reads it."""

    marker: Marker
    talk: words.Talk
    parts: tuple[Part, ...]

    @property
    def first(self) -> Part:
        """The part with most bets: what lists and comparisons show."""
        return self.parts[0]


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One month's money, in words."""

    month: date
    result: str
    total: str
    paid_in: str
    taken_out: str
    sign: int


@dataclass(frozen=True, slots=True)
class Results:
    """One currency's months and their drawing."""

    label: str
    total: str
    paid_in: str
    taken_out: str
    sign: int
    lines: tuple[ResultLine, ...]
    drawing: Drawing
    lost_months: int
    told_months: int


@dataclass(frozen=True, slots=True)
class Clock:
    """Shares of bets by weekday and part of the day; `rows` are (day, [(count, level 0 to 4)])."""

    rows: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]
    parts: tuple[str, ...]
    timed: int


@dataclass(frozen=True, slots=True)
class Picture:
    """One client over some months."""

    history: History
    patterns: tuple[Pattern, ...]
    results: tuple[Results, ...]
    clock: Clock | None
    bookmakers: tuple[BookLine, ...]
    notes: tuple[tuple[date, str], ...]

    @property
    def bets(self) -> int:
        """How many were placed."""
        return len(self.history.bets)

    def pattern(self, key: str) -> Pattern | None:
        """One of them, where the consent lets it be seen."""
        return next((each for each in self.patterns if each.marker.key == key), None)


def picture(
    opened: Opened,
    book: Book,
    seen: History,
    bookmakers: Sequence[BookLine] = (),
    notes: Sequence[tuple[date, str]] = (),
) -> Picture:
    """All of it, of the months `seen`."""
    return Picture(
        seen,
        patterns(opened, book, seen),
        tuple(_results(seen.of(currency), currency, book.sayer) for currency in seen.currencies)
        if opened.may(RESULTS)
        else (),
        _clock(seen) if opened.may(TIMES) else None,
        tuple(bookmakers),
        tuple(notes),
    )


def patterns(opened: Opened, book: Book, seen: History) -> tuple[Pattern, ...]:
    """Every pattern the consent lets be seen; none without bets or transfers."""
    if not seen.bets and not seen.transfers:
        return ()
    with_results = opened.may(RESULTS)
    return tuple(
        Pattern(
            marker,
            words.talks()[marker.key],
            tuple(
                _part(marker, finding, book, with_results=with_results) for finding in _findings(marker, seen)
            ),
        )
        for marker in words.markers_for(opened.scopes)
    )


def _findings(marker: Marker, seen: History) -> list[Finding]:
    figure = FIGURES[marker.key]
    if not marker.is_per_currency:
        return [figure(seen)]
    return [figure(seen.of(currency)) for currency in seen.currencies]


def _part(marker: Marker, finding: Finding, book: Book, *, with_results: bool) -> Part:
    currency, sayer = finding.currency, book.sayer
    drawing = draw(finding.months)
    highest = drawing.highest
    return Part(
        label=currency,
        value=finding.value,
        text="" if finding.value is None else sayer.figure(finding.value, marker.unit, currency),
        trend=trend_of(_finished(finding.months, book.last_on)) if finding.months else UNKNOWN,
        months=tuple(
            MonthLine(point.month, sayer.figure(point.value, marker.month_unit, currency), point.cases)
            for point in finding.months
        ),
        drawing=drawing,
        highest=sayer.figure(highest.value, marker.month_unit, currency) if highest else "",
        facts=tuple(
            (fact.label, sayer.figure(fact.value, fact.kind, currency))
            for fact in finding.facts
            if with_results or not fact.label.startswith("Result")
        ),
        compared=tuple(filter(None, (_compared(said, finding) for said in marker.thresholds))),
        left_out=finding.left_out,
    )


def _finished(months: Sequence[MonthPoint], last_on: date | None) -> list[MonthPoint]:
    """The months before the one of the last bet, which may not be over."""
    return [point for point in months if last_on is None or point.month < last_on.replace(day=1)]


def _compared(said: Said, finding: Finding) -> str:
    """A published limit and where the figure stands to it, neutrally."""
    if said.limit is None or finding.value is None:
        return ""
    if said.compare == "month":
        over = sum((point.value or 0) > said.limit for point in finding.told_months)
        return f"{said.text}; {over} of {len(finding.told_months)} months were above it"
    side = "at" if finding.value == said.limit else "above" if finding.value > said.limit else "below"
    return f"{said.text}; the figure is {side} it"


def _results(seen: History, currency: str, sayer: Sayer) -> Results:
    months = seen.months
    won = [seen.results_micro.get((currency, month), 0) for month in months]
    paid = [sum(one.amount_micro for one in seen.transfers if _is(one, month, "deposit")) for month in months]
    taken = [
        sum(one.amount_micro for one in seen.transfers if _is(one, month, "withdrawal"))
        - sum(one.amount_micro for one in seen.transfers if _is(one, month, "withdrawal_returned"))
        for month in months
    ]
    told = [month for month in months if (currency, month) in seen.results_micro]
    points = [
        MonthPoint(month, Decimal(micro) if month in told else None, 0)
        for month, micro in zip(months, won, strict=True)
    ]
    return Results(
        label=currency,
        total=sayer.amount(sum(won), currency, plus=True),
        paid_in=sayer.amount(sum(paid), currency),
        taken_out=sayer.amount(sum(taken), currency),
        sign=sum(won),
        lines=tuple(
            ResultLine(
                month,
                sayer.amount(result, currency, plus=True),
                sayer.amount(total, currency, plus=True),
                sayer.amount(deposited, currency),
                sayer.amount(withdrawn, currency),
                (result > 0) - (result < 0),
            )
            for month, result, total, deposited, withdrawn in zip(
                months, won, accumulate(won), paid, taken, strict=True
            )
        ),
        drawing=draw(points),
        lost_months=sum(seen.results_micro[currency, month] < 0 for month in told),
        told_months=len(told),
    )


def _is(transfer: object, month: date, kind: str) -> bool:
    return getattr(transfer, "kind", "") == kind and getattr(transfer, "month", None) == month


def _clock(seen: History) -> Clock:
    counts = [[0] * len(PARTS) for _ in DAYS]
    for bet in seen.timed:
        counts[bet.local.weekday()][_part_of_day(bet.local.hour)] += 1
    most = max(map(max, counts))
    rows = tuple(
        (day, tuple((count, -(-count * 4 // most) if most else 0) for count in row))
        for day, row in zip(DAYS, counts, strict=True)
    )
    return Clock(rows, tuple(name for name, _, _ in PARTS), len(seen.timed))


def _part_of_day(hour: int) -> int:
    for place, (_, begins, ends) in enumerate(PARTS):
        if begins <= hour < ends or begins > ends and (hour >= begins or hour < ends):
            return place
    raise AssertionError(hour)
