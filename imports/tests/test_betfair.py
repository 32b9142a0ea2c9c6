"""Betfair's exports of one account: bets, the same bets from a terminal, and net results of their markets."""

from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from accounts.tests.factories import create_user
from bets.models import Bet
from imports import formats, sniff, undo
from imports.formats._base import Options
from imports.formats._betfair import read_path
from imports.formats.betfair_trading_terminal import read_description
from imports.tests.books import book, take
from ledger.verification import verify
from web.context import acting_as

FIXTURES = Path(__file__).parent / "fixtures"
BETS, TERMINAL, MARKETS = (
    (FIXTURES / f"betfair-{kind}" / "brazil.csv").read_bytes()
    for kind in ("bets", "trading-terminal", "profit-and-loss")
)


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def parse(data, **options):
    table = sniff.read(data, "file.csv")
    found = formats.detect(table.sample).format
    return found, found.parse(table.frame, Options(**options))


def bets(owner):
    with acting_as(owner):
        return {bet.ref: bet for bet in Bet.objects.all()}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Horse Racing / Ascot 15th Jun : 3 TBP", ("Horse Racing", "Ascot 15th Jun", "3 TBP")),
        ("Futebol / Panamá x Croácia : Placar correto", ("Futebol", "Panamá x Croácia", "Placar correto")),
        (
            "Futebol / Colômbia x RD Congo / Placar correto",
            ("Futebol", "Colômbia x RD Congo", "Placar correto"),
        ),
        ("Tennis / A / B v C : Set 1: Games", ("Tennis", "A", "B v C : Set 1: Games")),
        ("Wolves v Liverpool", (None, "Wolves v Liverpool", None)),
    ],
)
def test_a_market_is_parted_into_sport_event_and_market(text, parts):
    assert read_path(text) == parts


def test_the_id_is_found_in_both_languages():
    assert read_description("A x B-Placar | ID Aposta Betfair 1:434387479580 | Evento 1")[0] == "434387479580"
    assert read_description("A v B-Score | Betfair Bet ID 1:434387479581 | Event 1")[0] == "434387479581"
    assert read_description("A v B-Score | Bet ID: 434387479582")[0] == "434387479582"


TERMINAL_HEADER = "Placed,Settled,Description,Type,Odds,Stake (£),Liability (£),Profit/Loss,Status\n"


def terminal(*descriptions):
    """Bets of a terminal's file with these descriptions: (event, selection, sport) of each."""
    rows = (
        f'30-Jun-26 20:42:5{n},30-Jun-26 23:54:26,"{text} | Betfair Bet ID 1:60000000{n}",'
        "Back,2.00,10.00,--,10.00,Won\n"
        for n, text in enumerate(descriptions)
    )
    _, parsed = parse((TERMINAL_HEADER + "".join(rows)).encode())
    assert not len(parsed.rejects)
    return parsed.bets[["event", "selection", "sport"]].values.tolist()


@pytest.mark.parametrize(
    ("text", "event", "selection"),
    [
        ("Emus v Roos Emus -1.5-Asian Handicap", "Emus v Roos", "Emus -1.5"),
        ("Emus v Roos Roos +0.5 & +1.0-Asian Handicap", "Emus v Roos", "Roos +0.5 & +1.0"),
        ("Red Emus v Blue Roos The Draw-Match Odds", "Red Emus v Blue Roos", "The Draw"),
        ("Red Emus v Blue Roos Blue Roos-Match Odds", "Red Emus v Blue Roos", "Blue Roos"),
        ("Emus v Blue Roos Under 2.5 Goals-Over/Under 2.5 Goals", "Emus v Blue Roos", "Under 2.5 Goals"),
        ("Emus x Costa Azul Menos de 4,5 gols-Mais/Menos de 4,5 Gols", "Emus x Costa Azul", "Menos de 4,5 gols"),
        ("Emus x Costa Azul Qualquer outra vitória em casa-Placar correto", "Emus x Costa Azul",
         "Qualquer outra vitória em casa"),
        ("Emus v Roos Any Other Away Win-Correct Score", "Emus v Roos", "Any Other Away Win"),
        ("21:24 Darwin 5. Quiet Harbour-Win", "21:24 Darwin", "5. Quiet Harbour"),
        ("Emus v Roos Jo Bloggs-First Goalscorer", None, "Emus v Roos Jo Bloggs"),
        ("Winner 2026 Emus-Outright", None, "Winner 2026 Emus"),
    ],
)  # fmt: skip
def test_a_game_is_parted_from_what_was_bet_on_in_it(text, event, selection):
    assert terminal(text)[0][:2] == [event, selection]


def test_what_one_bet_tells_of_a_game_holds_for_all_of_its_bets():
    told = terminal(
        "Emus v Roos Jo Bloggs-First Scorer | Event 30-Jun-26 21:00",
        "Emus v Roos Under 2.5 Goals-Over/Under 2.5 Goals | Event 30-Jun-26 21:00",
        "Emus v Bats Jo Bloggs-First Scorer | Event 07-Jul-26 21:00",
    )
    assert told == [
        ["Emus v Roos", "Jo Bloggs", "Football"],
        ["Emus v Roos", "Under 2.5 Goals", "Football"],
        [None, "Emus v Bats Jo Bloggs", None],
    ]


def test_a_market_line_pasted_twice_counts_once():
    line = b"Tennis / A v B : Match Odds,18-Jul-25 18:00,18-Jul-25 20:15,-7.35\r\n"
    data = "\ufeffMarket,Start time,Settled date,Profit/Loss (£)\r\n".encode() + line * 2
    _, parsed = parse(data)
    assert (len(parsed.lines), len(parsed.bets)) == (2, 1)
    assert parsed.lines["key"].nunique() == 1
    assert "1 rows repeat" in parsed.notes[0]


@pytest.mark.parametrize(("sign", "currency"), [("£", "GBP"), ("AUD", "AUD"), ("R$", "BRL"), ("€", "EUR")])
def test_the_headers_currency_counts(sign, currency):
    data = (
        f"Market,Start time,Settled date,Profit/Loss ({sign})\nA : B,01-Feb-26 10:00,01-Feb-26 11:00,1.00\n"
    )
    _, parsed = parse(data.encode())
    assert set(parsed.bets["currency"]) == {currency}


def test_months_of_both_languages_and_the_sites_zone():
    head = "Mercado,Hora de inicio,Data da última resolução,Lucro/Perda (R$)\n"
    rows = [f"A : B,01-{name}-26 10:00,01-{name}-26 12:00,1.00" for name in ("jan", "fev", "set", "dez")]
    _, parsed = parse((head + "\n".join(rows)).encode())
    assert [moment.month for moment in parsed.bets["settled_at"]] == [1, 2, 9, 12]
    assert {moment.hour for moment in parsed.bets["settled_at"]} == {15}


def test_a_file_saved_again_with_semicolons_and_decimal_commas_reads_alike():
    once = parse(BETS)[1].bets
    rows = BETS.decode().splitlines()
    again = "\r\n".join(
        ";".join(cell.replace(".", ",") if any(sign.isdigit() for sign in cell) and place > 6 else cell
                 for place, cell in enumerate(row.split(","))) if number else row.replace(",", ";")
        for number, row in enumerate(rows)
    )  # fmt: skip
    found, parsed = parse(again.encode("cp1252"))
    assert found.slug == "betfair-bets"
    for column in ("stake_micro", "profit_micro", "at_risk_micro"):
        assert np.array_equal(parsed.bets[column].to_numpy(), once[column].to_numpy())


def test_a_result_that_is_not_stake_times_odds_is_taken_and_said():
    data = BETS.replace(b"36.80", b"36.20")
    _, parsed = parse(data)
    noted = parsed.bets[parsed.bets["note"].notna()]
    assert list(noted["profit_micro"]) == [36_200_000]


@pytest.mark.django_db
def test_a_bet_of_both_lists_exists_once_with_the_terminals_times(alice):
    take(alice, BETS)
    take(alice, TERMINAL)
    found = bets(alice)
    assert len(found) == 7
    both = found["511000000101"]
    assert (both.selection, both.event_name) == ("2 - 1", "Bahia x Ceará")
    assert both.placed_at.second == 41
    assert both.settled_at.isoformat() == "2026-02-04T00:01:10+00:00"


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_markets_and_bets_reconcile_through_commission(alice):
    upload = take(alice, MARKETS)
    net = {row[0]: row[2] for row in book(alice)["balances"] if row[0].startswith("book:")}
    take(alice, BETS)
    found = bets(alice)
    assert all(bet.structure == "single" for bet in found.values())
    won = found["511000000103"]
    assert (won.profit_micro, won.commission_micro) == (34_410_000, 2_390_000)
    assert sum(bet.profit_micro for bet in found.values()) == -4_500_000 + 34_410_000 - 50_000_000
    assert {row[0]: row[2] for row in book(alice)["balances"] if row[0].startswith("book:")} == net
    assert verify().is_sound
    undo.undo(user=alice, upload=upload)
    assert bets(alice)["511000000103"].profit_micro == 36_800_000


@pytest.mark.django_db
def test_what_the_bets_do_not_explain_stays_with_the_market(alice):
    take(alice, MARKETS)
    some = b"\n".join(line for line in BETS.splitlines() if b"511000000102" not in line)
    take(alice, some)
    found = bets(alice)
    rest = [bet for bet in found.values() if bet.structure == "market"]
    assert [bet.profit_micro for bet in rest] == [8_000_000]
    assert "less the bets" in rest[0].note


@pytest.mark.thorough
@pytest.mark.django_db
def test_the_three_exports_in_every_order_are_one_book():
    books = []
    for number, order in enumerate(permutations((BETS, TERMINAL, MARKETS))):
        person = create_user(email=f"order{number}@example.com")
        for data in order:
            take(person, data)
        books.append(book(person))
    assert all(each == books[0] for each in books)
