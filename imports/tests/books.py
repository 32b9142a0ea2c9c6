"""A person's whole book as plain values, without ids and times of writing: two equal books are the same book."""

import csv

from bets.models import Bet, Leg
from imports import intake, pipeline
from imports.models import State, Upload
from ledger.models import Balance
from treasury.models import ProvedSpan, StatementLine
from web.context import acting_as

LINE = (
    "account__code",
    "key",
    "kind",
    "occurred_at",
    "amount_micro",
    "bonus_micro",
    "balance_micro",
    "description",
    "bet_ref",
)
BET = (
    "account__code", "ref", "status", "bonus", "stake_micro", "profit_micro", "returned_micro", "commission_micro",
    "at_risk_micro", "placed_at", "settled_at", "selection", "event_name", "market_name", "odds", "legs_count",
    "structure", "side", "is_decided_by_rule", "note", "sport__slug", "market_type__slug", "closing_odds",
    "is_from_lines", "is_cash_in_lines", "bonus_stake_micro",
)  # fmt: skip


SPAN = (
    "account__code",
    "position",
    "rows",
    "first_at",
    "last_at",
    "opening_micro",
    "closing_micro",
    "missing_micro",
)


def take(owner, content, filename="part.csv", **options):
    """Import bytes through the whole pipeline; the finished upload."""
    upload = intake.receive(user=owner, filename=filename, chunks=[content], options=options)
    pipeline.run(upload_id=upload.pk, user_id=owner.pk, attempt=0)
    with acting_as(owner):
        done = Upload.objects.get(pk=upload.pk)
    assert done.state == State.PROCESSED, done.error
    return done


def book(owner):
    """Lines, bets, legs, proved stretches and balances."""
    with acting_as(owner):
        return {
            "lines": sorted(StatementLine.objects.values_list(*LINE), key=str),
            "bets": sorted(Bet.objects.values_list(*BET), key=str),
            "legs": sorted(Leg.objects.values_list("bet__ref", "position", "selection", "result"), key=str),
            "spans": list(ProvedSpan.objects.order_by("account__code", "position").values_list(*SPAN)),
            "balances": sorted(
                (row.account.code, row.account.currency, row.balance_micro)
                for row in Balance.objects.select_related("account")
                if row.balance_micro
            ),
        }


TITLES = {"smarkets": 2, "action-network": 2}  # lines before the rows; one otherwise


def records(text):
    """The file's records as they are written, cells with line ends in one piece."""
    whole, held = [], ""
    for line in text.splitlines(keepends=True):
        held += line
        if held.count('"') % 2 == 0:
            whole.append(held)
            held = ""
    return whole


def belongs_to_the_row_before(slug, rows, place):
    """Whether a cut here would part what exports never part: a bet and its legs, or the rows of one moment."""
    if not 0 < place < len(rows):
        return False
    if slug == "bet-analytix":
        return rows[place].startswith('"";')
    if slug == "smarkets":  # a market's settlement and the results of its bets
        return next(csv.reader([rows[place]]))[2] == next(csv.reader([rows[place - 1]]))[2]
    return False


def part(content, slug, begin, end):
    """The header and the rows between two shares of the file."""
    whole = records(content.decode("utf-8-sig"))
    head = TITLES.get(slug, 1)
    rows = whole[head:]
    first, last = int(len(rows) * begin), int(len(rows) * end)
    while belongs_to_the_row_before(slug, rows, first):
        first -= 1
    while belongs_to_the_row_before(slug, rows, last):
        last += 1
    return "".join([*whole[:head], *rows[first:last]]).encode()
