"""Overlapping exports of one account, in any order, end as the whole export: lines, bets, legs and balances."""

import pytest

from accounts.tests.factories import create_user
from bets.models import Bet, Leg
from imports import generator, intake, pipeline
from imports.models import State, Upload
from ledger.models import Balance
from treasury.models import StatementLine
from web.context import acting_as

pytestmark = pytest.mark.django_db
ROWS = 240
TITLES = {"smarkets": 2}  # lines before the rows; one otherwise
ORDERS = {
    "older or upper part first": [(0, 0.6), (0.4, 1)],
    "the other part first": [(0.4, 1), (0, 0.6)],
    "the middle last": [(0, 0.3), (0.7, 1), (0.25, 0.75)],
    "a part, then the whole": [(0.5, 1), (0, 1)],
    "the whole, then a part": [(0, 1), (0.2, 0.7)],
}
LINE = (
    "account__code",
    "key",
    "kind",
    "occurred_at",
    "amount_micro",
    "bonus_micro",
    "balance_micro",
    "description",
)
BET = (
    "account__code", "ref", "status", "bonus", "stake_micro", "profit_micro", "returned_micro", "commission_micro",
    "at_risk_micro", "placed_at", "settled_at", "selection", "event_name", "market_name", "odds", "legs_count",
    "structure", "side", "is_decided_by_rule", "note", "sport__slug", "market_type__slug",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def records(text):
    """The file's records as they are written, cells with line ends in one piece."""
    whole, held = [], ""
    for line in text.splitlines(keepends=True):
        held += line
        if held.count('"') % 2 == 0:
            whole.append(held)
            held = ""
    return whole


def part(content, slug, begin, end):
    """The header and the rows between two shares of the file; a combined bet is not cut from its legs."""
    whole = records(content.decode("utf-8-sig"))
    head = TITLES.get(slug, 1)
    rows = whole[head:]
    first, last = int(len(rows) * begin), int(len(rows) * end)
    while slug == "bet-analytix" and first > 0 and rows[first].startswith('"";'):
        first -= 1
    while slug == "bet-analytix" and last < len(rows) and rows[last].startswith('"";'):
        last += 1
    return "".join([*whole[:head], *rows[first:last]]).encode()


def take(owner, content):
    upload = intake.receive(user=owner, filename="part.csv", chunks=[content])
    pipeline.run(upload_id=upload.pk, user_id=owner.pk, attempt=0)
    with acting_as(owner):
        done = Upload.objects.get(pk=upload.pk)
    assert done.state == State.PROCESSED, done.error
    return done


def book(owner):
    with acting_as(owner):
        return {
            "lines": sorted(StatementLine.objects.values_list(*LINE), key=str),
            "bets": sorted(Bet.objects.values_list(*BET), key=str),
            "legs": sorted(Leg.objects.values_list("bet__ref", "position", "selection", "result"), key=str),
            "balances": sorted(
                (row.account.code, row.account.currency, row.balance_micro)
                for row in Balance.objects.select_related("account")
            ),
        }


@pytest.mark.parametrize("slug", generator.FORMATS)
def test_parts_in_any_order_are_the_whole(slug, db):
    content = generator.make(slug, ROWS, 7)
    one = create_user(email="whole@example.com")
    assert take(one, content).inserted == ROWS
    whole = book(one)
    for number, (name, parts) in enumerate(ORDERS.items()):
        owner = create_user(email=f"parts{number}@example.com")
        assert sum(take(owner, part(content, slug, *each)).inserted for each in parts) == ROWS, name
        for what, told in book(owner).items():
            assert told == whole[what], f"{name}: {what}"
