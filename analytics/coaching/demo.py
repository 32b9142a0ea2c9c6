"""The demo's coach, and the demo person's consent, made by the real verbs."""

from typing import Any

from django.contrib.auth import get_user_model

from analytics.coaching import consenting, inviting
from analytics.coaching.models import Relation
from analytics.coaching.scopes import PATTERNS, RESULTS, TIMES
from web.context import acting_as


def show_to_coach(client: Any, *, email: str, password: str) -> bool:
    """Make the demo's coach and connect them with this person, unless they are or were; whether anything was made."""
    users = get_user_model().objects
    coach = users.filter(email=email).first() or users.create_user(
        email=email, password=password, name="Kim", currency="AUD", time_zone="Australia/Sydney"
    )
    with acting_as(client):
        if Relation.objects.visible_to(client).filter(coach=coach).exists():
            return False
    inviting.be_coach(user=coach, name="Kim Example", organisation="Made-up Practice")
    _, token = inviting.invite(user=coach, is_by_coach=True, pseudonym="Wren")
    consenting.accept_and_agree(
        user=client, token=token, pseudonym="", scopes=(PATTERNS, RESULTS, TIMES), from_on=None, until_on=None
    )
    return True
