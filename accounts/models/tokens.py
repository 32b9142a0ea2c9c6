"""Keys for programs. Only hashes are kept: who reads the tables can do nothing with them.

A `TokenFamily` is what a person made and named: its scopes, and whether it still works. Its `Token`s follow one
another: an access token for minutes and a refresh token that is used once, for the next pair.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models.moment import written_at


class TokenKind(models.TextChoices):
    ACCESS = "access", "Access"
    REFRESH = "refresh", "Refresh"


class OwnedQuerySet(models.QuerySet[Any]):
    """Rows with an owner."""

    def visible_to(self, user: Any) -> "OwnedQuerySet":
        return self.filter(owner=user)


class TokenFamily(models.Model):
    """One key of a person, with the scopes it was given, until it is revoked or nobody has refreshed it for long."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = written_at()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=100, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(scopes=[]), name="token_has_scopes")]

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """One token of a family by its hash; `used_at` is when a refresh token was exchanged."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    family = models.ForeignKey(TokenFamily, on_delete=models.CASCADE, related_name="tokens")
    kind = models.CharField(max_length=8, choices=TokenKind)
    digest = models.CharField(max_length=64, unique=True)
    created_at = written_at()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TokenKind.values), name="token_kind_known")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.family_id}"
