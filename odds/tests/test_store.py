"""Only changes are stored, whatever comes when; the newest price is the newest, and files again write nothing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Thread

import pandas as pd
import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bets.models import Bookmaker, Event
from odds.ingest import take_file, take_in
from odds.models import IngestRun, Offer, OutsideTeam, Price, Quote, Reject
from odds.sources.batch import EVENT, NO_LINE, NO_SIZE, QUOTE, SELECTION, Batch, Book
from odds.tests import files
from web.context import acting_as

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)
START = datetime(2026, 3, 7, 15, tzinfo=UTC)
FIRST = datetime(2026, 3, 1, tzinfo=UTC)


def snapshot(
    told: list[tuple[int, str]], *, home: str = "Arsenal", source: str = "the-odds-api", **event
) -> Batch:
    """Prices of the home side, each with the hour it was taken."""
    row = dict.fromkeys(EVENT, "") | {
        "sport": "football", "home": home, "away": "Wolves", "starts_at": START, "is_start_exact": True,
        "home_score": -1, "away_score": -1, "status": "scheduled",
    }  # fmt: skip
    events = pd.DataFrame([row | event])
    events["starts_at"] = pd.to_datetime(events["starts_at"], utc=True)
    selections = pd.DataFrame(
        [[0, "match-result", NO_LINE, "full", 3, 1, "home", home, 1]], columns=list(SELECTION)
    )
    rows = [
        [
            0,
            0,
            False,
            int(Decimal(odds) * 1_000_000),
            NO_SIZE,
            FIRST + timedelta(hours=hour),
            True,
            False,
            False,
            "",
        ]
        for hour, odds in told
    ]
    quotes = pd.DataFrame(rows, columns=list(QUOTE))
    quotes["taken_at"] = pd.to_datetime(quotes["taken_at"], utc=True)
    return Batch(source, [Book("pinnacle", "Pinnacle")], events, selections, quotes)


def tell(*told: tuple[int, str], owner=None, **event) -> dict[str, int]:
    return take_in(snapshot(list(told), **event), name="snapshot", owner=owner).counts


def hours(moment: datetime) -> int:
    return int((moment - FIRST).total_seconds() // 3600)


def quotes() -> list[tuple[int, str]]:
    return [
        (hours(q.taken_at), f"{q.odds.normalize():f}")
        for q in Quote.objects.using("staff").order_by("taken_at")
    ]


def price() -> tuple[str, int, int]:
    newest = Price.objects.using("staff").get()
    return f"{newest.odds.normalize():f}", hours(newest.taken_at), hours(newest.seen_at)


def forget() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE odds_quote, odds_price, odds_closing CASCADE")


def test_a_price_told_again_moves_only_when_it_was_seen():
    tell((1, "2"))
    assert tell((2, "2"), (5, "2"))["stored_quotes"] == 0
    assert quotes() == [(1, "2")]
    assert price() == ("2", 1, 5)
    tell((7, "2.1"))
    assert quotes() == [(1, "2"), (7, "2.1")]
    assert price() == ("2.1", 7, 7)
    assert hours(Quote.objects.using("staff").earliest("taken_at").seen_at) == 5


def test_an_older_snapshot_never_becomes_the_price():
    tell((9, "2.1"))
    tell((3, "1.9"))
    assert price() == ("2.1", 9, 9)
    assert quotes() == [(3, "1.9"), (9, "2.1")]


def test_a_late_snapshot_begins_a_quote_earlier_or_parts_one():
    tell((5, "2"), (9, "2"))
    tell((3, "2"))
    assert quotes() == [(3, "2")]
    tell((7, "2.2"))
    assert quotes() == [(3, "2"), (7, "2.2"), (9, "2")]
    assert price() == ("2", 9, 9)


def test_a_correction_of_the_same_moment_replaces():
    tell((5, "2"))
    tell((5, "2.5"))
    assert quotes() == [(5, "2.5")]
    assert price() == ("2.5", 5, 5)


told_at = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 2)), min_size=1, max_size=9, unique_by=lambda t: t[0]
)
RELAXED = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.thorough
@RELAXED
@given(told=told_at, data=st.data())
def test_any_order_of_snapshots_ends_the_same(db, told, data):
    """Prices that rise every thirteen hours: one that was left does not come back, and what is stored is the same."""
    values = [(hour, f"2.{hour // 13}1") for hour, _ in told]
    ends = []
    for order in (sorted(values), data.draw(st.permutations(values))):
        forget()
        for value in order:
            tell(value)
        ends.append((quotes(), price()))
        assert tell(*order)["new_prices"] == 0
    assert ends[0] == ends[1]
    forget()


@pytest.mark.thorough
@RELAXED
@given(told=told_at, data=st.data())
def test_in_any_order_the_newest_price_is_the_newest_and_no_two_neighbours_are_equal(db, told, data):
    """Prices that come back too."""
    values = [(hour, f"2.{odds}1") for hour, odds in told]
    for value in data.draw(st.permutations(values)):
        tell(value)
    stored = quotes()
    newest = max(values)
    assert (price()[0], price()[2]) == (newest[1], newest[0])
    assert all(before[1] != after[1] for before, after in zip(stored, stored[1:], strict=False))
    assert set(stored) <= set(values)
    forget()


def test_a_season_file_and_the_same_again():
    first = take_file(files.season(), name="E0.csv").counts
    assert (first["events"], first["new_events"], first["closings"]) == (2, 2, 10)
    before = sorted(Quote.objects.using("staff").values_list("pk", "seen_at", "odds"))
    again = take_file(files.season(), name="E0.csv").counts
    assert {
        again[name] for name in ("new_events", "changed_events", "new_prices", "stored_quotes", "closings")
    } == {0}
    assert sorted(Quote.objects.using("staff").values_list("pk", "seen_at", "odds")) == before
    assert IngestRun.objects.using("staff").count() == 2


def test_what_bookmakers_are_and_who_nobody_can_bet_with():
    take_file(files.season(), name="E0.csv")
    shops = Bookmaker.objects.using("staff").filter(owner=None)
    assert shops.get(slug="market-maximum").is_aggregate
    assert shops.get(slug="betfair").is_exchange
    offered = Price.objects.using("staff").offered().values_list("bookmaker__slug", flat=True)
    assert set(offered) == {"bet365", "pinnacle", "betfair"}


def test_errors_of_a_file_are_stored_and_not_offered():
    take_file(files.season(files.put(files.ARSENAL, {"BFECH": "1.01"})), name="E0.csv")
    wrong = Price.objects.using("staff").get(odds="1.01")
    assert "far from" in wrong.suspect
    assert not Price.objects.using("staff").offered().filter(pk=wrong.pk).exists()


def test_fixtures_first_and_the_season_later_are_the_same_matches():
    blank = dict.fromkeys(
        ["FTHG", "FTAG", "FTR", "HTHG", "HTAG", "PSCH", "PSCD", "PSCA", "MaxCH", "AvgCH", "BFECH"], ""
    )
    take_file(
        files.season(files.put(files.ARSENAL, blank)), name="fixtures.csv", at=START - timedelta(days=1)
    )
    event = Event.objects.using("staff").get(owner=None)
    assert (event.status, event.home_score, event.name) == (
        "scheduled",
        None,
        "Arsenal v Wolverhampton Wanderers",
    )
    take_file(files.season(files.ARSENAL), name="E0.csv")
    event.refresh_from_db()
    assert (event.status, event.home_score, event.away_score) == ("finished", 2, 0)
    assert Event.objects.using("staff").filter(owner=None).count() == 1


def test_a_match_moved_by_hours_stays_the_match_and_an_id_of_the_source_finds_it_anywhere():
    tell((1, "2"), outside_id="abc")
    tell((2, "2.1"), outside_id="abc", starts_at=START + timedelta(days=9))
    event = Event.objects.using("staff").get(owner=None)
    assert event.starts_at == START + timedelta(days=9)
    assert event.outside_ids.using("staff").get().outside_id == "abc"
    tell((3, "2.2"), outside_id="def", starts_at=START + timedelta(days=9, hours=5))
    assert Event.objects.using("staff").filter(owner=None).count() == 2


def test_the_spellings_of_two_sources_are_one_match():
    take_file(files.season(files.LEEDS), name="E0.csv")
    tell(
        (1, "2"),
        home="Leeds United",
        away="Manchester United",
        starts_at=datetime(2026, 3, 8, 16, 30, tzinfo=UTC),
    )
    assert Event.objects.using("staff").filter(owner=None).count() == 1


def test_rejects_are_kept_with_line_and_reason():
    row = files.changed(files.LEEDS, B365H="0", Date="")
    taken = take_file(files.season(files.ARSENAL, row, files.changed(files.LEEDS, B365H="0")), name="E0.csv")
    kept = Reject.objects.using("staff").filter(run=taken.run).values_list("line", "column", "cell")
    assert list(kept) == [(3, "", "Leeds Man United"), (4, "B365H", "0")]


def test_a_name_like_a_known_one_is_asked_about_and_not_taken_for_it():
    tell((1, "2"), home="Sporting Gijon")
    tell((1, "2"), home="Sp Gijon")
    question = OutsideTeam.objects.using("staff").select_related("like").get()
    assert (question.name, question.like.name, question.verdict) == ("Sp Gijon", "Sporting Gijon", "open")
    assert Event.objects.using("staff").filter(owner=None).count() == 2


def test_a_persons_file_is_theirs_alone(alice, bob):
    taken = take_file(files.season(), name="mine.csv", owner=alice)
    assert taken.counts["closings"] == 10
    with acting_as(alice):
        assert Event.objects.filter(owner=alice).count() == 2
        assert Quote.objects.visible_to(alice).count() == taken.counts["stored_quotes"]
    with acting_as(bob):
        assert not Quote.objects.exists()
        assert not Offer.objects.exists()
        assert not IngestRun.objects.exists()


def test_a_persons_file_of_a_match_that_is_shared_stands_on_the_shared_match(alice):
    take_file(files.season(files.ARSENAL), name="E0.csv")
    take_file(files.season(files.changed(files.ARSENAL, PSH="1.6")), name="mine.csv", owner=alice)
    with acting_as(alice):
        assert not Event.objects.filter(owner=alice).exists()
        assert set(Offer.objects.values_list("owner", flat=True)) == {None}
        assert Quote.objects.filter(owner=alice, odds="1.6").count() == 1
    assert not Quote.objects.using("staff").filter(owner=None, odds="1.6").exists()


def test_the_same_file_twice_at_once():
    counts: list[dict[str, int]] = []

    def take() -> None:
        try:
            counts.append(take_file(files.season(), name="E0.csv").counts)
        finally:
            connections.close_all()

    both = [Thread(target=take) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(told["new_events"] for told in counts) == [0, 2]
    assert sorted(told["stored_quotes"] > 0 for told in counts) == [False, True]
