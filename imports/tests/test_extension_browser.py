"""The browser extension at work in Chromium, on recorded pages."""

import csv
import io

import pytest

from imports import extension, sniff
from imports.formats import Options
from imports.mapping.guess import guess
from imports.mapping.mapped import MappedFormat
from web.tests.test_csv_file import FORMULAS

pytestmark = pytest.mark.browser
PAGES = extension.SOURCE / "tests" / "pages"


@pytest.fixture
def reader(page, console_errors):
    """Opens a recorded page with the extension's two scripts in it."""
    scripts = "\n".join((extension.SOURCE / name).read_text() for name in ("extract.js", "collect.js"))

    def load(html=None, name=None):
        if name:
            page.goto((PAGES / f"{name}.html").as_uri())
        else:
            page.set_content(html)
        page.evaluate(f"() => {{ {scripts}; Object.assign(window, {{ betsiteExtract, betsiteCollect }}); }}")
        return page

    yield load
    assert console_errors == []


def found(page):
    return page.evaluate("betsiteExtract.find(document, { now: new Date(2026, 2, 16, 12) })")


def add(page, kept):
    told = page.evaluate("kept => betsiteCollect.merged(kept, betsiteExtract.find(document)[0])", kept)
    return told["collection"], told["added"]


def saved(page, kept):
    return page.evaluate("kept => betsiteCollect.csv(kept)", kept)


EMPTY = {"columns": [], "rows": [], "pages": 0}


# --- Recorded pages -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["table", "cards"])
def test_a_recorded_page_becomes_its_file(reader, name):
    page = reader(name=name)
    kept, _ = add(page, EMPTY)
    text = saved(page, kept)
    assert text.encode() == (PAGES / f"{name}.csv").read_bytes()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert page.evaluate("window.pwned") is None


def test_the_likeliest_list_comes_first_and_layout_is_no_list(reader):
    first, second = found(reader(name="table"))
    assert (first["kind"], first["title"], len(first["rows"])) == ("table", "Settled bets", 4)
    assert second["columns"] == ["Limit", "Now"]
    (only,) = found(reader(name="cards"))
    assert (only["kind"], only["title"]) == ("cards", "My bets")


def test_what_is_hidden_is_not_read(reader):
    texts = str([found(reader(name=name)) for name in ("table", "cards")])
    assert "Never shown" not in texts
    assert "hidden" not in texts
    assert "\u202e" not in texts


def test_pages_are_collected_and_counted_once(reader):
    page = reader(name="paged")
    kept, added = add(page, EMPTY)
    assert added == 3
    assert add(page, kept)[1] == 0
    page.click("#older")
    kept, added = add(page, kept)
    assert added == 2  # one of three was on the first page; two equal ones side by side are two
    page.click("#older")
    kept, added = add(page, kept)
    assert (added, kept["pages"]) == (2, 3)
    page.click("#newer")
    assert add(page, kept)[1] == 0
    assert saved(page, kept).encode() == (PAGES / "paged.csv").read_bytes()


def test_columns_that_only_later_pages_have_are_added(reader):
    page = reader("<p>")
    one = {"columns": ["Stake", "Event"], "rows": [["1", "A v B"]]}
    two = {"columns": ["Event", "Odds", "Stake"], "rows": [["A v B", "", "1"], ["C v D", "2.0", "3"]]}
    kept = page.evaluate(
        "([one, two]) => betsiteCollect.merged(betsiteCollect.merged(betsiteCollect.empty(), one).collection, two)",
        [one, two],
    )
    assert kept["added"] == 1
    assert kept["collection"]["columns"] == ["Stake", "Event", "Odds"]
    assert kept["collection"]["rows"] == [["1", "A v B", ""], ["3", "C v D", "2.0"]]


# --- Layouts --------------------------------------------------------------------------------------------------------
CARD = "<article><h4>{event}</h4><span>{odds}</span><p>Stake: £{stake}</p><em>{result}</em></article>"


def cards(count, **more):
    told = {"event": "A v B", "odds": "2.50", "stake": "5.00", "result": "Won"} | more
    return "".join(CARD.format(**told | {"event": f"Team {n} v Other"}) for n in range(count))


@pytest.mark.parametrize(
    ("said", "cell"),
    [
        ("Today 15:12", "2026-03-16 15:12"),
        ("Yesterday, 9:05", "2026-03-15 9:05"),
        ("20 Mar 2026 • 15:12:42", "20 Mar 2026 15:12:42"),
        ("Sat, 14th March 2026", "14 March 2026"),
        ("@ 2.50", "2.50"),
        ("--", ""),
        ("  a\u00a0\u200b b\n c ", "a b c"),
    ],
)
def test_texts_are_tidied(reader, said, cell):
    assert (
        reader("<p>").evaluate("said => betsiteExtract.tidy(said, new Date(2026, 2, 16, 12))", said) == cell
    )


def slip(head, *legs, foot):
    return f"<li><div>{head}</div>{''.join(f'<div>{leg}</div>' for leg in legs)}<div>{foot}</div></li>"


def spans(*texts):
    return "".join(f"<span>{text}</span>" for text in texts)


# Shapes that bookmakers' lists have: three cards each, and what the first of them must become.
SHAPES = {
    "amounts before their labels, american odds": (
        [
            slip(
                spans("Emus", "+150"),
                spans("Moneyline"),
                spans("Emus @ Roos"),
                foot=spans("$20.00", "TOTAL WAGER")
                + f"<p>{spans(f'${back}.00', 'WON ON QUOKKA')}</p>"
                + f"<p>{spans(f'BET ID: O/0242888/002802{n}', 'PLACED: 11/18/2025 7:39PM ET')}</p>",
            )
            for n, back in ((1, 50), (2, 0), (3, 50))
        ],
        {"Odds": "+150", "Event": "Emus @ Roos", "Total wager": "$20.00", "Returned": "$50.00"},
        [(30_000_000, "won"), (-20_000_000, "lost"), (30_000_000, "won")],
    ),
    "each way, free bets and a result that is also a label": (
        [
            slip(
                spans(f"Coupon ID: 1239577290{n}", f"20 Mar 2026 • 15:12:4{n}"),
                spans(f"Horse {n}", "To Win (E/W 1/5 1-2-3-4)", "1.70"),
                foot=spans(f"Stake: £10.00{bonus}", f"Payout: £{back}.00", said),
            )
            for n, back, said, bonus in ((1, 0, "Lost", " Free bet"), (2, 11, "Placed", ""), (3, 17, "Won", ""))
        ],
        {"Bet id": "12395772901", "Date": "20 Mar 2026 15:12:41", "Free bet": "Yes", "Stake": "£10.00"},
        [(0, "lost"), (1_000_000, "placed"), (7_000_000, "won")],
    ),
    "numbers without a currency under named labels": (
        [
            slip(
                spans(f"Bet no.#202007738{n}", f"Settled - {said}"),
                "<b>Novak v Jannik</b><i>Money Line</i>",
                "<label>Odds</label><b>1.95</b><label>Risk</label><b>20.00</b><label>Win</label><b>19.00</b>",
                foot=f"<time>2026-02-0{n} 10:00</time>",
            )
            for n, said in ((1, "Win"), (2, "Loss"), (3, "Win"))
        ],
        {"Bet id": "2020077381", "Result": "Settled - Win", "Risk": "20.00", "To win": "19.00", "Odds": "1.95"},
        [(19_000_000, "won"), (-20_000_000, "lost"), (19_000_000, "won")],
    ),
    "classes that differ with the result": (
        [
            slip(
                spans("£5.00 Single", "Roos", said),
                spans("Roos v Cats", "2.10", "14/03/2026 15:00"),
                foot=f"<p>Stake <b>£5.00</b></p>{bonus}<p>Net Return <b>£{back}</b></p>",
            ).replace("<li>", f"<li class='a1 item-{said}'>")
            for said, back, bonus in (
                ("Lost", "0.00", ""),
                ("Won", "10.50", ""),
                ("Lost", "0.00", "<p>£5.00 Bet Credits</p>"),
            )
        ],
        {"Money": "£5.00", "Type": "Single", "Result": "Lost", "Stake": "£5.00", "Net Return": "£0.00"},
        [(-5_000_000, "lost"), (5_500_000, "won"), (0, "lost")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_list_of_this_shape_is_read_and_understood(reader, shape):
    cards, first, results = SHAPES[shape]
    page = reader(f"<style>p {{ display: flex }}</style><h1>Settled</h1><ul>{''.join(cards)}</ul>")
    (only,) = found(page)
    told = dict(zip(only["columns"], only["rows"][0], strict=True))
    assert {name: told.get(name) for name in first} == first
    kept, _ = add(page, EMPTY)
    table = sniff.read(saved(page, kept).encode(), "saved.csv")
    mapping = guess(table.frame, timezone="UTC", currency="GBP").mapping
    parsed = MappedFormat(mapping).parse(table.frame, Options(user_currency="GBP"))
    assert list(parsed.rejects["reason"]) == []
    assert list(zip(parsed.bets["profit_micro"], parsed.bets["status"], strict=True)) == results


def test_values_above_their_labels_are_named(reader):
    amount = "<div><b>£{}.00</b><small>{}</small></div>"
    card = f"<li><b>Roos v Cats</b><i>Lost</i>{amount.format(4, 'Stake')}{amount.format(0, 'Returns')}</li>"
    (only,) = found(reader(f"<ul>{card}{card.replace('Roos', 'Emus')}</ul>"))
    assert only["columns"] == ["Event", "Result", "Stake", "Returns"]
    assert only["rows"][0] == ["Roos v Cats", "Lost", "£4.00", "£0.00"]


def test_a_row_of_names_above_cards_names_their_parts(reader):
    line = "<div class='line'>{}</div>"
    cells = lambda *texts: "".join(f"<span>{text}</span>" for text in texts)  # noqa: E731
    head = line.format(cells("Date", "Event", "Pick", "Stake", "Odds", "Status"))
    rows = [
        ("01/02/2026", "A v B", "A", "£1.00", "2.0", "Won"),
        ("02/02/2026", "C v D", "D", "£2.00", "3.0", "Lost"),
    ]
    (only,) = found(reader(f"<div>{head}{''.join(line.format(cells(*row)) for row in rows)}</div>"))
    assert only["columns"] == ["Date", "Event", "Pick", "Stake", "Odds", "Status"]
    assert [tuple(row) for row in only["rows"]] == rows


def test_days_between_the_rows_of_a_table_are_their_dates(reader):
    row = "<tr><td>{0} v B</td><td>£1.00</td><td>2.0</td><td>Won</td></tr>"
    day = "<tr><td colspan=4>{}</td></tr>"
    body = (
        day.format("Monday 2 March 2026")
        + row.format("A")
        + row.format("C")
        + day.format("1 March 2026")
        + row.format("D")
    )
    (only,) = found(reader(f"<table><tr><th>Event<th>Stake<th>Odds<th>Result</tr>{body}</table>"))
    assert only["columns"][-1] == "Date"
    assert [row[-1] for row in only["rows"]] == ["2 March 2026", "2 March 2026", "1 March 2026"]


def test_a_table_without_names_gets_them_from_its_cells(reader):
    row = "<tr><td>0{0}/02/2026<td>{0} v B<td>£{0}.00<td>2.0{0}<td>Lost</tr>"
    (only,) = found(reader(f"<table>{row.format(1)}{row.format(2)}</table>"))
    assert only["columns"] == ["Date", "Event", "Money", "Odds", "Result"]


def test_advertisements_and_odds_boards_are_outweighed(reader):
    prices = "<button>1.50</button><button>4.00</button>"
    board = f"<div class='market'><b>Leeds v Hull</b>{prices}<p>£5 returns £7.50</p></div>"
    html = f"<main>{board * 3}</main><section><h2>Bets</h2>{cards(4)}</section>"
    assert found(reader(html))[0]["title"] == "Bets"


def test_nothing_is_found_where_there_are_no_bets(reader):
    assert (
        found(reader("<h1>Rules</h1><ul><li>Be kind</li><li>Be honest</li></ul><p>£5.00 minimum</p>")) == []
    )


def test_five_thousand_cards_are_read_quickly(reader):
    page = reader(f"<h1>Bets</h1>{cards(5_000)}")
    took, count = page.evaluate(
        "() => { const begin = performance.now(); const [first] = betsiteExtract.find(document);"
        " return [performance.now() - begin, first.rows.length]; }"
    )
    assert count == 5_000
    assert took < 10_000


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text_as_in_our_own_files(reader, text):
    assert reader("<p>").evaluate("text => betsiteCollect.inert(text)", text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "x", "-110", "+150", "-1.50", "-£5.00", "+$1,250.50", "A$5", "-12 %", "1+1"]
)
def test_numbers_and_amounts_stay(reader, text):
    assert reader("<p>").evaluate("text => betsiteCollect.inert(text)", text) == text


def test_files_are_named_by_site_and_day(reader):
    names = reader("<p>").evaluate(
        "['www.Quokka.example', '../../etc', ''].map(host => betsiteCollect.filename(host, new Date(2026, 0, 9)))"
    )
    assert names == [
        "quokka.example-bets-2026-01-09.csv",
        "etc-bets-2026-01-09.csv",
        "page-bets-2026-01-09.csv",
    ]
