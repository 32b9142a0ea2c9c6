"""The pages about bets as a person uses them, without and with HTMX."""

import html
import json
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from analytics.figures import by_bookmaker
from analytics.filters import Filter
from analytics.overview import picture
from analytics.swings import Swings
from analytics.tests.factories import create_told_bet, create_transfer
from analytics.truth import truths
from bets.models import Bet, Status
from bets.tests.factories import START, create_bet
from treasury.tests.factories import create_account
from web.context import acting_as
from web.figure import as_json
from web.preferences import Preferences, preferred

UTC_ZONE = ZoneInfo("UTC")


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
    with django_assert_max_num_queries(21):
        signed_in.get("/bets/")


def test_a_bets_page_says_how_it_was_judged(signed_in, alice):
    bet = create_bet(owner=alice, is_decided_by_rule=True, selection="Blue Gum")
    text = signed_in.get(f"/bets/{bet.pk}/").text
    assert "we conclude that it lost" in text
    assert "Lost (concluded)" in text


def test_many_undecided_bets_are_decided_at_once(signed_in, alice):
    bets = [create_told_bet(owner=alice, status=Status.UNDECIDED, stake="5") for _ in range(3)]
    left = create_told_bet(owner=alice, status=Status.UNDECIDED, stake="5", ref="left")
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
    create_account(owner=alice, deposits=[5, 4, 3])
    assert "proved to the cent across 3 rows" in " ".join(signed_in.get("/").text.split())


def flat(response):
    return " ".join(response.text.split())


def test_htmx_gets_the_answer_to_a_filter_with_its_totals_and_charts(signed_in, alice):
    create_bet(owner=alice, status=Status.WON, sport="tennis", profit="15")
    create_bet(owner=alice, status=Status.LOST, sport="football")
    asks = {"HX-Request": "true", "HX-Target": "found"}
    overview, bets = (
        signed_in.get("/?sport=Tennis", headers=asks),
        signed_in.get("/bets/?sport=tennis", headers=asks),
    )
    for answer in (overview, bets):
        assert "<html" not in answer.text
        assert '<option value="tennis" selected>' in answer.text
    assert 'id="profit-AUD"' in overview.text
    assert "1 bet in AUD" in bets.text


def test_the_filter_bar_shows_what_it_does_even_where_no_bet_fits(signed_in, alice):
    create_bet(owner=alice, sport="tennis")
    text = flat(signed_in.get("/bets/?sport=cricket"))
    assert '<option value="cricket" selected>Cricket</option>' in text
    assert "No bets fit" in text
    assert "There is no sport called quidditch" in flat(signed_in.get("/?sport=quidditch"))


def test_deposits_are_told_beside_all_bets_but_not_beside_one_sport(signed_in, alice):
    create_transfer(owner=alice, amount="100")
    create_bet(owner=alice, status=Status.LOST, sport="tennis")
    assert "and took out" in flat(signed_in.get("/"))
    text = flat(signed_in.get("/?sport=tennis"))
    assert "and took out" not in text
    assert "these bets cost you" in text


def test_a_bookmaker_without_deposits_is_named_in_the_truth(signed_in, alice):
    create_transfer(owner=alice, amount="100")
    create_bet(owner=alice, status=Status.LOST, stake="10")
    create_bet(owner=alice, status=Status.LOST, stake="7", bookmaker="betfair")
    assert "That includes \N{MINUS SIGN}$7.00 at Betfair" in flat(signed_in.get("/"))


def test_the_balance_stands_beside_deposits_by_quarter_and_not_for_endless_days(signed_in, alice):
    create_transfer(owner=alice, amount="100")
    for number in range(70):
        create_bet(owner=alice, ref=f"n{number}", placed_at=START + timedelta(days=number))
    text = signed_in.get("/?period=quarter").text
    figure = json.loads(re.search(r'id="cash-AUD">(.*?)</script>', text, re.DOTALL)[1])
    assert figure["data"][2]["text"] == ["$100.00", "$100.00"]
    assert "Balance at its end" in text
    text = signed_in.get("/?period=day").text
    figure = json.loads(re.search(r'id="cash-AUD">(.*?)</script>', text, re.DOTALL)[1])
    assert len(figure["data"]) == 2


def test_the_deposits_open_into_their_entries(signed_in, alice):
    create_transfer(owner=alice, amount="100")
    create_transfer(owner=alice, amount="30", kind="withdrawal")
    create_transfer(owner=alice, amount="50", bookmaker="betfair")
    text = flat(signed_in.get("/transfers/?bookmaker=sportsbet"))
    assert "+$100.00" in text
    assert "\N{MINUS SIGN}$30.00" in text
    assert "$50.00" not in text
    assert "put in $100.00" in text
    assert re.search(r'class="row-link" href="/import/[^"]*\d{6}', text)


def test_a_breakdown_in_full_leads_to_its_bets(signed_in, alice):
    create_bet(owner=alice, status=Status.WON, sport="tennis", profit="15")
    text = flat(signed_in.get("/by/?by=sport"))
    assert 'href="/bets/?sport=tennis&amp;currency=AUD"' in text
    assert "+150.0%" in text
    assert "By sport" in signed_in.get("/by/?by=moon").text


def test_a_bar_of_a_filtered_month_opens_no_more_than_the_filter(signed_in, alice):
    create_bet(owner=alice, status=Status.LOST)
    text = html.unescape(signed_in.get("/?from=2026-03-02&to=2026-03-02&period=year").text)
    assert "/bets/?from=2026-03-02&to=2026-03-02&status=settled&currency=AUD" in text


def test_hidden_amounts_stay_hidden_in_charts(signed_in, alice):
    create_bet(owner=alice, status=Status.WON, profit="1234.50")
    with preferred(Preferences(currency="AUD", is_masked=True)):
        with acting_as(alice):
            (story,) = truths(alice, Filter(), UTC_ZONE, by_bookmaker(alice, Filter(), UTC_ZONE))
            drawn = picture(alice, Filter(), UTC_ZONE, story, Swings(), "month")
    assert "1,234.50" not in drawn.profit
    assert '"showticklabels":false' in drawn.profit


def test_the_overview_asks_the_database_little(signed_in, alice, django_assert_max_num_queries):
    for number in range(30):
        create_bet(owner=alice, ref=f"n{number}", currency="GBP" if number % 3 else "AUD")
    with django_assert_max_num_queries(45):
        signed_in.get("/")


def test_every_bet_that_fits_is_decided_not_only_the_page(signed_in, alice):
    bets = [create_told_bet(owner=alice, status=Status.UNDECIDED, ref=f"n{number}") for number in range(60)]
    other = create_told_bet(owner=alice, status=Status.UNDECIDED, bookmaker="betfair")
    answer = signed_in.post(
        "/bets/decide/?bookmaker=sportsbet", {"outcome": "void", "every": "yes"}, follow=True
    )
    assert "60 bets are now void" in answer.text
    assert {bet_of(alice, bet.pk).status for bet in bets} == {Status.VOID}
    assert bet_of(alice, other.pk).status == Status.UNDECIDED


def test_a_conclusion_can_be_overruled(signed_in, alice):
    bet = create_told_bet(owner=alice, is_decided_by_rule=True, selection="Blue Gum")
    assert "Blue Gum" in signed_in.get("/bets/decide/?status=concluded").text
    signed_in.post("/bets/decide/?status=concluded", {"outcome": "open", "bet": [str(bet.pk)]})
    changed = bet_of(alice, bet.pk)
    assert (changed.status, changed.is_decided_by_rule, changed.profit_micro) == (Status.OPEN, False, None)
    assert "Blue Gum" in signed_in.get("/bets/decide/?status=decided").text
