"""Lines: overlapping files meet, repeated files change nothing, twins survive."""

import pytest

from imports import bet_staging, pipeline
from imports.models import Row
from imports.tests.factories import import_lines, line
from ledger import chart
from ledger.balances import balance
from ledger.models import Movement
from ledger.money import format_micro
from treasury.models import StatementLine
from web.context import acting_as

pytestmark = pytest.mark.django_db


def fates(upload):
    return (upload.rows_read, upload.inserted, upload.updated, upload.unchanged, upload.rejected)


def accounts(owner, currency="AUD"):
    found = chart.bookmaker_accounts(owner=owner, slug="sportsbet", name="Sportsbet", currency=currency)
    return {sort: format_micro(balance(account)) for sort, account in found.items()}


STATEMENT = [
    line("deposit", "100", key="1", day=0),
    line("stake", "-10", key="2", day=1, bet_ref="b1"),
    line("win", "25", key="3", day=2, bet_ref="b1"),
    line("withdrawal", "-50", key="4", day=3),
]


def test_it_works(alice):
    upload = import_lines(alice, *STATEMENT)
    assert upload.state == "processed"
    assert fates(upload) == (4, 4, 0, 0, 0)
    with acting_as(alice):
        held = accounts(alice)
    assert held["book"] == "65.00"
    assert held["outside"] == "-50.00"
    assert held["open"] == "0.00"
    assert held["won"] == "-15.00"


def test_the_same_file_again_changes_nothing(alice):
    import_lines(alice, *STATEMENT)
    with acting_as(alice):
        before = Movement.objects.count()
    again = import_lines(alice, *STATEMENT)
    assert fates(again) == (4, 0, 0, 4, 0)
    assert (again.bets_inserted, again.bets_updated) == (0, 0)
    with acting_as(alice):
        assert Movement.objects.count() == before
        assert Row.objects.filter(upload=again).count() == 4


def test_a_repeated_file_is_planned_by_what_is_new_in_it(alice, monkeypatch):
    """Looking up one row of a million is quick; after the code that reads files has changed, all bets are new again."""
    planned = []
    monkeypatch.setattr(pipeline, "plan_for", planned.append)
    import_lines(alice, *STATEMENT)
    import_lines(alice, *STATEMENT)
    import_lines(alice, *STATEMENT, line("stake", "-5", key="5", day=4, bet_ref="b2"))
    assert planned == [4, 4, 4, 0, 5, 1]

    monkeypatch.setattr(bet_staging, "mark", lambda: "0123456789ab")
    import_lines(alice, *STATEMENT)
    assert planned[-2:] == [4, 1], "no line is new, but what is understood of the bet"


def test_overlapping_files_do_not_double(alice):
    import_lines(alice, *STATEMENT[:3])
    later = import_lines(alice, *STATEMENT[1:])
    assert fates(later) == (3, 1, 0, 2, 0)
    with acting_as(alice):
        assert accounts(alice)["book"] == "65.00"


def test_a_later_file_corrects_a_line_and_an_earlier_one_does_not(alice):
    import_lines(alice, line("deposit", "100", key="1"), line("info", key="x", day=5))
    newer = import_lines(alice, line("deposit", "120", key="1"), line("info", key="y", day=9))
    assert fates(newer) == (2, 1, 1, 0, 0)
    older = import_lines(alice, line("deposit", "999", key="1"), line("info", key="z", day=1))
    assert fates(older) == (2, 1, 0, 1, 0)
    with acting_as(alice):
        assert StatementLine.objects.get(key="1").amount_micro == 120_000_000
        assert accounts(alice)["book"] == "120.00"
        keys = list(Movement.objects.order_by("id").values_list("key", flat=True))
    assert [key.partition(":")[0] for key in keys] == ["line", "reverse", "line"]


def test_files_in_any_order_end_alike(alice, bob):
    january = [line("deposit", "100", key="1"), line("stake", "-10", key="2", day=1, bet_ref="b")]
    march = [
        line("deposit", "110", key="1"),
        line("stake", "-10", key="2", day=1, bet_ref="b"),
        line("win", "30", key="3", day=9, bet_ref="b"),
    ]
    for owner, files in ((alice, (january, march)), (bob, (march, january))):
        for file in files:
            import_lines(owner, *file)
    with acting_as(alice):
        one = accounts(alice)
    with acting_as(bob):
        assert accounts(bob) == one
    assert one["book"] == "130.00"


def test_a_row_told_twice_in_a_file_is_one_line(alice):
    twice = import_lines(alice, STATEMENT[0], STATEMENT[0], STATEMENT[1])
    assert fates(twice) == (3, 2, 0, 1, 0)
    differing = import_lines(alice, line("deposit", "5", key="9"), line("deposit", "6", key="9"))
    assert fates(differing) == (2, 1, 1, 0, 0)
    with acting_as(alice):
        assert StatementLine.objects.get(key="9").amount_micro == 6_000_000
    again = import_lines(alice, line("deposit", "5", key="9"), line("deposit", "6", key="9"))
    assert fates(again) == (2, 0, 0, 2, 0)


def test_the_same_bytes_with_another_time_zone_move_the_lines(alice):
    import_lines(alice, line("deposit", "100", key="1", day=3), sha="a" * 64)
    moved = import_lines(alice, line("deposit", "100", key="1", day=2.5), sha="a" * 64)
    assert fates(moved) == (1, 0, 1, 0, 0)


def test_lines_newest_first_get_ids_in_the_order_of_events(alice):
    import_lines(
        alice,
        line("deposit", "1", key="c", day=1),
        line("deposit", "2", key="b", day=1),
        line("info", key="a"),
    )
    with acting_as(alice):
        keys = list(StatementLine.objects.order_by("id").values_list("key", flat=True))
    assert keys == ["a", "b", "c"]


def test_two_currencies_are_two_accounts(alice):
    import_lines(
        alice,
        line("deposit", "1"),
        line("deposit", "2", currency="GBP"),
        line("deposit", "4", bookmaker="Mine"),
    )
    with acting_as(alice):
        assert accounts(alice)["book"] == "1.00"
        assert accounts(alice, "GBP")["book"] == "2.00"
        mine = chart.bookmaker_accounts(owner=alice, slug="mine", name="Mine", currency="AUD")
        assert format_micro(balance(mine["book"])) == "4.00"


def test_a_strangers_lines_are_theirs(alice, charlie):
    import_lines(alice, *STATEMENT)
    import_lines(charlie, *STATEMENT)
    with acting_as(charlie):
        assert StatementLine.objects.count() == 4
        assert accounts(charlie)["book"] == "65.00"


def test_a_file_is_worked_out_again_when_we_have_learned_to_read_it_better(alice, monkeypatch):
    from bets.models import Bet
    from imports.tests.factories import bet

    rows = STATEMENT[:3]
    import_lines(alice, *rows, bets=[bet("b1", row=3, event="A v B")], sha="a" * 64)
    better = [bet("b1", row=3, event="Arsenal v Brentford")]
    same_code = import_lines(alice, *rows, bets=better, sha="a" * 64)
    assert same_code.bets_updated == 0
    monkeypatch.setattr("imports.bet_staging.mark", lambda: "0123456789ab")
    assert import_lines(alice, *rows, bets=better, sha="a" * 64).bets_updated == 1
    with acting_as(alice):
        assert Bet.objects.get().event_name == "Arsenal v Brentford"
