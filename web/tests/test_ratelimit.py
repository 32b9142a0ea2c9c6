"""How often: counted in a real Valkey, per user, address and token."""

import logging
import threading
import time
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from web import ratelimit
from web.middleware import Problems
from web.ratelimit import NotCounted, Rate, TooMany, limited, parse, take


def request(user=None, peer="203.0.113.7", method="post", **headers):
    made = getattr(RequestFactory(), method)("/", REMOTE_ADDR=peer, headers=headers)
    made.user = user or AnonymousUser()
    return made


def person(pk):
    return SimpleNamespace(pk=pk, is_authenticated=True)


def outcomes(view, *requests):
    seen = []
    for each in requests:
        try:
            seen.append(view(each).status_code)
        except TooMany as refused:
            seen.append(refused.status)
    return seen


@pytest.mark.parametrize(
    ("text", "rate"), [("10/m", (10, 60)), ("5/10m", (5, 600)), ("1/s", (1, 1)), ("100/d", (100, 86_400))]
)
def test_a_rate_is_read(text, rate):
    assert parse(text) == Rate(*rate)


@pytest.mark.parametrize("text", ["", "10", "0/m", "5/0m", "ten/m", "5/w"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError, match="is no rate"):
        parse(text)


def test_so_many_pass_and_one_more_does_not():
    verdicts = [take("t", "me", Rate(3, 60)) for _ in range(4)]
    assert [verdict.is_allowed for verdict in verdicts] == [True, True, True, False]
    assert [verdict.left for verdict in verdicts] == [2, 1, 0, 0]
    assert verdicts[3].retry_seconds == 20
    assert verdicts[3].reset_seconds == 60


def test_after_a_while_one_more_passes():
    rate = Rate(5, 1)
    assert [take("t", "me", rate).is_allowed for _ in range(6)] == [True] * 5 + [False]
    time.sleep(0.25)
    assert [take("t", "me", rate).is_allowed for _ in range(2)] == [True, False]


def test_a_bucket_is_forgotten_when_it_is_full_again():
    take("t", "me", Rate(5, 1))
    client = ratelimit._client(ratelimit.settings.CACHES["default"]["LOCATION"])
    (key,) = client.keys("rate:t:*")
    assert 0 < client.pttl(key) <= 202
    assert b"me" not in key


def test_many_at_once_get_no_more_than_there_is():
    allowed = []

    def ask():
        allowed.extend(take("t", "crowd", Rate(50, 600)).is_allowed for _ in range(20))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(allowed), sum(allowed)) == (160, 50)


def test_users_have_buckets_of_their_own_and_visitors_share_their_address():
    view = limited("t", "1/m")(lambda _: HttpResponse())
    assert outcomes(view, request(person(1)), request(person(2)), request(person(1))) == [200, 200, 429]
    assert outcomes(view, request(), request(peer="203.0.113.8"), request()) == [200, 200, 429]


def test_one_network_of_ipv6_is_one_address():
    view = limited("t", "1/m", by="address")(lambda _: HttpResponse())
    assert outcomes(view, request(peer="2001:db8::1"), request(peer="2001:db8::ffff")) == [200, 429]
    assert outcomes(view, request(peer="2001:db8:0:1::1")) == [200]


def test_tokens_are_told_apart():
    view = limited("t", "1/m", by="token")(lambda _: HttpResponse())
    one, two = request(Authorization="Bearer one"), request(Authorization="Bearer two")
    assert outcomes(view, one, two, one) == [200, 200, 429]


def test_each_of_several_buckets_must_have_one_left():
    view = limited("t", "2/m", by=("user", "address"))(lambda _: HttpResponse())
    assert outcomes(view, *(request(person(number)) for number in range(3))) == [200, 200, 429]


def test_only_the_methods_named_are_counted():
    view = limited("t", "1/m", methods={"POST"})(lambda _: HttpResponse())
    assert outcomes(view, *(request(method="get") for _ in range(3)), request(), request()) == [
        200, 200, 200, 200, 429,
    ]  # fmt: skip


def test_the_settings_decide_before_the_view_does(settings):
    settings.RATE_LIMITS = {"t": "2/m", "off": ""}
    assert outcomes(limited("t", "1/m")(lambda _: HttpResponse()), *[request()] * 3) == [200, 200, 429]
    assert outcomes(limited("off", "1/m")(lambda _: HttpResponse()), *[request()] * 3) == [200] * 3


def test_an_answer_says_what_is_left_and_a_refusal_when_to_come_back():
    view = limited("t", "2/m")(lambda _: HttpResponse())
    response = view(request())
    assert response["RateLimit-Limit"] == "2"
    assert response["RateLimit-Remaining"] == "1"
    assert response["RateLimit-Policy"] == "2;w=60"
    view(request())
    with pytest.raises(TooMany) as refused:
        view(request())
    assert refused.value.headers["Retry-After"] == "30"


@pytest.mark.parametrize(
    ("headers", "kind", "part"),
    [
        ({"Accept": "text/html"}, "text/html", "<h1>That was not possible</h1>"),
        ({"Accept": "application/json"}, "application/problem+json", '{"detail": "That was too often'),
    ],
)
def test_a_refusal_is_a_page_or_json_with_its_headers(db, headers, kind, part):
    verdict = take("t", "me", Rate(1, 60))
    response = Problems(HttpResponse).process_exception(request(**headers), TooMany(verdict))
    assert response.status_code == 429
    assert response["Content-Type"].startswith(kind)
    assert "Retry-After" in response
    assert part in response.text


@pytest.fixture
def without_valkey(monkeypatch):
    gone = ratelimit._client("redis://127.0.0.1:1/0")
    monkeypatch.setattr(ratelimit, "_client", lambda _: gone)


def test_without_valkey_a_request_passes_and_that_is_logged(without_valkey, caplog):
    view = limited("t", "1/m")(lambda _: HttpResponse())
    with caplog.at_level(logging.WARNING, logger="web.ratelimit"):  # whatever an earlier test's worker left
        assert outcomes(view, request(), request()) == [200, 200]
    assert "rate limit t not counted" in caplog.text


def test_without_valkey_money_does_not_move(without_valkey):
    view = limited("t", "1/m", if_down="refuse")(lambda _: HttpResponse())
    with pytest.raises(NotCounted):
        view(request())
