from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class BookStampQuerySet(models.QuerySet["BookStamp"]):
    def visible_to(self, user: Any) -> "BookStampQuerySet":
        return self.filter(owner=user)


class BookStamp(models.Model):
    """A number that changes with every change of somebody's bets, and how many bets they have.

    Only bets/sql/stamp.sql writes it. Figures kept under a stamp hold as long as the stamp is still this one.
    """

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,  # the constraint of the file takes it away with its owner
        db_constraint=False,
        primary_key=True,
        related_name="+",
    )
    stamp = models.UUIDField()
    bets = models.BigIntegerField(default=0)

    objects = BookStampQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.stamp}"


class BookChangeQuerySet(models.QuerySet["BookChange"]):
    def visible_to(self, user: Any) -> "BookChangeQuerySet":
        return self.filter(owner=user)


class BookChange(models.Model):
    """Which few bets changed between two stamps: the last fifty of a book, none older than a change of many bets."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,  # as above
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    before = models.UUIDField()
    after = models.UUIDField()
    bet_ids = ArrayField(models.BigIntegerField())

    objects = BookChangeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="bookchange_owner")]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.after}"
