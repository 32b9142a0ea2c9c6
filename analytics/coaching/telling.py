"""What both sides are told: who invited, agreed, changed or ended. Titles name the client by the pseudonym only."""

from typing import Any

from accounts.models import User
from accounts.notifications import notify
from analytics.coaching.models import Coach, Consent, Invitation, Relation
from web.context import acting_as

KIND = "coach"


def invited(invitation: Invitation) -> None:
    """Whoever invited finds it in their list, and so does the invited person, if they have an account here."""
    side = "/clients/" if invitation.is_by_coach else "/coach/"
    about = invitation.pseudonym or invitation.email or "whoever has the link"
    notify(
        invitation.owner,
        KIND,
        title=f"You invited {about}",
        body="The invitation works once and expires by itself.",
        url=side,
        key=f"coach-invitation:{invitation.pk}:made",
    )
    other = User.objects.filter(email=invitation.email, is_active=True).first() if invitation.email else None
    if other and other.pk != invitation.owner_id:
        what = "A coach invited you" if invitation.is_by_coach else "Somebody asks you to be their coach"
        notify(
            other,
            KIND,
            title=what,
            body="Open the link in the e-mail about it to see who, and to decide. Nothing is shared before that.",
            key=f"coach-invitation:{invitation.pk}:got",
        )


def accepted(relation: Relation) -> None:
    """The coach whom a client invited said yes: now the client says what is shown."""
    _tell(
        relation.owner_id,
        title="Your coach accepted: now decide what they see",
        body="Nothing is shown before you agree to it.",
        url=f"/coach/{relation.pk}/",
        key=f"coach:{relation.pk}:accepted",
    )


def agreed(relation: Relation, consent: Consent) -> None:
    """Consent was given or changed."""
    verb = "agreed" if consent.act == "given" else "changed what you see"
    _tell(
        relation.coach_id,
        title=f"{relation.pseudonym} {verb}",
        body="The page shows what holds now.",
        url=f"/clients/{relation.pk}/",
        key=f"coach:{relation.pk}:consent:{consent.pk}:coach",
    )
    did = "agreed to show" if consent.act == "given" else "changed what you show"
    _tell(
        relation.owner_id,
        title=f"You {did} {consent.given_to}",
        body="You can change or end it at any time, and you see when they looked.",
        url=f"/coach/{relation.pk}/",
        key=f"coach:{relation.pk}:consent:{consent.pk}:client",
    )


def ended(relation: Relation, consent: Consent) -> None:
    """It is over, whoever ended it."""
    by_coach = consent.is_by_coach
    _tell(
        relation.coach_id,
        title=f"{relation.pseudonym}: no longer shared with you",
        body="You ended it." if by_coach else "They ended it.",
        url="/clients/",
        key=f"coach:{relation.pk}:ended:coach",
    )
    _tell(
        relation.owner_id,
        title=f"{_coach_of(relation)} sees nothing of yours any more",
        body="The coach ended it." if by_coach else "You ended it.",
        url=f"/coach/{relation.pk}/",
        key=f"coach:{relation.pk}:ended:client",
    )


def _coach_of(relation: Relation) -> str:
    with acting_as(relation.owner_id):
        return str(Coach.objects.filter(owner=relation.coach_id).first() or "Your coach")


def _tell(user_id: int, **what: Any) -> None:
    notify(User.objects.get(pk=user_id), KIND, **what)
