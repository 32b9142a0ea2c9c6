"""All that stands in a paper, from the very figures of the pages. Call everything here inside acting_as(user)."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from analytics import facts
from analytics.adding_up import AddingUp, adding_up
from analytics.figures import BookFigures, Figures, by_bookmaker, by_currency
from analytics.filters import Filter
from analytics.proofs import ProofSummary, proofs
from analytics.reports.models import Report
from analytics.reports.pdf import money, patterns, results
from analytics.reports.pdf.blocks import Block, note, section, text
from analytics.reports.pdf.blocks import facts as measured
from analytics.reports.pdf.unnamed import Names, calendar, rewritten
from analytics.reports.progress import Beat

NOTHING = "No bet was settled in these days, so there is nothing to reckon."
KEPT = (
    "Every figure here is the one that Betsite's pages showed when this report was made: the same code works both out."
    " Profit is what the account says, after commission, not what the winning slips alone would suggest."
)


@dataclass(frozen=True, slots=True)
class Book:
    """What the sections are written from: one filter, its figures by bookmaker and currency, and what proves them.

    `names`, where nobody shall tell whose it is, are what its lines are called instead.
    """

    user: Any
    asked: Filter
    zone: ZoneInfo
    is_masked: bool
    books: list[BookFigures]
    totals: list[Figures]
    known: list[facts.Known]
    proved: dict[str, ProofSummary]
    sums: dict[str, AddingUp]
    names: Names | None = None

    def named(self, dimension: str, label: str) -> str:
        """What a line of a break-down is called."""
        return self.names.of(dimension, label) if self.names else label

    @property
    def is_several(self) -> bool:
        """Is there more than one currency?"""
        return len(self.known) > 1

    def title(self, title: str, currency: str) -> str:
        """A heading that names the currency where there are several."""
        return f"{title}, {currency}" if self.is_several else title


def read(report: Report, asked: Filter, zone: ZoneInfo) -> Book:
    """The figures of what the report is of."""
    user = report.owner
    books = by_bookmaker(user, asked, zone)
    totals = by_currency(books, with_bets_only=asked.has_bet_terms)
    return Book(
        user,
        asked,
        zone,
        report.is_masked,
        books,
        totals,
        facts.known(user, asked, zone),
        proofs(user, asked),
        adding_up(user, asked, totals),
        Names(user, asked, zone) if report.is_anonymous else None,
    )


def contents(report: Report, asked: Filter, zone: ZoneInfo, beat: Beat) -> list[Block]:
    """The sections in the order in which they are read."""
    beat.at("Read the figures")
    book = read(report, asked, zone)
    told = _sections(report, book, beat)
    if not report.is_anonymous:
        return told
    most = sorted(book.totals, key=lambda total: (-total.bets, total.currency))
    made: list[Block] = rewritten(told, calendar(book.user, asked, zone), [total.currency for total in most])
    return made


def _sections(report: Report, book: Book, beat: Beat) -> list[Block]:
    if not book.known:
        return [section("Result", text(NOTHING)), *money.sections(book)]
    made = []
    for each in book.known:
        made += results.sections(book, each)
        beat.check()
    made += money.sections(book)
    beat.at("Weigh skill and luck")
    made += patterns.luck(book)
    if report.has_harm:
        made += patterns.harm(book)
    return [*made, *_measures(book)]


def _measures(book: Book) -> list[Block]:
    """Every figure with what it means, which is also the list of definitions."""
    made = [section("Measures and what they mean", text(KEPT))]
    for each in book.known:
        for part in facts.measures(each):
            items = [(fact.title, fact.value, fact.definition) for fact in part.facts]
            made.append(section(book.title(part.title, each.currency), measured(items), level=2))
    made.append(section("How bets are counted", note(COUNTED), level=2))
    return made


COUNTED = (
    "A settled bet belongs to the local day it was settled on, an unsettled one to the day it was placed on. Amounts of"
    " different currencies are never added. A stake that no row of your files settles is undecided and in no result."
    " A bet taken for lost because the account's rows go on without it is called concluded; a later row overrules it."
)
