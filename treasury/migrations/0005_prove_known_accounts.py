from django.db import migrations

from treasury.spans import refresh_spans

ACCOUNTS = """
SELECT DISTINCT owner_id, account_id FROM treasury_statementline WHERE balance_micro IS NOT NULL ORDER BY 1, 2
"""


def prove(apps, schema_editor):
    """Accounts that were imported before there were spans get theirs."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(ACCOUNTS)
        accounts = cursor.fetchall()
    for owner_id, account_id in accounts:
        refresh_spans(owner_id, [account_id], using=schema_editor.connection.alias, with_breaks=False)


class Migration(migrations.Migration):
    dependencies = [("treasury", "0004_spans_and_adjustments_rights")]

    operations = [migrations.RunPython(prove, migrations.RunPython.noop)]
