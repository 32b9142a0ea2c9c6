"""Load the demo: a made-up person with seasons of bets at several bookmakers, by the real pipeline, and their coach."""

import io
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from analytics.coaching.demo import show_to_coach
from edges import demo
from imports import generator, intake, pipeline
from imports.models import State, Upload
from web import clock
from web.context import acting_as

# format, rows, seed, settings of the import
FILES: tuple[tuple[str, int, int, dict[str, str]], ...] = (
    ("sportsbet", 4_000, 11, {}),
    ("bet-analytix", 900, 4, {"currency": "AUD", "timezone": "Australia/Sydney"}),
    ("smarkets", 900, 2, {}),
)


class Command(BaseCommand):
    help = (
        "Load the demo person and files. Running it again changes nothing: the same rows are already there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION or not settings.DEMO_LOGIN:
            raise CommandError("There is no demo in production.")
        email, password = settings.DEMO_LOGIN
        users = get_user_model().objects
        user = users.filter(email=email).first() or users.create_user(
            email=email, password=password, name="Demo", currency="AUD", time_zone="Australia/Sydney"
        )
        for slug, rows, seed, chosen in FILES:
            upload = _import(user, slug, generator.make(slug, rows, seed), chosen)
            if options["verbosity"]:
                self.stdout.write(
                    f"{upload.filename}: {upload.rows_read:,} rows, {upload.bets_inserted:,} new bets"
                )
        demo.tell(user, at=clock.now())
        if settings.DEMO_COACH:
            coach_email, coach_password = settings.DEMO_COACH
            if show_to_coach(user, email=coach_email, password=coach_password) and options["verbosity"]:
                self.stdout.write(f"{coach_email} sees patterns of it")


def _import(user: Any, slug: str, content: bytes, chosen: dict[str, str]) -> Upload:
    """Store and import one file. Raises CommandError when it did not go in."""
    file = io.BytesIO(content)
    chunks = iter(lambda: file.read(1_000_000), b"")
    upload = intake.receive(user=user, filename=f"demo-{slug}.csv", chunks=chunks, options=chosen)
    pipeline.run(upload_id=upload.pk, user_id=user.pk, attempt=upload.attempt)
    with acting_as(user):
        done = Upload.objects.get(pk=upload.pk)
    if done.state != State.PROCESSED:
        raise CommandError(f"The demo's file {done.filename} did not go in: {done.error}")
    return done
