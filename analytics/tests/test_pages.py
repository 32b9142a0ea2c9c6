"""The pages about bets as a person uses them, without and with HTMX."""

import html
import json
import re
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from analytics.charts.figure import as_json
from bets.models import Bet, Status
from bets.tests.factories import create_bet
from imports.models import Upload
from web.context import acting_as


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def bet_of(user, pk):
    with acting_as(user):
        return Bet.objects.get(pk=pk)


def test_an_empty_book_shows_three_doors(signed_in):
    text = signed_in.get("/").text
    assert "Drop a bookmaker" in text
    assert "/import/help/" in text


def test_the_overview_says_what_betting_cost(signed_in, alice):
    create_bet(owner=alice, status=Status.WON, stake="10", profit="15", selection="Carlton")
    create_bet(owner=alice, status=Status.LOST, stake="40")
    text = " ".join(signed_in.get("/").text.split())
    assert "betting cost you" in text
    assert "$25.00" in text
    assert "$15.00" in text  # what the winning slips alone suggest


def test_the_page_and_the_command_tell_the_same(signed_in, alice, capsys):
    for number in range(12):
        status = Status.WON if number % 3 == 0 else Status.LOST
        create_bet(owner=alice, status=status, stake="10", profit="11.25" if number % 3 == 0 else None)
    call_command("figures", user=alice.email, json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["bets"], told["won"], told["lost"]) == (12, 4, 8)
    assert told["profit"] == "-35.00"
    assert told["yield"] == "-0.291667"
    text = signed_in.get("/").text
    assert "\N{MINUS SIGN}$35.00" in text
    assert "\N{MINUS SIGN}29.17%" in text
    assert "$120.00" in text


def test_every_link_of_the_overview_opens_the_bets_it_counts(signed_in, alice):
    create_bet(owner=alice, status=Status.WON, sport="tennis", market="total")
    create_bet(owner=alice, status=Status.LOST)
    create_bet(owner=alice, status=Status.UNDECIDED)
    links = {html.unescape(link) for link in re.findall(r'href="(/bets/[^"]*)"', signed_in.get("/").text)}
    assert len(links) > 8
    for link in links:
        assert signed_in.get(link).status_code == 200, link
    text = signed_in.get("/bets/?sport=tennis").text
    assert "1 bet in AUD" in text


def test_a_chart_carries_its_numbers_and_its_table(signed_in, alice):
    create_bet(owner=alice, status=Status.WON, profit="15")
    text = signed_in.get("/").text
    block = re.search(r'<script type="application/json" id="profit-AUD">(.*?)</script>', text, re.DOTALL)
    figure = json.loads(block[1])
    assert figure["data"][0]["text"] == ["+$15.00"]
    assert figure["data"][0]["customdata"][0].startswith("/bets/?from=2026-03-02")
    assert as_json(figure) == block[1]
    assert "Show as a table" in text


def test_only_the_page_with_charts_allows_inline_styles_and_none_inline_scripts(signed_in, alice):
    create_bet(owner=alice)
    overview = signed_in.get("/").headers["Content-Security-Policy"]
    bets = signed_in.get("/bets/").headers["Content-Security-Policy"]
    assert "style-src 'self' 'unsafe-inline'" in overview
    assert "unsafe" not in bets
    assert "script-src 'self';" in overview + ";"


def test_the_list_sorts_filters_and_pages(signed_in, alice):
    for number in range(60):
        create_bet(owner=alice, stake=f"{number + 1}", ref=f"n{number}", selection=f"Runner {number:02d}")
    first = signed_in.get("/bets/?sort=-stake").text
    assert "Runner 59" in first
    assert "Runner 05" not in first
    address = html.unescape(re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', first)[1])
    assert "Runner 05" in signed_in.get(f"/bets/{address}").text
    assert "Runner 07" in signed_in.get("/bets/?q=Runner 07").text
    assert "There is no status called lucky" in signed_in.get("/bets/?status=lucky").text


def test_htmx_gets_the_table_only(signed_in, alice):
    create_bet(owner=alice, selection="Carlton by 12")
    part = signed_in.get("/bets/", headers={"HX-Request": "true", "HX-Target": "bet-table"}).text
    assert "Carlton by 12" in part
    assert "<html" not in part


def test_the_list_asks_the_database_little(signed_in, alice, django_assert_max_num_queries):
    for number in range(30):
        create_bet(owner=alice, ref=f"n{number}")
    with django_assert_max_num_queries(20):
        signed_in.get("/bets/")


def test_a_bets_page_says_how_it_was_judged(signed_in, alice):
    bet = create_bet(owner=alice, is_decided_by_rule=True, selection="Blue Gum")
    text = signed_in.get(f"/bets/{bet.pk}/").text
    assert "we conclude that it lost" in text
    assert "Lost (concluded)" in text


def test_many_undecided_bets_are_decided_at_once(signed_in, alice):
    bets = [create_bet(owner=alice, status=Status.UNDECIDED, stake="5") for _ in range(3)]
    left = create_bet(owner=alice, status=Status.UNDECIDED, stake="5", ref="left")
    response = signed_in.post(
        "/bets/decide/", {"outcome": "lost", "bet": [str(bet.pk) for bet in bets]}, follow=True
    )
    assert "3 bets are now lost" in response.text
    assert {bet_of(alice, bet.pk).status for bet in bets} == {Status.LOST}
    assert bet_of(alice, bets[0].pk).profit_micro == -5_000_000
    assert bet_of(alice, left.pk).status == Status.UNDECIDED


def test_nothing_chosen_is_said_and_changes_nothing(signed_in, alice):
    bet = create_bet(owner=alice, status=Status.UNDECIDED)
    assert "Choose at least one bet" in signed_in.post("/bets/decide/", {"outcome": "lost"}, follow=True).text
    assert bet_of(alice, bet.pk).status == Status.UNDECIDED


def test_another_persons_bets_cannot_be_decided(signed_in, bob):
    bet = create_bet(owner=bob, status=Status.UNDECIDED)
    signed_in.post("/bets/decide/", {"outcome": "lost", "bet": [str(bet.pk)]})
    assert bet_of(bob, bet.pk).status == Status.UNDECIDED


def test_the_truth_card_tells_the_proof(signed_in, alice):
    create_bet(owner=alice)
    with acting_as(alice):
        Upload.objects.create(
            owner=alice,
            filename="a.csv",
            sha256="0" * 64,
            size=1,
            state="processed",
            proof_status="proved",
            proof_rows=1204,
            finished_at=datetime(2026, 3, 3, tzinfo=UTC),
        )
    assert "proved to the cent across 1,204 rows" in " ".join(signed_in.get("/").text.split())
