"""The pages about odds: events to come, one event, prices by hand, and what is doubtful."""

from datetime import timedelta
from decimal import Decimal
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from analytics.filters import Filter
from analytics.luck.reading import samples
from bets.models import ParticipantAlias
from odds.entering import About, Entered, enter
from odds.ingest import take_file
from odds.matching import bets
from odds.models import BetClosing, OutsideTeam, Price, Verdict
from odds.tests import files, strangers
from odds.tests.test_matching import bet
from odds.tests.test_store import tell
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)


def sent(**more):
    return {"market": "match-result", "bookmaker": "bet365", "first": "2.10", "second": "3,4", "third": "3.6",
            "side": "back", "line": "", "taken_at": ""} | more  # fmt: skip


@pytest.fixture
def member(client, alice):
    client.force_login(alice)
    return client


def test_an_empty_store_says_how_to_get_odds(member):
    text = member.get("/odds/").text
    assert "No odds yet" in text
    assert "no key is set" in text


def test_what_was_says_what_it_closed_at(member):
    take_file(files.season(), name="E0.csv")
    assert "have all begun" in member.get("/odds/").text
    text = member.get("/odds/?when=past&q=arsenal").text
    assert "1.48 / 4.50 / 7.10" in text
    assert "Leeds" not in text
    assert "E0.csv" in text


def test_what_comes_has_the_best_price_of_each_outcome(member, alice):
    event = strangers.own_event(alice)
    about = About("football", strangers.HOME, strangers.AWAY, event.starts_at, event_id=event.pk)
    enter(user=alice, about=about, entered=Entered("match-result", {"home": Decimal("2.3")}, "bet365", now()))
    text = member.get("/odds/").text
    assert "<b>2.30</b> Harbour Rovers <small>bet365</small>" in text
    assert "<b>3.40</b> Draw <small>Pinnacle</small>" in text


def test_an_event_shows_prices_their_errors_and_the_closing_line(member):
    take_file(files.season(files.put(files.ARSENAL, {"BFECH": "1.05"})), name="E0.csv")
    pk = Price.objects.using("staff").first().selection.offer.event_id
    text = member.get(f"/odds/{pk}/").text
    for part in (
        "2:0",
        "Pinnacle",
        "Handicap \N{MINUS SIGN}1.25",
        "Betfair 1.05 (far from the other bookmakers",
        "fair chance",
        "Total 2.5",
        'id="movement"',
    ):
        assert part in unescape(text), part


def test_prices_by_hand_of_an_event_that_is_there(member, alice, bob):
    event = strangers.own_event(alice)
    response = member.post(f"/odds/{event.pk}/enter/", sent())
    assert response.status_code == 302
    with acting_as(alice):
        mine = Price.objects.get(bookmaker__slug="bet365", selection__code="draw")
        assert (mine.odds, mine.owner_id, mine.source) == (Decimal("3.4"), alice.pk, "manual")
        assert mine.selection.offer.event_id == event.pk
    with acting_as(bob):
        assert not Price.objects.exists()


def test_a_mistyped_price_is_asked_about_and_never_the_best_until_confirmed(member, alice):
    event = strangers.own_event(alice)
    wrong = sent(first="21", second="", third="")
    asked = member.post(f"/odds/{event.pk}/enter/", wrong)
    assert asked.status_code == 422
    text = unescape(asked.text)
    assert "Probably wrong: far from the other bookmakers' prices (about 2.10)." in text
    assert 'name="confirmed" value="match-result||bet365|home 21"' in text
    assert '<b class="best">21.00' not in member.get(f"/odds/{event.pk}/").text

    other = wrong | {"first": "31", "confirmed": "match-result||bet365|home 21"}
    assert member.post(f"/odds/{event.pk}/enter/", other).status_code == 422, (
        "what was confirmed was another price"
    )
    with acting_as(alice):
        assert not Price.objects.filter(bookmaker__slug="bet365").exists()

    confirmed = wrong | {"confirmed": "match-result||bet365|home 21"}
    assert member.post(f"/odds/{event.pk}/enter/", confirmed).status_code == 302
    with acting_as(alice):
        assert Price.objects.get(bookmaker__slug="bet365").odds == 21
    assert '<b class="best">21.00' in member.get(f"/odds/{event.pk}/").text


@pytest.mark.parametrize(
    ("prices", "is_asked"),
    [
        ({"first": "2.3", "second": "3.5", "third": "3.4"}, False),
        ({"first": "1.21", "second": "", "third": ""}, True),
        ({"first": "", "second": "34", "third": ""}, True),
        ({"first": "21", "second": "", "third": "", "side": "lay", "bookmaker": "Betfair"}, False),
        ({"first": "2.5", "second": "4", "third": "4.5"}, True),
        ({"first": "2.5", "second": "4", "third": ""}, False),
        ({"market": "total", "line": "2.5", "first": "21", "second": "", "third": ""}, False),
        ({"market": "total", "line": "2.5", "first": "21", "second": "", "third": "1.9"}, True),
    ],
)
def test_what_is_asked_about(member, alice, prices, is_asked):
    event = strangers.own_event(alice)
    answer = member.post(f"/odds/{event.pk}/enter/", sent(**prices))
    assert ("Probably wrong" in answer.text, answer.status_code) == (
        (True, 422) if is_asked else (False, 302)
    )


def test_ones_own_former_price_and_those_of_other_days_say_nothing(member, alice):
    event = strangers.own_event(alice)
    once = {"second": "", "third": "", "market": "both-teams-to-score"}
    assert member.post(f"/odds/{event.pk}/enter/", sent(first="21", **once)).status_code == 302
    assert member.post(f"/odds/{event.pk}/enter/", sent(first="1.9", **once)).status_code == 302
    assert (
        member.post(f"/odds/{event.pk}/enter/", sent(first="9", bookmaker="Unibet", **once)).status_code
        == 422
    )
    long_ago = (now() - timedelta(days=3)).strftime("%Y-%m-%dT12:00")
    late = sent(first="9", bookmaker="Unibet", taken_at=long_ago, **once)
    assert member.post(f"/odds/{event.pk}/enter/", late).status_code == 302


def test_a_book_of_a_new_event_that_cannot_be_is_asked_about(member, alice):
    local = (now() + timedelta(days=3)).strftime("%Y-%m-%dT18:00")
    new = {"sport": "football", "home": "Harbour", "away": "Quay", "starts_at": local, "first": "21"}
    asked = member.post("/odds/new/", sent(**new))
    assert asked.status_code == 422
    assert "sum to less than one" in asked.text
    assert "They are right: keep them" in asked.text
    confirmed = sent(**new, confirmed="match-result||bet365|home 21|draw 3.4|away 3.6")
    assert member.post("/odds/new/", confirmed).status_code == 302


def test_a_new_event_by_hand_in_the_persons_time(member, alice):
    local = (now() + timedelta(days=3)).strftime("%Y-%m-%dT18:00")
    response = member.post("/odds/new/", sent(sport="football", home="Harbour", away="Quay", starts_at=local))
    assert response.status_code == 302
    with acting_as(alice):
        found = Price.objects.first().selection.offer.event
    assert found.name == "Harbour v Quay"
    assert found.starts_at.hour in (7, 8)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": "1"}, "Decimal odds above 1"),
        ({"first": "NaN"}, "Decimal odds above 1"),
        ({"first": "1e9"}, "Decimal odds above 1"),
        ({"first": "", "second": "", "third": ""}, "at least one price"),
        ({"market": "total"}, "needs its line"),
        ({"market": "handicap", "line": "0.3", "second": ""}, "by quarters"),
        ({"market": "head-to-head"}, "no draw"),
        ({"bookmaker": "market maximum"}, "nobody can bet there"),
        ({"bookmaker": "!!"}, "Name the bookmaker"),
        ({"taken_at": "2999-01-01T00:00"}, "still to come"),
    ],
)
def test_wrong_prices_are_said_and_not_kept(member, alice, wrong, said):
    take_file(files.season(), name="E0.csv")
    event = strangers.own_event(alice)
    response = member.post(f"/odds/{event.pk}/enter/", sent(**wrong))
    assert response.status_code == 422
    assert said in response.text
    with acting_as(alice):
        assert Price.objects.filter(owner=alice).count() == 3


def test_a_doubtful_match_is_answered_and_taken_back(member, alice):
    found = strangers.doubtful(alice)
    assert "far from the closing ones" in member.get("/odds/review/").text
    member.post(f"/odds/review/bet/{found.pk}/", {"answer": "same"})
    with acting_as(alice):
        assert BetClosing.objects.get().is_confirmed
    bets.match(alice)
    with acting_as(alice):
        assert BetClosing.objects.get().is_confirmed
    assert "Take back" in member.get("/odds/review/").text
    member.post(f"/odds/review/bet/{found.pk}/", {"answer": "undo"})
    with acting_as(alice):
        assert not BetClosing.objects.get().is_confirmed
    member.post(f"/odds/review/bet/{found.pk}/", {"answer": "other"})
    bets.match(alice)
    with acting_as(alice):
        assert BetClosing.objects.get().is_refused


def test_staff_answer_about_shared_names_and_the_answer_is_remembered(client, staff, alice):
    tell((1, "2"), home="Sporting Gijon")
    tell((1, "2"), home="Sp Gijon")
    asked = OutsideTeam.objects.using("staff").get()
    client.force_login(alice)
    assert client.post(f"/odds/review/team/{asked.pk}/", {"answer": "same"}).status_code == 404
    assert "Sp Gijon" not in client.get("/odds/review/").text
    client.force_login(staff)
    assert "Sp Gijon" in client.get("/odds/review/").text
    client.post(f"/odds/review/team/{asked.pk}/", {"answer": "same"})
    alias = ParticipantAlias.objects.using("staff").get(owner=None, folded="sp gijon")
    assert alias.participant.name == "Sporting Gijon"
    assert tell((2, "2.2"), home="Sp Gijon")["new_events"] == 0
    client.post(f"/odds/review/team/{asked.pk}/", {"answer": "undo"})
    assert OutsideTeam.objects.using("staff").get().verdict == Verdict.OPEN
    assert not ParticipantAlias.objects.using("staff").filter(owner=None, folded="sp gijon").exists()


def test_the_page_of_a_bet_shows_both_closing_line_values(member, alice):
    take_file(files.season(), name="E0.csv")
    mine = bet(alice)
    bets.match(alice)
    text = member.get(f"/bets/{mine.pk}/").text
    for part in ("Closing line", "Pinnacle", "+4.73%", "football-data.co.uk"):
        assert part in unescape(text), part


def test_luck_counts_the_closing_line_that_the_market_had(alice):
    take_file(files.season(), name="E0.csv")
    bet(alice, status="won", profit="5.5")
    bets.match(alice)
    with acting_as(alice):
        (sample,) = samples(alice, Filter(), ZoneInfo("UTC")).values()
    assert sample.closing.tolist() == [1.48]
