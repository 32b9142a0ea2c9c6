from typing import Any

from django.http import HttpRequest, HttpResponse

from ledger.balances import totals, trial_balance
from web.access import member
from web.http import page


@member
def trial(request: HttpRequest) -> HttpResponse:
    """Every account of the person with debits and credits; the whole must come to zero in each currency."""
    user: Any = request.user
    rows = [row for row in trial_balance(owner=user) if row.debit_micro or row.credit_micro]
    return page(request, "money/trial_balance.html", {"rows": rows, "totals": totals(rows)})
