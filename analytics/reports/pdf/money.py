"""Deposits, withdrawals, and what lies with each bookmaker."""

from typing import TYPE_CHECKING

from analytics import series
from analytics.reports.data.journal import proof_text
from analytics.reports.pdf.blocks import Block, note, section, table, text
from analytics.reports.pdf.results import _period
from treasury.statements import standings
from web.templatetags.show import count, gain, money, signed_money

if TYPE_CHECKING:
    from analytics.reports.pdf.contents import Book

PROOF = {
    "proved": "proved",
    "differs": "differs",
    "opening balance not told": "opening balance not told",
    "no balance told": "no balance told",
    "": "no account",
}


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
    rows = []
    for each in book.books:
        f = each.figures
        state = states.get((each.slug, f.currency), "")
        rows.append(
            [each.bookmaker, PROOF[state], count(f.bets), money(f.deposits_micro, f.currency),
             money(f.withdrawals_micro, f.currency), gain(f.profit_micro, f.currency), money(f.balance_micro, f.currency)]
        )  # fmt: skip
    if not rows:
        return section("Money with bookmakers", text("No bookmaker's account is known yet."))
    on = book.asked.date_to
    return section(
        "Money with bookmakers",
        table(["Bookmaker", "Balance is", "Bets", "Put in", "Taken out", "Result", f"Balance {on:%-d %b %Y}" if on else "Balance now"], rows, numbers=5),
        note("Proved: the bookmaker's own newest balance equals the journal's to the cent. Differs: rows are missing or altered."),
    )  # fmt: skip


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
        rows.append(["Together", money(total.deposits_micro, c), money(total.withdrawals_micro, c), signed_money(total.paid_in_micro, c)])  # fmt: skip
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
        made.append(section(f"How this adds up, {currency}", table(["From deposits to the balance", "Amount"], rows, numbers=1), level=2))  # fmt: skip
    return made
