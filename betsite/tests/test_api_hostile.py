"""Whatever is put into an address or a body, the API answers it or refuses it: it never breaks."""

import re

import pytest

from accounts import tokens
from accounts.tests.calling import Api, document
from bets.tests.factories import create_bet

NASTY = [
    "%00",
    "%27%3B--",
    "9" * 40,
    "-1",
    "0",
    "%C3%BC" * 300,
    "%5B%5D",
    "1e9",
    "%F0%9F%98%80",
    "none",
    "%ED%A0%80",
]
BODIES = [b"", b"[]", b"null", b"{", b'{"a": 1}', b"\xff\xfe", b'"' + b"x" * 1000 + b'"', b"[" * 5000]


def operations():
    return [
        (method, path.removeprefix("/api/v1/"), what)
        for path, methods in document()["paths"].items()
        for method, what in methods.items()
    ]


def told(response):
    assert response.status_code < 500, response.content
    assert "json" in response["Content-Type"] or not response.content
    return response.status_code


@pytest.fixture
def api(client, alice, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.RATE_LIMITS = {}
    create_bet(owner=alice)
    return Api(client, alice, *tokens.SCOPES)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("path", "what"),
    [(path, what) for method, path, what in operations() if method == "get"],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_no_parameter_breaks_a_question(api, path, what):
    whole = re.sub(r"\{[^}]*\}", "1", path)
    for each in what.get("parameters", ()):
        for value in NASTY:
            if each["in"] == "path":
                told(api.call("get", re.sub(r"\{[^}]*\}", value, path)))
            elif each["in"] == "query":
                told(api.call("get", f"{whole}?{each['name']}={value}"))


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for method, path, _ in operations() if method != "get"],
    ids=lambda each: each,
)
def test_no_body_breaks_an_act(api, method, path):
    for value in ("1", "9" * 40, "%00"):
        whole = re.sub(r"\{[^}]*\}", value, path)
        for number, body in enumerate(BODIES):
            for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
                key = f"{number}{kind[:5]}"
                assert told(api.call(method, whole, key=key, data=body, content_type=kind)) >= 400
