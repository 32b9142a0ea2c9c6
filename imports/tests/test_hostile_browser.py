"""A file full of markup is imported, and every page it reaches is opened in a browser: nothing of it comes alive."""

import csv
import io
import re
from collections import Counter
from itertools import islice

import pytest
from django.urls import reverse

from accounts.tests.factories import PASSWORD, create_user
from imports import generator, intake, pipeline
from imports.models import State, Upload
from imports.tests.files import taken_apart
from web.context import acting_as

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases=["default", "staff"])]

HURT = "document.documentElement.dataset.hurt=1;alert(1)"
MARKUP = (
    f"<script>{HURT}</script>",
    f"<img src=x onerror={HURT}>",
    f'"><svg onload={HURT}>',
    f"'-{HURT}-'",
    f"</td></table></textarea></title><script>{HURT}</script>",
    f"<a href=javascript:{HURT} autofocus onfocus={HURT}>x</a>",
    "{{7*7}}{% debug %}${7*7}<%=7*7%>",
    "<!--",
    f"<template><iframe srcdoc='<script>{HURT}</script>'>",
)
ALIVE = "[data-hurt], img[src=x], svg[onload], [onerror], [onfocus], iframe[srcdoc], a[href^='javascript:']"
MOST_PAGES, EACH = 200, 3
LEAVE = re.compile(
    r"/(accounts|admin|settings|static|extension)/|logout|\.(csv|zip|json)|/(rejects|breaks|export)"
)


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def hostile_sportsbet():
    """Sportsbet rows whose summaries, and some other cells, are markup."""
    export = taken_apart(generator.make("sportsbet", 30, 1))
    summary, kind = export.column("summary"), export.column("type")
    for place, row in enumerate(export.rows):
        bad = MARKUP[place % len(MARKUP)]
        row[summary] = f"{bad} v {bad}\n{bad}\n{bad} @ 1.50 (Win)" if "@" in row[summary] else bad
        if place % 10 == 9:
            row[kind] = bad
    return export.data()


def hostile_tracker(slug):
    """A tracker's bets whose texts are all markup."""
    export = taken_apart(generator.make(slug, 20, 1))
    for place, row in enumerate(export.rows):
        for column, cell in enumerate(row):
            is_text = re.search(r"[A-Za-z]{3}.* ", cell) and not re.match(r"\d{4}-|\d\d/", cell)
            row[column] = MARKUP[(place + column) % len(MARKUP)] if is_text else cell
    return export.data()


def unknown():
    """A table no format knows, with markup in its header."""
    out = io.StringIO()
    csv.writer(out).writerows([list(MARKUP[:3]), ["1", "2", "3"]])
    return out.getvalue().encode()


FILES = {
    f"<img src=x onerror={HURT}>.csv": hostile_sportsbet(),
    f"<script>{HURT}<.csv": hostile_tracker("pikkit"),
    '"><svg onload=alert(1)>.csv': hostile_tracker("bet-analytix"),
    "{{7*7}}.csv": unknown(),
}


def imported(owner):
    """All files, taken in or refused; the states they came to."""
    states = []
    for name, data in FILES.items():
        upload = intake.receive(user=owner, filename=name, chunks=[data])
        pipeline.run(upload_id=upload.pk, user_id=owner.pk, attempt=0)
        with acting_as(owner):
            states.append(Upload.objects.get(pk=upload.pk).state)
    return states


@pytest.mark.slow
def test_no_page_brings_a_file_to_life(live, page, console_errors):
    dora = create_user(email="dora@example.com")
    assert imported(dora) == [State.PROCESSED, State.PROCESSED, State.PROCESSED, State.FAILED]
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{live.url}{reverse('imports:list')}")
    page.fill("[name=login]", "dora@example.com")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{reverse('imports:list')}")

    met, queue, shown = Counter(), [page.url], set()
    for address in islice(taken_from(queue), MOST_PAGES):
        answer = page.goto(address, wait_until="load")
        assert answer.status < 500, address
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert page.locator(ALIVE).count() == 0, address
        if "onerror=" in page.inner_text("body"):
            shown.add(re.sub(r"\d+", "0", address.removeprefix(live.url).partition("?")[0]))
        found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href.split('#')[0])")
        queue += [link for link in interesting(found, live.url, met) if link not in queue]
    assert shown >= {
        reverse("imports:list"),
        reverse("bets:list"),
        "/import/0/",
        "/bets/0/",
    }  # there to be read
    assert dialogs == []
    assert [error for error in console_errors if "status of 4" not in error] == []


def taken_from(queue):
    """The first of the queue, as long as there is one; the queue may grow meanwhile."""
    while queue:
        yield queue.pop(0)


def interesting(links, site, met):
    """Links of the site that were not met, three of each kind: pages that differ only by numbers are alike."""
    wanted = []
    for link in dict.fromkeys(links):
        path, _, query = link.removeprefix(site).partition("?")
        kind = re.sub(r"\d+", "0", path) + "?" + ",".join(re.findall(r"(\w+)=", query))
        if link.startswith(site) and not LEAVE.search(path) and met[kind] < EACH:
            met[kind] += 1
            wanted.append(link)
    return wanted
