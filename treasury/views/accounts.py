from typing import Any

from django.http import HttpRequest, HttpResponse

from treasury.statements import standings
from web.access import member
from web.http import page


@member
def list_accounts(request: HttpRequest) -> HttpResponse:
    """Balances by bookmaker and currency: the journal's beside the bookmaker's own."""
    user: Any = request.user
    return page(request, "money/list.html", {"standings": standings(user)})
