"""Closes said by staff: four eyes, corrections, and what nobody may say."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from accounts.models import AuditEntry
from accounts.tests.factories import create_user
from rounds import locking, opening, settlement
from rounds.models import Dispute, Observation
from rounds.oracles import closes, deciding, manual
from rounds.oracles.errors import CloseNotSaid, MayNotSay, NoManualSource
from rounds.tests.factories import nasdaq, utc
from rounds.tests.oracles.factories import AFTER, DAY, again, retire, sayer, source, told

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])


@pytest.fixture
def waiting(moved):
    """A round that waits for its close, with a manual source only."""
    moved.to(utc("2026-03-04 15:00"))
    retire("market-data")
    source("staff", rank=1)
    one = opening.open_round(instrument=nasdaq(), reference=Decimal("100"))
    moved.to(utc("2026-03-04 21:05"))
    locking.lock(one.pk)
    return one


def say(who, value, **more):
    return manual.say(staff=who, instrument=nasdaq(), session=more.pop("session", DAY), value=value, **more)


def test_two_of_the_staff_say_it(waiting):
    ann, ben = sayer("ann"), sayer("ben")
    row = say(ann, "100.01", is_final=True, note="Nasdaq.com, 16:20")
    assert (row.value_text, row.by_id, row.note) == ("100.01", ann.pk, "Nasdaq.com, 16:20")
    assert not deciding.verdict(again(waiting)).is_agreed
    say(ann, "100.01", is_final=True)  # the same person twice is one
    found = deciding.verdict(again(waiting))
    assert (found.is_agreed, found.reason) == (False, "0 of 1 sources told a close.")
    say(ben, Decimal("100.01"), is_final=True)
    found = deciding.verdict(again(waiting))
    assert (found.is_agreed, found.close, found.is_final) == (True, Decimal("100.01"), True)
    assert len(found.observations) == 3
    assert len(found.counted) == 2
    entries = AuditEntry.objects.using("staff").filter(act="round.say_close")
    assert {entry.actor_id for entry in entries} == {ann.pk, ben.pk}


def test_a_correction_before_settlement_is_a_new_saying(waiting):
    ann, ben = sayer("ann"), sayer("ben")
    say(ann, "1000.1")
    say(ben, "100.01")
    assert not deciding.verdict(again(waiting)).is_agreed
    say(ann, "100.01")
    assert deciding.verdict(again(waiting)).close == Decimal("100.01")
    assert Observation.objects.using("staff").count() == 3


def test_after_settlement_a_saying_is_a_dispute(waiting):
    ann, ben = sayer("ann"), sayer("ben")
    for each in (ann, ben):
        say(each, "100.01")
    settlement.settle(waiting.pk, close=Decimal("100.01"))
    say(ann, "99.99")
    dispute = Dispute.objects.using("staff").get()
    assert (dispute.value, dispute.close, dispute.observation.by_id) == (
        Decimal("99.99"),
        Decimal("100.01"),
        ann.pk,
    )
    assert again(waiting).close == Decimal("100.01")


@pytest.mark.parametrize("value", ["", "1e3", "-1", "0", "100.001", "22,807.48", "NaN", "١٠٠", "9" * 13])
def test_only_digits_of_the_instruments_places_are_said(waiting, value):
    with pytest.raises(CloseNotSaid):
        say(sayer("ann"), value)


def test_nothing_is_said_before_the_close_or_of_a_day_off(waiting, moved):
    ann = sayer("ann")
    with pytest.raises(CloseNotSaid, match="closes at 21:00 UTC"):
        say(ann, "100.01", session=AFTER)
    with pytest.raises(CloseNotSaid, match="no session"):
        say(ann, "100.01", session=DAY.replace(day=1))
    with pytest.raises(CloseNotSaid):
        say(ann, "100.01", session=DAY.replace(year=1800))


def test_only_staff_with_the_right_say_closes(waiting, alice):
    with pytest.raises(MayNotSay):
        say(alice, "100.01")
    helper = create_user(email="helper@example.com", is_staff=True)
    helper.groups.add(Group.objects.get(name="support"))
    with pytest.raises(MayNotSay):
        say(helper, "100.01")
    runner = create_user(email="runner@example.com", is_staff=True)
    runner.groups.add(Group.objects.get(name="rounds"))
    assert say(runner, "100.01").by_id == runner.pk
    gone = sayer("gone")
    gone.is_active = False
    with pytest.raises(MayNotSay):
        say(gone, "100.01")


def test_without_a_manual_source_nobody_says_anything(moved):
    moved.to(utc("2026-03-04 21:05"))
    with pytest.raises(NoManualSource):
        say(sayer("ann"), "100.01")


# --- The close that the next round is opened against ----------------------------------------------------------------
def test_a_past_close_is_trusted_by_the_same_sources(moved):
    moved.to(utc("2026-03-04 21:05"))
    assert closes.close_of(nasdaq(), DAY) is None
    told("100.01")
    assert closes.close_of(nasdaq(), DAY) == Decimal("100.01")
    source("staff")
    assert closes.sources_of(nasdaq()) == 2
    assert closes.close_of(nasdaq(), DAY) is None  # two sources are set, so two must agree
    for name in ("ann", "ben"):
        say(sayer(name), "100.01")
    assert closes.close_of(nasdaq(), DAY) == Decimal("100.01")
    assert Observation.objects.using("staff").count() == 2  # looking stores nothing


def test_two_sources_that_differ_give_no_past_close(moved):
    moved.to(utc("2026-03-04 21:05"))
    source("staff")
    told("100.03")
    for name in ("ann", "ben"):
        say(sayer(name), "100.01")
    assert closes.close_of(nasdaq(), DAY) is None
    assert "differ by more than 0.01" in closes.judged(nasdaq(), DAY).reason


def test_a_row_that_the_table_took_in_before_the_close_is_no_close(moved):
    moved.to(utc("2026-03-04 18:00"))
    told("100.01")  # a snapshot of the day that somebody loaded at noon
    moved.to(utc("2026-03-04 21:05"))
    assert closes.close_of(nasdaq(), DAY) is None
    told("100.02", revision=2)
    assert closes.close_of(nasdaq(), DAY) == Decimal("100.02")


def test_only_a_final_close_is_trusted_where_only_final_ones_bind(moved, settings):
    settings.ROUND_NEEDS_FINAL = True
    moved.to(utc("2026-03-04 21:05"))
    told("100.01", is_final=False)
    assert closes.close_of(nasdaq(), DAY) is None
    told("100.01", revision=2)
    assert closes.close_of(nasdaq(), DAY) == Decimal("100.01")
