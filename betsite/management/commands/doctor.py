"""Look after the servers named by the environment: prepare them once, and say what they lack."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from betsite import env, roles


class Command(BaseCommand):
    help = (
        "Check the three database logins. With --init make the roles and the database of DATABASE_URL, "
        "DATABASE_OWNER_URL and DATABASE_STAFF_URL, as DATABASE_ADMIN_URL (a superuser, used only here)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--init", action="store_true", help="make or repair roles and database first; safe to repeat"
        )
        parser.add_argument(
            "--validate",
            action="store_true",
            help="compare the columns kept of every book (docs/decisions/0035) with its bets",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError naming what is wrong."""
        if options["init"]:
            _initialise()
            self.stdout.write("The roles and the database are ready; `manage.py migrate` comes next.")
        if options["validate"]:
            self._validate()
            return
        problems = [problem for alias in ("default", "owner", "staff") for problem in _problems(alias)]
        if problems:
            raise CommandError("\n".join(problems))
        self.stdout.write("The application, the owner and the staff role log in with the rights they need.")

    def _validate(self) -> None:
        """Raises CommandError naming the books whose columns differ from their bets; takes those away."""
        from analytics.columns import ahead, comparing, files
        from bets.models import BookStamp
        from web.context import acting_as

        swept, wrong, count = ahead.sweep(), [], 0
        for stamp in BookStamp.objects.using("staff").select_related("owner").order_by("owner_id"):
            with acting_as(stamp.owner):
                found = comparing.differences(stamp.owner)
            count += files.path_of(stamp.owner_id).exists()
            if found:
                files.remove(stamp.owner_id)
                wrong.append(f"person {stamp.owner_id}: {', '.join(found)}")
        if wrong:
            raise CommandError("The columns differ from the bets and were removed:\n" + "\n".join(wrong))
        self.stdout.write(
            f"The columns of {count} books agree with their bets; {swept} files of nobody were removed."
        )


def _initialise() -> None:
    admin = env.text("DATABASE_ADMIN_URL")
    if not (admin and env.text("DATABASE_URL") and env.text("DATABASE_OWNER_URL")):
        raise CommandError(
            "--init prepares a server of your own: set DATABASE_ADMIN_URL (a superuser), DATABASE_URL and "
            "DATABASE_OWNER_URL, or leave all unset: the embedded server prepares itself."
        )
    app, owner, staff = (_login(alias) for alias in ("default", "owner", "staff"))
    if len({app.name, owner.name, staff.name}) < 3:
        raise CommandError(
            "DATABASE_URL, DATABASE_OWNER_URL and DATABASE_STAFF_URL must name three different roles."
        )
    try:
        with psycopg.connect(admin, autocommit=True) as superuser:
            roles.make_all(superuser, owner=owner, app=app, staff=staff, database=_database())
    except psycopg.Error as error:
        raise CommandError(f"The roles could not be made: {str(error).strip()}") from error


def _database() -> str:
    return str(settings.DATABASES["default"]["NAME"])


def _login(alias: str) -> roles.Login:
    stated = settings.DATABASES[alias]
    return roles.Login(str(stated["USER"]), str(stated["PASSWORD"]) or None)


def _problems(alias: str) -> list[str]:
    """What is wrong with one login, in sentences."""
    from django.db import connections

    query = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(query)
            name, is_super, passes = cursor.fetchone() or ("?", False, False)
    except Exception as error:  # the border of the process: every reason is worth the same sentence
        return [f"{alias}: the login does not work: {str(error).strip()}"]
    problems = []
    if is_super:
        problems.append(f"{alias}: {name} is a superuser, for whom no row is hidden; use an ordinary role.")
    if alias == "default" and passes:
        problems.append(f"{alias}: {name} bypasses row-level security.")
    if alias == "staff" and not passes:
        problems.append(f"{alias}: {name} needs BYPASSRLS (manage.py doctor --init gives it).")
    return problems
