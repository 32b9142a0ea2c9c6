"""Deposits, withdrawals, and what lies with each bookmaker."""

from typing import TYPE_CHECKING, Any

from analytics import series
from analytics.figures import BookFigures
from analytics.reports.data.journal import proof_text
from analytics.reports.pdf.blocks import Block, note, section, table, text
from analytics.reports.pdf.results import _period
from treasury.statements import standings
from web.templatetags.show import count, gain, money, signed_money

if TYPE_CHECKING:
    from analytics.reports.pdf.contents import Book

PROVED = (
    "Proved: the bookmaker's own newest balance equals the journal's to the cent."
    " Differs: rows are missing or altered."
)


def sections(book: "Book") -> list[Block]:
    """Nothing where only some bets are asked for: deposits and balances belong to no sport."""
    if book.asked.has_bet_terms:
        return []
    return [_bookmakers(book), *_flows(book), *_adding_up(book)]


def _bookmakers(book: "Book") -> Block:
    states = {
        (standing.account.code.partition(":")[2], standing.account.currency): proof_text(standing)
        for standing in standings(book.user)
    }
    rows = [
        [
            book.named("bookmaker", each.bookmaker),
            *_row(each, states.get((each.slug, each.figures.currency), "no account")),
        ]
        for each in book.books
    ]
    if book.names:  # the order of names would tell them
        rows.sort(key=lambda row: (len(row[0]), row[0]))
    if not rows:
        return section("Money with bookmakers", text("No bookmaker's account is known yet."))
    on = book.asked.date_to
    balance = f"Balance {on:%-d %b %Y}" if on else "Balance now"
    heads = ["Bookmaker", "Balance is", "Bets", "Put in", "Taken out", "Result", balance]
    return section("Money with bookmakers", table(heads, rows, numbers=5), note(PROVED))


def _row(book: BookFigures, state: str) -> list[Any]:
    f = book.figures
    flows = [money(f.deposits_micro, f.currency), money(f.withdrawals_micro, f.currency)]
    ends = [gain(f.profit_micro, f.currency), money(f.balance_micro, f.currency)]
    return [state, count(f.bets), *flows, *ends]


def _flows(book: "Book") -> list[Block]:
    made = []
    for total in book.totals:
        c = total.currency
        if not total.has_cash:
            continue
        period = "year" if _is_long(book, c) else "month"
        found = series.cash(book.user, book.asked, book.zone, c, period)
        rows = [
            [_period(series.Point(flow.first, flow.last, 0, 0, 0)), money(flow.deposits_micro, c),
             money(flow.withdrawals_micro, c), signed_money(flow.deposits_micro - flow.withdrawals_micro, c)]
            for flow in found
        ]  # fmt: skip
        sums = (money(total.deposits_micro, c), money(total.withdrawals_micro, c))
        rows.append(["Together", *sums, signed_money(total.paid_in_micro, c)])
        heads = [period.capitalize(), "Put in", "Taken out", "Put in on balance"]
        made.append(section(f"Deposits and withdrawals, {c}", table(heads, rows, numbers=3), level=2))
    return made


def _is_long(book: "Book", currency: str) -> bool:
    months = series.cash(book.user, book.asked, book.zone, currency, "month")
    return len(months) > 36


def _adding_up(book: "Book") -> list[Block]:
    made = []
    for currency, sums in book.sums.items():
        rows = [[label, signed_money(micro, currency)] for label, micro in sums.parts]
        rows.append(["With your bookmakers now, in your journal", money(sums.balance_micro, currency)])
        told = table(["From deposits to the balance", "Amount"], rows, numbers=1)
        made.append(section(f"How this adds up, {currency}", told, level=2))
    return made
