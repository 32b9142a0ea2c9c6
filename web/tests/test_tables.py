"""Lists as they are rendered."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from time import perf_counter
from types import SimpleNamespace

from django.http import QueryDict
from django.template import engines

from accounts.models import User
from accounts.tests.factories import create_user
from web import keyset, tables
from web.tables import Empty


class BetTable(tables.Table):
    caption, name = "Bets", "bet-table"
    empty = Empty("No bets yet", "They come from your bookmaker.", "/import/", "Import a file")
    placed = tables.When("Placed", "placed_at")
    event = tables.Text("Event", "event.name", is_link=True)
    odds = tables.Odds("Odds", "odds", is_minor=True)
    stake = tables.Money("Stake", "stake_micro", is_minor=True)
    profit = tables.Gain("Profit", "profit_micro")
    mine = tables.Text("Mine")

    def row_url(self, record):
        return f"/bets/{record.pk}/"

    def render_mine(self, record, value):
        return f"<{record.pk}>"


class PeopleTable(tables.Table):
    caption, name = "People", "people"
    email = tables.Text("E-mail", "email", sort="email")
    joined = tables.When("Joined", "joined_at", sort="joined", is_descending_first=True)
    plain = tables.Text("Plain", "name")


SORTS = keyset.Sorts({"email": keyset.Column("email"), "joined": keyset.Column("joined_at")}, "-joined")


def bet(number=1, event="Carlton v Geelong", profit=-20_000_000):
    return SimpleNamespace(
        pk=number,
        placed_at=datetime(2026, 3, 1, tzinfo=UTC),
        event=SimpleNamespace(name=event) if event else None,
        odds=Decimal("1.91"),
        stake_micro=20_000_000,
        profit_micro=profit,
        currency="AUD",
        mine=None,
    )


def render(table, rf) -> str:
    source = "{% load render_table from django_tables2 %}{% render_table table %}"
    return engines["django"].from_string(source).render({"table": table}, rf.get("/"))


def people(query=""):
    page = keyset.paginate(User.objects.all(), QueryDict(query), sorts=SORTS, size=3)
    return PeopleTable(page)


def test_a_row_is_one_real_link(rf):
    html = render(BetTable([bet(7)]), rf)
    assert html.count('<a class="row-link"') == 1
    assert '<a class="row-link" href="/bets/7/">Carlton v Geelong</a>' in html


def test_what_comes_from_a_file_is_escaped(rf):
    html = render(BetTable([bet(event="<script>alert(1)</script>")]), rf)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "&lt;1&gt;" in html  # also what a table's own render method returns


def test_a_missing_part_of_a_path_is_a_dash_and_no_error(rf):
    assert 'class="missing"' in render(BetTable([bet(event=None)]), rf)


def test_numbers_stand_to_the_right_and_the_last_is_the_phones_figure(rf):
    html = render(BetTable([bet()]), rf)
    assert re.search(r'<td class="num minor" data-label="Stake">\$20.00', html.replace("A$", "$"))
    assert re.search(r'<td class="num figure" data-label="Profit"><span class="gain is-loss">', html)


def test_an_empty_list_says_what_to_do(rf):
    html = render(BetTable([]), rf)
    assert "No bets yet" in html
    assert 'href="/import/"' in html
    assert "<table" not in html


def test_headings_are_plain_links_and_say_how_the_list_is_sorted(db, rf):
    create_user(email="a@example.com")
    html = render(people("sort=-joined&q=x"), rf)
    assert 'aria-sort="descending"><a href="?sort=joined&amp;q=x">Joined</a>' in html
    assert '<a href="?sort=email&amp;q=x">E-mail</a>' in html
    assert re.search(r'<th scope="col" class="">Plain</th>', html)


def test_pages_are_plain_links_and_the_list_can_be_searched_by_date(db, rf):
    for number in range(7):
        create_user(email=f"p{number}@example.com")
    html = render(people(), rf)
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html
    assert '<input type="date"' in html
    assert '<input type="hidden" name="sort" value="-joined">' in html


def test_a_list_sorted_by_something_else_still_offers_its_own_dates(db, rf):
    for number in range(7):
        create_user(email=f"p{number}@example.com")
    assert '<input type="hidden" name="sort" value="-joined">' in render(people("sort=email"), rf)


def test_fifty_rows_take_a_few_milliseconds(rf):
    table = BetTable([bet(number) for number in range(50)])
    render(table, rf)
    took = []
    for _ in range(5):
        started = perf_counter()
        render(BetTable([bet(number) for number in range(50)]), rf)
        took.append(perf_counter() - started)
    assert min(took) < 0.05, f"{min(took) * 1000:.1f} ms"
