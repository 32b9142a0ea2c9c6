"""What the pages of coaches and clients show of a person; alice is the coach of /clients/ and the client of /coach/."""

from accounts.models import User
from accounts.tests.factories import create_user
from analytics.coaching import inviting
from analytics.coaching.models import SessionNote
from analytics.coaching.scopes import KEYS
from analytics.coaching.tests.made import connect, make_coach
from bets.tests.factories import create_bet
from web.context import acting_as
from web.tests.strangers import Target, shows, shows_nothing_owned

PSEUDONYM = "Alices own wren"


def _client(coach: User, email: str = "client@example.com"):
    client = create_user(email=email)
    create_bet(owner=client, stake="77")
    return connect(client, coach, *KEYS, pseudonym=PSEUDONYM)


def _of_coach(coach: User) -> Target:
    return Target(kwargs={"pk": _client(coach).pk}, marker=PSEUDONYM)


@shows("clients:list")
def clients(owner: User) -> Target:
    _client(owner)
    return Target(marker=PSEUDONYM)


@shows("clients:profile")
def profile(owner: User) -> Target:
    make_coach(owner, "Alices own practice")
    return Target(marker="Alices own practice")


shows_nothing_owned("clients:invite", "an empty form; what it makes is shown to the one who made it")
shows_nothing_owned("coach:invite", "an empty form; what it makes is shown to the one who made it")


@shows("clients:side-by-side")
def side_by_side(owner: User) -> Target:
    _client(owner)
    return Target(marker=PSEUDONYM)


for route in ("client", "periods", "print"):
    shows(f"clients:{route}")(_of_coach)


@shows("clients:csv")
def csv(owner: User) -> Target:
    return Target(kwargs={"pk": _client(owner).pk}, marker="Stakes after a loss")


@shows("clients:note")
def note(owner: User) -> Target:
    return Target(kwargs={"pk": _client(owner).pk}, method="post", data={"text": "a session"})


@shows("clients:forget-note")
def forget_note(owner: User) -> Target:
    relation = _client(owner)
    with acting_as(owner):
        made = SessionNote.objects.create(relation=relation, owner=owner, text="a session")
    return Target(kwargs={"pk": relation.pk, "note_pk": made.pk}, method="post")


def _coached(client: User):
    return connect(client, create_user(email="coach@example.com"), pseudonym=PSEUDONYM)


@shows("coach:mine")
def mine(owner: User) -> Target:
    _coached(owner)
    return Target(marker=PSEUDONYM)


@shows("coach:invitation")
def invitation(owner: User) -> Target:
    other = create_user(email="client@example.com")
    _, token = inviting.invite(user=other, is_by_coach=False, email=owner.email, pseudonym=PSEUDONYM)
    return Target(kwargs={"token": token}, marker=PSEUDONYM)


@shows("coach:take-back")
def take_back(owner: User) -> Target:
    made, _ = inviting.invite(user=owner, is_by_coach=False, email="coach@example.com")
    return Target(kwargs={"pk": made.pk}, method="post")


@shows("coach:relation")
def relation(owner: User) -> Target:
    return Target(kwargs={"pk": _coached(owner).pk}, marker=PSEUDONYM)


@shows("coach:preview")
def preview(owner: User) -> Target:
    return Target(kwargs={"pk": _coached(owner).pk}, marker=PSEUDONYM)


@shows("coach:rename")
def rename(owner: User) -> Target:
    return Target(kwargs={"pk": _coached(owner).pk}, method="post", data={"pseudonym": "Rook"})


@shows("coach:end")
def end(owner: User) -> Target:
    return Target(kwargs={"pk": _coached(owner).pk}, method="post")
