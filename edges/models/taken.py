from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models.moment import written_at
from bets.models import Bet
from edges.models.edge import Edge


class MineQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self.filter(owner=user)


class Taking(models.Model):
    """That a person took an edge, once. `tags`: the strategy it belongs to, as the person names it."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    edge = models.ForeignKey(Edge, on_delete=models.PROTECT, related_name="takings")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    taken_at = written_at()

    objects = MineQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "edge"], name="edge_taken_once")]

    def __str__(self) -> str:
        return f"{self.owner_id} took {self.edge_id}"


class TakenBet(models.Model):
    """A bet that a taken edge became, and which of its legs it is."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    taking = models.ForeignKey(Taking, on_delete=models.CASCADE, related_name="bets", db_index=False)
    place = models.PositiveSmallIntegerField()
    bet = models.ForeignKey(Bet, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    linked_at = written_at()

    objects = MineQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["taking", "bet"], name="edge_bet_once"),
            models.UniqueConstraint(fields=["bet"], name="edge_bet_of_one_edge"),
        ]

    def __str__(self) -> str:
        return f"{self.taking_id}/{self.place}: {self.bet_id}"
