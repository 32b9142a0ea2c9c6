"""The knowledge base, for everybody."""

from django.http import Http404, HttpRequest, HttpResponse

from bets.knowledge.pages import KINDS, pages, rules, search
from web.access import public
from web.http import page

LONGEST = 60


@public
def index(request: HttpRequest) -> HttpResponse:
    """Every page by kind, or those that answer `q`."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    return page(
        request,
        "knowledge/index.html",
        {"asked": asked, "groups": search(asked)},
        partials={"knowledge-list"},
    )


@public
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """One page with its example worked out."""
    found = pages().get(slug)
    if found is None:
        raise Http404
    mine = [rule for rule in rules() if rule.page == slug]
    beside = [other for other in pages().values() if other.kind == found.kind and other.slug != slug]
    context = {"one": found, "kind": KINDS[found.kind], "rules": mine, "beside": beside}
    return page(request, "knowledge/page.html", context)
