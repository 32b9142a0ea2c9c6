"""Bank statements as CSV or workbook. Banks write them in many ways; what they share is the account they are of."""

from imports.formats._columns import normal
from imports.not_bets import _bank
from imports.not_bets._base import Kind, counted, listed
from imports.sniff import Table

ACCOUNTS = {
    "account number", "sort code", "iban", "iban number", "bic", "bsb", "bsb number", "routing number",
    "account iban", "counterparty iban", "counterparty account", "kontonummer", "auftragskonto",
}  # fmt: skip
AMOUNTS = {
    "amount", "debit", "credit", "debit amount", "credit amount", "paid in", "paid out", "money in", "money out",
    "betrag", "umsatz", "withdrawals", "deposits", "value",
}  # fmt: skip
DATES = ("date", "datum", "buchungstag", "valutadatum", "booked", "posted")
OF_BETS = {
    "bet", "bet id", "bet type", "bets", "bookmaker", "event", "fixture", "market", "match", "odds", "pick", "profit",
    "profit loss", "runner", "selection", "sport", "sportsbook", "stake", "summary", "wager",
}  # fmt: skip


class BankTable(Kind):
    slug = "bank-table"
    name = "Bank statement"
    title, instead = _bank.TITLE, _bank.INSTEAD
    is_certain = False

    def of_table(self, table: Table) -> str | None:
        """A bank's account, amounts and dates, and nothing that a list of bets has."""
        columns = {normal(name): name for name in reversed(table.header)}
        names = set(columns)
        has_date = any(name == word or name.endswith(f" {word}") for name in names for word in DATES)
        if not (names & ACCOUNTS and names & AMOUNTS and has_date) or names & OF_BETS:
            return None
        shown = [columns[name] for name in columns if name in ACCOUNTS | AMOUNTS]
        return (
            f"This looks like a bank statement of {counted(len(table.frame), 'row')}, not bets: banks have columns"
            f" such as {listed(sorted(shown), most=4)}."
        )


KIND = BankTable()
