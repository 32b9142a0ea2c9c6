"""Views that a person keeps, and the links by which others may look at one of them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from analytics.reports.models import Report  # noqa: F401  models are looked for here

PAGES = {
    "home": ("Overview", "overview:home"),
    "bets": ("Bets", "bets:list"),
    "by": ("Break-down", "overview:breakdown"),
    "cross": ("Crossed", "overview:cross"),
    "compare": ("Comparison", "overview:compare"),
    "cost": ("What it costs", "overview:cost"),
}


class OwnedQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OwnedQuerySet":
        return self.filter(owner=user)


class SavedView(models.Model):
    """A page and what its address asks for, under a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    page = models.CharField(max_length=12, choices=[(key, title) for key, (title, _) in PAGES.items()])
    query = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_once"),
            models.CheckConstraint(condition=Q(page__in=list(PAGES)), name="saved_view_page_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Amounts(models.TextChoices):
    """How amounts read for whoever has the link."""

    SCALED = "scaled", "Scaled: as if 1,000 had been turned over"
    HIDDEN = "hidden", "Hidden: only counts and percentages"
    PLAIN = "plain", "As they are"


class ShareLink(models.Model):
    """A link to a saved view's figures: only the hash of its token is kept, and it can be revoked."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    hides_names = models.BooleanField(default=True)
    amounts = models.CharField(max_length=8, choices=Amounts, default=Amounts.SCALED)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amounts__in=Amounts.values), name="share_amounts_known"),
        ]

    def __str__(self) -> str:
        return f"{self.view} until {self.expires_at:%Y-%m-%d}"
