"""Statements of bank and chain against the journal: matches, breaks that come and go, closing balances."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from treasury.bank_statements import import_statement
from treasury.chain_lines import ChainLine, record_chain_balance, record_chain_lines, take_back_chain_lines
from treasury.errors import LineConflict, StatementRefused
from treasury.models import Break, BreakEvent, HouseLine, LineEvent, Match, Statement, StatementLine
from treasury.reconciliation import reconcile, reconcile_account
from treasury.tests.house import MARCH, bank, chain, money_in, statement_csv, take

pytestmark = pytest.mark.django_db(databases=["default", "staff"], transaction=True)


def pending(account):
    """Pending breaks as (kind, whole units), in order of opening."""
    found = Break.objects.using("staff").pending().filter(account=account).order_by("pk")
    return [(each.kind, each.amount_micro // 1_000_000) for each in found]


def states(account):
    return list(
        HouseLine.objects.using("staff")
        .filter(account=account)
        .order_by("pk")
        .values_list("state", flat=True)
    )


def test_a_statement_that_agrees_is_reconciled_line_by_line(alice, bob):
    account = bank()
    money_in(alice, account, 50, day=1)
    money_in(bob, account, 20, day=2)
    money_in(alice, account, -30, day=3)
    taken = take(account, (1, 50), (2, 20), (5, -30))
    assert (taken.rows, taken.new, taken.known) == (3, 3, 0)
    outcome = reconcile_account(account)
    assert (outcome.matched, outcome.opened, outcome.reconciled) == (3, 0, 1)
    assert states(account) == ["reconciled"] * 3
    again = reconcile_account(account)
    assert (again.matched, again.opened, again.closed, again.reconciled) == (0, 0, 0, 0)
    events = LineEvent.objects.using("staff").order_by("pk").values_list("was", "became")
    assert set(events) == {("imported", "matched"), ("matched", "reconciled")}


def test_the_same_file_twice_and_an_overlapping_one_bring_only_what_is_new():
    account = bank()
    take(account, (1, 50), (2, 20))
    twice = take(account, (1, 50), (2, 20))
    assert (twice.is_known, twice.new) == (True, 0)
    more = take(account, (2, 20), (3, 9), opening=50)
    assert (more.rows, more.new, more.known) == (2, 1, 1)
    assert StatementLine.objects.using("staff").filter(account=account).count() == 3


def test_a_wrong_file_leaves_nothing_behind():
    account = bank()
    wrong = statement_csv((1, 50), (2, 20)).replace(b"70.00", b"71.00")
    with pytest.raises(StatementRefused, match="Line 3: Its balance does not follow"):
        import_statement(account=account, content=wrong, name="wrong.csv")
    assert not Statement.objects.using("staff").exists()
    assert not StatementLine.objects.using("staff").exists()


def test_a_line_without_movement_closes_itself_when_the_movement_comes(alice):
    account = bank()
    take(account, (1, 50))
    reconcile_account(account)
    assert pending(account) == [("line", 50)]
    assert states(account) == ["unmatched"]
    money_in(alice, account, 50, day=2)
    assert reconcile_account(account).closed == 1
    closed = Break.objects.using("staff").get()
    assert closed.status == "closed"
    assert list(closed.events.using("staff").values_list("act", flat=True)) == ["opened", "closed"]
    assert states(account) == ["reconciled"]


def test_a_movement_without_line_is_a_break_once_its_days_are_covered(alice):
    account = bank()
    money_in(alice, account, 50, day=1)
    money_in(alice, account, 20, day=2)
    take(account, (1, 50))
    reconcile_account(account)
    assert pending(account) == []
    take(account, (1, 50), (9, 7), name="more.csv")
    reconcile_account(account)
    assert sorted(pending(account)) == [("line", 7), ("movement", -20)]


def test_a_line_that_names_a_movement_of_another_amount(alice):
    account = bank()
    money_in(alice, account, 50, day=1, key="deposit:bank:named")
    take(account, (1, 48, "deposit:bank:named"))
    reconcile_account(account)
    assert pending(account) == [("amount", -2)]


def test_a_line_told_twice_is_called_so(alice):
    account = bank()
    money_in(alice, account, 50, day=1)
    take(account, (1, 50), (1, 50))
    reconcile_account(account)
    assert pending(account) == [("duplicate", 50)]


def test_two_equal_lines_need_two_movements(alice):
    account = bank()
    money_in(alice, account, 50, day=1)
    money_in(alice, account, 50, day=1)
    take(account, (1, 50), (1, 50))
    assert reconcile_account(account).matched == 2
    assert pending(account) == []


def test_a_reversed_movement_needs_no_line_and_neither_does_its_reversal(alice):
    from ledger.posting import reverse

    account = bank()
    reverse(money_in(alice, account, 50, day=1), using="staff")
    take(account, (20, 5))
    reconcile_account(account)
    assert pending(account) == [("line", 5)]


def test_what_was_there_before_and_a_missing_statement_are_differences_of_the_balance(alice):
    account = bank()
    money_in(alice, account, 50, day=1)
    take(account, (1, 50), opening=7)
    reconcile_account(account)
    assert pending(account) == [("balance", 7)]
    money_in(alice, account, 20, day=20)
    take(account, (20, 20), opening=60, name="later.csv")
    reconcile_account(account)
    assert pending(account) == [("balance", 7), ("balance", 3)]
    assert states(account) == ["matched", "matched"]


def test_a_movement_reversed_behind_a_reconciled_statement_is_found(alice):
    from ledger.posting import reverse

    account = bank()
    moved = money_in(alice, account, 50, day=1)
    take(account, (1, 50), (9, 1))
    money_in(alice, account, 1, day=9)
    reconcile_account(account)
    assert Statement.objects.using("staff").get().reconciled_at
    reverse(moved, using="staff")
    reconcile_account(account)
    assert pending(account) == [("movement", 50)]


def test_a_difference_that_appears_later_opens_a_reconciled_statement_again(alice):
    account = bank()
    money_in(alice, account, 50, day=9)
    take(account, (9, 50))
    reconcile_account(account)
    earlier = take(account, (2, 4), opening=0, name="earlier.csv")
    money_in(alice, account, 4, day=2)
    reconcile_account(account)
    assert earlier.new == 1
    assert pending(account) == [("balance", -4)]
    assert states(account) == ["matched", "reconciled"]
    assert LineEvent.objects.using("staff").filter(was="reconciled", became="matched").exists()


# --- The chain -----------------------------------------------------------------------------------------------------
def transfer(number, units, *, direction="in", day=1, **more):
    return ChainLine(
        tx_hash=f"0x{number:064X}",
        log_index=0,
        amount_micro=units * 1_000_000,
        address="0x00000000000000000000000000000000000000aa",
        at=MARCH + timedelta(days=day - 1, hours=9),
        direction=direction,
        **more,
    )


def deposit_key(number):
    return f"deposit:1:0x{number:064x}:0"


def test_transfers_are_lines_once_and_match_by_their_transaction(alice):
    account = chain()
    money_in(alice, account, 50, key=deposit_key(1))
    money_in(alice, account, 50, key=deposit_key(2))
    money_in(alice, account, -20, key="withdrawal:7:sent", day=2)
    lines = [
        transfer(1, 50),
        transfer(3, 50),
        transfer(9, 20, direction="out", day=2, reference="withdrawal:7"),
    ]
    assert record_chain_lines(account, lines) == 3
    assert record_chain_lines(account, lines) == 0
    reconcile_account(account)
    assert sorted(pending(account)) == [("line", 50), ("movement", -50)]
    rules = Match.objects.using("staff").values_list("rule", flat=True)
    assert sorted(rules) == ["chain", "reference"]
    with pytest.raises(LineConflict):
        record_chain_lines(account, [transfer(1, 51)])


def test_a_deposit_that_the_chain_takes_back_is_a_break_until_it_is_back_or_reversed(alice):
    account = chain()
    money_in(alice, account, 50, key=deposit_key(1))
    record_chain_lines(account, [transfer(1, 50)])
    reconcile_account(account)
    assert pending(account) == []
    take_back_chain_lines(account, [(transfer(1, 50).tx_hash, 0)])
    reconcile_account(account)
    assert pending(account) == [("reorg", -50)]
    record_chain_lines(account, [transfer(1, 50)])
    reconcile_account(account)
    assert pending(account) == []
    assert states(account) == ["matched"]


def test_the_balance_on_the_chain_is_checked_against_the_journal(alice):
    account = chain()
    money_in(alice, account, 50, key=deposit_key(1))
    record_chain_lines(account, [transfer(1, 50)])
    record_chain_balance(account, balance_micro=50_000_000, at=MARCH + timedelta(days=2), block=10)
    record_chain_balance(account, balance_micro=50_000_000, at=MARCH + timedelta(days=2), block=10)
    assert reconcile_account(account).reconciled == 1
    assert states(account) == ["reconciled"]
    record_chain_balance(account, balance_micro=45_000_000, at=MARCH + timedelta(days=3), block=20)
    reconcile_account(account)
    assert pending(account) == [("balance", -5)]


# --- What the database holds ---------------------------------------------------------------------------------------
def test_history_cannot_be_changed_and_lines_cannot_jump(alice):
    account = bank()
    take(account, (1, 50))
    reconcile_account(account)
    for rows in (
        BreakEvent.objects.using("staff"),
        Break.objects.using("staff"),
        LineEvent.objects.using("staff"),
    ):
        with pytest.raises(Exception, match="refused|denied"), transaction.atomic(using="staff"):
            rows.all()._raw_delete("staff")
    with pytest.raises(IntegrityError, match="cannot go from"), transaction.atomic(using="staff"):
        HouseLine.objects.using("staff").update(
            state="reconciled", statement=Statement.objects.using("staff").get()
        )


def test_one_movement_has_one_line(alice):
    account = bank()
    moved = money_in(alice, account, 50, day=1)
    take(account, (1, 50), (1, 50))
    reconcile_account(account)
    other = HouseLine.objects.using("staff").get(state="unmatched")
    with pytest.raises(IntegrityError, match="match_movement_once"), transaction.atomic(using="staff"):
        Match.objects.using("staff").create(
            line_id=other.pk, movement_id=moved, account=account, rule="hand", matched_at=MARCH
        )


@pytest.mark.parametrize("table", ["statement", "houseline", "match", "auditexport", "lineevent"])
def test_the_application_has_no_right_to_the_houses_tables(db, table):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [f"treasury_{table}"])
        assert cursor.fetchone() == (False,)


def test_everything_is_reconciled_at_once_and_twice_is_once(alice):
    money_in(alice, bank(), 50, day=1)
    take(bank(), (1, 50), (2, 3))
    record_chain_lines(chain(), [transfer(1, 50)])
    first, second = reconcile(), reconcile()
    assert [each.code for each in first.accounts] == ["bank", "chain"]
    assert sum(each.opened for each in first.accounts) == 2
    assert sum(each.opened + each.closed + each.matched for each in second.accounts) == 0
