"""One round for everybody: how it went, by what it was decided, what it paid, and the proof of it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from rounds import live, proof
from rounds.live import Live
from rounds.models import Round, State
from rounds.views import evidence, own
from rounds.views.finding import found
from rounds.views.paying import paying
from rounds.views.rules import fee_text, rules_of
from web.access import public
from web.clock import now
from web.http import page


@public
@require_safe
def show(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Its whole story; who is signed in also sees their own wagers on it."""
    standing = found(slug, code)
    context = {
        "live": standing,
        "round": standing.one,
        "fee": fee_text(standing.one),
        "rules": rules_of(standing.one),
        "server_now": live.milliseconds(now()),
        "takes_wagers": live.takes_wagers(standing.one, now()),
        "wagers": own.wagers_on(request.user, standing.one, standing.pools)
        if request.user.is_authenticated
        else [],
    }
    if standing.one.has_ended:
        context |= _ended(request, standing)
    return page(request, "rounds/one.html", context)


def _ended(request: HttpRequest, standing: Live) -> dict[str, Any]:
    one = standing.one
    here = reverse("rounds:round", args=[one.instrument.slug, one.code])
    return {
        "sentence": sentence(one),
        "observations": evidence.observations(one),
        "disputes": evidence.disputes(one),
        "paying": paying(standing),
        "head": proof.shown_head(one),
        "sealed": proof.sealed(one) if (one.wager_count or 0) <= proof.SHOWN_UP_TO else None,
        "address": (settings.SITE_URL or f"{request.scheme}://{request.get_host()}").rstrip("/") + here,
    }


def sentence(one: Round) -> str:
    """How it ended, in a sentence."""
    name = one.instrument.name
    if one.state == State.VOID:
        return "This round is void: everybody got the whole stake back."
    if one.close is None:
        return f"Two of the staff vouch for the result: {one.get_outcome_display().lower()}."
    close, before = (live.close_text(each, one.decimals) for each in (one.close, one.reference_close))
    how = "above" if one.outcome == "up" else "not above"
    return f"The {name} closed at {close}, {how} {before}: {one.get_outcome_display().lower()} was right."
