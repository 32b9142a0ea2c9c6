"""The standing of a round as watchers see it: read once a second for everybody, however many ask."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import dateformat, timezone

from markets import calendar
from markets.models import Instrument
from markets.schedule import schedule_of
from rounds.configured import rules
from rounds.models import Round, Side, State
from rounds.standing import Pools, pools_of
from web.numbers import money_text

SECONDS = 1
MILLIONTHS = Decimal(1_000_000)
HUNDREDTH = Decimal("0.01")
CLOCK = "D j M, H:i:s"


@dataclass(frozen=True, slots=True)
class SideStanding:
    """One side: its pool in micro-units, its share of both pools, and what one unit would bring back (decimal odds,
    rounded down to the hundredth); None where nobody wagered. `pool` is text: what is everybody's is never masked."""

    side: str
    label: str
    pool_micro: int
    pool: str
    share: Decimal | None
    odds: Decimal | None
    is_right: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a round in the reader's zone and in the exchange's."""

    name: str
    at: datetime
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Live:
    """A round, its pools, and whether its session closes early."""

    one: Round
    pools: Pools
    is_early: bool
    zone: str

    @property
    def instrument(self) -> Instrument:
        """What the round is about."""
        return self.one.instrument

    @property
    def sides(self) -> list[SideStanding]:
        """Up, then down."""
        return [self._side(Side.UP), self._side(Side.DOWN)]

    @property
    def fee(self) -> Decimal:
        """As a ratio of the losing pool."""
        return Decimal(self.one.fee_bps) / 10_000

    @property
    def reference(self) -> str:
        """The close to be passed, at the exchange's places: "23,639.08"."""
        return close_text(self.one.reference_close, self.one.decimals)

    @property
    def close(self) -> str:
        """The close it ended by; nothing where there is none."""
        return "" if self.one.close is None else close_text(self.one.close, self.one.decimals)

    @property
    def moments(self) -> list[Moment]:
        """Lock, close, settlement and void, in order."""
        one = self.one
        named = (
            ("Takes wagers until", one.locks_at),
            ("The session closes", one.closes_at),
            ("Settlement is due", one.settle_due_at),
            ("Void and refunded, if no close agrees by", one.void_at),
        )
        return [Moment(name, at, clock_text(at), clock_text(at, self.zone)) for name, at in named]

    def _side(self, side: Side) -> SideStanding:
        millionths = self.pools.odds_millionths(side, self.one.fee_bps)
        mine, both = self.pools.of(side), self.pools.total_micro
        return SideStanding(
            side=side.value,
            label=side.label,
            pool_micro=mine,
            pool=money_text(mine, self.one.currency),
            share=Decimal(mine) / both if both else None,
            odds=None if millionths is None else (millionths / MILLIONTHS).quantize(HUNDREDTH, "ROUND_DOWN"),
            is_right=self.one.outcome == side,
        )


def close_text(close: Decimal, decimals: int) -> str:
    """A close as people read it: "23,639.08"."""
    return f"{close:,.{decimals}f}"


def clock_text(at: datetime, zone: str = "") -> str:
    """A moment to the second, with its zone: in the reader's, or in the one named."""
    local = at.astimezone(ZoneInfo(zone)) if zone else timezone.localtime(at)
    return f"{dateformat.format(local, CLOCK)} {local.tzname()}"


def milliseconds(at: datetime) -> int:
    """A moment as the countdown's script knows it."""
    return int(at.timestamp() * 1000)


def played() -> QuerySet[Instrument]:
    """The instruments that have rounds, by name."""
    return Instrument.objects.filter(slug__in=rules().instruments)


def running(instrument: Instrument) -> Round | None:
    """The round that is open, or else the one that waits for its close; None between two."""
    rounds = Round.objects.filter(instrument=instrument).select_related("instrument")
    return rounds.open().first() or rounds.locked().first()


def of(slug: str, code: str) -> Live:
    """The standing of a round, at most a second old. Raises Round.DoesNotExist."""
    known = cache.get(_key(slug, code))
    if known is None:
        found = Round.objects.select_related("instrument").get(instrument__slug=slug, code=code)
        known = read(found)
        cache.set(_key(slug, code), known, timeout=SECONDS)
    return known


def read(one: Round) -> Live:
    """The standing of a round at this moment."""
    return Live(one, pools_of(one), _is_early(one), zone_of(one.instrument))


def forget(one: Round) -> None:
    """Let the next reader see what has just changed."""
    cache.delete(_key(one.instrument.slug, one.code))


def zone_of(instrument: Instrument) -> str:
    """The exchange's time zone."""
    return schedule_of(instrument.exchange).zone


def takes_wagers(one: Round, at: datetime) -> bool:
    """Whether a wager may still be placed at this moment; the database has the last word."""
    return one.state == State.OPEN and at < one.locks_at


def _is_early(one: Round) -> bool:
    try:
        session = calendar.session_of(one.instrument, one.session)
    except calendar.CalendarUnknown:
        return False
    return session is not None and session.is_early


def _key(slug: str, code: str) -> str:
    return f"rounds:live:{slug}:{code}"
