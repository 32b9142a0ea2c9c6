"""The API about the person: who they are, what they were told, their webhooks, and the exchange of tokens."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from accounts import tokens
from accounts.api_auth import ApiRequest, secured
from accounts.errors import EventUnknown
from accounts.forms_gates import EVENTS
from accounts.models import Notification, WebhookEndpoint
from accounts.views.notifications import SORTS
from accounts.webhooks import endpoints
from web import ratelimit
from web.api_lists import Listed, Paged, cut

router = Router()
you = Router(tags=["You"])
hooks = Router(tags=["Webhooks"])


class Me(Schema):
    """Who asks, and how they want to see things."""

    email: str
    name: str
    currency: str = Field(description="The currency of new accounts, such as AUD.")
    time_zone: str = Field(description="IANA name; days begin and end by this clock.")
    odds_format: str
    joined_at: datetime
    scopes: list[str] = Field(description="What this token may do.")


class RefreshIn(Schema):
    """A refresh token works once."""

    refresh_token: str = Field(max_length=200, examples=["bsr_…"])


class RefreshOut(Schema):
    """The next pair. Keep both; the former access token works until it ends by itself."""

    access_token: str
    refresh_token: str
    token_type: str = "Bearer"  # noqa: S105
    access_expires_at: datetime
    refresh_expires_at: datetime
    scopes: list[str]


@you.get("/me", response=Me, summary="Who you are", **secured("me:read"))
def me(request: ApiRequest) -> Me:
    """The person whose token this is."""
    user = request.caller.user
    return Me(
        email=user.email,
        name=user.name,
        currency=user.currency,
        time_zone=user.time_zone,
        odds_format=user.odds_format,
        joined_at=user.joined_at,
        scopes=sorted(request.caller.scopes),
    )


@you.post("/token/refresh", response=RefreshOut, auth=None, summary="Exchange a refresh token")
def refresh(request: HttpRequest, payload: RefreshIn) -> RefreshOut:
    """Gives the next pair of tokens. Using the same refresh token again revokes all tokens made from it."""
    ratelimit.check(request, "token-refresh", by=("address",))
    pair = tokens.refresh(payload.refresh_token)
    return RefreshOut(
        access_token=pair.access,
        refresh_token=pair.refresh,
        access_expires_at=pair.access_expires_at,
        refresh_expires_at=pair.refresh_expires_at,
        scopes=pair.family.scopes,
    )


class NotificationOut(Schema):
    """Something you were told."""

    id: int
    kind: str = Field(description="Such as import, deposit, withdrawal, limit.")
    title: str
    body: str
    path: str = Field(description="The page of this site it leads to; empty when it leads nowhere.")
    created_at: datetime
    read_at: datetime | None


class ToldWhich(Paged):
    """Which notifications."""

    unread: bool = Field(default=False, description="Only those you have not read.")


@you.get(
    "/notifications",
    response=Listed[NotificationOut],
    summary="What you were told",
    **secured("me:read"),
)
def notifications(request: ApiRequest, asked: Query[ToldWhich]) -> Listed[NotificationOut]:
    """Newest first. Reading them here does not mark them as read."""
    told = Notification.objects.visible_to(request.caller.user)
    found = cut(told.unread() if asked.unread else told, asked, sorts=SORTS)
    items = [
        NotificationOut(
            id=one.pk,
            kind=one.kind,
            title=one.title,
            body=one.body,
            path=one.url,
            created_at=one.created_at,
            read_at=one.read_at,
        )
        for one in found.rows
    ]
    return Listed(items=items, next=found.next)


class WebhookIn(Schema):
    """Where to, and what."""

    url: str = Field(
        max_length=500,
        description="Begins with https:// and is reachable on the open internet.",
        examples=["https://example.com/hook"],
    )
    events: list[str] = Field(
        default_factory=list,
        max_length=len(EVENTS),
        description=f"None means all, those to come included. There are: {', '.join(EVENTS)}.",
    )


class WebhookOut(Schema):
    """An address that events are sent to."""

    id: int
    url: str
    events: list[str] = Field(description="Empty for all.")
    is_on: bool = Field(description="It is switched off after too many failures in a row.")
    failures: int = Field(description="Attempts that failed since one succeeded.")
    created_at: datetime


class WebhookMade(WebhookOut):
    """A new one, with what signs its messages."""

    secret: str = Field(description="Told this once: keep it.")


@hooks.get("/webhooks", response=Listed[WebhookOut], summary="Your webhooks", **secured("webhooks:write"))
def list_webhooks(request: ApiRequest) -> Listed[WebhookOut]:
    """All of them, the newest first; there are twenty at most, so it is always one page."""
    return Listed(items=[WebhookOut(**_told(each)) for each in _mine(request)], next=None)


@hooks.post("/webhooks", response={201: WebhookMade}, summary="Add a webhook", **secured("webhooks:write"))
def add_webhook(request: ApiRequest, payload: WebhookIn) -> Status[WebhookMade]:
    """The reply tells the secret, this once. Adding the same address twice makes two webhooks."""
    ratelimit.check(request, "webhook-test")
    if unknown := sorted(set(payload.events) - EVENTS.keys()):
        raise EventUnknown(f"There is no event called {', '.join(unknown)[:200]}.")
    endpoint, secret = endpoints.add(user=request.caller.user, url=payload.url, events=payload.events)
    return Status(201, WebhookMade(**_told(endpoint), secret=secret))


@hooks.delete(
    "/webhooks/{webhook_id}", response={204: None}, summary="Remove a webhook", **secured("webhooks:write")
)
def remove_webhook(request: ApiRequest, webhook_id: int) -> Status[None]:
    """Nothing is sent there any more."""
    endpoint = get_object_or_404(_mine(request), pk=webhook_id)
    endpoints.remove(user=request.caller.user, endpoint=endpoint)
    return Status(204, None)


def _mine(request: ApiRequest) -> QuerySet[WebhookEndpoint]:
    return WebhookEndpoint.objects.visible_to(request.caller.user).filter(removed_at=None)


def _told(endpoint: WebhookEndpoint) -> dict[str, Any]:
    return {
        "id": endpoint.pk,
        "url": endpoint.url,
        "events": endpoint.events,
        "is_on": endpoint.disabled_at is None,
        "failures": endpoint.failures,
        "created_at": endpoint.created_at,
    }


for part in (you, hooks):
    router.add_router("", part)
