"""Every example is worked out and held against the figure worked out by hand."""

import re

import pytest
from django.template import Context, Template

from bets.knowledge.examples import SETTLING, evaluate, sentence
from bets.knowledge.pages import named, pages, rules, search
from web.numbers import MINUS

PAGES = list(pages().values())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_the_example_says_what_was_worked_out_by_hand(page):
    told = page.example
    found = evaluate(told)
    figure = (found["profit"] if told["call"] in SETTLING else found["value"]).replace(MINUS, "-")
    assert figure == told["expect"]
    assert re.search(r"\{(returned|profit|turnover|value)\}", told["say"]), (
        "an example without a figure of ours"
    )
    assert "{" not in sentence(told)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if "lines" in page.example], ids=lambda page: page.slug
)
def test_a_system_has_as_many_lines_as_its_page_says(page):
    stake = page.example["stake"]
    assert stake == "1"
    assert evaluate(page.example)["staked"] == str(page.example["lines"])


def test_no_word_leads_to_two_pages():
    words = [word.casefold() for page in PAGES for word in {page.title.casefold(), page.slug, *page.terms}]
    assert len(words) == len(set(words))


def test_rules_belong_to_pages_and_name_their_source():
    for rule in rules():
        assert rule.page in pages()
        assert rule.source
        assert not rule.url or rule.url.startswith("https://")


@pytest.mark.parametrize(("asked", "slug"), [("vig", "overround"), ("ACCA", "multi"), ("rule 4", "rule-4")])
def test_search_finds_by_every_word(asked, slug):
    assert slug in [page.slug for _, found in search(asked) for page in found]


def test_a_term_leads_to_its_page():
    shown = Template('{% load terms %}{% term "Yield" %}').render(Context())
    assert shown == '<a class="term" href="/learn/yield/">Yield</a>'
    with pytest.raises(KeyError):
        Template('{% load terms %}{% term "nothing of the sort" %}').render(Context())
    assert named()["free bet"].slug == "bonus-bet"


@pytest.mark.django_db
def test_everybody_may_read_every_page(client, alice):
    for _ in range(2):
        assert "Betting, explained" in client.get("/learn/").text
        for page in PAGES:
            answer = client.get(f"/learn/{page.slug}/")
            assert answer.status_code == 200
            assert page.title in answer.text
        client.force_login(alice)
    assert client.get("/learn/nothing/").status_code == 404
    assert "No page has that word" in client.get("/learn/", {"q": "zzz"}).text
