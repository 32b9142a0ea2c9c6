from typing import Any

from django.conf import settings
from django.db import models

from bets.models.correction import Field, What


class UnrecognisedQuerySet(models.QuerySet["Unrecognised"]):
    def visible_to(self, user: Any) -> "UnrecognisedQuerySet":
        return self.filter(owner=user)


class Unrecognised(models.Model):
    """A text that tells no sport, or no kind of market we know: how many bets say it, and the money staked on them.

    A view (bets/sql/unrecognised.sql); one row per currency. `bet_id` is one of the bets.
    """

    id = models.BigIntegerField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, related_name="+")
    what = models.CharField(max_length=12, choices=What)
    field = models.CharField(max_length=12, choices=Field)
    text = models.TextField()
    currency = models.CharField(max_length=8)
    bets = models.BigIntegerField()
    money_micro = models.BigIntegerField()
    bet_id = models.BigIntegerField()

    objects = UnrecognisedQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "bets_unrecognised"

    def __str__(self) -> str:
        return f"{self.what} of {self.text!r}"
