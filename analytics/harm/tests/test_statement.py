"""The monthly statement: its sums are the overview's, its months the person's, its balances add up."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from analytics.figures import by_bookmaker, by_currency
from analytics.filters import Filter
from analytics.harm.statement import months, statements
from analytics.tests.factories import create_transfer, import_file
from bets.models import Status
from bets.tests.factories import create_bet
from imports.tests.exports import statement as export
from web.context import acting_as

pytestmark = pytest.mark.django_db
SYDNEY = ZoneInfo("Australia/Sydney")
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
SUMS = (
    "bets",
    "settled",
    "won",
    "lost",
    "turnover_micro",
    "profit_micro",
    "deposits_micro",
    "withdrawals_micro",
)


def at(text):
    return datetime.fromisoformat(f"{text}+11:00")


def two_months(owner):
    for number, (day, stake, profit) in enumerate(
        [
            ("2026-03-02T12:00", "10", "-10"),
            ("2026-03-31T22:00", "20", "30"),
            ("2026-04-02T12:00", "40", "-40"),
        ]
    ):
        status = Status.WON if profit == "30" else Status.LOST
        more = {"status": status, "stake": stake, "profit": profit, "ref": f"s{number}"}
        create_bet(owner=owner, placed_at=at(day), settled_at=at(day) + timedelta(minutes=30), **more)
    create_bet(owner=owner, placed_at=at("2026-03-05T12:00"), stake="5", currency="GBP", bookmaker="betfair")
    create_transfer(owner=owner, amount="100", at=at("2026-03-01T00:00"))
    create_transfer(owner=owner, amount="30", kind="withdrawal", at=at("2026-03-31T23:59"))
    create_transfer(owner=owner, amount="7", at=at("2026-04-01T00:30"))
    create_transfer(owner=owner, amount="11", at=at("2026-03-15T10:00"), bookmaker="betfair")


def of(owner, month, **asked):
    with acting_as(owner):
        return {one.currency: one for one in statements(owner, Filter(**asked), SYDNEY, month)}


def test_a_month_holds_what_happened_on_its_local_days(alice):
    two_months(alice)
    march = of(alice, MARCH)["AUD"]
    f = march.total.figures
    assert (f.deposits_micro, f.withdrawals_micro) == (111_000_000, 30_000_000)
    assert (f.turnover_micro, march.total.came_back_micro, f.profit_micro) == (
        30_000_000,
        50_000_000,
        20_000_000,
    )
    assert (f.settled, f.won, f.lost) == (2, 1, 1)
    assert [(lines.bookmaker, lines.figures.deposits_micro) for lines in march.books] == [
        ("Betfair", 11_000_000),
        ("Sportsbet", 100_000_000),
    ]
    assert of(alice, APRIL)["AUD"].total.figures.deposits_micro == 7_000_000


def test_currencies_have_a_statement_each(alice):
    two_months(alice)
    made = of(alice, MARCH)
    assert list(made) == ["AUD", "GBP"]
    assert made["GBP"].total.figures.profit_micro == -5_000_000
    assert list(of(alice, MARCH, currency="GBP")) == ["GBP"]
    assert [lines.slug for lines in of(alice, MARCH, bookmaker="betfair")["AUD"].books] == ["betfair"]


def test_one_month_closes_where_the_next_opens_and_every_line_adds_up(alice):
    two_months(alice)
    march, april = of(alice, MARCH)["AUD"], of(alice, APRIL)["AUD"]
    assert march.total.opening_micro == 0
    assert march.total.closing_micro == april.total.opening_micro == 81_000_000
    for lines in (march.total, *march.books, april.total, *april.books):
        f = lines.figures
        moved = f.deposits_micro - f.withdrawals_micro + f.profit_micro + lines.other_micro
        assert lines.opening_micro + moved == lines.closing_micro


def test_sums_are_the_overviews_of_the_same_days(alice):
    """Through the whole import, month by month and over all of them."""
    import_file(alice, export(60, first=0, last=59))
    two_months(alice)
    with acting_as(alice):
        everything = {f.currency: f for f in by_currency(by_bookmaker(alice, Filter(), SYDNEY))}
        sums = {currency: dict.fromkeys(SUMS, 0) for currency in everything}
        for month in months(alice, Filter(), SYDNEY):
            for one in statements(alice, Filter(), SYDNEY, month):
                assert sum(day.profit_micro for day in one.days) == one.total.figures.profit_micro
                assert sum(day.bets for day in one.days) == one.total.figures.settled
                assert one.trend[-1].profit_micro == one.total.figures.profit_micro or not one.days
                for name in SUMS:
                    sums[one.currency][name] += getattr(one.total.figures, name)
        for currency, figures in everything.items():
            assert sums[currency] == {name: getattr(figures, name) for name in SUMS}
        assert sum(everything[c].bets for c in everything) > 20


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_tells_the_same_to_the_cent(client, alice):
    two_months(alice)
    client.force_login(alice)
    rows = rows_of(client.get("/wellbeing/statement.csv?month=2026-03&currency=AUD"))
    assert [row["bookmaker"] for row in rows] == ["All bookmakers", "Betfair", "Sportsbet"]
    assert rows[0]["net_result"] == "20.00"
    assert Decimal(rows[0]["closing_balance"]) == 81
    days = rows_of(client.get("/wellbeing/statement.csv?month=2026-03&currency=AUD&by=day"))
    assert [(row["day"], row["net_result"]) for row in days] == [
        ("2026-03-02", "-10.00"),
        ("2026-03-31", "30.00"),
    ]


def test_months_can_be_gone_through(client, alice):
    two_months(alice)
    client.force_login(alice)
    page = client.get("/wellbeing/statement/").text
    assert "Activity statement, April 2026" in page
    assert "?month=2026-03" in page
    march = client.get("/wellbeing/statement/?month=2026-03").text
    assert "?month=2026-04" in march
    assert "$50.00</b> came back" in march
    assert "1800 858 858" in march


@pytest.mark.parametrize("month", ["2026-13", "march", "0001-01", "9999-12", "2026-03-01"])
def test_a_month_that_is_none_shows_the_last(client, alice, month):
    two_months(alice)
    client.force_login(alice)
    answer = client.get("/wellbeing/statement/", {"month": month})
    assert answer.status_code == 200
    assert answer.context["month"] == APRIL


def test_somebody_without_anything_gets_an_empty_month(client, alice):
    client.force_login(alice)
    assert "Nothing in this month" in client.get("/wellbeing/statement/").text


def test_a_month_whose_losses_are_not_told_is_no_plain_win(client, alice):
    """Files without rows for lost bets: the win is told with what is missing from it."""
    create_bet(
        owner=alice, placed_at=at("2026-03-02T12:00"), status=Status.WON, stake="10", profit="9", ref="w"
    )
    create_bet(owner=alice, placed_at=at("2026-03-03T12:00"), status=Status.UNDECIDED, stake="70", ref="u")
    client.force_login(alice)
    page = client.get("/wellbeing/statement/?month=2026-03").text
    assert "1 bet with $70.00 staked has no result in your files" in page
    assert "\N{MINUS SIGN}$61.00" in page
    (_, row) = rows_of(client.get("/wellbeing/statement.csv?month=2026-03"))
    assert (row["settled"], row["undecided"]) == ("1", "1")
