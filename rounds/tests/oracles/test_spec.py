"""What the settings of an http-json source may be, and how its answers are read."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.models import Instrument
from rounds.oracles.adapters.http_json import read
from rounds.oracles.adapters.spec import parse
from rounds.oracles.errors import SourceInvalid
from rounds.tests.oracles.factories import DAY

URL = "https://example.com/closes"
GOOD = {"url": URL, "value": "close", "date": "day"}
IXIC = Instrument(slug="nasdaq-composite", symbol="^IXIC", exchange="XNAS", name="NASDAQ Composite")


def answer(told, **settings):
    raw = told if isinstance(told, bytes) else json.dumps(told).encode()
    return read(parse(GOOD | settings), raw, DAY)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"url": ""}, "needs a url"),
        ({"url": "ftp://example.com/"}, "begins with https://"),
        ({"url": "https://me:word@example.com/"}, "no password"),
        ({"url": "https://{symbol}.example.com/"}, "Only the path"),
        ({"url": URL + "#part"}, "Only the path"),
        ({"url": URL + "?q={name}"}, "{session}"),
        ({"url": URL + "?q={"}, "{session}"),
        ({"url": "https://[bad"}, "no address"),
        ({"value": ""}, "needs a value"),
        ({"value": "a["}, "value is no expression"),
        ({"date": ""}, "needs a date or a timestamp"),
        ({"timestamp": 7}, "timestamp is a text"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"final": 1}, "final is true, false"),
        ({"headers": {"X-Key": "SECRET_KEY"}}, "begin with ORACLE_"),
        ({"headers": {"X-Key": "abc 123"}}, "begin with ORACLE_"),
        ({"headers": {"Host": "ORACLE_KEY"}}, "cannot be sent"),
        ({"headers": {"X\r\nY": "ORACLE_KEY"}}, "cannot be sent"),
        ({"headers": ["X-Key"]}, "environment variable"),
        ({"query": {"a&b": "ORACLE_KEY"}}, "cannot be sent"),
        ({"timeout_s": 0}, "timeout_s"),
        ({"timeout_s": 16}, "timeout_s"),
        ({"timeout_s": True}, "timeout_s"),
        ({"tries": 6}, "tries"),
        ({"method": "POST"}, "Not a setting of http-json: method"),
    ],
)
def test_settings_that_make_no_request_are_refused(more, said):
    with pytest.raises(SourceInvalid) as refused:
        parse(GOOD | more)
    assert said in refused.value.message


def test_the_address_holds_the_session_and_secrets_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("ORACLE_KEY", "s3cret&more")
    url = URL + "/{symbol}/{slug}?from={session}&to={session_compact}"
    spec = parse(GOOD | {"url": url, "query": {"api_key": "ORACLE_KEY"}, "headers": {"X-Key": "ORACLE_KEY"}})
    assert spec.address(IXIC, DAY) == (
        URL + "/%5EIXIC/nasdaq-composite?from=2026-03-04&to=20260304&api_key=s3cret%26more"
    )
    assert spec.sent()["X-Key"] == "s3cret&more"
    assert parse(GOOD | {"query": {"k": "ORACLE_KEY"}}).address(IXIC, DAY) == URL + "?k=s3cret%26more"


@pytest.mark.parametrize("value", ["", "line\nbreak", "ümlaut"])
def test_a_secret_that_is_not_there_or_makes_no_header_is_refused(monkeypatch, value):
    monkeypatch.setenv("ORACLE_KEY", value)
    with pytest.raises(SourceInvalid, match="ORACLE_KEY"):
        parse(GOOD | {"headers": {"X-Key": "ORACLE_KEY"}}).sent()


# --- Answers -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b'{"close": 22807.48, "day": "2026-03-04"}', "22807.48"),
        (b'{"close": "22807.48", "day": "20260304"}', "22807.48"),
        (b'{"close": 22807, "day": "2026-03-04T00:00:00Z"}', "22807"),
        (b'{"close": 22807.480468750001, "day": "2026-03-04"}', "22807.480468750001"),
        (b'{"close": 22807.10, "day": "2026-03-04"}', "22807.10"),
        (b'{"close": 0.1000000000000000055, "day": "2026-03-04"}', "0.1000000000000000055"),
    ],
)
def test_digits_stay_the_digits_they_came_as(raw, text):
    told = answer(raw)
    assert (told.text, told.value, told.problem) == (text, Decimal(text), "")
    assert told.is_dated
    assert told.raw == raw


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "The answer is no JSON."),
        (b"<html>", "The answer is no JSON."),
        (b"\xff\xfe", "The answer is no JSON."),
        (b"[" * 100_000, "The answer is no JSON."),
        (b'{"close": NaN, "day": "2026-03-04"}', "The answer holds NaN, which is no number."),
        (b'{"close": Infinity, "day": "2026-03-04"}', "The answer holds Infinity, which is no number."),
        (b'{"close": null, "day": "2026-03-04"}', "The value was not found, or is neither text nor number."),
        (b'{"close": true, "day": "2026-03-04"}', "The value was not found, or is neither text nor number."),
        (b'{"close": [1], "day": "2026-03-04"}', "The value was not found, or is neither text nor number."),
        (b'{"close": ".", "day": "2026-03-04"}', "The value is no price: ."),
        (b'{"close": "22,807.48", "day": "2026-03-04"}', "The value is no price: 22,807.48"),
        (b'{"close": -1, "day": "2026-03-04"}', "The value is no price: -1"),
        (b'{"close": 0, "day": "2026-03-04"}', "The value is no price: 0"),
        (b'{"close": 1e400, "day": "2026-03-04"}', "The value is no price: 1e400"),
        (b'{"close": 1, "day": "2026-03-03"}', "It speaks of 2026-03-03, not of 2026-03-04."),
        (b'{"close": 1, "day": "2026-13-04"}', "It speaks of 2026-13-04, not of 2026-03-04."),
        (b'{"close": 1}', "The date was not found, or is neither text nor number."),
    ],
)
def test_what_is_no_close_of_this_session_is_a_problem(raw, problem):
    told = answer(raw)
    assert (told.value, told.problem, told.raw) == (None, problem, raw)


@pytest.mark.parametrize(
    ("at", "settings", "moment"),
    [
        ("2026-03-04T21:00:03Z", {}, datetime(2026, 3, 4, 21, 0, 3, tzinfo=UTC)),
        ("2026-03-04T16:00:03-05:00", {}, datetime(2026, 3, 4, 21, 0, 3, tzinfo=UTC)),
        ("2026-03-04 16:00:03", {"zone": "America/New_York"}, datetime(2026, 3, 4, 21, 0, 3, tzinfo=UTC)),
        (1772658003, {}, datetime(2026, 3, 4, 21, 0, 3, tzinfo=UTC)),
        (1772658003123, {}, datetime(2026, 3, 4, 21, 0, 3, tzinfo=UTC)),
        ("1772658003.9", {}, datetime(2026, 3, 4, 21, 0, 3, tzinfo=UTC)),
    ],
)
def test_its_own_time_is_read_with_its_zone(at, settings, moment):
    told = answer({"close": "1", "at": at}, date="", timestamp="at", **settings)
    assert (told.provider_at, told.is_dated) == (moment, False)


@pytest.mark.parametrize("at", ["2026-03-04 16:00:03", "yesterday", "", 7, 10**17, "99999999999999999999"])
def test_a_time_without_a_zone_or_sense_is_a_problem(at):
    told = answer({"close": "1", "at": at}, date="", timestamp="at")
    assert told.value is None
    assert told.problem.startswith("The timestamp ")


@pytest.mark.parametrize(
    ("final", "told", "is_final"),
    [
        (True, {}, True),
        (False, {"status": "final"}, False),
        ("status == 'final'", {"status": "final"}, True),
        ("status == 'final'", {"status": "snapshot"}, False),
        ("is_final", {"is_final": True}, True),
        ("is_final", {"is_final": "yes"}, False),
        ("is_final", {}, False),
    ],
)
def test_it_is_final_when_the_source_says_plainly_so(final, told, is_final):
    assert answer({"close": "1", "day": "2026-03-04"} | told, final=final).is_final is is_final


def test_recipes_find_their_row():
    fred = {
        "observations": [
            {"date": "2026-03-03", "value": "22516.69"},
            {"date": "2026-03-04", "value": "22807.48"},
        ]
    }
    told = answer(fred, value="observations[-1].value", date="observations[-1].date")
    assert told.text == "22807.48"
    rows = {"data": [["2026-03-04", 22807.48], ["2026-03-03", 22516.69]]}
    told = answer(rows, value="data[?[0]=='2026-03-04'] | [0][1]", date="data[0][0]")
    assert told.text == "22807.48"
    told = answer({"close": "1", "day": "Mar 04, 2026"}, date_format="%b %d, %Y")
    assert told.is_dated


@pytest.mark.parametrize(
    "expression", ["to_number(close)", "sum([close])", "max_by(@, &x)", "[?close > `3`] | [0]"]
)
def test_what_an_expression_makes_a_float_of_is_refused(expression):
    told = answer({"close": "1.5", "day": "2026-03-04"}, value=expression)
    assert told.value is None
    assert told.problem.startswith("The value was not found")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["close", "day", "at"]), inner)
    ),
    max_leaves=8,
)


@given(
    JSON | st.binary(max_size=40), st.sampled_from(["close", "[0].close", "@", "length(@)", "close | [0]"])
)
def test_no_answer_raises(told, value):
    found = answer(told, value=value, timestamp="at")
    assert (found.value is None) == bool(found.problem)
