"""Tell a person, and their own programs, how an upload ended: in the transaction that ended it (docs/gates.md)."""

from typing import Any

from django.urls import reverse

from accounts import webhooks
from accounts.notifications import notify
from imports.models import BalanceBreak, ProofStatus, Upload


def finished(upload: Upload, said: dict[str, Any], *, using: str = "default") -> None:
    """It was taken in; `said` is what its row says of it. A balance that does not add up is told besides."""
    names = ("rows_read", "inserted", "updated", "unchanged", "rejected", "bets_inserted", "bets_updated")
    numbers = {name: int(said.get(name, 0)) for name in names}
    proof = str(said.get("proof_status", ProofStatus.ABSENT))
    rows = _counted(numbers["rows_read"], "row")
    body = f"{numbers['inserted']:,} new, {numbers['updated']:,} changed, {numbers['rejected']:,} not understood."
    _tell(
        upload,
        "import",
        "finished",
        f"{upload.filename}: {rows} read",
        body,
        {**numbers, "proof": proof},
        using,
    )
    if proof == ProofStatus.BROKEN:
        breaks = BalanceBreak.objects.using(using).filter(upload=upload.pk).count()
        places = _counted(breaks, "place")
        title = f"{upload.filename}: the balance does not add up in {places}"
        body = "Rows are missing from the file, or it tells a balance that is not the sum of its rows."
        _tell(upload, "break", "balance_broken", title, body, {"breaks": breaks}, using)


def failed(upload: Upload, error: str, *, using: str = "default") -> None:
    """Nothing of it was taken in, and why."""
    _tell(upload, "import", "failed", f"{upload.filename} was not imported", error, {"error": error}, using)


def _tell(
    upload: Upload, kind: str, what: str, title: str, body: str, more: dict[str, Any], using: str
) -> None:
    url, key = reverse("imports:detail", args=[upload.pk]), f"import:{upload.pk}:{what}"
    if notify(upload.owner, kind, title=title, body=body, url=url, key=key, using=using):
        said = {"import": upload.pk, "filename": upload.filename, **more, "key": key}
        webhooks.send(upload.owner, f"import.{what}.v1", said, using=using)


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
