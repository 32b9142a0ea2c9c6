"""What is planned for few rows, and for many again after it."""

import pytest
from django.db import connection, transaction

from accounts.tests.factories import create_user
from analytics.tests.factories import import_file
from imports import generator
from imports.staging import MANY_ROWS, plan_for, planned_for

pytestmark = pytest.mark.django_db


def looks_up_one_by_one() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_nestloop')::boolean")
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(("file", "after"), [(MANY_ROWS, False), (1, True)])
@pytest.mark.parametrize(("known", "inside"), [(0, True), (MANY_ROWS - 1, True), (MANY_ROWS, None)])
def test_a_few_known_rows_of_a_large_file_are_looked_up_one_by_one(file, after, known, inside):
    with transaction.atomic():
        plan_for(file)
        with planned_for(known):
            assert looks_up_one_by_one() is (after if inside is None else inside)
        assert looks_up_one_by_one() is after


def test_an_error_within_is_told_as_it_is():
    with pytest.raises(ZeroDivisionError), transaction.atomic(), planned_for(0):
        raise ZeroDivisionError


# What is asked of known bets that a file touches: a first import touches none, however large it is.
OF_KNOWN = (
    "TABLE imp_telling ON",
    "TABLE imp_retired ON",
    "UPDATE imp_want",
    "FROM imp_unsure_bet ON CONFLICT",
)


def test_a_large_first_import_does_not_hash_everybody_s_bets_for_the_few_it_touches(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    seen = {}

    def look(execute, sql, params, many, context):
        for part in OF_KNOWN:
            if part in sql:
                seen[part] = looks_up_one_by_one()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        upload = import_file(
            create_user(email="alice@example.com"), generator.make("pikkit", MANY_ROWS + 10, 1)
        )
    assert upload.inserted > MANY_ROWS
    assert seen == dict.fromkeys(OF_KNOWN, True)
