"""An upload's report as plain values and as text. Money as decimal strings. Read within acting_as(owner)."""

from typing import Any

from imports.models import ProofStatus, State, Upload
from ledger.money import format_micro


def as_json(upload: Upload) -> dict[str, Any]:
    """What became of the file, for other programs."""
    return {
        "upload": upload.pk,
        "state": upload.state,
        "error": upload.error or None,
        "format": upload.format or None,
        "rows_read": upload.rows_read,
        "inserted": upload.inserted,
        "updated": upload.updated,
        "unchanged": upload.unchanged,
        "rejected": upload.rejected,
        "rejects": [
            {"line": number, "reason": reason}
            for number, reason in upload.rejects.order_by("number").values_list("number", "reason")
        ],
        "bets": {"inserted": upload.bets_inserted, "updated": upload.bets_updated},
        "balance_proof": _proof(upload),
    }


def as_text(upload: Upload) -> str:
    """The same in a few lines for a person."""
    if upload.state != State.PROCESSED:
        return f"{upload.filename}: {upload.get_state_display().lower()}. {upload.error}"
    proof = {
        ProofStatus.PROVED: f"balance proved over {upload.proof_rows} rows",
        ProofStatus.BROKEN: f"balance broken in {upload.breaks.count()} places",
        ProofStatus.ABSENT: "no running balance to prove",
    }[ProofStatus(upload.proof_status)]
    return (
        f"{upload.filename}: {upload.format}, {upload.rows_read} rows: {upload.inserted} inserted, {upload.updated}"
        f" updated, {upload.unchanged} unchanged, {upload.rejected} rejected; bets {upload.bets_inserted} inserted,"
        f" {upload.bets_updated} updated; {proof}."
    )


def _proof(upload: Upload) -> dict[str, Any]:
    return {
        "status": upload.proof_status,
        "rows": upload.proof_rows,
        "opening": _money(upload.opening_micro),
        "closing": _money(upload.closing_micro),
        "breaks": [
            {
                "line": found.number,
                "expected": _money(found.expected_micro),
                "found": _money(found.found_micro),
                "amount": _money(found.found_micro - found.expected_micro),
                "reason": found.reason,
                "near": found.near,
            }
            for found in upload.breaks.order_by("number")
        ],
    }


def _money(micro: int | None) -> str | None:
    return None if micro is None else format_micro(micro)
