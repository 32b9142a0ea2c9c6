"""The calculators in a real browser: the answer follows while typing, and all of it works without script."""

import re

import pytest
from playwright.sync_api import expect

from edges.calculators import CALCULATORS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_answer_follows_while_typing_and_the_address_keeps_it(live, page, console_errors):
    page.goto(f"{live.url}/calculators/devig/")
    answer = page.get_by_role("region", name="Answer")
    expect(answer).to_contain_text("An example")
    odds = page.get_by_label("Odds of every outcome")
    odds.fill("")
    odds.press_sequentially("1.5 2.74", delay=20)
    expect(answer).to_contain_text("65.32%")
    expect(odds).to_be_focused()
    page.get_by_label("Method").select_option("shin")
    expect(answer.get_by_role("row", name=re.compile("^1.50 66.67% 65.09%"))).to_be_visible()
    expect(page).to_have_url(f"{live.url}/calculators/devig/?odds=1.5+2.74&method=shin")
    odds.fill("1.5 2.7x")
    expect(page.locator("#id_odds_error")).to_contain_text("written as 2.60")
    expect(answer).to_contain_text("Not worked out yet")
    odds.fill("1.5 2.74")
    expect(page.locator("#id_odds_error")).to_be_empty()
    page.reload()
    expect(page.get_by_label("Odds of every outcome")).to_have_value("1.5 2.74")
    expect(answer).to_contain_text("65.09%")
    assert [each for each in console_errors if "422" not in each] == []


def test_lines_come_as_the_bet_needs_them(live, page, console_errors):
    page.goto(f"{live.url}/calculators/multi/")
    answer = page.get_by_role("region", name="Answer")
    page.get_by_label("Bet", exact=True).select_option("yankee")
    expect(page.get_by_role("group", name="Selections 4")).to_be_visible()
    expect(page.locator("#calc-rows_error")).to_contain_text("This bet has 4 selections, here are 3.")
    page.get_by_role("group", name="Selections 4").get_by_label("Odds").fill("evens")
    expect(answer).to_contain_text("11.00")
    page.get_by_label("Stake", exact=True).fill("0.50")
    expect(answer).to_contain_text("5.50")
    page.get_by_role("button", name="Add a line").click()
    page.get_by_role("group", name="Selections 5").get_by_label("Odds").fill("2")
    expect(page.locator("#calc-rows_error")).to_contain_text("here are 5")
    page.get_by_label("Bet", exact=True).select_option("canadian")
    expect(answer).to_contain_text("13.00")
    assert [each for each in console_errors if "422" not in each] == []


def test_it_works_without_script(live, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live.url}/")
    page.get_by_role("link", name="calculators").first.click()
    page.get_by_role("link", name="Kelly stake").click()
    page.get_by_role("button", name="Add a line").click()
    second = page.get_by_role("group", name="Bets 2")
    second.get_by_label("Odds").fill("+200")
    second.get_by_label("Your chance").fill("40%")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("region", name="Answer")).to_contain_text("Stake together")
    assert "probability=40%25" in page.url
    context.close()


def test_nothing_sticks_out(live, page):
    for width in (320, 380, 800, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for slug in ["", *(f"{slug}/" for slug in CALCULATORS)]:
            page.goto(f"{live.url}/calculators/{slug}")
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert over <= 0, (slug, width)


def test_every_input_has_a_name_and_every_error_its_place(live, page):
    for slug in CALCULATORS:
        page.goto(f"{live.url}/calculators/{slug}/")
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("main :is(input:not([type=hidden]), select)")]
                .filter(field => !field.labels.length || !field.getAttribute("aria-describedby").split(" ")
                    .every(id => document.getElementById(id))).map(field => field.id)"""
        )
        assert nameless == []
        doubled = page.evaluate(
            """() => { const ids = [...document.querySelectorAll("[id]")].map(each => each.id);
                return ids.filter((id, place) => ids.indexOf(id) !== place) }"""
        )
        assert doubled == []
