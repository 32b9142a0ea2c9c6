"""The PDF opened again: the figures are the pages', charts are lines, fonts are inside, names are no boxes."""

import re
from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pypdfium2 as pdfium
import pytest
from django.urls import reverse
from django.utils.safestring import mark_safe
from pypdf import PdfReader

from analytics.figures import by_bookmaker, by_currency
from analytics.filters import Filter
from analytics.reports import making
from analytics.reports.models import Kind
from analytics.reports.pdf import fonts, geometry
from analytics.reports.pdf.blocks import plain
from analytics.reports.progress import Quiet
from analytics.series import Point
from analytics.tests.factories import create_transfer
from analytics.tests.reports.factories import ask, fresh, made, march
from bets.models import Status
from bets.tests.factories import START, create_bet
from imports.tests.books import take
from imports.tests.exports import statement
from web.context import acting_as
from web.preferences import Preferences, preferred
from web.templatetags.show import money, signed_money

pytestmark = pytest.mark.django_db
SYDNEY = ZoneInfo("Australia/Sydney")
NAMES = ["Žalgiris", "Παναθηναϊκός", "北京国安", "Спартак", "ひろしま", "서울", "ไทย"]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def book(alice):
    """A hundred bets in March and April, with money put in and taken out, in two currencies."""
    create_transfer(owner=alice, amount="1234.50")
    create_transfer(owner=alice, amount="210", kind="withdrawal", at=START + timedelta(days=9))
    for number in range(100):
        create_bet(
            owner=alice,
            ref=f"n{number}",
            status=Status.WON if number % 3 == 0 else Status.LOST,
            stake=str(10 + number % 7),
            placed_at=START + timedelta(hours=13 * number),
            sport=["tennis", "basketball", ""][number % 3],
            odds=Decimal("1.5") + number % 5,
        )
    create_bet(owner=alice, ref="pounds", currency="GBP", stake="33.33")
    return alice


def words(path):
    """The paper's text in one line; spaces and breaks are the typesetter's."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def squeezed(text):
    return re.sub(r"\s", "", text)


def test_figures_are_those_of_the_overview(client, book):
    path = made(book, "pdf", asked=march(), kind=Kind.MONTH)[1]
    told = squeezed(words(path))
    with acting_as(book):
        totals = by_currency(by_bookmaker(book, march(), SYDNEY))
    assert [total.currency for total in totals] == ["AUD", "GBP"]
    client.force_login(book)
    page = client.get(reverse("overview:home"), {"from": "2026-03-01", "to": "2026-03-31"}).content.decode()
    shown = squeezed(plain(mark_safe(page)))
    with preferred(Preferences(currency="AUD")):
        for total in totals:
            c = total.currency
            figures = [signed_money(total.profit_micro, c), f"{total.won}/{total.lost}"]
            figures += [money(total.turnover_micro, c), money(total.balance_micro, c)]
            for figure in figures:
                assert squeezed(figure) in told
                assert squeezed(figure) in shown
    assert squeezed("you put in $1,234.50 and took out $210.00") in told
    assert squeezed("you put in $1,234.50 and took out $210.00") in shown


def test_the_bars_and_the_table_add_up_to_the_profit(alice):
    take(alice, statement(20, first=0, last=60))
    path = made(alice, "pdf")[1]
    with acting_as(alice):
        (total,) = by_currency(by_bookmaker(alice, Filter(), SYDNEY))
    with preferred(Preferences(currency="AUD")):
        profit = signed_money(total.profit_micro, "AUD")
    told = words(path)
    assert f"The running total ends at {profit}." in told
    assert "proved" in told
    assert "Result of settled bets" in told


def test_it_has_outline_contents_page_numbers_and_says_what_it_is(book):
    report, path = made(book, "pdf", has_harm=True)
    paper = PdfReader(path)
    titles = [entry.title for entry in paper.outline if not isinstance(entry, list)]
    for title in ("Result, AUD", "Profit over time, AUD", "Break-downs, GBP", "Money with bookmakers",
                  "Skill or luck, AUD", "Patterns", "Measures and what they mean"):  # fmt: skip
        assert title in titles
    pages = len(paper.pages)
    assert 5 < pages < 30
    first, last = paper.pages[0].extract_text(), paper.pages[-1].extract_text()
    assert "Contents" in first
    assert "Australia/Sydney" in first
    assert f"Page {pages} of {pages}" in last
    assert paper.metadata.title == "Betting report, The whole time"
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == "en"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_charts_are_drawn_and_every_font_is_inside(book):
    paper = PdfReader(made(book, "pdf")[1])
    strokes = 0
    for page in paper.pages:
        assert not list(page.images)
        strokes += len(re.findall(rb"\b[lc]\n", page.get_contents().get_data()))
        for font in page["/Resources"].get("/Font", {}).values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & descriptor.keys()
            assert re.match(r"/[A-Z]{6}\+", font.get_object()["/BaseFont"])  # a subset: only the signs used
    assert strokes > 100
    figures = [one for one in tagged(paper.trailer["/Root"]["/StructTreeRoot"]) if one.get("/S") == "/Figure"]
    said = [str(one.get("/Alt", "")) for one in figures]
    assert any(each.startswith("The running total ends at") for each in said)
    assert all(said)


def tagged(node):
    """Every structure element below."""
    for kid in kids(node):
        yield kid
        yield from tagged(kid)


def kids(node):
    found = node.get("/K", [])
    every = found if isinstance(found, list) else [found]
    return [each for each in (one.get_object() for one in every) if isinstance(each, dict) and "/S" in each]


def test_names_of_all_scripts_are_written_and_none_is_a_silent_box(alice):
    for number, name in enumerate([*NAMES, "\U0001d538 odd sign"]):
        create_bet(owner=alice, selection=name, stake=str(10 + number))
    create_bet(owner=alice, selection="\U0001d538\u202e won", status=Status.WON)
    told = words(made(alice, "pdf")[1])
    for name in NAMES[-2:]:  # the five largest losses are named
        assert name in told
    assert "[U+1D538] odd sign" in told
    assert "Signs that could not be drawn" in told
    assert "\u202e" not in told


def test_every_script_we_name_is_covered_and_what_is_not_is_counted():
    pen = fonts.Pen()
    texts = [*NAMES, "الهلال", "ליברפול", "हिन्दी", "🏀 −½ ₿ ₫ ₹", "Ողջույն", "A\tB"]
    assert [pen.text(text) for text in texts[:-1]] == texts[:-1]
    assert pen.text(texts[-1]) == "A B"
    assert pen.unknown == {}
    assert pen.write({"a": ["\U0001d538\U0001d538"]}) == {"a": ["[U+1D538][U+1D538]"]}
    assert pen.unknown == {"\U0001d538": 2}


def test_text_is_never_markup(alice):
    name = '#panic("x") *bold* $x$ <label> @ref \\ `raw` // gone'
    create_bet(owner=alice, selection=name, status=Status.WON)
    told = squeezed(words(made(alice, "pdf")[1]))
    at = told.index("#panic")
    assert told[at : at + len(squeezed(name))] == squeezed(name)


def test_the_same_book_at_the_same_moment_makes_the_same_bytes(book, tmp_path):
    report = fresh(ask(book, "pdf"))
    for name in "ab":
        making.write(report, tmp_path / name, Quiet())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.thorough
def test_no_name_unless_asked_for_and_no_amount_when_hidden(book):
    assert "alice@example.com" not in words(made(book, "pdf")[1])
    assert b"alice" not in made(book, "pdf")[1].read_bytes()
    named = PdfReader(made(book, "pdf", has_name=True)[1])
    assert "alice@example.com" in named.pages[0].extract_text()
    assert named.metadata.author == "alice@example.com"
    hidden = words(made(book, "pdf", is_masked=True)[1])
    assert "Amounts are hidden" in hidden
    assert not re.search(r"[$£]\s?\d", hidden)
    assert "strike rate" in hidden


@pytest.mark.thorough
def test_harm_stands_there_only_when_ticked_and_income_never(book):
    from analytics.harm.models import Circumstances

    with acting_as(book):
        Circumstances.objects.create(owner=book, income_micro=4_321_000_000, currency="AUD", country="AU")
    assert "A pattern, not a diagnosis" not in words(made(book, "pdf")[1])
    told = words(made(book, "pdf", has_harm=True)[1])
    assert "A pattern, not a diagnosis" in told
    assert "4,321" not in told


def test_a_filter_is_told_and_leaves_out_what_belongs_to_no_sport(book):
    told = words(made(book, "pdf", asked=Filter(sport="tennis"))[1])
    assert "sport tennis" in told
    assert "Money with bookmakers" not in told


def test_an_empty_book_makes_a_paper_too(alice):
    told = words(made(alice, "pdf")[1])
    assert "No bet was settled in these days" in told


# --- Geometry, pure --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 0, [0]),
        (-3, 7, [-4, -2, 0, 2, 4, 6, 8]),
        (0, 100, [0, 20, 40, 60, 80, 100]),
        (-950, 0, [-1000, -800, -600, -400, -200, 0]),
        (5, 9, [0, 2, 4, 6, 8, 10]),
    ],
)
def test_ticks_are_round_hold_everything_and_zero(low, high, expected):
    assert geometry.ticks(low, high, 6) == expected


def test_the_fall_is_measured_from_the_highest_total_so_far():
    assert geometry.under_the_peak([5, 3, 9, -1, 8]) == [0, -2, 0, -10, -1]
    assert geometry.under_the_peak([-4, -2]) == [-4, -2]


def test_lines_begin_at_zero_and_columns_at_the_zero_line():
    day = START.date()
    points = [
        Point(day + timedelta(days=n), day + timedelta(days=n), micro, 0, 1)
        for n, micro in enumerate([10, -5])
    ]
    drawn = geometry.lines(points, [10, 5], say=str)
    assert drawn["points"] == [["0.00000", "0.00000"], ["0.50000", "1.00000"], ["1.00000", "0.50000"]]
    assert [tick["label"] for tick in drawn["grid"]] == ["0", "2", "4", "6", "8", "10"]
    bars = geometry.columns(points, say=str, is_masked=True)
    assert [bar["tone"] for bar in bars["bars"]] == ["gain", "loss"]
    assert [bar["y"] for bar in bars["bars"]] == ["1.00000", "0.00000"]
    assert {tick["label"] for tick in bars["grid"]} == {""}


def test_columns_stand_where_they_lie_in_time_and_names_keep_apart():
    day = START.date()
    days = [day + timedelta(days=n) for n in (0, 1, 2, 7, 9)]
    drawn = geometry.columns([Point(one, one, 10, 0, 1) for one in days], say=str)
    assert [bar["x"] for bar in drawn["bars"]] == ["0.01500", "0.11500", "0.21500", "0.71500", "0.91500"]
    assert {bar["w"] for bar in drawn["bars"]} == {"0.07000"}
    assert [label["label"] for label in drawn["labels"]] == ["2 Mar 26", "4 Mar 26", "9 Mar 26", "11 Mar 26"]
    assert geometry.columns([], say=str)["bars"] == []
    assert geometry.lines([], [], say=str)["labels"] == []


def test_every_page_has_ink_and_none_at_its_edges(alice):
    long = "Unusuallylongnamewithoutanyspace" * 4
    for number in range(12):
        create_bet(
            owner=alice,
            ref=f"n{number}",
            stake="99999999.99",
            selection=long,
            competition=long,
            currency="GBP",
        )
    path = made(alice, "pdf", has_harm=True)[1]
    for page in pdfium.PdfDocument(path):
        drawn = page.render(scale=1).to_numpy().min(axis=2)  # a pixel a point; the margins are 57 of them
        assert (drawn < 128).sum() > 100
        assert drawn[:, :50].min() > 250
        assert drawn[:, -50:].min() > 250
        assert drawn[-25:, :].min() > 250
