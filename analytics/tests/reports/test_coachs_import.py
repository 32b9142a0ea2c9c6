"""A coach who has no client takes in an anonymous report, and sees what the person who bets sees."""

import itertools
import random
import zipfile
from collections import Counter
from datetime import UTC, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from accounts.tests.factories import create_user
from analytics import breakdowns
from analytics.figures import by_bookmaker, by_currency
from analytics.filters import Filter
from analytics.harm import reading
from analytics.harm.report import report as patterns
from analytics.reports.data.disguise import FEWEST_WEEKS, MOST_WEEKS
from analytics.tests.factories import create_transfer
from analytics.tests.reports.factories import made
from bets.models import Bet, Status
from bets.tests.factories import START, create_bet
from imports.tests.books import take
from web.context import acting_as

pytestmark = pytest.mark.django_db
SYDNEY, TORONTO = ZoneInfo("Australia/Sydney"), ZoneInfo("America/Toronto")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def bob(db):
    """A coach without a client, in another country."""
    return create_user(email="bob@example.com", time_zone="America/Toronto", currency="CAD")


@pytest.fixture
def gambler(alice):
    """Four months of a life in Sydney: singles and multis, bonus money, wins, losses, deposits in the night."""
    rng = random.Random(7)
    for number in range(160):
        at = START + timedelta(hours=17 * number + rng.randrange(5), minutes=rng.randrange(60))
        status = rng.choice([Status.WON, Status.LOST, Status.LOST, Status.VOID, Status.OPEN])
        odds = Decimal(rng.randrange(110, 700)) / 100
        stake = Decimal(rng.choice([5, 10, 10, 10, 20, 40, 100]))
        profit = {Status.WON: (stake * (odds - 1)).quantize(Decimal("0.01")), Status.LOST: -stake}.get(
            status, 0
        )
        create_bet(
            owner=alice, ref=f"n{number}", status=status, stake=str(stake), profit=str(profit), placed_at=at,
            settled_at=at + timedelta(minutes=rng.randrange(3, 300)), odds=odds,
            bookmaker=rng.choice(["betfair", "sportsbet"]),
            sport=rng.choice(["tennis", "afl", "football", ""]), structure=rng.choice(["single", "single", "multi"]),
            event_name=f"Quince v Medlar {number % 40}", competition=rng.choice(["Cup", ""]),
            is_live=rng.choice([True, False, None]), market=rng.choice(["head-to-head", "handicap", ""]),
        )  # fmt: skip
        if number % 12 == 0:
            create_transfer(owner=alice, amount=str(rng.choice([50, 100, 200])), at=at - timedelta(minutes=4))
    return alice


def weeks_drawn(*, with_gap):
    """How many weeks beyond the fewest a file of the gambler's may be moved by so that none of its times falls into the
    hour that the coach's clocks leave out in March, or so that the placing of a bet does."""
    fields = ("placed_at",) if with_gap else ("placed_at", "settled_at")
    found = (moment for name in fields for moment in Bet.objects.values_list(name, flat=True) if moment)
    clocks = [moment.astimezone(SYDNEY).replace(tzinfo=None) for moment in found]
    for weeks in range(MOST_WEEKS - FEWEST_WEEKS + 1):
        shift = timedelta(weeks=FEWEST_WEEKS + weeks)
        if any(is_left_out(clock - shift) for clock in clocks) is with_gap:
            return weeks
    raise AssertionError("no such week")


def is_left_out(clock):
    there = clock.replace(tzinfo=TORONTO)
    return there.astimezone(UTC).astimezone(TORONTO).replace(tzinfo=None) != clock


def draw(monkeypatch, gambler, *, with_gap=False):
    with acting_as(gambler):
        weeks = weeks_drawn(with_gap=with_gap)
    monkeypatch.setattr("secrets.randbelow", lambda _: weeks)


def told_to(owner, path):
    """Everything of the file that can be imported, imported."""
    with zipfile.ZipFile(path) as archive:
        for name in ("bets.csv", "cash.csv"):
            upload = take(owner, archive.read(name), name)
            assert not upload.rejected


def by(owner, zone, *dimensions):
    """Counts and results of every line of these break-downs, amounts left out."""
    found = {}
    for dimension in dimensions:
        for line in breakdowns.by(dimension, owner, Filter(), zone):
            f = line.figures
            found[dimension, line.label] = (
                f.bets,
                f.won,
                f.lost,
                f.void,
                f.open,
                f.strike_rate,
                f.average_odds,
            )
    return found


@pytest.mark.thorough
def test_a_coach_without_a_client_sees_the_same_patterns(gambler, bob, monkeypatch):
    draw(monkeypatch, gambler)
    told_to(bob, made(gambler, is_anonymous=True)[1])
    dimensions = ("weekday", "hour", "odds", "type", "sport", "market", "live")
    with acting_as(gambler):
        (mine,) = by_currency(by_bookmaker(gambler, Filter(), SYDNEY))
        lines = by(gambler, SYDNEY, *dimensions)
    with acting_as(bob):
        (seen,) = by_currency(by_bookmaker(bob, Filter(), TORONTO))
        assert by(bob, TORONTO, *dimensions) == lines
    assert len(lines) > 40
    assert seen.currency == "XXX"
    counted = ("bets", "settled", "won", "lost", "void", "open", "strike_rate", "average_odds")
    assert [getattr(seen, name) for name in counted] == [getattr(mine, name) for name in counted]
    assert abs(seen.bet_yield - mine.bet_yield) < Decimal("0.0005")
    assert seen.turnover_micro == mine.turnover_micro * 10  # the usual stake was ten
    assert seen.deposits_micro == mine.deposits_micro * 10


@pytest.mark.thorough
def test_an_hour_that_the_coachs_clocks_leave_out_moves_on_and_nothing_is_lost(gambler, bob, monkeypatch):
    draw(monkeypatch, gambler, with_gap=True)
    told_to(bob, made(gambler, is_anonymous=True)[1])
    with acting_as(gambler):
        lines, hours = by(gambler, SYDNEY, "weekday", "type"), by(gambler, SYDNEY, "hour")
    with acting_as(bob):
        assert by(bob, TORONTO, "weekday", "type") == lines
        seen = by(bob, TORONTO, "hour")
    assert {label for _, label in hours if hours["hour", label] != seen["hour", label]} == {"02:00", "03:00"}


@pytest.mark.thorough
def test_a_coach_sees_the_same_markers(gambler, bob, monkeypatch):
    """Each of them, of the same days; months begin elsewhere, so it is no matter of course by month."""
    draw(monkeypatch, gambler)
    told_to(bob, made(gambler, is_anonymous=True)[1])
    found = []
    for owner, zone in ((gambler, SYDNEY), (bob, TORONTO)):
        with acting_as(owner):
            first = Bet.objects.order_by("placed_at").first().placed_at.astimezone(zone).date()
            days = Filter(first, first + timedelta(days=125))
            found.append({each.marker.key: each for each in patterns(reading.read(owner, days, zone)).told})
    told = [{key: marker_of(each) for key, each in one.items()} for one in found]
    assert told[0] == told[1]
    assert len([key for key, values in told[0].items() if values]) > 6
    assert told[0]["deposits"]


def marker_of(each):
    return [str(finding.value) for finding, _ in each.pairs if finding.value is not None]


def test_the_workbook_can_be_imported_as_it_is(gambler, bob, monkeypatch):
    draw(monkeypatch, gambler)
    path = made(gambler, "xlsx", is_anonymous=True)[1]
    assert openpyxl.load_workbook(path).sheetnames == ["bets", "legs", "cash", "about"]
    upload = take(bob, path.read_bytes(), "somebody.xlsx")
    assert (upload.format, upload.inserted, upload.rejected) == ("betsite-anonymous", 160, 0)
    with acting_as(bob):
        hours = Counter(bet.placed_at.astimezone(TORONTO).hour for bet in Bet.objects.all())
    with acting_as(gambler):
        assert hours == Counter(bet.placed_at.astimezone(SYDNEY).hour for bet in Bet.objects.all())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_ordinary_report_comes_back_exactly(gambler, bob, form):
    path = made(gambler, form)[1]
    content = path.read_bytes() if form == "xlsx" else zipfile.ZipFile(path).read("bets.csv")
    upload = take(bob, content, "bets." + form)
    assert (upload.format, upload.inserted, upload.rejected) == ("betsite", 160, 0)
    told = ("ref", "status", "stake_micro", "at_risk_micro", "returned_micro", "profit_micro", "odds", "placed_at",
            "settled_at", "bookmaker__slug", "currency", "sport__slug", "structure", "is_live")  # fmt: skip
    books = []
    for owner in (gambler, bob):
        with acting_as(owner):
            books.append(sorted(map(str, Bet.objects.values_list(*told))))
    assert [one for one in itertools.zip_longest(*books) if one[0] != one[1]] == []
