"""Tokens: what they open, how long, and what happens to one that is used twice."""

from datetime import timedelta

import pytest

from accounts import tokens
from accounts.errors import ScopeUnknown, TokenInvalid, TokenReused
from accounts.models import Token, TokenFamily, User
from ledger.tests.test_concurrency import together
from web.clock import now
from web.context import acting_as


def make(user, *scopes):
    return tokens.make(user=user, name="A program", scopes=scopes or ("me:read",))


def family_of(user):
    with acting_as(user):
        return TokenFamily.objects.get()


def test_an_access_token_tells_whose_it_is_and_what_it_may(alice):
    caller = tokens.caller(make(alice, "bets:read", "me:read").access)
    assert caller.user == alice
    assert caller.scopes == {"bets:read", "me:read"}
    assert abs(family_of(alice).last_used_at - now()) < timedelta(minutes=1)


def test_only_fingerprints_are_kept(alice):
    pair = make(alice)
    with acting_as(alice):
        stored = str(list(Token.objects.values()) + list(TokenFamily.objects.values()))
    for text in (pair.access, pair.refresh):
        assert text not in stored
        assert text.split("_", 2)[2] not in stored  # the secret may hold an underscore itself


@pytest.mark.parametrize("text", ["", "nonsense", "bsa_1_short", "bsa_99999_" + "a" * 43, "Bearer x"])
def test_what_is_no_token_opens_nothing(alice, text):
    assert tokens.caller(text) is None
    with pytest.raises(TokenInvalid):
        tokens.refresh(text)


def test_the_two_kinds_are_not_taken_for_each_other(alice):
    pair = make(alice)
    assert tokens.caller(pair.refresh) is None
    assert tokens.caller(pair.refresh.replace("bsr_", "bsa_")) is None
    with pytest.raises(TokenInvalid):
        tokens.refresh(pair.access)


def test_a_token_does_not_become_somebody_elses_by_another_number(alice, bob):
    pair = make(alice)
    assert tokens.caller(pair.access.replace(f"_{alice.pk}_", f"_{bob.pk}_")) is None


@pytest.mark.parametrize("scopes", [[], ["everything"], ["me:read", "everything"]])
def test_there_are_no_other_scopes(alice, scopes):
    with pytest.raises(ScopeUnknown):
        tokens.make(user=alice, name="A program", scopes=scopes)


def test_a_refresh_gives_the_next_pair_and_the_former_access_ends_by_itself(alice):
    first = make(alice)
    second = tokens.refresh(first.refresh)
    third = tokens.refresh(second.refresh)
    assert len({first.access, second.access, third.access, first.refresh, second.refresh, third.refresh}) == 6
    assert all(tokens.caller(pair.access) for pair in (first, second, third))
    assert tokens.caller(third.access).scopes == {"me:read"}


@pytest.mark.parametrize("which", [0, 1])
def test_a_refresh_token_used_twice_revokes_the_family(alice, which):
    pairs = [make(alice)]
    other = make(alice)
    for _ in range(2):
        pairs.append(tokens.refresh(pairs[-1].refresh))
    with pytest.raises(TokenReused):
        tokens.refresh(pairs[which].refresh)
    assert [tokens.caller(pair.access) for pair in pairs] == [None] * 3
    with pytest.raises(TokenInvalid):
        tokens.refresh(pairs[-1].refresh)
    assert tokens.caller(other.access) is not None


@pytest.mark.django_db(transaction=True)
def test_of_many_refreshes_at_once_one_wins_and_the_family_is_revoked(alice):
    pair = make(alice)
    outcomes = together(lambda _: tokens.refresh(pair.refresh), threads=6)
    won = [outcome for outcome in outcomes if isinstance(outcome, tokens.Pair)]
    assert len(won) == 1
    assert sum(isinstance(outcome, TokenReused) for outcome in outcomes) == 5
    assert tokens.caller(won[0].access) is None
    assert family_of(alice).revoked_why == tokens.REUSED


@pytest.mark.parametrize(("kind", "length"), [("access", tokens.ACCESS_FOR), ("refresh", tokens.REFRESH_FOR)])
def test_tokens_end(alice, monkeypatch, kind, length):
    pair = make(alice)
    later = now() + length + timedelta(seconds=1)
    monkeypatch.setattr(tokens, "now", lambda: later)
    if kind == "access":
        assert tokens.caller(pair.access) is None
        assert tokens.caller(tokens.refresh(pair.refresh).access)
    else:
        with pytest.raises(TokenInvalid):
            tokens.refresh(pair.refresh)


def test_a_revoked_family_and_a_closed_account_open_nothing(alice, bob):
    pair, of_bob = make(alice), make(bob)
    tokens.revoke(user=bob, family=pair.family)
    assert tokens.caller(pair.access)
    tokens.revoke(user=alice, family=pair.family)
    assert tokens.caller(pair.access) is None
    with pytest.raises(TokenInvalid):
        tokens.refresh(pair.refresh)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert tokens.caller(of_bob.access) is None
    with pytest.raises(TokenInvalid):
        tokens.refresh(of_bob.refresh)


def test_the_page_shows_a_new_token_once_and_revokes_it(client, alice):
    client.force_login(alice)
    response = client.post("/settings/tokens/", {"name": "My sheet", "scopes": ["me:read", "bets:read"]})
    pair = response.context["made"]
    assert pair.access in response.text
    assert "no-store" in response["Cache-Control"]
    listed = client.get("/settings/tokens/").text
    assert "My sheet" in listed
    assert pair.access not in listed
    assert pair.refresh not in listed
    client.post(f"/settings/tokens/{pair.family.pk}/revoke/")
    assert tokens.caller(pair.access) is None


def test_a_token_without_a_scope_is_refused_by_the_form(client, alice):
    client.force_login(alice)
    assert client.post("/settings/tokens/", {"name": "My sheet"}).status_code == 422
