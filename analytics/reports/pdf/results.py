"""What betting did in one currency: the truth beside the slips, tiles, charts, break-downs, extremes, its price."""

from functools import partial
from typing import TYPE_CHECKING, Any

from analytics import breakdowns, facts, overview, series
from analytics.reports.pdf import geometry
from analytics.reports.pdf.blocks import (
    Block,
    bars,
    chart,
    lead,
    note,
    plain,
    section,
    table,
    text,
    tile,
    tiles,
    tone,
)
from analytics.reports.pdf.blocks import facts as told
from analytics.truth import Truth
from web.templatetags.show import count, gain, money, odds, percent, signed_money, signed_percent

if TYPE_CHECKING:
    from analytics.reports.pdf.contents import Book

DIMENSIONS = ("sport", "bookmaker", "type", "odds", "market")
MOST_LINES, MOST_COLUMNS, LONGEST = 10, 62, 70
UNDECIDED = (
    "No file of yours tells the result of {count}, with {stake} at stake: the figures look better than they would if"
    " {those} had lost."
)


def sections(book: "Book", known: facts.Known) -> list[Block]:
    """The chapters about one currency."""
    return [
        _result(book, known),
        _over_time(book, known),
        section(book.title("Break-downs", known.currency), *_nothing()),
        *(_broken_down(book, known, name) for name in DIMENSIONS),
        *([] if book.names else [_extremes(book, known)]),
        *_price(book, known),
    ]


def _nothing() -> list[Block]:
    return [text("Largest turnover first; bands in their own order. Bars show results, losses to the left.")]


def sentence(story: Truth) -> str:
    """The overview's sentence."""
    f, asked = story.figures, story.asked
    span = (
        f"From {story.first:%-d %B %Y} to {story.last:%-d %B %Y}"
        if asked.date_from or asked.date_to
        else f"Since {story.first:%B %Y}"
    )
    if story.has_cash:
        did = f"you put in {money(f.deposits_micro, f.currency)} and took out {money(f.withdrawals_micro, f.currency)}"
    else:
        did = f"you settled {_many(f.settled, 'bet')}"
    if story.is_even:
        return f"{span} {did}: it came out even."
    weekly = money(story.weekly_cost_micro, f.currency)
    return f"{span} {did}: {story.verdict} {money(story.cost_micro, f.currency)}, about {weekly} a week."


def _result(book: "Book", known: facts.Known) -> Block:
    f, story, c = known.figures, known.story, known.currency
    most = max(abs(story.slips_micro), abs(f.profit_micro))
    felt = bars(
        [
            _bar(
                f"The {count(story.slips)} winning slip{'' if story.slips == 1 else 's'} alone",
                story.slips_micro,
                most,
                c,
            ),
            _bar(
                f"All {count(f.settled)} settled bet{'' if f.settled == 1 else 's'}", f.profit_micro, most, c
            ),
        ],
        ["What it feels like, and what it is", "", "Result"],
    )
    blocks = [lead(sentence(story)), _tiles(book, known), felt]
    if f.undecided:
        blocks.append(note(_undecided(f.undecided, money(f.undecided_micro, c))))
    blocks.append(note(_proof(book, c)))
    return section(book.title("Result", c), *[block for block in blocks if block.get("text", True)])


def _many(number: int, noun: str) -> str:
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def _undecided(bets: int, stake: str) -> str:
    return UNDECIDED.format(
        count=_many(bets, "bet"), stake=stake, those="it" if bets == 1 else "some of them"
    )


def _tiles(book: "Book", known: facts.Known) -> Block:
    f, c = known.figures, known.currency
    commission = (
        f"after {money(f.commission_micro, c)} commission" if f.commission_micro else "no commission taken"
    )
    at = f" at {odds(f.average_odds)} on average" if f.average_odds else ""
    rate = f"strike rate {percent(f.strike_rate)}{at}" if f.strike_rate is not None else ""
    items = [
        tile("Result", gain(f.profit_micro, c), commission, f.profit_micro),
        tile("Turnover", money(f.turnover_micro, c), f"own money at risk, {count(f.settled)} settled bets"),
        tile("Yield", signed_percent(f.bet_yield, 2), "result over turnover", f.profit_micro),
        tile("Won and lost", f"{count(f.won)} / {count(f.lost)}", rate),
    ]
    if not book.asked.has_bet_terms:
        cash = f"{money(f.deposits_micro, c)} in, {money(f.withdrawals_micro, c)} out"
        items.append(
            tile(
                "With bookmakers",
                money(f.balance_micro, c),
                cash if f.has_cash else "no deposits told by your files",
            )
        )
    fall = known.swings.fall
    days = f"{fall.first:%-d %b %Y} to {fall.last:%-d %b %Y}" if fall else ""
    items.append(tile("Deepest fall", money(known.swings.depth_micro, c), days))
    return tiles(*items)


def _proof(book: "Book", currency: str) -> str:
    proof = book.proved.get(currency)
    if proof is None:
        return ""
    said = []
    if proof.proved_rows:
        rows = _many(proof.proved_rows, "row")
        said.append(f"Proved to the cent against the bookmakers' running balances across {rows}.")
    if proof.breaks:
        said.append(f"{_many(proof.breaks, 'gap')} in the running balance: rows are missing or altered.")
    if proof.unproved_files:
        said.append(f"No running balance to prove it against: {_many(proof.unproved_files, 'file')}.")
    return " ".join(said)


def _over_time(book: "Book", known: facts.Known) -> Block:
    c = known.currency
    find = partial(series.results, book.user, book.asked, book.zone, c)
    fine = find("day" if (known.story.last - known.story.first).days <= series.MOST_WEEKS else "week")
    coarse = _few(find)
    totals = series.cumulative(fine)
    say, is_masked = partial(signed_money, currency=c), book.is_masked
    ended = f"The running total ends at {say(totals[-1]) if totals else say(0)}."
    falls = geometry.under_the_peak(totals)
    deep = f"At its deepest it is {money(-min(falls, default=0), c)} below an earlier peak at the end of a period."
    periods = [
        [_period(point), count(point.bets), money(point.turnover_micro, c), gain(point.profit_micro, c)]
        for point in coarse
    ]
    return section(
        book.title("Profit over time", c),
        chart(
            "line",
            "Running total of the profit",
            ended,
            geometry.lines(fine, totals, say=say, is_masked=is_masked),
        ),
        chart(
            "columns",
            f"Profit by {_length(coarse)}",
            _best(coarse, c),
            geometry.columns(coarse, say=say, is_masked=is_masked),
        ),
        chart(
            "fall",
            "Below the peak so far (drawdown)",
            deep,
            geometry.lines(fine, falls, say=say, is_masked=is_masked),
        ),
        note(
            "The falls and runs under Measures are bet by bet in the order of settlement; this is by period."
        ),
        table([_length(coarse).capitalize(), "Settled", "Turnover", "Result"], periods, numbers=3),
    )


def _few(find: Any) -> list[series.Point]:
    """Results by the shortest period that makes no more columns than can be told apart."""
    for period in ("day", "week", "month", "quarter"):
        if len(points := find(period)) <= (
            31 if period == "day" else 26 if period == "week" else MOST_COLUMNS
        ):
            return points
    return find("year")


def _length(points: list[series.Point]) -> str:
    days = max(((point.last - point.first).days + 1 for point in points), default=1)
    return next(
        name
        for name, most in (("day", 1), ("week", 7), ("month", 31), ("quarter", 92), ("year", 366))
        if days <= most
    )


def _period(point: series.Point) -> str:
    name = _length([point])
    if name == "month":
        return f"{point.first:%B %Y}"
    if name in ("day", "year"):
        return f"{point.first:%-d %b %Y}" if name == "day" else f"{point.first:%Y}"
    return f"{point.first:%-d %b %Y} to {point.last:%-d %b %Y}"


def _best(points: list[series.Point], currency: str) -> str:
    if not points:
        return "There is none."
    best = max(points, key=lambda point: point.profit_micro)
    worst = min(points, key=lambda point: point.profit_micro)
    return (
        f"The best was {_period(best)} with {signed_money(best.profit_micro, currency)}, the worst"
        f" {_period(worst)} with {signed_money(worst.profit_micro, currency)}."
    )


def _broken_down(book: "Book", known: facts.Known, name: str) -> Block:
    c = known.currency
    lines = [
        line for line in breakdowns.by(name, book.user, book.asked, book.zone) if line.figures.currency == c
    ]
    shown = lines[:MOST_LINES] if not breakdowns.DIMENSIONS[name].place else lines
    most = max((abs(line.figures.profit_micro) for line in shown), default=0)
    rows = [
        _bar(book.named(name, line.label), line.figures.profit_micro, most, c)
        | {
            "cells": [
                count(line.figures.bets),
                plain(money(line.figures.turnover_micro, c)),
                plain(signed_percent(line.figures.bet_yield)),
            ]
        }
        for line in shown
    ]
    title = breakdowns.DIMENSIONS[name].title
    blocks = [bars(rows, [title, "", "Result", "Bets", "Turnover", "Yield"])]
    if len(lines) > len(shown):
        rest = sum(line.figures.profit_micro for line in lines[len(shown) :])
        blocks.append(
            note(f"{count(len(lines) - len(shown))} more came to {signed_money(rest, c)} together.")
        )
    return section(book.title(f"By {title.lower()}", c), *blocks, level=2)


def _extremes(book: "Book", known: facts.Known) -> Block:
    c, mine = known.currency, book.asked.but(currency=known.currency)
    blocks = []
    for title, is_best in (("Best bets", True), ("Worst bets", False)):
        (group,) = overview.extremes(book.user, mine, book.zone, [known.story], is_best=is_best)
        rows = [
            [_bet(bet), bet.bookmaker.name, f"{bet.settled_at.astimezone(book.zone):%-d %b %Y}",
             odds(bet.odds), gain(bet.profit_micro, c)]
            for bet in group.rows
        ]  # fmt: skip
        blocks.append(table([title, "Bookmaker", "Settled", "Odds", "Result"], rows, numbers=2))
    return section(book.title("Best and worst", c), *blocks)


def _bet(bet: Any) -> str:
    said = bet.selection or bet.event_name or bet.ref
    full = f"{said}, {bet.event_name}" if bet.selection and bet.event_name else said
    return full if len(full) <= LONGEST else f"{full[: LONGEST - 1].rstrip()}…"


def _price(book: "Book", known: facts.Known) -> list[Block]:
    made = [section(book.title("The price of betting", known.currency))]
    for part in facts.cost(known):
        items = [(fact.title, fact.value, fact.definition) for fact in part.facts]
        made.append(section(part.title, told(items), level=2))
    return made


def _bar(label: str, micro: int, most: int, currency: str) -> dict[str, Any]:
    return {
        "label": label,
        "share": geometry.share(micro, most),
        "tone": tone(micro) or "even",
        "value": plain(signed_money(micro, currency)),
        "cells": [],
    }
