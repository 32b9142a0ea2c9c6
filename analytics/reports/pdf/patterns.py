"""Skill or luck in plain words and, where the person ticked it, the patterns that research connects with harm."""

from typing import TYPE_CHECKING, Any

from analytics.harm import reading as history
from analytics.harm.report import Told, report
from analytics.harm.templatetags.wellbeing import reading
from analytics.luck import assumptions
from analytics.luck.report import Report, reports
from analytics.reports.pdf.blocks import Block, facts, lead, note, points, section, text, tile, tiles
from web.templatetags.show import count, percent, signed_money, signed_percent

if TYPE_CHECKING:
    from analytics.reports.pdf.contents import Book

UNTOLD = {"spending"}  # it stands beside an income that was told for the person alone: no report shows it
NO_DIAGNOSIS = (
    "Patterns in your own rows that research connects with harm. A pattern, not a diagnosis: no figure here says that you"
    " have a problem, and none says that you have not."
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
        blocks.append(
            tiles(
                tile("Yield", signed_percent(each.bet_yield, 2), f"{signed_money(each.profit_micro, each.currency)} of {count(each.bets)} bets that count", each.profit_micro),
                tile("Where the yield may lie", f"{signed_percent(told.spread.low)} to {signed_percent(told.spread.high)}", "in 95 of 100 of 10,000 redraws of your own bets"),
                tile("Expected without skill", signed_percent(each.expected_yield, 2), f"by the odds you took, less an assumed margin of {each.supposed.margin_text}%"),
                tile("As good by chance alone", percent(told.picks.as_good), "of people without skill with these bets"),
                tile("As good if breaking even", percent(told.money.as_good), "of people with fair prices and no margin"),
                tile("Bets still needed", "no number" if each.more_bets is None else count(each.more_bets), "until this yield would be told from zero"),
            )
        )  # fmt: skip
        blocks.append(points([told.about_closing, told.looked_at]))
    if each.reasons:
        left = "; ".join(f"{count(number)} {why}" for number, why in each.reasons)
        blocks.append(note(f"Left out: {left}."))
    return section(book.title("Skill or luck", each.currency), *blocks)


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
    blocks: list[Block] = [note(marker.definition)]
    for finding, compared in told.pairs:
        if finding.value is None:
            blocks.append(text(f"{finding.currency}:" if finding.currency else "", finding.missing))
            continue
        items: list[tuple[str, Any, str]] = [
            (
                finding.currency or "Your figure",
                reading(finding.value, marker.unit, finding.currency),
                finding.left_out,
            )
        ]
        items += [
            (fact.label, reading(fact.value, fact.kind, finding.currency), "") for fact in finding.facts
        ]
        blocks.append(facts(items))
        blocks.append(
            points(
                f"{each.said.text}{f': {each.stands}' if each.stands else ''} ({each.said.source})"
                for each in compared
            )
        )
    return section(marker.title, *[block for block in blocks if block.get("items", True)], level=2)
