"""After each import the journal's movements of lines are the statement, wherever lines moved money."""

import pytest

from imports import generator, intake, journal, pipeline
from imports.models import State, Upload
from imports.tests.books import take
from imports.tests.exports import statement
from imports.tests.factories import import_lines, line
from ledger.models import Movement
from treasury.models import StatementLine
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """Of how many accounts each import proved the books."""
    counts, check = [], journal.check_books

    def listening(account_ids):
        counts.append(len(account_ids))
        check(account_ids)

    monkeypatch.setattr(journal, "check_books", listening)
    return counts


def movements(owner):
    with acting_as(owner):
        return list(Movement.objects.order_by("id").values_list("key", "kind", "amount_micro"))


def fail_to_take(owner, content):
    upload = intake.receive(user=owner, filename="part.csv", chunks=[content])
    assert pipeline.run(upload_id=upload.pk, user_id=owner.pk, attempt=0)
    with acting_as(owner):
        done = Upload.objects.get(pk=upload.pk)
        assert done.state == State.FAILED
        return done.error


def too_much(facts):
    return facts.replace("abs(l.amount_micro)", "abs(l.amount_micro) + (l.kind = 'win')::int")


def test_a_first_import_that_posts_a_micro_unit_too_much_is_not_taken_in(alice, monkeypatch):
    monkeypatch.setattr(journal, "LINES", too_much(journal.LINES))
    assert "statement" in fail_to_take(alice, statement(5, first=0, last=9))
    assert movements(alice) == []
    with acting_as(alice):
        assert not StatementLine.objects.exists()


def test_nor_is_a_later_one(alice, monkeypatch):
    take(alice, statement(5, first=0, last=2))
    before = movements(alice)
    monkeypatch.setattr(journal, "TOUCHED", tuple(map(too_much, journal.TOUCHED)))
    assert "statement" in fail_to_take(alice, statement(5, first=0, last=9))
    assert movements(alice) == before


def test_lines_that_move_money_are_proved_and_words_are_not(alice, asked):
    import_lines(alice, line("stake", "-10", key="1", description="Home v Away", bet_ref="b"))
    assert asked.pop() == 1
    before = movements(alice)

    again = import_lines(alice, line("stake", "-10", key="1", day=0, description="Home - Away", bet_ref="b"))
    assert again.updated == 1
    assert asked.pop() == 0
    assert movements(alice) == before, "what it is called moves nothing, and takes nothing back"
    with acting_as(alice):
        assert StatementLine.objects.get().description == "Home - Away"


@pytest.mark.parametrize(
    "otherwise",
    [{"amount": "-12"}, {"kind": "withdrawal"}, {"day": 3}, {"bonus": "-2"}],
    ids=["amount", "kind", "time", "bonus"],
)
def test_a_line_told_otherwise_is_posted_anew_and_proved(alice, asked, otherwise):
    told = {"kind": "stake", "amount": "-10", "key": "1", "day": 0}
    import_lines(alice, line(**told), line("info", key="x", day=4))
    before = movements(alice)
    import_lines(alice, line(**told | otherwise), line("info", key="y", day=5))
    assert asked == [1, 1]
    assert len(movements(alice)) > len(before)


def test_money_that_is_told_no_more_is_taken_back(alice, asked):
    import_lines(alice, line("bonus", "5", key="1"), line("info", key="x", day=4))
    import_lines(alice, line("bonus", None, key="1"), line("info", key="y", day=5))
    assert asked == [1, 1]
    assert [key.partition(":")[0] for key, _, _ in movements(alice)] == ["line", "reverse"]


def test_a_tracker_whose_lines_move_nothing_has_nothing_to_prove(alice, asked):
    take(alice, generator.make("pikkit", 20, 1))
    take(alice, generator.make("pikkit", 30, 1))
    assert asked == [0, 0]
    assert len(movements(alice)) > 30
