"""Set sources up and take them out of use, by a member of staff, noted; and try one without storing anything."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from accounts import audit
from markets.models import Instrument
from rounds.models import Adapter, Source
from rounds.oracles.adapters import ASKED, CHECKS
from rounds.oracles.errors import MayNotSay, SourceInvalid
from rounds.oracles.told import STAFF, Told
from web.clock import now

RIGHT = "rounds.run_round"
REFUSED = {
    "source_name_once": "There is a source of this name: take it out of use first.",
    "source_rank_once": "Another source has this rank.",
    "source_rank_from_one": "A rank is 1 or higher.",
    "source_name_plain": "A source is named in small letters, digits and dashes.",
}
MOST_NAME, MOST_RANK = 40, 1000


def add(
    *, instrument: Instrument, name: str, adapter: str, rank: int | None, settings: dict[str, Any], by: Any
) -> Source:
    """Set a source up; rounds that lock from now on hear it. `rank` None: after all others. Raises SourceInvalid."""
    _refuse_others(by)
    check(adapter, settings)
    known = Source.objects.using(STAFF).enabled().filter(instrument=instrument)
    if adapter == Adapter.MANUAL and known.filter(adapter=Adapter.MANUAL).exists():
        raise SourceInvalid("There is a manual source already, and one is enough.")
    if len(name) > MOST_NAME or (rank or 1) > MOST_RANK:
        raise SourceInvalid(f"A name has up to {MOST_NAME} letters, a rank is at most {MOST_RANK}.")
    last = max((each.rank for each in known), default=0)
    row = Source(
        instrument_id=instrument.pk, name=name, adapter=adapter, rank=last + 1 if rank is None else rank,
        settings=settings,
    )  # fmt: skip
    try:
        with transaction.atomic(using=STAFF):
            row.save(using=STAFF, force_insert=True)
            detail = {"name": name, "adapter": adapter, "rank": row.rank, "settings": settings}
            audit.record(actor=by, act="round.add_source", subject=row, detail=detail, using=STAFF)
    except IntegrityError as error:
        raise SourceInvalid(_why(error)) from error
    row.refresh_from_db(using=STAFF)
    return row


def disable(*, instrument: Instrument, name: str, by: Any, reason: str) -> Source:
    """Take a source out of use; a round that has locked still hears it. Raises SourceInvalid."""
    _refuse_others(by)
    if not reason.strip():
        raise SourceInvalid("Say why: a source is taken out of use for a reason.")
    found = named(instrument, name)
    with transaction.atomic(using=STAFF):
        if not Source.objects.using(STAFF).enabled().filter(pk=found.pk).update(disabled_at=now()):
            raise SourceInvalid(f"{name} is out of use already.")
        audit.record(
            actor=by,
            act="round.disable_source",
            subject=found,
            detail={"name": name},
            reason=reason,
            using=STAFF,
        )
    found.refresh_from_db(using=STAFF)
    return found


def attempt(*, instrument: Instrument, name: str, session: date) -> Told:
    """What a source answers for a session now; nothing is stored. Raises SourceInvalid for a manual one."""
    found = named(instrument, name)
    if found.adapter not in ASKED:
        raise SourceInvalid("A manual source is not asked: two of the staff say the close.")
    return ASKED[found.adapter](found, instrument, session)()


def named(instrument: Instrument, name: str) -> Source:
    """A source in use. Raises SourceInvalid."""
    found = Source.objects.using(STAFF).enabled().filter(instrument=instrument, name=name).first()
    if found is None:
        raise SourceInvalid(f"{instrument.slug} has no source {name} in use.")
    return found


def check(adapter: str, settings: Any) -> None:
    """Raises SourceInvalid for a kind or for settings that there are not."""
    if adapter not in Adapter.values:
        raise SourceInvalid(f"A source is {', '.join(Adapter.values)}.")
    if not isinstance(settings, dict):
        raise SourceInvalid("Settings are a JSON object.")
    if adapter == Adapter.MANUAL and settings:
        raise SourceInvalid("A manual source has no settings.")
    if adapter in CHECKS:
        CHECKS[adapter](settings)


def _refuse_others(by: Any) -> None:
    if not (by.is_active and by.is_staff and by.has_perm(RIGHT)):
        raise MayNotSay("Sources are set up by staff who run the rounds.")


def _why(error: IntegrityError) -> str:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    return REFUSED.get(name, "The database refuses this source.")
