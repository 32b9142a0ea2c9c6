"""Who has still to be told of a round's end: one row a round, worked off by the queue."""

from django.db import models

from rounds.models.rounds import Round


class Telling(models.Model):
    """People with a wager on the round are told in the order of their ids; `told_up_to` is the last one."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, primary_key=True, related_name="telling")
    told_up_to = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["round"], name="telling_due", condition=models.Q(done_at=None))]

    def __str__(self) -> str:
        return f"telling of round {self.round_id}"
