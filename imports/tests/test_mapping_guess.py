"""What the columns of unknown tables are guessed to mean."""

import pandas as pd
import pytest

from imports.formats import Options
from imports.mapping.guess import guess
from imports.mapping.mapped import MappedFormat
from imports.tests.own_tables import STYLES, read


def test_a_column_whose_name_says_nothing_is_left_out():
    cells = {"Date": "2026-01-05", "Stake": "10", "Odds": "2.0", "%": "x"}
    found = guess(pd.DataFrame({name: [cell, cell] for name, cell in cells.items()}, dtype=object))
    assert found.mapping.columns == {"placed": "Date", "stake": "Stake", "odds": "Odds"}


@pytest.mark.parametrize("style", STYLES)
def test_columns_are_guessed_from_names_and_values(style):
    text, columns, results = STYLES[style]
    table, found = read(text)
    assert {role: found.mapping.columns.get(role) for role in columns} == columns
    if results is None:
        return
    parsed = MappedFormat(found.mapping).parse(table.frame, Options(user_currency="GBP"))
    assert not len(parsed.rejects), list(parsed.rejects["reason"])
    bets = parsed.bets.astype(object).where(parsed.bets.notna(), None)
    assert list(zip(bets["profit_micro"], bets["status"], strict=True)) == results


def test_a_date_that_could_be_either_is_asked_for():
    _, found = read("date,stake,odds,result\n03/04/2026,5,2.0,won\n05/04/2026,5,2.0,lost\n")
    (doubt,) = found.doubts
    assert "03/04/2026 the 3 April or the 4 March" in doubt.question


@pytest.mark.parametrize(
    ("days", "order"), [(("13/04/2026", "02/04/2026"), "dmy"), (("04/13/2026", "04/02/2026"), "mdy")]
)
def test_one_date_that_fits_one_order_only_settles_it(days, order):
    _, found = read("date,stake,odds,result\n" + "".join(f"{day},5,2.0,won\n" for day in days))
    assert (found.mapping.order, found.doubts) == (order, [])


def test_days_with_points_are_day_first_and_nobody_is_asked():
    _, found = read("date,stake,odds,result\n05.01.2026,5,2.5,won\n06.02.2026,5,2.5,won\n")
    assert (found.mapping.order, found.doubts) == ("dmy", [])


def test_a_return_that_cannot_be_judged_is_asked_for():
    _, found = read("date,stake,returns\n2026-01-13,5,9\n2026-01-14,5,0\n")
    assert [doubt.key for doubt in found.doubts] == ["returns_profit"]


def test_a_promised_win_is_profit_and_not_return():
    table, found = read(STYLES["a list of Pinnacle bets"][0])
    parsed = MappedFormat(found.mapping).parse(table.frame, Options())
    assert parsed.bets["returned_micro"].iloc[0] == 47_730_000


def test_picks_with_figures_are_no_ids():
    _, found = read("date,bet,stake,result\n2026-01-05,O2.5,5,won\n2026-01-06,U1.5,5,lost\n")
    assert (found.mapping.columns.get("selection"), found.mapping.columns.get("id")) == ("bet", None)
