"""The site map."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from betsite import api_docs
from betsite.api import urls as api_urls
from treasury.views.metrics import metrics

handler403 = "web.views.errors.forbidden"
handler404 = "web.views.errors.not_found"
handler500 = "web.views.errors.broken"

Route = URLPattern | URLResolver


def _room(prefix: str, module: str, namespace: str) -> list[Route]:
    """A room's pages, when the room has any."""
    return [path(prefix, include((module, namespace)))] if find_spec(module) else []


urlpatterns: list[Route] = [
    *_room("bets/", "analytics.bets_urls", "bets"),
    *_room("bets/", "imports.by_hand.urls", "hand"),
    *_room("money/", "analytics.money_urls", "money"),
    *_room("odds/", "analytics.odds_urls", "odds"),
    *_room("clients/", "analytics.coaching.clients_urls", "clients"),
    *_room("coach/", "analytics.coaching.coach_urls", "coach"),
    *_room("reports/", "analytics.reports.urls", "reports"),
    *_room("wellbeing/", "analytics.harm.urls", "wellbeing"),
    *_room("learn/", "bets.knowledge.urls", "knowledge"),
    *_room("import/", "imports.urls", "imports"),
    *_room("edges/", "analytics.edge_urls", "edge_bets"),
    *_room("edges/", "edges.urls", "edges"),
    *_room("calculators/", "edges.calculators.urls", "calculators"),
    *_room("rounds/", "rounds.urls", "rounds"),
    path("api/", api_docs.docs, name="api-docs"),
    path("api/v1/", api_urls()),
    path("settings/", include("accounts.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("", include("web.urls")),
    *_room("", "analytics.urls", "overview"),
]
