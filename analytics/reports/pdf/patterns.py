"""Skill or luck in plain words and, where the person ticked it, the patterns that research connects with harm."""

from decimal import Decimal
from typing import TYPE_CHECKING

from analytics.harm import reading as history
from analytics.harm.report import Told, report
from analytics.harm.templatetags.wellbeing import reading
from analytics.luck import assumptions
from analytics.luck.report import Report, reports
from analytics.luck.report import Told as Reckoned
from analytics.reports.pdf.blocks import Block, lead, note, points, section, table, text, tile, tiles
from web.templatetags.show import count, percent, signed_money, signed_percent

if TYPE_CHECKING:
    from analytics.reports.pdf.contents import Book

UNTOLD = {"spending"}  # it stands beside an income that was told for the person alone: no report shows it
NO_DIAGNOSIS = (
    "Patterns in your own rows that research connects with harm. A pattern, not a diagnosis: no figure here says that"
    " you have a problem, and none says that you have not."
)


def luck(book: "Book") -> list[Block]:
    """The verdict of each currency."""
    supposed, _ = assumptions.read({})
    found = reports(book.user, book.asked.but(status=""), book.zone, supposed)
    return [_luck(book, each) for each in found]


def _luck(book: "Book", each: Report) -> Block:
    blocks = [lead(f"{each.verdict.headline}."), points(each.verdict.sentences)]
    told = each.told
    if told is not None:
        blocks.append(_tiles(each, told))
        blocks.append(points([told.about_closing, told.looked_at]))
    if each.reasons:
        left = "; ".join(f"{count(number)} {why}" for number, why in each.reasons)
        blocks.append(note(f"Left out: {left}."))
    return section(book.title("Skill or luck", each.currency), *blocks)


def _tiles(each: Report, told: Reckoned) -> Block:
    of = f"{signed_money(each.profit_micro, each.currency)} of {count(each.bets)} bets that count"
    between = [signed_percent(_exact(end)) for end in (told.spread.low, told.spread.high)]
    margin = f"by the odds you took, less an assumed margin of {each.supposed.margin_text}%"
    more = "no number" if each.more_bets is None else count(each.more_bets)
    by_chance, breaking_even = (percent(_exact(one.as_good)) for one in (told.picks, told.money))
    return tiles(
        tile("Yield", signed_percent(_exact(each.bet_yield), 2), of, each.profit_micro),
        tile(
            "Where the yield may lie", " to ".join(between), "in 95 of 100 of 10,000 redraws of your own bets"
        ),
        tile("Expected without skill", signed_percent(_exact(each.expected_yield), 2), margin),
        tile("As good by chance alone", by_chance, "of people without skill with these bets"),
        tile("As good if breaking even", breaking_even, "of people with fair prices and no margin"),
        tile("Bets still needed", more, "until this yield would be told from zero"),
    )


def _exact(share: float | None) -> Decimal | None:
    """As the pages' filters take a share."""
    return None if share is None else Decimal(share)


def harm(book: "Book") -> list[Block]:
    """Every marker's figure beside what is published, without a score."""
    made = report(history.read(book.user, history.only_what_markers_know(book.asked), book.zone))
    if not made.history.bets:
        return [section("Patterns", text(NO_DIAGNOSIS), text("No bet was placed in these days."))]
    first, last = made.history.first, made.history.last
    span = f"Bets placed from {first:%-d %B %Y} to {last:%-d %B %Y}, by your own clock."
    told = [_marker(each) for each in made.told if each.marker.key not in UNTOLD]
    return [section("Patterns", text(NO_DIAGNOSIS), note(span)), *told]


def _marker(told: Told) -> Block:
    marker = told.marker
    blocks: list[Block] = [note(marker.definition, leads=True)]
    for finding, compared in told.pairs:
        if finding.value is None:
            blocks.append(text(f"{finding.currency}:" if finding.currency else "", finding.missing))
            continue
        figure = reading(finding.value, marker.unit, finding.currency)
        rows = [["What it comes to", figure]]
        rows += [[fact.label, reading(fact.value, fact.kind, finding.currency)] for fact in finding.facts]
        blocks.append(table([finding.currency or "Every currency", "Figure"], rows, numbers=1))
        if finding.left_out:
            blocks.append(note(f"{finding.left_out}."))
        blocks.append(
            points(
                f"{each.said.text}{f': {each.stands}' if each.stands else ''} ({each.said.source})"
                for each in compared
            )
        )
    return section(marker.title, *[block for block in blocks if block.get("items", True)], level=2)
