"""A person's lines and tellings can be read by the million without everybody's."""

import pytest
from django.db import connection

from imports.models import BetTelling
from imports.tests.factories import import_lines, line
from treasury.models import StatementLine
from web.context import acting_as

pytestmark = pytest.mark.django_db

NO_OTHER_WAY = (
    "SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off"
)


@pytest.mark.parametrize(
    ("model", "index"), [(StatementLine, "line_owners"), (BetTelling, "bet_telling_owners")]
)
def test_the_policy_of_own_rows_leads_to_the_stretches_that_hold_them(alice, bob, model, index):
    for owner in (alice, bob):
        import_lines(owner, line("stake", "-10", key="1", bet_ref="b"))
    with acting_as(bob):
        with connection.cursor() as cursor:
            cursor.execute(NO_OTHER_WAY)
        plan = model.objects.all().explain()
        assert f"Bitmap Index Scan on {index}" in plan
        assert [row.owner_id for row in model.objects.all()] == [bob.pk]
