"""Money, odds, times, currencies and keys of text cells."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.formats._amounts import decimal_mark, money, odds
from imports.formats._columns import currency_of, normal, unit
from imports.formats._keys import digest, fingerprints, numbered, shared
from imports.formats._moments import in_zone, iso, naive, with_suffix


def texts(*cells: str) -> np.ndarray:
    column = np.empty(len(cells), dtype=object)
    column[:] = cells
    return column


@pytest.mark.parametrize(
    ("text", "micro"),
    [
        ("5", 5_000_000),
        ("-5.10", -5_100_000),
        ("+0.000001", 1),
        (".5", 500_000),
        ("(19.13)", -19_130_000),
        ("−4.5", -4_500_000),
        ("1,234.56", 1_234_560_000),
        ("1.234,56", 1_234_560_000),
        ("12,5", 12_500_000),
        ("1 234.50", 1_234_500_000),
        ("£1,050.00", 1_050_000_000),
        ("R$1,050.00", 1_050_000_000),
        ("-$7", -7_000_000),
        ("332.940000000", 332_940_000),
        ("123456789.123456", 123_456_789_123_456),
    ],
)
def test_an_amount_is_read_exactly(text: str, micro: int):
    read = money(texts(text))
    assert (read.micro[0], read.known[0], read.wrong[0]) == (micro, True, None)


@pytest.mark.parametrize("text", ["", "-", "--", "–", "N/A", "null"])
def test_nothing_is_no_amount_and_no_mistake(text: str):
    read = money(texts(text))
    assert (read.known[0], read.wrong[0]) == (False, None)


@pytest.mark.parametrize(
    "text", ["abc", "1.1234567", "1.2.3", "--5", "5-5", "1e5", "99999999999", "9" * 60, "²"]
)
def test_what_is_no_amount_says_so(text: str):
    read = money(texts(text))
    assert not read.known[0]
    assert read.wrong[0].startswith(f"'{text[:40]}")


@given(st.decimals(-999_999_999, 999_999_999, places=6), st.integers(0, 6))
def test_any_amount_of_six_places_survives(number: Decimal, places: int):
    number = round(number, places)
    assert money(texts(f"{number:f}", f"{number:,f}")).micro.tolist() == [int(number * 1_000_000)] * 2


def test_one_cell_with_a_decimal_comma_decides_for_the_column():
    column = texts("6,33", "1.234", "1,500", "2.5")
    assert decimal_mark(column) == ","
    assert money(column, decimal=",").micro.tolist() == [6_330_000, 1_234_000_000, 1_500_000, 2_500_000]
    assert decimal_mark(texts("1,500", "2.5")) is None


def test_odds_are_plain_texts_or_nothing():
    read = odds(texts("2.250", "1,90", "12.00/3.50", "1", "0.99", "", "evens", "-110"))
    assert read.tolist() == ["2.25", "1.9", "12", "1", None, None, None, None]


def test_times_in_many_ways():
    column = texts(
        "06-Mar-26 21:54:12", "07-fev-26 05:00:00", "01-DEZ-25 00:00:00", "31-Feb-26 00:00:00", "x", ""
    )
    told = naive(column, ["%d-%b-%y %H:%M:%S"]).astype(str).tolist()
    assert (
        told
        == ["2026-03-06T21:54:12.000000", "2026-02-07T05:00:00.000000", "2025-12-01T00:00:00.000000"]
        + ["NaT"] * 3
    )


def test_hours_that_come_twice_or_never_are_no_error():
    times = naive(texts("29/03/2026 01:30", "25/10/2026 01:30", "25/10/2026 03:00"), ["%d/%m/%Y %H:%M"])
    told = in_zone(times, "Europe/London").astype("datetime64[m]").astype(str).tolist()
    assert told == ["2026-03-29T01:00", "2026-10-25T01:30", "2026-10-25T03:00"]


def test_a_zone_printed_behind_the_time_is_honoured():
    column = texts("14 Mar 2026, 16:00 GMT", "07 May 2025, 16:39 BST", "07 May 2025, 16:39")
    told = with_suffix(column, ["%d %b %Y, %H:%M"], default_zone="Australia/Brisbane")
    assert told.astype("datetime64[m]").astype(str).tolist() == [
        "2026-03-14T16:00",
        "2025-05-07T15:39",
        "2025-05-07T06:39",
    ]


def test_a_clock_of_a_region_keeps_that_days_hour():
    column = texts(
        "11/18/2025 7:39PM ET", "07/04/2025 7:39PM ET", "07/04/2025 7:39 PM EDT", "07/04/2025 7:39PM", ""
    )
    told = with_suffix(column, ["%m/%d/%Y %I:%M%p", "%m/%d/%Y %I:%M %p"], default_zone="UTC")
    assert told.astype("datetime64[m]").astype(str).tolist() == [
        "2025-11-19T00:39",
        "2025-07-04T23:39",
        "2025-07-04T23:39",
        "2025-07-04T19:39",
        "NaT",
    ]


def test_years_that_cannot_be_are_no_times():
    assert np.isnat(naive(texts("01/01/1066 00:00", "01/01/9999 00:00"), ["%d/%m/%Y %H:%M"])).all()
    assert np.isnat(iso(texts("0001-01-01T00:00:00Z", "yesterday", ""))).all()


@pytest.mark.parametrize(
    ("header", "name", "sign", "currency"),
    [
        ("Cash In (£)", "cash in", "£", "GBP"),
        ("Cash In (Â£)", "cash in", "£", "GBP"),
        ("Entrada de bônus (R$)", "entrada de bonus", "R$", "BRL"),
        ("In/Out (GBP)", "in out", "GBP", "GBP"),
        ("Profit/Loss ($)", "profit loss", "$", "AUD"),
        ("third-party-transaction-id", "third party transaction id", None, None),
    ],
)
def test_headers_are_read_without_regard_to_their_looks(
    header: str, name: str, sign: str | None, currency: str | None
):
    assert normal(header) == name
    assert unit(header) == sign
    assert currency_of(sign, dollar="AUD") == currency


def test_twins_get_ordinals_by_order_and_not_by_place():
    keys = texts("a", "b", "a", "a")
    assert numbered(keys).tolist() == ["a:1", "b:1", "a:2", "a:3"]
    assert numbered(keys, [np.array([3, 0, 2, 1])]).tolist() == ["a:3", "b:1", "a:2", "a:1"]


def test_one_id_told_twice_is_one_key_and_two_things_of_one_id_are_two():
    times = np.array(["2026-01-02", "2026-01-01", "2026-01-02", "2026-01-03"], dtype="datetime64[us]")
    keys = shared(texts("7", "7", "7", "8"), times, np.array([5, 4, 5, 5]))
    assert keys.tolist() == ["7:2", "7", "7:2", "8"]


def test_fingerprints_keep_cells_apart():
    assert fingerprints([texts("ab"), texts("c")]) != fingerprints([texts("a"), texts("bc")])
    assert fingerprints([texts("é")])[0] == fingerprints([texts("é")])[0]


def test_a_digest_is_the_same_for_the_same_values_in_any_process():
    assert digest([texts("x", "y"), np.array([1, 2])]).tolist() == [7375558695880996262, 831914575270329664]
