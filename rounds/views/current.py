"""The round that is on: what is bet on, how the pools stand, until when, by which rules, and what comes next."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from markets.calendar import CalendarUnknown
from markets.models import Instrument
from rounds import live, timetable
from rounds.forms import WagerForm
from rounds.live import Live, Moment, clock_text, milliseconds
from rounds.models import Round
from rounds.views import own
from rounds.views.rules import Rule, rules_of
from treasury.wallet import Standing, standing
from web.access import public
from web.clock import now
from web.http import page

COMING = 5
LATEST = 5


@dataclass(frozen=True, slots=True)
class Coming:
    """A round to come: the session's day, when it stops taking wagers, and whether it closes early."""

    code: str
    day: Any
    lock: Moment
    is_early: bool


@dataclass(slots=True)
class Shown:
    """All there is to say of one instrument. `live` is None between two rounds."""

    instrument: Instrument
    live: Live | None
    coming: list[Coming]
    latest: list[Round]
    takes_wagers: bool = False
    form: WagerForm | None = None
    rules: list[Rule] = field(default_factory=list)
    wagers: list[own.OwnWager] = field(default_factory=list)
    wallet: Standing | None = None


@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Everybody may look; who is signed in also sees their wallet and their wagers."""
    shown = [_shown(request, each) for each in live.played()]
    return page(request, "rounds/current.html", {"shown": shown, "server_now": milliseconds(now())})


def _shown(request: HttpRequest, instrument: Instrument) -> Shown:
    moment, user = now(), request.user
    running = live.running(instrument)
    ended = Round.objects.filter(instrument=instrument).select_related("instrument").ended()
    shown = Shown(instrument, None, _coming(instrument, running), list(ended[:LATEST]))
    if running is None:
        return shown
    shown.live = live.read(running)
    shown.takes_wagers = live.takes_wagers(running, moment)
    shown.rules = rules_of(running)
    if shown.takes_wagers:
        shown.form = WagerForm(currency=running.currency, auto_id=f"{instrument.slug}-%s")
    if user.is_authenticated:
        shown.wagers = own.wagers_on(user, running, shown.live.pools)
        shown.wallet = standing(user, running.currency)
    return shown


def _coming(instrument: Instrument, running: Round | None) -> list[Coming]:
    """The sessions after the running round's; none where the calendar does not know them."""
    try:
        found = timetable.coming(instrument, COMING + 1)
    except CalendarUnknown:
        return []
    zone = live.zone_of(instrument)
    return [
        Coming(
            code=each.code,
            day=each.session,
            lock=Moment("", each.locks_at, clock_text(each.locks_at), clock_text(each.locks_at, zone)),
            is_early=each.is_early,
        )
        for each in found
        if running is None or each.code != running.code
    ][:COMING]
