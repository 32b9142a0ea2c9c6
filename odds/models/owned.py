from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class SharedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The rows of shared sources and the user's own."""
        return self.filter(Q(owner=None) | Q(owner=user))


class MineQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(owner=user)


class OursOrMine(models.Model):
    """Without an owner it comes from a shared source."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
