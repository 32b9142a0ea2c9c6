"""The API: opened by tokens alone, as the person they belong to, and described on a page of our own."""

import json
import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils.html import escape

from accounts import api_auth, tokens
from accounts.models import IdempotencyRecord, User
from betsite.api import api
from web.context import acting_as, acting_uid


def bearer(user, *scopes):
    return {
        "Authorization": f"Bearer {tokens.make(user=user, name='t', scopes=scopes or ['me:read']).access}"
    }


def operations():
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    return [
        (method, re.sub(r"\{[^}]*\}", "1", path), what)
        for path, methods in document["paths"].items()
        for method, what in methods.items()
    ]


def test_me_is_whose_token_it_is(client, alice):
    response = client.get("/api/v1/me", headers=bearer(alice, "me:read", "bets:read"))
    assert response.status_code == 200
    assert response.json()["email"] == "alice@example.com"
    assert response.json()["scopes"] == ["bets:read", "me:read"]
    assert response["Cache-Control"] == "no-store"
    assert response["RateLimit-Remaining"]


@pytest.mark.parametrize(("method", "path", "what"), operations(), ids=lambda each: str(each)[:40])
def test_no_operation_opens_without_a_token_or_with_a_session(client, alice, staff, method, path, what):
    for user in (None, alice, staff):
        if user:
            client.force_login(user)
        response = client.generic(method.upper(), path, "{}", content_type="application/json")
        if "security" in what:
            assert response.status_code == 401, path
            assert response["WWW-Authenticate"] == "Bearer"
        else:  # open to everybody: it looks at what was sent, and nothing was
            assert response.status_code == 422, path
            assert "WWW-Authenticate" not in response
        assert "alice" not in response.text


def test_only_these_operations_are_open():
    """Whatever touches a person's own data is not among them."""
    unsecured = {path for _, path, what in operations() if "security" not in what}
    assert {path for path in unsecured if not path.startswith("/api/v1/calculators/")} == {
        "/api/v1/token/refresh"
    }
    assert len(unsecured) > 1


@pytest.mark.parametrize(("method", "path", "what"), operations(), ids=lambda each: str(each)[:40])
def test_every_operation_says_its_scopes_and_refuses_a_token_without_them(client, alice, method, path, what):
    if "security" not in what:
        return
    assert what["x-scopes"], f"{path} needs no scope: use secured()."
    other = next(scope for scope in tokens.SCOPES if scope not in what["x-scopes"])
    response = client.generic(
        method.upper(), path, "{}", content_type="application/json", headers=bearer(alice, other)
    )
    assert response.status_code == 403, path
    assert "lacks" in response.json()["detail"]


def test_what_no_operation_answers_is_refused_in_the_same_form(client, alice):
    headers = bearer(alice)
    for method, path, status in (("get", "nothing/here", 404), ("delete", "me", 405), ("post", "me", 405)):
        response = getattr(client, method)(f"/api/v1/{path}", headers=headers)
        assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
        assert response.json()["status"] == status
        assert response["Cache-Control"] == "no-store"
    assert "GET" in response["Allow"]


def test_a_fault_of_ours_is_told_in_the_same_form_and_keeps_nothing(alice):
    def view(request):
        User.objects.filter(pk=alice.pk).update(name="dropped")
        return HttpResponse("<h1>Something broke</h1>", status=500)

    response = _through(RequestFactory().post("/api/v1/x", headers=bearer(alice)), view)
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert User.objects.get(pk=alice.pk).name != "dropped"


def test_a_session_cannot_be_used_to_write_across_sites(alice):
    """No CSRF token is asked for, because no cookie counts."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    assert strict.get("/api/v1/me").status_code == 401
    pair = tokens.make(user=alice, name="t", scopes=["me:read"])
    sent = {"refresh_token": pair.refresh}
    assert strict.post("/api/v1/token/refresh", sent, content_type="application/json").status_code == 200


def test_refreshing_over_the_api(client, alice):
    pair = tokens.make(user=alice, name="t", scopes=["me:read"])

    def ask():
        return client.post(
            "/api/v1/token/refresh", {"refresh_token": pair.refresh}, content_type="application/json"
        )

    first = ask()
    assert first.status_code == 200
    headers = {"Authorization": f"Bearer {first.json()['access_token']}"}
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    again = ask()
    assert (again.status_code, "revoked" in again.json()["detail"]) == (401, True)
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_refreshes_are_counted_by_address(client, alice, settings):
    settings.RATE_LIMITS = {"token-refresh": "2/m"}
    ask = {"refresh_token": "bsr_1_" + "a" * 43}
    answers = [client.post("/api/v1/token/refresh", ask, content_type="application/json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert int(answers[2]["Retry-After"]) == 30


def test_requests_are_counted_by_token(client, alice, bob, settings):
    settings.RATE_LIMITS = {"api": "2/m"}
    of_alice, of_bob = bearer(alice), bearer(bob)
    assert [client.get("/api/v1/me", headers=of_alice).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/api/v1/me", headers=of_bob).status_code == 200


def _through(request, view):
    return api_auth.ApiCallers(view)(request)


def test_the_database_answers_to_the_caller_and_a_refusal_keeps_nothing(alice):
    def view(request):
        assert acting_uid() == request.caller.user.pk == alice.pk
        User.objects.filter(pk=alice.pk).update(name=request.GET["name"])
        return HttpResponse(status=int(request.GET["status"]))

    headers = bearer(alice)
    _through(RequestFactory().post("/api/v1/x?name=kept&status=200", headers=headers), view)
    _through(RequestFactory().post("/api/v1/x?name=dropped&status=422", headers=headers), view)
    assert User.objects.get(pk=alice.pk).name == "kept"


def test_an_operation_is_done_once_per_key(alice):
    done = []

    def effect():
        done.append(1)
        return 201, {"number": len(done)}

    def ask(body, key="k"):
        headers = {**bearer(alice), **({"Idempotency-Key": key} if key else {})}
        request = RequestFactory().post("/api/v1/x", body, content_type="application/json", headers=headers)
        return _through(request, lambda request: api_auth.once(request, "x", effect))

    first, again = ask({"a": 1}), ask({"a": 1})
    assert (first.status_code, json.loads(again.content), again["Idempotent-Replay"]) == (
        201,
        {"number": 1},
        "true",
    )
    assert done == [1]
    with acting_as(alice):
        assert IdempotencyRecord.objects.count() == 1


def test_the_page_about_the_api_names_every_operation_and_loads_nothing_from_elsewhere(client, db):
    response = client.get(reverse("api-docs"))
    assert response.status_code == 200
    for method, _, what in operations():
        assert escape(what["summary"]) in response.text
        assert method.upper() in response.text
    assert not re.search(r"<(?:script|link|img)[^>]*(?:src|href)=\"(?:https?:)?//", response.text)
    assert "refresh_token" in response.text


def test_the_openapi_document_is_public_json(client, db):
    document = client.get("/api/v1/openapi.json").json()
    assert document["info"]["title"] == "Betsite API"
    assert "/api/v1/me" in document["paths"]


@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/api/v1/me", "/api/v1/nothing"])
def test_a_browser_that_looks_at_the_api_stays_signed_in(client, alice, path):
    client.force_login(alice)
    assert "sessionid" not in client.get(path).cookies
    assert client.get("/settings/tokens/").status_code == 200
