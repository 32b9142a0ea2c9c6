"""What each person wants to see and be told, and the chances that they give themselves."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from edges.models.edge import share
from edges.models.taken import MineQuerySet
from odds.models import Selection


class Preference(models.Model):
    """From which return on an edge is shown and told. `told_id`: the newest edge that the person was told of."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    least_certain = share(default=Decimal("0.005"))
    least_value = share(default=Decimal("0.03"))
    uses_consensus = models.BooleanField(default=True)
    uses_sharp = models.BooleanField(default=True)
    is_told = models.BooleanField(default=False)
    told_id = models.BigIntegerField(default=0, editable=False)

    objects = MineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    least_certain__gte=0, least_certain__lte=1, least_value__gte=0, least_value__lte=1
                ),
                name="edge_least_a_share",
            )
        ]

    def __str__(self) -> str:
        return f"edges of person {self.owner_id}"


class Chance(models.Model):
    """What a person thinks an outcome's chance is."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    selection = models.ForeignKey(Selection, on_delete=models.CASCADE, related_name="+")
    chance = share()
    told_at = models.DateTimeField()

    objects = MineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "selection"], name="own_chance_once"),
            models.CheckConstraint(
                condition=Q(chance__gt=0, chance__lt=1), name="own_chance_between_0_and_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.selection_id}: {self.chance}"


class SavedSearch(models.Model):
    """What the board's address asks for, under a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)
    created_at = models.DateTimeField()

    objects = MineQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="edge_search_once")]

    def __str__(self) -> str:
        return self.name
