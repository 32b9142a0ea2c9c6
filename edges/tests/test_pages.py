"""The pages: what the board shows to whom, when it is quiet, and what people keep."""

from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.http import QueryDict

from bets.models import Bet
from bets.tests.factories import create_bet
from edges import ages, board, scan, searching, taking
from edges.models import Chance, Edge, Preference, SavedSearch
from edges.tests.factories import create_arbitrage, create_market, tell
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])


@pytest.fixture
def member(client, alice):
    client.force_login(alice)
    return client


def stamp_of(answer):
    return answer.text.partition("stamp=")[2].partition('"')[0]


def ask_again(client, stamp, query=""):
    return client.get(
        f"/edges/?{query}stamp={stamp}", headers={"HX-Request": "true", "HX-Target": "board-live"}
    )


def test_an_empty_board_says_how_to_get_odds(member):
    assert "No prices to look through yet" in member.get("/edges/").text
    create_market()
    tell(create_market("Quiet v Day", market="head-to-head", codes="home away")[0], "bet365", "1.5")
    assert "Nothing at the moment" in member.get("/edges/").text
    assert "None of these at the moment" in member.get("/edges/?kind=middle").text


def test_the_board_answers_nothing_while_nothing_is_new(member, alice):
    create_market()
    stamp = stamp_of(member.get("/edges/"))
    quiet = ask_again(member, stamp)
    assert (quiet.status_code, quiet.content) == (204, b"")
    edge = create_arbitrage()
    fresh = ask_again(member, stamp)
    assert fresh.status_code == 200
    assert "Arsenal v Wolves" in fresh.text
    assert "<html" not in fresh.text
    stamp = stamp_of(fresh)
    taking.take(user=alice, edge_id=edge.pk)
    assert ask_again(member, stamp).status_code == 200, "what I took myself is news too"


def test_the_stamp_costs_few_queries(member, django_assert_max_num_queries):
    create_arbitrage()
    stamp = stamp_of(member.get("/edges/"))
    with django_assert_max_num_queries(14):
        ask_again(member, stamp)


def test_wrong_numbers_are_never_on_the_board(member):
    home, away = create_market("Wrong v Number", market="head-to-head", codes="home away")
    tell(home, "bet365", "2.60")
    tell(away, "unibet", "2.10")
    scan.scan(at=now())
    assert "Wrong v Number" not in member.get("/edges/").text
    assert "Wrong v Number" not in member.get("/edges/?least=0").text
    listed = member.get("/edges/doubtful/").text
    assert "Wrong v Number" in listed
    assert "is more a certain return than real prices leave" in listed
    edge = Edge.objects.using("staff").get()
    assert "Probably a wrong number" in member.get(f"/edges/{edge.pk}/").text


def test_filters_choose(member):
    create_arbitrage("Arsenal v Wolves")
    for query, is_there in (
        ("kind=arbitrage", True),
        ("kind=value", False),
        ("q=wolves", True),
        ("q=leeds", False),
        ("bookmaker=bet365", True),
        ("bookmaker=pinnacle", False),
        ("sport=football", True),
        ("sport=tennis", False),
        ("least=1.5", True),
        ("least=2,5", False),
        ("basis=sharp", False),
    ):
        assert ("Arsenal v Wolves" in member.get(f"/edges/?{query}").text) is is_there, query


@pytest.mark.parametrize(
    "query", ["least=abc", "least=-1", "least=1e999", "kind=none", "basis=x", "sport=%00", "after=!"]
)
def test_an_address_that_says_nonsense_is_answered(member, query):
    create_arbitrage()
    assert member.get(f"/edges/?{query}").status_code == 200


def test_thresholds_are_each_persons_own(member, client, alice, bob):
    create_arbitrage()
    answer = member.post(
        "/edges/preferences/", {"least_certain": "3", "least_value": "5", "uses_sharp": "on"}
    )
    assert answer.status_code == 302
    kept = Preference.objects.using("staff").get()
    assert (kept.owner_id, kept.least_certain, kept.uses_consensus) == (alice.pk, Decimal("0.03"), False)
    assert "Arsenal v Wolves" not in member.get("/edges/").text
    client.force_login(bob)
    assert "Arsenal v Wolves" in client.get("/edges/").text
    assert client.post("/edges/preferences/", {"least_certain": "300", "least_value": ""}).status_code == 422


def test_searches_are_kept_under_a_name(member, alice):
    answer = member.post(
        "/edges/searches/keep/", {"name": " Big arbs ", "query": "kind=arbitrage&least=2&evil=<x>"}
    )
    assert answer.status_code == 302
    kept = SavedSearch.objects.using("staff").get()
    assert (kept.name, QueryDict(kept.query).dict()) == ("Big arbs", {"kind": "arbitrage", "least": "2"})
    assert "Big arbs" in member.get("/edges/").text
    with pytest.raises(searching.NameTaken):
        searching.keep(user=alice, name="Big arbs", query="")
    with pytest.raises(searching.NameMissing):
        searching.keep(user=alice, name=" ", query="")
    assert member.post(f"/edges/searches/{kept.pk}/delete/").status_code == 302
    assert not SavedSearch.objects.using("staff").exists()


def test_the_detail_page_tells_what_became_of_it(member):
    edge = create_arbitrage()
    page = member.get(f"/edges/{edge.pk}/?total=1000&step=1").text
    assert "498" in page
    assert "After rounding at least" in page
    home = edge.legs.first().selection
    tell(home, "bet365", "1.90")
    scan.scan(at=now())
    page = member.get(f"/edges/{edge.pk}/").text
    assert "This edge is gone" in page
    assert "now 1.90" in page
    assert "It ended before you said so" in page
    assert member.post(f"/edges/{edge.pk}/take/").status_code == 422


def test_one_click_takes_it_and_links_lead_to_bets(member, alice):
    edge = create_arbitrage()
    member.post(f"/edges/{edge.pk}/take/", {"tags": "arbs"})
    bet = create_bet(owner=alice, bookmaker="bet365", placed_at=now(), selection="Arsenal to win")
    page = member.get(f"/edges/{edge.pk}/").text
    assert "Arsenal to win" in page
    assert member.post(f"/edges/{edge.pk}/link/", {"place": "1", "bet": str(bet.pk)}).status_code == 302
    assert f"/bets/{bet.pk}/" in member.get(f"/edges/{edge.pk}/").text
    assert "Arsenal v Wolves" in member.get("/edges/taken/?tag=arbs").text
    assert "Arsenal v Wolves" not in member.get("/edges/taken/?tag=other").text
    for said in ({}, {"place": "x", "bet": "1"}, {"place": "1", "bet": "9" * 30}):
        assert member.post(f"/edges/{edge.pk}/link/", said).status_code == 422


def test_own_chances_are_told_and_taken_back(member, alice):
    home, _, _ = create_market("Leeds v Everton")
    assert "Leeds v Everton" in member.get("/edges/chances/?q=leeds").text
    assert member.post(f"/edges/chances/{home.pk}/", {"chance": "45,5 %"}).status_code == 302
    with acting_as(alice):
        assert Chance.objects.get().chance == Decimal("0.455")
    assert "45.50%" in member.get("/edges/chances/").text
    for nonsense in ("0", "100", "x", "NaN", "-1"):
        assert member.post(f"/edges/chances/{home.pk}/", {"chance": nonsense}).status_code == 422
    member.post(f"/edges/chances/{home.pk}/", {"chance": ""})
    assert not Chance.objects.using("staff").exists()


def test_ended_edges_are_in_the_history(member):
    edge = create_arbitrage()
    Edge.objects.using("staff").filter(pk=edge.pk).update(state="closed")
    assert "Arsenal v Wolves" not in member.get("/edges/").text
    closed = member.get("/edges/history/?state=closed").text
    assert "Arsenal v Wolves" in closed
    assert "was worth +2.0% and lasted" in closed
    assert "Arsenal v Wolves" not in member.get("/edges/history/?state=stale").text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (-5, "just now"),
        (12, "12 s ago"),
        (61, "1 min ago"),
        (7_300, "2 h ago"),
        (90_000, "1 day ago"),
    ],
)
def test_ages_are_told_in_words(seconds, words):
    at = now()
    assert ages.age(at - timedelta(seconds=seconds), at=at) == words


def test_what_an_address_asks_for_survives_the_way_back():
    asked = board.read({"kind": "value", "least": "2.50", "sport": "football"})
    assert board.read(QueryDict(asked.query).dict()) == asked


def said_of(form):
    """What a browser would send of the form as it came."""
    return {name: form[name].value() or "" for name in form.fields} | {"placed_at": "2026-03-01T12:00"}


def test_a_taken_leg_is_entered_with_one_click_and_linked(member, alice):
    """The form for bets by hand comes filled in, its tags too, and leads back to the edge with the bet's id."""
    edge = create_arbitrage()
    member.post(f"/edges/{edge.pk}/take/", {"tags": "arbs"})
    page = unescape(member.get(f"/edges/{edge.pk}/?total=1000").text)
    address = page.partition('href="/bets/enter/?')[2].partition('"')[0]
    told = QueryDict(address).dict()
    assert told["next"] == f"/edges/{edge.pk}/?place=1"
    assert (told["odds"], told["stake"], told["tags"], told["bookmaker"]) == (
        "2.05",
        "497.55",
        "arbs",
        "bet365",
    )
    form = member.get(f"/bets/enter/?{address}").context["form"]
    assert form["selection"].value() == told["selection"] == "Home"
    sent = member.post(f"/bets/enter/?{address}", {**said_of(form), "own-tags": "arbs"})
    assert sent.status_code == 302, sent.context["form"].errors
    bet = Bet.objects.using("staff").get()
    assert sent.headers["Location"] == f"/edges/{edge.pk}/?place=1&entered={bet.pk}"
    assert "Link the bet you just entered" in member.get(sent.headers["Location"]).text
    member.post(f"/edges/{edge.pk}/link/", {"place": "1", "bet": str(bet.pk)})
    assert "Link the bet you just entered" not in member.get(f"/edges/{edge.pk}/").text


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_form_leads_to_no_other_site(member, evil):
    form = member.get("/bets/enter/").context["form"]
    said = said_of(form) | {"bookmaker": "bet365", "selection": "Home", "odds": "2", "stake": "10"}
    sent = member.post(f"/bets/enter/?next={evil}", said)
    assert sent.status_code == 302
    assert sent.headers["Location"].startswith("/bets/")


@pytest.mark.parametrize("text", ["1e-99999999", "1e-2000", "0e-99999999", "0.0000000001"])
def test_a_tiny_number_in_an_address_costs_nothing(member, text):
    edge = create_arbitrage()
    assert member.get(f"/edges/?least={text}").status_code == 200
    assert member.get(f"/edges/history/?least={text}").status_code == 200
    for name in ("total", "bankroll", "fraction"):
        answer = member.get(f"/edges/{edge.pk}/?{name}={text}")
        assert answer.status_code == 200
        assert len(answer.content) < 200_000
        assert "is no amount we can reckon with" in unescape(answer.text)


def test_an_edge_whose_event_has_begun_is_not_taken(alice, monkeypatch):
    edge = create_arbitrage(hours=2)
    begun = now() + timedelta(hours=2, minutes=1)
    monkeypatch.setattr("edges.taking.now", lambda: begun, raising=False)
    with pytest.raises(taking.HasEnded):
        taking.take(user=alice, edge_id=edge.pk)


def test_what_has_begun_is_on_no_list_before_it_is_expired(member, alice, monkeypatch):
    create_arbitrage(hours=2)
    home, away = create_market("Wrong v Number", market="head-to-head", codes="home away", hours=2)
    tell(home, "bet365", "2.60")
    tell(away, "unibet", "2.10")
    scan.scan(at=now())
    assert "Wrong v Number" in member.get("/edges/doubtful/").text
    with acting_as(alice):
        assert board.counts(alice) == {"found": 1, "doubtful": 1}
    begun = now() + timedelta(hours=2, minutes=1)
    for module in ("board", "views.lists"):
        monkeypatch.setattr(f"edges.{module}.now", lambda: begun)
    assert "Wrong v Number" not in member.get("/edges/doubtful/").text
    with acting_as(alice):
        assert board.counts(alice) == {"found": 0, "doubtful": 0}
