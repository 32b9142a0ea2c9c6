"""What bets are about. A row without an owner is ours and seen by all; a row with one came from that user's files."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class CatalogueQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CatalogueQuerySet":
        """The shared rows and the user's own."""
        return self.filter(Q(owner=None) | Q(owner=user))


class Owned(models.Model):
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        abstract = True


class Sport(Owned):
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "slug"], nulls_distinct=False, name="sport_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Competition(Owned):
    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "sport", "name"], nulls_distinct=False, name="competition_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Participant(Owned):
    """A team, a player or a runner."""

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "sport", "name"], nulls_distinct=False, name="participant_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ParticipantAlias(Owned):
    """Another spelling of a participant, folded (lower case, no accents or punctuation): 'man utd'."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="aliases")
    folded = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner", "participant", "folded", nulls_distinct=False, name="alias_once"
            ),
        ]
        indexes = [models.Index(fields=["folded"])]

    def __str__(self) -> str:
        return self.folded


class Bookmaker(Owned):
    """A bookmaker or exchange; one that a user's file names and we do not know belongs to that user.

    is_aggregate: not a shop but a figure over many (their highest price, their mean): nobody can bet there.
    """

    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    is_exchange = models.BooleanField(default=False)
    is_aggregate = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "slug"], nulls_distinct=False, name="bookmaker_once"),
        ]

    def __str__(self) -> str:
        return self.name


class EventStatus(models.TextChoices):
    """How far an event is, as the source last told; blank where none told."""

    SCHEDULED = "scheduled", "Scheduled"
    LIVE = "live", "Under way"
    FINISHED = "finished", "Finished"
    POSTPONED = "postponed", "Postponed"
    ABANDONED = "abandoned", "Abandoned"
    CANCELLED = "cancelled", "Cancelled"


class Event(Owned):
    """Something to bet on. is_start_exact: the source told the hour; else starts_at is noon UTC of the day it told.

    `zone` is the time zone in which the source told the start; scores are those of the first and second side at the end
    of normal time, `score_note` what else was told of them ("half-time 1:0").
    """

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, null=True, blank=True)
    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=300)
    starts_at = models.DateTimeField(null=True, blank=True)
    is_start_exact = models.BooleanField(default=True, db_default=True)
    zone = models.CharField(max_length=64, blank=True, default="", db_default="")
    status = models.CharField(max_length=12, choices=EventStatus, blank=True, default="", db_default="")
    home_score = models.PositiveSmallIntegerField(null=True, blank=True)
    away_score = models.PositiveSmallIntegerField(null=True, blank=True)
    score_note = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner", "sport", "name", "starts_at", nulls_distinct=False, name="event_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["", *EventStatus.values]), name="event_status_known"
            ),
            models.CheckConstraint(
                condition=Q(home_score__isnull=True, away_score__isnull=True)
                | Q(home_score__isnull=False, away_score__isnull=False),
                name="event_score_of_both",
            ),
        ]
        indexes = [
            models.Index(
                fields=["starts_at", "id"], name="event_starts", condition=Q(starts_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.name


class EventParticipant(models.Model):
    """Who plays: position 1 is the home side or the first named.

    `folded` is the side as the event names it, `recognised` who we took it for, before anything the person corrected.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="entries")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()
    folded = models.CharField(max_length=200, blank=True, db_index=True)
    recognised = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "position"], name="event_position_once")]

    def __str__(self) -> str:
        return f"{self.event_id}/{self.position}"


class Market(Owned):
    """A kind of market by its settled name: 'Match result', 'Total', 'Handicap', 'Racing win or place'."""

    slug = models.CharField(max_length=120)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "slug"], nulls_distinct=False, name="market_once"),
        ]

    def __str__(self) -> str:
        return self.name
