"""What the balance proofs of a person's accounts say together."""

from dataclasses import dataclass
from typing import Any

from analytics.filters import Filter
from imports.models import ProofStatus, State, Upload
from ledger.models import Account
from treasury.models import ProvedSpan


@dataclass(frozen=True, slots=True)
class ProofSummary:
    """Rows proved by running balances, gaps between them, and files that carry no balance to prove.

    `broken` is the account with the newest gap.
    """

    proved_rows: int = 0
    breaks: int = 0
    broken: int | None = None
    unproved_files: int = 0


def proofs(user: Any, asked: Filter) -> dict[str, ProofSummary]:
    """By currency of the accounts; the same file sent twice counts once. Inside acting_as(user)."""
    accounts = Account.objects.visible_to(user).coded("book")
    if asked.bookmaker:
        accounts = accounts.filter(code=f"book:{asked.bookmaker}")
    currencies = dict(accounts.values_list("pk", "currency"))
    spans = list(
        ProvedSpan.objects.visible_to(user).filter(account__in=list(currencies)).order_by("first_at")
    )
    unproved = _unproved(user, currencies)
    told = {currencies[span.account_id] for span in spans} | set(unproved)
    return {
        currency: _summary(
            [span for span in spans if currencies[span.account_id] == currency], unproved.get(currency, 0)
        )
        for currency in told
    }


def _summary(spans: list[ProvedSpan], unproved_files: int) -> ProofSummary:
    gaps = [span for span in spans if span.position]
    return ProofSummary(
        proved_rows=sum(span.rows for span in spans),
        breaks=len(gaps),
        broken=gaps[-1].account_id if gaps else None,
        unproved_files=unproved_files,
    )


def _unproved(user: Any, currencies: dict[int, str]) -> dict[str, int]:
    """How many files without a running balance tell of each currency."""
    uploads = Upload.objects.visible_to(user).filter(state=State.PROCESSED, undone_at=None)
    newest = uploads.order_by("sha256", "-pk").distinct("sha256")
    found: dict[str, int] = {}
    for upload in newest:
        if upload.proof_status == ProofStatus.ABSENT:
            for currency in {currencies[pk] for pk in upload.accounts if pk in currencies}:
                found[currency] = found.get(currency, 0) + 1
    return found
