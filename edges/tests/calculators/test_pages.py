"""The pages: for everybody, without script, the address is the question, and the answer is the API's."""

import html
import re

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from edges.calculators import CALCULATORS
from edges.calculators.asking import Wrong, asked
from edges.calculators.shown import Question
from edges.tests.calculators.test_api import post, texts

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "answer"}


@pytest.fixture(autouse=True)
def _no_limit(settings):
    settings.RATE_LIMITS = {}


def words(response):
    """The text of the answer."""
    part = re.search(r'<section[^>]*id="answer".*?</section>', response.text, re.DOTALL)[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", part)).replace("\N{MINUS SIGN}", "-").split())


def test_everybody_finds_all_of_them(client, alice):
    for user in (None, alice):
        if user:
            client.force_login(user)
        listed = client.get("/calculators/").text
        for slug in CALCULATORS:
            address = reverse(f"calculators:{slug}")
            assert f'href="{address}"' in listed
            response = client.get(address)
            assert response.status_code == 200
            assert "An example" in response.text
    assert 'href="/calculators/"' in Client().get("/").text
    assert 'href="/calculators/"' in Client().get("/accounts/login/").text
    assert 'aria-current="page">Calculators' in client.get("/calculators/").text


@pytest.mark.parametrize("one", CALCULATORS.values(), ids=lambda one: one.slug)
def test_the_address_of_the_example_asks_the_example(client, one):
    example, again = Question(one, QueryDict("")), None
    again = Question(one, QueryDict(example.address))
    assert again.is_asked
    assert one.answer_to(again.data) == one.answer_to(one.example)
    assert again.address == example.address
    shown = client.get(f"/calculators/{one.slug}/?{example.address}")
    assert "An example" not in shown.text
    assert words(shown)


@pytest.mark.parametrize(
    ("address", "body", "figures"),
    [
        ("devig/?odds=2.6+2.4+4.3&method=shin", {"odds": "2.6 2.4 4.3", "method": "shin"}, ["probabilities"]),
        ("matched-bet/?stake=100&back_odds=3&lay_odds=2.9&commission_percent=2",
         {"stake": "100", "back_odds": "3", "lay_odds": "2.9", "commission_percent": "2"},
         ["lay_stake", "liability", "if_back_wins", "if_lay_wins"]),
        ("hedge/?odds=3&hedge_odds=2&stake=50", {"odds": "3", "hedge_odds": "2", "stake": "50"},
         ["hedge_stake", "if_wins", "if_loses", "value"]),
        ("arbitrage/?odds=2.1&odds=2.05&amount=1000", {"legs": [{"odds": "2.1"}, {"odds": "2.05"}], "amount": "1000"},
         ["staked", "worst_profit"]),
        ("multi/?system=patent&odds=3&odds=4&odds=6&outcome=won&outcome=lost",
         {"system": "patent", "legs": [{"odds": "3"}, {"odds": "4", "outcome": "lost"}, {"odds": "6"}]},
         ["returned", "profit", "staked"]),
        ("each-way/?odds=8/1&outcome=placed", {"odds": "8/1", "outcome": "placed"}, ["returned", "profit"]),
        ("odds-converter/?odds=-110", {"odds": "-110"}, ["decimal", "american", "fractional", "malay"]),
        ("kelly/?odds=2.1&probability=55%25&fraction=0.5",
         {"bets": [{"odds": "2.1", "probability": "55%"}], "fraction": "0.5"}, ["total"]),
    ],
)  # fmt: skip
def test_page_and_api_tell_the_same(client, address, body, figures):
    shown, told = words(client.get(f"/calculators/{address}")), post(address.partition("/")[0], body).json()
    for name in figures:
        values = told[name] if isinstance(told[name], list) else [told[name]]
        for value in values:
            text = f"{100 * round(float(value), 4):.2f}%" if name == "probabilities" else value
            text = f"{float(value):,.2f}" if re.fullmatch(r"-?\d{4,}\.\d\d", text) else text
            assert text in shown, (name, text, shown)


def test_an_error_stands_beside_its_field_and_says_so_to_programs(client):
    response = client.get("/calculators/kelly/?odds=2.1&probability=120&bankroll=x")
    assert response.status_code == 422
    assert re.search(r'id="id_probability_1_error">From 0 to 100\.<', response.text)
    assert re.search(r'id="id_bankroll_error">This is not an amount', response.text)
    assert '<a href="#id_bankroll">Bankroll</a>' in response.text
    assert 'value="120"' in response.text


def test_while_typing_only_the_answer_and_the_errors_come(client):
    response = client.get("/calculators/devig/?odds=2.6+2.4&method=shin&winners=1", headers=HTMX)
    assert response.status_code == 422
    assert "<html" not in response.text
    assert re.search(r'id="id_odds_error" hx-swap-oob="true">[^<]*no margin', response.text)
    good = client.get("/calculators/devig/?odds=2.6+2.4+4.3&method=shin&winners=1", headers=HTMX)
    assert re.search(r'id="id_odds_error" hx-swap-oob="true"></p>', good.text)
    assert good["HX-Replace-Url"] == "/calculators/devig/?odds=2.6+2.4+4.3&method=shin"


def test_lines_are_added_and_empty_ones_do_not_count(client):
    address = "/calculators/multi/?odds=2&odds=&odds=x&outcome=won&outcome=won&outcome=won&shown=3"
    plain = client.get(f"{address}&add=1")
    assert plain.text.count('class="row-number"') == 4
    assert re.search(r'id="id_odds_3_error">[^<]+2\.60', plain.text)
    partial = client.get(f"{address}&add=1", headers=HTMX).text
    assert 'id="calc-rows" hx-swap-oob="true"' in partial
    assert partial.count('class="row-number"') == 4
    assert 'id="calc-rows" hx-swap-oob' not in client.get(address, headers=HTMX).text
    chosen = client.get("/calculators/multi/?system=yankee&odds=2&shown=3", headers=HTMX).text
    assert chosen.count('class="row-number"') == 4
    assert "This bet has 4 selections, here are 1." in chosen


def test_amounts_are_shown_to_those_who_hide_theirs(client, alice):
    alice.mask_amounts = True
    alice.odds_format = "fractional"
    alice.save()
    client.force_login(alice)
    shown = words(client.get("/calculators/arbitrage/?odds=2.5&odds=2.05&amount=1000"))
    assert "549.45" in shown
    assert "3/2" in shown
    assert "•••" not in shown


def test_what_is_typed_is_shown_as_text(client):
    response = client.get("/calculators/devig/", {"odds": '"><script>alert(1)</script>'})
    assert response.status_code == 422
    assert "<script>alert" not in response.text


def test_other_words_in_an_address_do_no_harm(client):
    assert client.get("/calculators/odds-converter/?odds=2.5&utm_source=x&shown=zz&add=").status_code == 200
    assert client.get("/calculators/nothing/").status_code == 404


@settings(max_examples=100)
@given(st.data(), st.sampled_from(sorted(CALCULATORS)), st.booleans())
def test_no_address_breaks_a_page(data, slug, is_htmx):
    one = CALCULATORS[slug]
    names = [name for name, each in asked(one.asked).items() if not each.rows] + ["shown", "add", "x"]
    for each in asked(one.asked).values():
        names += list(asked(each.rows)) if each.rows else []
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(names), texts.map(str)), max_size=30))
    query = QueryDict(mutable=True)
    if data.draw(st.booleans()):
        query.update(QueryDict(Question(one, QueryDict("")).address))
    for name, text in pairs:
        query.appendlist(name, text)
    response = Client().get(f"/calculators/{slug}/?{query.urlencode()}", headers=HTMX if is_htmx else {})
    assert response.status_code in {200, 422}
    question = Question(one, QueryDict(query.urlencode()))
    try:
        answer = one.answer_to(question.data)
    except Wrong:
        assert response.status_code == 422
    else:
        assert response.status_code == 200
        if question.address:
            again = Question(one, QueryDict(question.address))
            assert one.answer_to(again.data) == answer


def test_pages_are_counted_by_address(client, settings):
    settings.RATE_LIMITS = {"calculator": "1/m"}
    answers = [client.get("/calculators/odds-converter/?odds=2").status_code for _ in range(2)]
    assert answers == [200, 429]
