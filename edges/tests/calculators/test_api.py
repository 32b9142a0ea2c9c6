"""The calculators over HTTP: open, exact, and never broken by what is sent."""

import json
import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from betsite.api import api
from edges.calculators import CALCULATORS
from edges.calculators.asking import asked
from edges.calculators.told import plainly

pytestmark = pytest.mark.django_db
NASTY = ["", " ", "nan", "NaN", "inf", "-Infinity", "1e999", "1" * 300, "9" * 15, "٢.٥", "²", "½", "0", "-1", "-0",
         "1/0", "0/0", "5/2", "+100", "-110", "+99", "2.5", "1.000000001", "1e-9", "1.0000000000001", "\x00", "\ud7ff",
         "💰", "<b>", "a" * 201, "100", "100%", "0%", "55%", "0.5", "1/4", "yes", "no", "won", "placed", "free-snr",
         "power", "goliath", "exclusive", "back", "true", "1000000000", "999999999999", "0.000001",
         "_1", "1_0"]  # fmt: skip
texts = st.one_of(st.sampled_from(NASTY), st.text(max_size=12), st.integers(), st.floats().map(str))


@pytest.fixture(autouse=True)
def _no_limit(settings):
    settings.RATE_LIMITS = {}


def post(slug, body):
    sent = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client().post(f"/api/v1/calculators/{slug}", sent, content_type="application/json")


@pytest.mark.parametrize("one", CALCULATORS.values(), ids=lambda one: one.slug)
def test_the_api_tells_what_the_calculator_tells(one):
    response = post(one.slug, one.example)
    assert response.status_code == 200, response.text
    assert response.json() == plainly(one.answer_to(one.example))
    assert not re.search(r":\s*-?\d+\.\d", response.text), "a figure that is no string"


def test_a_market_without_its_margin():
    told = post("devig", {"odds": ["2.6", "2.4", "4.3"], "method": "multiplicative"}).json()
    assert told["method"] == "multiplicative"
    assert [each[:8] for each in told["probabilities"]] == ["0.372025", "0.403028", "0.224945"]
    assert told["margin"] == "0.0338401908"


def test_numbers_are_read_as_they_are_written():
    as_text = post("matched-bet", {"stake": "10.10", "back_odds": "5.1", "lay_odds": "5.2"})
    as_numbers = post("matched-bet", '{"stake": 10.10, "back_odds": 5.1, "lay_odds": 5.2}')
    assert as_text.json() == as_numbers.json()


@pytest.mark.parametrize(
    ("slug", "body", "field", "reason"),
    [
        ("devig", {"odds": "1.0 2.0"}, "odds", "above one"),
        ("devig", {}, "odds", "needed"),
        ("devig", {"odds": "2 1.5", "methd": "shin"}, "methd", "no such field"),
        ("devig", {"odds": [["2"]]}, "odds", "list of texts"),
        ("kelly", {"bets": [{"odds": "2.1", "probability": "nan"}]}, "bets[0].probability", "not a number"),
        ("kelly", {"bets": "2.1"}, "bets", "list of objects"),
        ("kelly", {"bets": []}, "bets", "At least 1"),
        ("kelly", {"bets": [None]}, "bets[0]", "object"),
        ("kelly", {"bets": [{"odds": "2", "probability": "60%", "x": 1}]}, "bets[0].x", "no such field"),
        ("hedge", {"odds": "2", "hedge_odds": "3", "stake": "-5"}, "stake", "From|from"),
        ("hedge", {"odds": {"a": 1}, "hedge_odds": "3"}, "odds", "text or a number"),
        ("odds-converter", '{"odds": 1e999}', "odds", "2.60"),
        ("odds-converter", '{"odds": NaN}', "odds", "2.60"),
        ("odds-converter", '{"odds": ' + "9" * 5000 + "}", "odds", "too long"),
        ("each-way", {"odds": "8/1", "deduction_percent": "0,5%%"}, "deduction_percent", "not a number"),
        ("multi", {"legs": [{"odds": "٢"}]}, "legs[0].odds", "2.60"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field_and_the_reason(slug, body, field, reason):
    response = post(slug, body)
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["field"] == field
    assert re.search(reason, error["reason"])
    assert error["reason"] in response.json()["detail"]


@pytest.mark.parametrize("body", ["", "[]", "3", "null", "{", b"\xff\xfe", "[" * 100_000, '"x"', "{'a': 1}"])
def test_what_is_no_json_object_is_refused(body):
    response = post("devig", body)
    assert (response.status_code, response.json()["detail"]) == (422, "Send a JSON object.")


def bodies(model):
    """JSON objects with the fields of a question, and all sorts of things in them."""
    fields = {
        name: st.lists(bodies(each.rows), max_size=each.most + 1)
        if each.rows
        else st.one_of(texts, st.none(), st.booleans(), st.lists(texts, max_size=4), st.just({}))
        for name, each in asked(model).items()
    }
    return st.fixed_dictionaries({}, optional=fields)


@settings(max_examples=120)
@given(st.data(), st.sampled_from(sorted(CALCULATORS)))
def test_nothing_that_is_sent_breaks_it(data, slug):
    one = CALCULATORS[slug]
    drawn = data.draw(bodies(one.asked))
    body = drawn if data.draw(st.booleans()) else {**one.example, **drawn}
    response = post(slug, body)
    assert response.status_code in {200, 422}, body
    if response.status_code == 422:
        assert response.json()["errors"]
        assert all(error["reason"].endswith(".") for error in response.json()["errors"])
    else:
        assert not re.search(r"nan|inf|E[+-]", response.text, re.IGNORECASE), response.text
        assert not re.search(r'"-0(\.0*)?"', response.text), response.text


def test_the_document_describes_questions_and_answers():
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    for slug, one in CALCULATORS.items():
        what = document["paths"][f"/api/v1/calculators/{slug}"]["post"]
        content = what["requestBody"]["content"]["application/json"]
        assert content["schema"]["properties"].keys() == asked(one.asked).keys()
        assert post(slug, content["example"]).status_code == 200
        assert "security" not in what
        answer = what["responses"][200]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        told = plainly(one.answer_to(one.example))
        assert document["components"]["schemas"][answer]["properties"].keys() == told.keys()


def test_the_page_about_the_api_shows_what_is_asked(client):
    text = client.get("/api/").text
    assert "bets[].probability" in text
    assert "/calculators/odds-converter" in text


def test_it_is_counted_by_address(settings):
    settings.RATE_LIMITS = {"calculator": "2/m"}
    answers = [post("odds-converter", {"odds": "2"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
