"""Bets by hand where two acts meet: made void by mistake, sent twice, changed at once; and what no column can hold."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import tokens
from bets.models import Bet
from imports.by_hand import remarks, trash, verbs
from imports.by_hand.entry import EntryWrong
from imports.tests.books import take
from imports.tests.by_hand import as_the_bets_say, entry, later, leg, one
from imports.tests.exports import tracked
from imports.tests.test_by_hand_api import BET, api  # noqa: F401
from imports.tests.test_by_hand_pages import filled, signed_in  # noqa: F401
from ledger.money import to_micro
from web.context import acting_as, alone

pytestmark = pytest.mark.django_db
MULTI = {"kind": "multi", "legs": (leg("A", "2"), leg("B", "3"))}
FAR = (datetime(9999, 12, 31, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(("outcome", "returned"), [("won", "60"), ("lost", "0")])
@pytest.mark.parametrize("is_reopened", [True, False])
def test_a_multi_made_void_by_mistake_ends_as_said_then(alice, outcome, returned, is_reopened):
    bet_id = verbs.enter(user=alice, entry=entry("10", None, **MULTI))
    verbs.void(user=alice, bet_id=bet_id, settled_at=later(1))
    if is_reopened:
        verbs.settle(user=alice, bet_id=bet_id, outcome="open")
    assert verbs.settle_many(user=alice, bet_ids=[bet_id], outcome=outcome).changed == 1
    bet = one(alice, bet_id)
    assert (bet.status, bet.returned_micro) == (outcome, to_micro(returned))
    as_the_bets_say(alice)


def test_a_multi_of_void_legs_has_not_won(alice):
    bet_id = verbs.enter(user=alice, entry=entry("10", None, **MULTI))
    with pytest.raises(EntryWrong, match="Every leg of it is void"):
        verbs.settle(user=alice, bet_id=bet_id, outcome="won", legs=["void", "void"], settled_at=later(1))


@pytest.mark.parametrize("outcome", ["lost", "void", "won"])
@pytest.mark.parametrize("settled_at", FAR)
def test_a_bet_of_a_file_ends_at_a_time_that_can_be(alice, outcome, settled_at):
    take(alice, tracked(4, at=4))
    with acting_as(alice):
        bet = Bet.objects.filter(status="open").latest("placed_at")
    with pytest.raises(EntryWrong):
        verbs.settle(user=alice, bet_id=bet.pk, outcome=outcome, settled_at=settled_at)
    assert one(alice, bet.pk).status == "open"


@pytest.mark.parametrize("chance", ["0.00001", "0.99999"])
def test_a_chance_finer_than_is_kept_is_refused(alice, chance):
    bet_id = verbs.enter(user=alice, entry=entry())
    with pytest.raises(EntryWrong, match="A chance"):
        remarks.remark(user=alice, bet_id=bet_id, probability=Decimal(chance))


def test_a_chance_is_kept_to_four_places(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    remarks.remark(user=alice, bet_id=bet_id, probability=Decimal("0.12345"))
    with acting_as(alice):
        assert remarks.remark_of(alice, bet_id).probability == Decimal("0.1234")


def test_settling_many_of_files_asks_no_more_for_more_bets(alice):
    take(alice, tracked(12, at=12), currency="AUD")
    take(alice, tracked(4, at=4))
    with acting_as(alice):
        ids = list(Bet.objects.order_by("pk").values_list("pk", flat=True))
    asked = []
    for few in (ids[:2], ids):
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            acting_as(alice),
        ):
            found = verbs.standings(alice, few)
            [verbs.entry_of(each.bet) for each in found]
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_bet_that_has_ended_sent_twice_is_one_bet(signed_in, alice, monkeypatch):  # noqa: F811
    said = filled(signed_in.get("/bets/enter/"), outcome="won")
    pages = [signed_in.post("/bets/enter/", said) for _ in range(2)]
    assert [page.status_code for page in pages] == [302, 302]
    assert pages[0]["Location"] == pages[1]["Location"]
    with acting_as(alice):
        assert Bet.objects.count() == 1
    other = signed_in.post("/bets/enter/", said | {"stake": "11"})
    assert other.status_code == 422
    pk = int(pages[0]["Location"].rstrip("/").split("/")[-1])
    said = filled(signed_in.get(f"/bets/{pk}/edit/"), stake="12", outcome="lost")
    pages = [signed_in.post(f"/bets/{pk}/edit/", said) for _ in range(2)]
    assert [page.status_code for page in pages] == [302, 302]


def test_an_edit_with_a_nul_is_refused(api):  # noqa: F811
    bet = api("POST", "/bets", BET).json()
    refused = api("PATCH", f"/bets/{bet['id']}", {"bookmaker": "a\x00b"})
    assert refused.status_code == 422


def test_a_deletion_sent_again_after_it_was_taken_back_does_nothing(api, alice):  # noqa: F811
    bet = api("POST", "/bets", BET).json()
    assert api("DELETE", f"/bets/{bet['id']}", key="gone").status_code == 204
    trash.restore(user=alice, bet_id=bet["id"])
    again = api("DELETE", f"/bets/{bet['id']}", key="gone")
    assert (again.status_code, again["Idempotent-Replay"]) == (204, "true")
    assert one(alice, bet["id"]).status == "open"


@pytest.mark.parametrize(
    ("method", "path", "data"), [("PATCH", "", {"stake": "20"}), ("POST", "/tags", {"add": ["x"]})]
)
def test_what_is_changed_is_read_alone_with_the_book(api, method, path, data):  # noqa: F811
    bet = api("POST", "/bets", BET).json()
    with CaptureQueriesContext(connection) as queries:
        assert api(method, f"/bets/{bet['id']}{path}", data).status_code == 200
    asked = [query["sql"] for query in queries]
    with CaptureQueriesContext(connection) as locked:
        alone(0)
    lock = locked[0]["sql"].rsplit("0", 1)[0]
    alone_at = next(at for at, sql in enumerate(asked) if sql.startswith(lock))
    assert alone_at < next(at for at, sql in enumerate(asked) if 'FROM "imports_handbet"' in sql)


def test_the_scope_says_that_it_writes_bets():
    assert "bets" in tokens.SCOPES["bets:write"]


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_bets_that_together_no_book_holds_are_refused(api, alice):  # noqa: F811
    huge = BET | {"stake": "1000000000", "odds": "1100", "kind": "lay"}
    answers = [api("POST", "/bets", huge) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {201, 422}
    assert "more than any book holds" in answers[-1].text
    with acting_as(alice):
        assert Bet.objects.count() == sum(answer.status_code == 201 for answer in answers)
    as_the_bets_say(alice)
