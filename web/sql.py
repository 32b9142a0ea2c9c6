"""Migration operations for what Django's models cannot say: rights, row-level security and SQL files.

Roles are cluster-wide and made by `manage.py up` / `doctor --init`; the rights they have in this database
live in migrations, so that it can be rebuilt from them. All operations are reversible.
"""

from pathlib import Path

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import RunSQL
from django.db.migrations.state import ProjectState

REVERSE_MARK = "--- reverse:"
OWN_ROWS = "owner_id = (SELECT betsite_uid())"


class Grant(Operation):
    """Give the application's role (and through it the staff role) rights on a table or view.

    `rights` stands between GRANT and ON, for example "SELECT, INSERT" or "SELECT, INSERT (kind, key)".
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, table: str, rights: str) -> None:
        self.table = table
        self.rights = rights

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Rights are no part of the models' state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(schema_editor, "GRANT {rights} ON {table} TO {role}")

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._run(schema_editor, "REVOKE {rights} ON {table} FROM {role}")

    def describe(self) -> str:
        return f"Grant {self.rights} on {self.table} to the application"

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, statement: str) -> None:
        quote = schema_editor.quote_name
        names = {"rights": self.rights, "table": quote(self.table), "role": quote(self._role())}
        schema_editor.execute(statement.format(**names), params=None)

    def _role(self) -> str:
        return str(settings.DB_APP_ROLE)


class StaffGrant(Grant):
    """Give rights to the staff role alone: the application must not even read these rows."""

    def describe(self) -> str:
        return f"Grant {self.rights} on {self.table} to staff jobs"

    def _role(self) -> str:
        return str(settings.DB_STAFF_ROLE)


class OwnerRows(RunSQL):
    """Turn on row-level security: the application sees and writes only rows of the acting user.

    `using` decides what may be seen, changed and deleted, `check` what may be written (the same when not
    given). Not forced: the owner role, which migrates and runs the SECURITY DEFINER triggers, stays outside.
    """

    def __init__(self, table: str, using: str = OWN_ROWS, check: str | None = None) -> None:
        self.table, self.using, self.check = table, using, check
        super().__init__(
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;\n'
            f'CREATE POLICY owner_rows ON "{table}" USING ({using}) WITH CHECK ({check or using});',
            f'DROP POLICY owner_rows ON "{table}";\nALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;',
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (type(self).__name__, [self.table], {"using": self.using, "check": self.check})

    def describe(self) -> str:
        return f"Row-level security on {self.table}"


class SharedRows(RunSQL):
    """Row-level security of what is partly shared: rows without an owner are read by all and written by staff jobs
    only, the others are their owner's. A shared row cannot be taken over: it may be read, not changed."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;\n'
            f'CREATE POLICY shared_rows ON "{table}" FOR SELECT USING (owner_id IS NULL);\n'
            f'CREATE POLICY owner_rows ON "{table}" USING ({OWN_ROWS}) WITH CHECK ({OWN_ROWS});',
            f'DROP POLICY owner_rows ON "{table}";\nDROP POLICY shared_rows ON "{table}";\n'
            f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;',
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (type(self).__name__, [self.table], {})

    def describe(self) -> str:
        return f"Row-level security on {self.table}, whose rows are partly shared"


class SqlFile(RunSQL):
    """Run an SQL file, named from the project's root; its second part (`--- reverse:`) undoes the first.

    Raises ValueError when the file has no such part: a migration that cannot be undone is refused.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        text = (Path(settings.BASE_DIR) / path).read_text(encoding="utf-8")
        forward, mark, reverse = text.partition(REVERSE_MARK)
        if not mark or not reverse.strip():
            raise ValueError(f"{path} has no part after '{REVERSE_MARK}'.")
        super().__init__(forward, reverse)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (type(self).__name__, [self.path], {})

    def describe(self) -> str:
        return f"Run {self.path}"
