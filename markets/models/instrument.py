from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q


class Instrument(models.Model):
    """What has an official close each session. Everybody's: the application reads it, staff jobs add to it.

    exchange: a calendar of exchange_calendars ("XNAS"). decimals: the places of its official close.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    symbol = models.CharField(max_length=20)
    exchange = models.CharField(max_length=8, validators=[RegexValidator(r"^[A-Z0-9]{2,8}$")])
    decimals = models.PositiveSmallIntegerField(default=2, db_default=2)
    currency = models.CharField(max_length=8, default="USD", db_default="USD")
    is_index = models.BooleanField(default=True, db_default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(decimals__lte=8), name="instrument_decimals")]

    def __str__(self) -> str:
        return self.name
