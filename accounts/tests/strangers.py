"""What the pages about a person show of them."""

from datetime import timedelta

from django.test import override_settings

from accounts import tokens as keys
from accounts.models import Notification, User
from accounts.notifications import notify
from accounts.protection.limits import set_limit
from accounts.protection.pauses import take_break
from accounts.webhooks import endpoints
from accounts.webhooks import send as send_event
from web.context import acting_as
from web.tests.strangers import Target, shows, shows_nothing_owned


@shows("accounts:profile")
def profile(owner: User) -> Target:
    return Target(marker=owner.email)


@shows("accounts:staking")
def staking(owner: User) -> Target:
    User.objects.filter(pk=owner.pk).update(most_exposure_micro=123_450_000)
    return Target(marker="123.45")


@shows("accounts:mask")
def mask(owner: User) -> Target:
    return Target(method="post", data={"mask": "on"})


@shows("accounts:tokens")
def tokens(owner: User) -> Target:
    keys.make(user=owner, name="My own spreadsheet", scopes=["me:read"])
    return Target(marker="My own spreadsheet")


@shows("accounts:token-revoke")
def token_revoke(owner: User) -> Target:
    made = keys.make(user=owner, name="My own spreadsheet", scopes=["me:read"])
    return Target(kwargs={"pk": made.family.pk}, method="post")


def _limit(owner: User, amount_micro: int | None = 77_000_000):
    return set_limit(user=owner, kind="loss", period="week", currency="AUD", amount_micro=amount_micro)


@shows("accounts:limits")
def limits(owner: User) -> Target:
    _limit(owner)
    return Target(marker="77.00")


@shows("accounts:limit-settle")
def settle(owner: User) -> Target:
    _limit(owner)
    return Target(kwargs={"pk": _limit(owner, None).pk, "verb": "cancel"}, method="post")


@shows("accounts:break")
def pause(owner: User) -> Target:
    return Target(method="post", data={"length": "7"})


@shows("accounts:exclude")
def exclude(owner: User) -> Target:
    take_break(user=owner, length=timedelta(days=2))
    return Target(marker="is running already")


def _told(owner: User) -> Notification:
    notify(owner, "import", title="Alices own rows are in", key="mine")
    with acting_as(owner):
        return Notification.objects.get()


@shows("accounts:notifications")
def notifications(owner: User) -> Target:
    _told(owner)
    return Target(marker="Alices own rows are in")


@shows("accounts:notifications-read")
def notifications_read(owner: User) -> Target:
    return Target(method="post")


@shows("accounts:notification-follow")
def follow(owner: User) -> Target:
    return Target(kwargs={"pk": _told(owner).pk}, method="post")


shows_nothing_owned("accounts:notification-choices", "check boxes, the same for all")

MARKER = "alices-own-machine"


@override_settings(WEBHOOK_PRIVATE_TARGETS=True)
def _endpoint(owner: User):
    return endpoints.add(user=owner, url=f"http://127.0.0.1/{MARKER}")[0]


@shows("accounts:webhooks")
def webhooks(owner: User) -> Target:
    _endpoint(owner)
    return Target(marker=MARKER)


@shows("accounts:webhook")
def webhook(owner: User) -> Target:
    return Target(kwargs={"pk": _endpoint(owner).pk}, marker=MARKER)


@shows("accounts:webhook-act")
def webhook_act(owner: User) -> Target:
    return Target(kwargs={"pk": _endpoint(owner).pk, "verb": "remove"}, method="post")


@shows("accounts:webhook-replay")
def webhook_replay(owner: User) -> Target:
    _endpoint(owner)
    (delivery,) = send_event(owner, "test.v1", {})
    return Target(kwargs={"pk": delivery.pk}, method="post")
