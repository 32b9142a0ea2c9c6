"""What waits for somebody, on the first page of the back-office."""

from typing import Any

from django.urls import reverse

from rounds.models import Dispute, Forced, Round
from web.back_office import Notice, notices
from web.clock import now

STAFF = "staff"
MOST = 10


@notices
def waiting(user: Any) -> list[Notice]:
    """Forced results that another proposed, and rounds that ought to have ended."""
    found = []
    if user.has_perm("rounds.force_round"):
        others = Forced.objects.using(STAFF).pending().exclude(proposed_by_id=user.pk)
        found += [
            Notice(
                f"A forced result of round {each.round.code} waits for a second person.",
                reverse("admin:rounds_round_change", args=[each.round_id]),
            )
            for each in others.select_related("round")
        ]
    if user.has_perm("rounds.answer_dispute"):
        found += [
            Notice(
                f"A source contradicts the end of round {each.round.code}: answer it.",
                reverse("admin:rounds_round_change", args=[each.round_id]),
            )
            for each in Dispute.objects.using(STAFF).unanswered().select_related("round")[:MOST]
        ]
    if user.has_perm("rounds.run_round"):
        late = Round.objects.using(STAFF).filter(void_at__lte=now(), ended_at=None)
        found += [
            Notice(
                f"Round {each.code} should have ended by {each.void_at:%d %b, %H:%M} UTC.",
                reverse("admin:rounds_round_change", args=[each.pk]),
                is_bad=True,
            )
            for each in late
        ]
    return found
