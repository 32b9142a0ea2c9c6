"""Corrections of what was recognised: for old bets and new ones, and taken back in any order."""

from collections.abc import Iterable
from itertools import permutations
from typing import Any

import pytest

from bets.models import Bet, Correction, EventParticipant, Field, Leg, Market, Participant, Sport, What
from imports import corrections, undo
from imports.corrections import Text
from imports.errors import SettingInvalid
from imports.observations import BetTelling
from imports.tests.factories import bet, import_parsed, line, parsed
from ledger.models import Movement
from web.context import acting_as

pytestmark = pytest.mark.django_db
WON = {"status": "won", "stake": "10", "at_risk": "10", "returned": "20", "profit": "10"}


def take(
    owner: Any, *bets: dict[str, Any], legs: Iterable[dict[str, Any]] = (), sha: str = "", day: float = 0
) -> Any:
    """Import bets of a tracker."""
    lines = [line("bet", key=each["ref"], bet_ref=None, day=day, description=str(each)) for each in bets]
    told = [
        {**each, "row": number, "placed_at": lines[0]["occurred_at"], "settled_at": lines[0]["occurred_at"]}
        for number, each in enumerate(bets, 2)
    ]
    return import_parsed(owner, parsed(lines, told, legs), sha=sha)


def tracked(ref: str, **about: Any) -> dict[str, Any]:
    return bet(ref, from_lines=False, **{**WON, **about})


def sport(slug: str) -> Sport:
    return Sport.objects.get(slug=slug, owner=None)


def means(
    owner: Any, text: str, slug: str, field: Field = Field.EVENT, *, is_part: bool = False
) -> Correction:
    """Say the sport of a text."""
    with acting_as(owner):
        meaning = sport(slug)
    return say(owner, What.SPORT, field, text, meaning, is_part=is_part)


def say(
    owner: Any, what: What, field: Field, text: str, meaning: Any, *, is_part: bool = False
) -> Correction:
    said = corrections.correct(user=owner, what=what, texts=[Text(field, text, is_part)], meaning=meaning)
    return said.corrections[0]


def sports(owner: Any) -> dict[str, str | None]:
    with acting_as(owner):
        return dict(Bet.objects.values_list("ref", "sport__slug"))


def state(owner: Any) -> list[Any]:
    """Everything that recognition decides."""
    with acting_as(owner):
        about = ("sport__slug", "competition__name", "market_type__slug", "event__name", "event__sport__slug")
        bets = list(Bet.objects.order_by("ref").values_list("ref", *about))
        legs = list(
            Leg.objects.order_by("bet__ref", "position").values_list("bet__ref", "position", "sport__slug")
        )
        told = list(
            BetTelling.objects.order_by("ref").values_list("ref", "sport_id", "market_id", "legs", "seen")
        )
    return [bets, legs, told]


def test_a_correction_holds_for_old_bets_and_new_ones(alice):
    take(alice, tracked("a", event="Foo v Bar"), tracked("b", event="Foo v Baz"))
    assert sports(alice) == {"a": None, "b": None}
    means(alice, "foo V bar", "tennis")
    assert sports(alice) == {"a": "tennis", "b": None}
    take(alice, tracked("c", event="Foo v Bar"), tracked("d", event="Foo v Qux"))
    assert sports(alice) == {"a": "tennis", "b": None, "c": "tennis", "d": None}


def test_a_part_of_a_text_is_enough_when_said_so(alice):
    take(alice, tracked("a", event="Foo v Bar"), tracked("b", event="Foo v Baz"))
    means(alice, "foo v", "tennis", is_part=True)
    means(alice, "Foo v Baz", "boxing")
    assert sports(alice) == {"a": "tennis", "b": "boxing"}


def test_a_correction_taken_back_leaves_what_the_words_tell(alice):
    take(alice, tracked("a", event="Carlton v Essendon"), tracked("b", event="Foo v Bar"))
    before = state(alice)
    said = [means(alice, "Carlton v Essendon", "boxing"), means(alice, "Foo v Bar", "tennis")]
    assert sports(alice) == {"a": "boxing", "b": "tennis"}
    for correction in said:
        assert corrections.undo(user=alice, correction=correction)
    assert state(alice) == before
    assert not corrections.undo(user=alice, correction=said[0])


def test_a_bet_imported_while_a_correction_stood_is_freed_with_it(alice):
    take(alice, tracked("a", event="Carlton v Essendon"))
    said = means(alice, "Carlton v Essendon", "boxing")
    take(alice, tracked("b", event="Carlton v Essendon"))
    assert sports(alice) == {"a": "boxing", "b": "boxing"}
    corrections.undo(user=alice, correction=said)
    assert sports(alice) == {"a": "afl", "b": "afl"}
    with acting_as(alice):
        assert BetTelling.objects.exclude(seen=None).count() == 0


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_taking_back_does_not_matter(alice, order):
    take(
        alice, tracked("a", event="Foo v Bar", market="Zorb"), tracked("b", event="Foo v Baz", market="Zorb")
    )
    before = state(alice)
    said = [
        means(alice, "Foo v Bar", "tennis"),
        means(alice, "zorb", "boxing", Field.MARKET),
        means(alice, "Foo v Bar", "darts"),
    ]
    assert sports(alice) == {"a": "darts", "b": "boxing"}
    standing = dict(enumerate(said))
    for place in order:
        corrections.undo(user=alice, correction=standing.pop(place))
        assert sports(alice) == _expected(standing)
    assert state(alice) == before


def _expected(standing: dict[int, Correction]) -> dict[str, str | None]:
    """Whole texts alike: the last said counts."""
    of_a = next(
        (name for place, name in ((2, "darts"), (1, "boxing"), (0, "tennis")) if place in standing), None
    )
    return {"a": of_a, "b": "boxing" if 1 in standing else None}


def test_a_kind_of_market_is_corrected_and_the_journal_stays(alice):
    take(alice, tracked("a", event="Carlton v Essendon", market="Zorb special"))
    with acting_as(alice):
        moved = list(Movement.objects.order_by("pk").values_list("key", flat=True))
        total = Market.objects.get(slug="total", owner=None)
        own = Bet.objects.get().market_type
        assert own
        assert own.owner == alice
    said = say(alice, What.MARKET, Field.MARKET, "Zorb special", total)
    with acting_as(alice):
        assert Bet.objects.get().market_type == total
        assert list(Movement.objects.order_by("pk").values_list("key", flat=True)) == moved
    corrections.undo(user=alice, correction=said)
    with acting_as(alice):
        assert Bet.objects.get().market_type == own


def test_a_sport_that_the_file_names_is_corrected(alice):
    take(alice, tracked("a", sport="Soccre", event="Foo v Bar"))
    assert sports(alice) == {"a": "soccre"}
    means(alice, "Soccre", "football", Field.SPORT)
    take(alice, tracked("b", sport="soccre", event="Foo v Baz"))
    assert sports(alice) == {"a": "football", "b": "football"}


def test_legs_are_corrected_and_their_multi_with_them(alice):
    legs = [
        {"ref": "m", "bookmaker": "Sportsbet", "currency": "AUD", "position": place, "event": event}
        for place, event in ((1, "Foo v Bar"), (2, "Foo v Baz"))
    ]
    multi = tracked("m", structure="multi", legs_count=2, selection="two")
    take(alice, multi, legs=legs)
    before = state(alice)
    said = means(alice, "foo v", "tennis", is_part=True)
    assert sports(alice) == {"m": "tennis"}
    with acting_as(alice):
        assert list(Leg.objects.order_by("position").values_list("sport__slug", flat=True)) == ["tennis"] * 2
    assert take(alice, multi, legs=legs).bets_updated == 0
    take(alice, {**multi, "ref": "n"}, legs=[{**leg, "ref": "n"} for leg in legs])
    assert sports(alice) == {"m": "tennis", "n": "tennis"}
    corrections.undo(user=alice, correction=said)
    assert sports(alice) == {"m": None, "n": None}
    assert [row for row in state(alice)[1] if row[0] == "m"] == before[1]


def test_the_same_file_again_changes_nothing_of_corrected_bets(alice):
    told = tracked("a", event="Foo v Bar")
    take(alice, told)
    means(alice, "Foo v Bar", "tennis")
    again = take(alice, told)
    assert (again.inserted, again.updated, again.bets_inserted, again.bets_updated) == (0, 0, 0, 0)
    assert sports(alice) == {"a": "tennis"}


def test_an_upload_undone_and_brought_back_is_corrected_still(alice):
    upload = take(alice, tracked("a", event="Foo v Bar"))
    said = means(alice, "Foo v Bar", "tennis")
    undo.undo(user=alice, upload=upload)
    assert sports(alice) == {}
    undo.redo(user=alice, upload=upload)
    assert sports(alice) == {"a": "tennis"}
    undo.undo(user=alice, upload=upload)
    corrections.undo(user=alice, correction=said)
    undo.redo(user=alice, upload=upload)
    assert sports(alice) == {"a": None}


def test_imports_link_who_plays_home_side_first(alice):
    take(alice, tracked("a", event="NYY @ NYM", competition="MLB"), tracked("b", event="Foo v Bar"))
    assert sides(alice, "NYY @ NYM") == ["New York Mets", "New York Yankees"]
    assert sides(alice, "Foo v Bar") == ["Foo", "Bar"]
    with acting_as(alice):
        mets = Participant.objects.get(name="New York Mets")
        assert list(mets.aliases.values_list("folded", flat=True)) == ["nym"]
    take(alice, tracked("c", event="New York Mets vs Chicago Cubs", competition="MLB"))
    with acting_as(alice):
        assert set(mets.aliases.values_list("folded", flat=True)) == {"nym", "new york mets"}


def sides(owner: Any, event: str) -> list[str]:
    with acting_as(owner):
        entries = EventParticipant.objects.filter(event__name=event)
        return list(entries.order_by("event_id", "position").values_list("participant__name", flat=True))


def test_a_participant_is_corrected_for_old_events_and_new_ones(alice):
    take(
        alice,
        tracked("a", event="Man Yoo v Leeds", sport="Soccer"),
        tracked("b", event="Man Utd v Hull", sport="Soccer"),
    )
    with acting_as(alice):
        united = Participant.objects.get(name="Manchester United")
    said = say(alice, What.PARTICIPANT, Field.SIDE, "Man Yoo", united)
    assert sides(alice, "Man Yoo v Leeds") == ["Manchester United", "Leeds United"]
    take(alice, tracked("c", event="Stoke v Man Yoo", sport="Soccer"))
    assert sides(alice, "Stoke v Man Yoo") == ["Stoke City", "Manchester United"]
    corrections.undo(user=alice, correction=said)
    assert sides(alice, "Stoke v Man Yoo") == ["Stoke City", "Man Yoo"]


def test_a_corrected_sport_brings_its_own_sides(alice):
    take(alice, tracked("a", event="Foo v Bar"))
    means(alice, "Foo v Bar", "tennis")
    with acting_as(alice):
        event = Bet.objects.get().event
        assert event
        assert event.sport == sport("tennis")
        assert [entry.participant.sport for entry in event.entries.order_by("position")] == [event.sport] * 2
    take(alice, tracked("b", event="Foo v Bar"))
    with acting_as(alice):
        assert Bet.objects.get(ref="b").event == event


def test_other_peoples_bets_and_meanings_are_left_alone(alice, bob):
    take(alice, tracked("a", event="Foo v Bar"))
    take(bob, tracked("b", event="Foo v Bar"))
    means(alice, "Foo v Bar", "tennis")
    assert sports(bob) == {"b": None}
    with acting_as(alice):
        own = Sport.objects.create(owner=alice, slug="zorbing", name="Zorbing")
    with pytest.raises(SettingInvalid):
        say(bob, What.SPORT, Field.EVENT, "Foo v Bar", own)
    said = means(alice, "Foo v Bar", "darts")
    assert not corrections.undo(user=bob, correction=said)


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "x" * 2_001])
def test_a_text_that_is_none_is_refused(alice, text):
    with pytest.raises(SettingInvalid):
        means(alice, text, "tennis")


def test_a_part_must_tell_something(alice):
    with pytest.raises(SettingInvalid):
        means(alice, "v", "tennis", is_part=True)


def test_the_same_said_twice_is_one_correction(alice):
    first = means(alice, "Foo v Bar", "tennis")
    assert means(alice, "foo v bar", "tennis") == first
    between = means(alice, "Foo v Bar", "darts")
    assert means(alice, "Foo v Bar", "tennis") not in (first, between)
