"""What a person chose to tell for the well-being page: nobody else ever sees it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

MOST_MICRO = 10**15  # a thousand million a month


class CircumstancesQuerySet(models.QuerySet["Circumstances"]):
    def visible_to(self, user: Any) -> "CircumstancesQuerySet":
        """The person's own."""
        return self.filter(owner=user)


class Circumstances(models.Model):
    """Income after tax in a month (micro-units of `currency`), and whose help lines to show; both only if told."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    currency = models.CharField(max_length=8, blank=True)
    income_micro = models.BigIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CircumstancesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(income_micro__isnull=True)
                | Q(income_micro__gt=0, income_micro__lte=MOST_MICRO) & ~Q(currency=""),
                name="income_above_zero_and_of_a_currency",
            )
        ]

    def __str__(self) -> str:
        return f"circumstances of person {self.owner_id}"
