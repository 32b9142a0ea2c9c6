"""The API about the person themselves, and the exchange of tokens."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Router, Schema

from accounts import tokens
from accounts.api_auth import ApiRequest, secured
from web import ratelimit

router = Router(tags=["You"])


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

    refresh_token: str = Field(max_length=200)


class RefreshOut(Schema):
    """The next pair. Keep both; the former access token works until it ends by itself."""

    access_token: str
    refresh_token: str
    token_type: str = "Bearer"  # noqa: S105
    access_expires_at: datetime
    refresh_expires_at: datetime
    scopes: list[str]


@router.get("/me", response=Me, summary="Who you are", **secured("me:read"))
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


@router.post("/token/refresh", response=RefreshOut, auth=None, summary="Exchange a refresh token")
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
