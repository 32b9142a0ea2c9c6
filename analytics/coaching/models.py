"""Who coaches whom, and what the client agreed to. The rules are the database's: analytics/coaching/sql/coaching.sql.

A `Relation` is two people; nothing may be looked at by it. What may be is what the last `Consent` of it says, and
consents are only ever added to. `owner` is always the person whose row it is: the client, or the writer of a note.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models.moment import written_at
from analytics.coaching.scopes import KEYS


class Owned(models.QuerySet):
    """Rows with an owner."""

    def visible_to(self, user: Any) -> "Owned":
        return self.filter(owner=user)


class RelationQuerySet(Owned):
    """Relations are seen from two sides; `visible_to` is the client's."""

    def coached_by(self, user: Any) -> "RelationQuerySet":
        return self.filter(coach=user)

    def running(self) -> "RelationQuerySet":
        return self.filter(ended_at=None)


class Act(models.TextChoices):
    GIVEN = "given", "Given"
    CHANGED = "changed", "Changed"
    ENDED = "ended", "Ended"


class Coach(models.Model):
    """Somebody who coaches, as clients see them."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    organisation = models.CharField(max_length=120, blank=True)
    created_at = written_at()

    objects = Owned.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="coach_name_given")]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}" if self.organisation else self.name


class Invitation(models.Model):
    """A link that was given out: by a coach (`is_by_coach`) or by a client, who names the coach's address.

    `pseudonym` is what the client shall be called.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_by_coach = models.BooleanField()
    email = models.EmailField(blank=True)
    pseudonym = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = written_at()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = Owned.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_by_coach=True) | ~Q(email=""), name="invited_coach_is_named"
            )
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class Relation(models.Model):
    """A client (`owner`) and a coach, and what the client is called. Ended once, it stays ended."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=60)
    started_at = written_at()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(pseudonym=""), name="relation_pseudonym_given"),
            models.CheckConstraint(condition=~Q(owner=F("coach")), name="relation_of_two_people"),
            models.UniqueConstraint(
                fields=["owner", "coach"], condition=Q(ended_at=None), name="relation_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["coach", "pseudonym"], name="relation_of_coach")]

    def __str__(self) -> str:
        return f"Relation {self.pk}"


class Consent(models.Model):
    """One act of consent, never changed: given, changed or ended; what is shown, of which days, until when, to whom."""

    relation = models.ForeignKey(Relation, on_delete=models.PROTECT, related_name="consents")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=8, choices=Act)
    scopes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    given_to = models.CharField(max_length=240, editable=False, default="")
    is_by_coach = models.BooleanField(editable=False, default=False)
    acted_at = written_at()

    objects = Owned.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="consent_act_known"),
            models.CheckConstraint(condition=Q(scopes__contained_by=list(KEYS)), name="consent_scopes_known"),
        ]
        indexes = [models.Index(fields=["relation", "-id"], name="consent_of_relation")]

    def __str__(self) -> str:
        return f"{self.act} {self.relation_id}"


class Look(models.Model):
    """A page about the client that their coach opened. The client reads these rows; the coach cannot leave one out."""

    relation = models.ForeignKey(Relation, on_delete=models.PROTECT, related_name="looks")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=20)
    looked_at = written_at()

    objects = Owned.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["relation", "-id"], name="look_of_relation")]

    def __str__(self) -> str:
        return f"{self.page} of {self.relation_id}"


class SessionNote(models.Model):
    """What a coach (`owner`) wrote about a client: theirs alone, unless they share this one with the client."""

    relation = models.ForeignKey(Relation, on_delete=models.PROTECT, related_name="notes")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    is_shared = models.BooleanField(default=False)
    written_at = written_at()

    objects = Owned.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="session_note_not_empty")]

    def __str__(self) -> str:
        return f"Note {self.pk}"
