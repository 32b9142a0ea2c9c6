"""Find the round, the instrument and the member of staff that a command is about."""

import re
from typing import Any

from django.core.management.base import CommandError, CommandParser

from accounts import audit
from markets.models import Instrument
from rounds.configured import rules
from rounds.models import Round
from treasury import people

STAFF = "staff"


def ask_round(parser: CommandParser, *, is_needed: bool = True) -> None:
    """--code YYYYMMDD and --instrument SLUG."""
    parser.add_argument("--code", required=is_needed, metavar="YYYYMMDD", help="the day of the session")
    parser.add_argument(
        "--instrument", metavar="SLUG", help="the first of ROUND_INSTRUMENTS unless said otherwise"
    )


def ask_staff(parser: CommandParser, *, name: str = "--by", what: str = "who of the staff does it") -> None:
    """--by EMAIL."""
    parser.add_argument(name, metavar="EMAIL", help=what)


def instrument(slug: str | None) -> Instrument:
    """Raises CommandError for one that there is not."""
    wanted = slug or rules().instruments[0]
    found = Instrument.objects.using(STAFF).filter(slug=wanted).first()
    if found is None:
        known = ", ".join(Instrument.objects.using(STAFF).values_list("slug", flat=True))
        raise CommandError(f"There is no instrument {wanted}. There are: {known}.")
    return found


def code(text: str) -> str:
    """Raises CommandError for what is no day."""
    if not re.fullmatch(r"[0-9]{8}", text):
        raise CommandError("A code is the day of the session, such as 20260105.")
    return text


def one(options: dict[str, Any]) -> Round:
    """The round of --code and --instrument. Raises CommandError when there is none."""
    of = instrument(options["instrument"])
    day = code(options["code"])
    found = Round.objects.using(STAFF).select_related("instrument").filter(instrument=of, code=day).first()
    if found is None:
        raise CommandError(f"There is no round {day} of {of.slug}.")
    return found


def staff(text: str | None, *, permission: str = "rounds.run_round") -> Any:
    """A member of staff who may, or None when nobody was named. Raises CommandError or User.DoesNotExist."""
    if not text:
        return None
    found = people.named(text)
    if not (found.is_active and found.is_staff and found.has_perm(permission)):
        raise CommandError(f"{text} may not do this ({permission}).")
    return found


def on_record(act: str, found: Round, by: Any) -> None:
    """Write down what a command did; without --by it was somebody with a shell, whom nobody knows."""
    detail = {"code": found.code, "command": True}
    audit.record(actor=by, act=act, subject=found, detail=detail, using=STAFF)
