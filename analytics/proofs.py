"""What the balance proofs of a person's files say together."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from analytics.filters import Filter
from imports.models import BalanceBreak, ProofStatus, State, Upload
from ledger.models import Account


@dataclass(frozen=True, slots=True)
class ProofSummary:
    """Proved rows, breaks, and files that carry no running balance to prove; `broken` is the newest broken upload."""

    proved_rows: int = 0
    proved_files: int = 0
    breaks: int = 0
    broken: int | None = None
    unproved_files: int = 0

    @property
    def is_proved(self) -> bool:
        """Every file was proved."""
        return bool(self.proved_rows) and not self.breaks and not self.unproved_files

    def plus(self, upload: Upload, breaks: int) -> "ProofSummary":
        """With one upload more."""
        is_proved, is_broken = (
            upload.proof_status == each for each in (ProofStatus.PROVED, ProofStatus.BROKEN)
        )
        return ProofSummary(
            proved_rows=self.proved_rows + (upload.proof_rows if is_proved else 0),
            proved_files=self.proved_files + is_proved,
            breaks=self.breaks + breaks,
            broken=upload.pk if is_broken else self.broken,
            unproved_files=self.unproved_files + (upload.proof_status == ProofStatus.ABSENT),
        )


def proofs(user: Any, asked: Filter) -> dict[str, ProofSummary]:
    """By currency of the accounts the files tell of; the same file sent twice counts once. Inside acting_as(user)."""
    accounts = Account.objects.visible_to(user).coded("book")
    if asked.bookmaker:
        accounts = accounts.filter(code=f"book:{asked.bookmaker}")
    currencies = dict(accounts.values_list("pk", "currency"))
    uploads = Upload.objects.visible_to(user).filter(state=State.PROCESSED).order_by("sha256", "-pk")
    newest = sorted(uploads.distinct("sha256"), key=lambda upload: upload.pk)
    breaks = _breaks(newest)
    found: dict[str, ProofSummary] = {}
    for upload in newest:
        for currency in {currencies[pk] for pk in upload.accounts if pk in currencies}:
            found[currency] = found.get(currency, ProofSummary()).plus(upload, breaks.get(upload.pk, 0))
    return found


def _breaks(uploads: list[Upload]) -> dict[int, int]:
    """How many breaks each broken upload has."""
    broken = [upload.pk for upload in uploads if upload.proof_status == ProofStatus.BROKEN]
    if not broken:
        return {}
    counted = BalanceBreak.objects.filter(upload__in=broken).values("upload").annotate(count=Count("pk"))
    return dict(counted.order_by().values_list("upload", "count"))
