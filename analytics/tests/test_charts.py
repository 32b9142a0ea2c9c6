import base64
import json
from datetime import date

import numpy as np

from analytics.charts.heat import heat_map
from analytics.charts.profit import cash_chart, profit_chart
from analytics.series import CashPoint, Point, cumulative, fitting_period, last_day
from web.figure import as_json
from web.numbers import money_text

POINTS = [
    Point(date(2026, 3, 1), date(2026, 3, 31), 12_500_000, 40_000_000, 3),
    Point(date(2026, 4, 1), date(2026, 4, 30), -20_000_000, 60_000_000, 5),
]


def numbers(array):
    return np.frombuffer(base64.b64decode(array["bdata"]), dtype="<f8").tolist()


LINKS = [f"/bets/?from={point.first}" for point in POINTS]


def say(micro):
    return money_text(micro, "AUD", own="AUD", plus=True)


def test_the_profit_chart_draws_each_period_and_the_running_total():
    figure = profit_chart(POINTS, LINKS, say=say)
    bars, line = figure["data"]
    assert numbers(bars["y"]) == [12.5, -20.0]
    assert numbers(line["y"]) == [12.5, -7.5]
    assert bars["x"] == ["2026-03-01", "2026-04-01"]
    assert bars["text"] == ["+$12.50", "\N{MINUS SIGN}$20.00"]
    assert bars["customdata"] == line["customdata"] == LINKS
    assert bars["marker"]["color"] == ["--gain", "--loss"]


def test_the_running_total_is_labelled_at_its_end():
    (label,) = profit_chart(POINTS, LINKS, say=say)["layout"]["annotations"]
    assert (label["x"], label["y"], label["text"]) == ("2026-04-01", -7.5, "<b>\N{MINUS SIGN}$7.50</b>")
    assert profit_chart([], [], say=say)["layout"]["annotations"] == []


def test_bars_keep_the_width_of_their_period_however_sparse():
    bars, _ = profit_chart(POINTS, LINKS, say=say, period="week")["data"]
    assert bars["width"] == 5 * 24 * 3600 * 1000


def test_a_masked_chart_shows_no_amount():
    figure = profit_chart(POINTS, LINKS, say=lambda micro: "$•••", is_masked=True)
    assert figure["layout"]["yaxis"]["showticklabels"] is False
    assert "12.5" not in json.dumps([trace["text"] for trace in figure["data"]])


def test_deposits_go_up_and_withdrawals_down():
    point = CashPoint(date(2026, 3, 1), date(2026, 3, 31), 50_000_000, 20_000_000)
    up, down, balance = cash_chart([point], ["/transfers/"], [30_000_000], say=say)["data"]
    assert numbers(balance["y"]) == [30.0]
    assert (numbers(up["y"]), numbers(down["y"])) == ([50.0], [-20.0])
    assert down["text"] == ["+$20.00"]
    assert down["hovertemplate"] == "%{text} taken out<extra></extra>"


def test_nothing_in_a_figure_can_end_the_block_it_stands_in():
    text = as_json({"name": "</script><script>alert(1)</script>&amp;"})
    assert "<" not in text
    assert json.loads(text)["name"] == "</script><script>alert(1)</script>&amp;"


def test_periods_end_where_the_next_begins():
    assert last_day(date(2026, 2, 1), "month") == date(2026, 2, 28)
    assert last_day(date(2024, 2, 1), "month") == date(2024, 2, 29)
    assert last_day(date(2026, 12, 1), "month") == date(2026, 12, 31)
    assert last_day(date(2026, 3, 2), "week") == date(2026, 3, 8)
    assert last_day(date(2026, 1, 1), "year") == date(2026, 12, 31)


def test_the_running_total_and_a_period_that_can_be_read():
    assert cumulative(POINTS) == [12_500_000, -7_500_000]
    assert fitting_period(date(2026, 1, 1), date(2026, 2, 1)) == "day"
    assert fitting_period(date(2026, 1, 1), date(2026, 12, 1)) == "week"
    assert fitting_period(date(2024, 1, 1), date(2026, 12, 1)) == "month"


def test_names_on_a_heat_map_are_text_and_each_has_its_own_place():
    figure = heat_map(
        ['<a href="https://evil.example">Carlton</a>', "Pool A", "Pool A"],
        ["R&D"],
        [[1_000_000], [2_000_000], [3_000_000]],
        [["/a"], ["/b"], ["/c"]],
        say=str,
        is_result=False,
    )
    first, *rest = figure["data"][0]["y"]
    assert first == '&lt;a href="https://evil.example"&gt;Carlton&lt;/a&gt;'
    assert figure["data"][0]["x"] == ["R&amp;D"]
    assert len(set(rest)) == 2
