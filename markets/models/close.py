from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from markets.models.instrument import Instrument

SOURCE = r"^[a-z0-9][a-z0-9._-]*$"


def _price(*, is_optional: bool = True) -> Any:
    """Digits enough for what vendors print of a number in single precision; nothing is ever made a float."""
    return models.DecimalField(max_digits=24, decimal_places=10, null=is_optional, blank=is_optional)


class CloseQuerySet(models.QuerySet):
    def newest(self) -> Self:
        """Of each instrument, session and source the highest revision: what the source says now."""
        later = Close.objects.using(self.db).filter(
            instrument=OuterRef("instrument"),
            session=OuterRef("session"),
            source=OuterRef("source"),
            revision__gt=OuterRef("revision"),
        )
        return self.filter(~Exists(later))

    def of(self, instrument: Instrument) -> Self:
        """An instrument's."""
        return self.filter(instrument=instrument)


class Close(models.Model):
    """What a source said of one session's prices. Never changed: a changed price is the next revision (markets/sql).

    Partitioned by year of the session. adjusted_close is kept to be looked at only: vendors rewrite it backwards.
    published_at: when the source made it known, null when it does not tell.
    """

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="closes", db_index=False
    )
    session = models.DateField()
    source = models.CharField(max_length=40)
    revision = models.PositiveIntegerField(default=1, db_default=1)
    close = _price(is_optional=False)
    adjusted_close = _price()
    open = _price()
    high = _price()
    low = _price()
    volume = models.BigIntegerField(null=True, blank=True)
    is_final = models.BooleanField(default=False, db_default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    ingested_at = models.DateTimeField(db_default=models.Func(function="betsite_now"))

    objects = CloseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "session", "source", "revision"], name="close_once"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="close_revision"),
            models.CheckConstraint(condition=Q(source__regex=SOURCE), name="close_source"),
            models.CheckConstraint(condition=Q(close__gt=0), name="close_above_zero"),
            models.CheckConstraint(
                condition=Q(high__isnull=True) | Q(high__gte=F("close")), name="close_below_high"
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(low__lte=F("close"), low__gt=0), name="close_above_low"
            ),
            models.CheckConstraint(condition=Q(volume__isnull=True) | Q(volume__gte=0), name="close_volume"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.session} {self.source}: {self.digits}"

    @property
    def digits(self) -> str:
        """The close with the instrument's places, and with more where the source told more."""
        plain = self.close.normalize()
        places = max(-int(plain.as_tuple().exponent), self.instrument.decimals)
        return f"{plain:.{places}f}"
