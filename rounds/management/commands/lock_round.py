"""Lock a round, or set its lock earlier."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rounds import finding, locking, standing, told
from web.operating import OperatorCommand


class Command(OperatorCommand):
    help = "Take no more wagers from now on, or from an earlier moment than was planned (--at)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, when, who and why."""
        super().add_arguments(parser)
        finding.ask_round(parser)
        parser.add_argument(
            "--at",
            metavar="MOMENT",
            help="an earlier lock, with its offset: 2026-01-05T15:00:00-05:00; needs --by",
        )
        parser.add_argument("--reason", default="")
        finding.ask_staff(parser)

    def act(self, **options: Any) -> Mapping[str, Any]:
        """The round, and whether this very call locked it."""
        found, by = finding.one(options), finding.staff(options["by"])
        is_locked_now = False
        if options["at"]:
            if by is None:
                raise CommandError("An earlier lock is somebody's decision: --by EMAIL.")
            locking.lock_earlier(found.pk, at=_moment(options["at"]), by=by, reason=options["reason"])
        else:
            is_locked_now = locking.lock(found.pk, by=by)
            if is_locked_now and by is None:
                finding.on_record("round.lock", found, by)
        found.refresh_from_db(using="staff")
        return told.of_round(found, standing.pools_of(found, using="staff")) | {"locked_now": is_locked_now}

    def say(self, told: Mapping[str, Any]) -> str:
        """One line."""
        when = "" if told["state"] != "open" else f", locks at {told['locks_at']:%Y-%m-%d %H:%M:%S} UTC"
        return f"{told['instrument']} {told['code']}: {told['state']}{when}; {told['wagers']} wagers."


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no moment.") from error
    if moment.tzinfo is None:
        raise CommandError("Say the offset, too: 2026-01-05T15:00:00-05:00.")
    return moment
