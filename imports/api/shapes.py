"""Uploads as the API tells them."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from imports.models import FINISHED, Upload
from imports.progress import STEPS, percent_of
from ledger.models import Account
from ledger.money import format_micro


class ProgressOut(Schema):
    """How far an import is; all empty when it is not under way."""

    step: str = Field(description=f"{', '.join(STEPS)}.")
    title: str
    done: int
    total: int
    percent: int | None = Field(description="Of the whole; null before it begins.")


class CountsOut(Schema):
    """What became of the file's rows: read = inserted + updated + unchanged + rejected once it is processed."""

    read: int
    inserted: int
    updated: int
    unchanged: int
    rejected: int
    bets_inserted: int
    bets_updated: int


class ProofOut(Schema):
    """Whether the file's running balance is proved row by row."""

    status: str = Field(description="proved, broken, or absent: the file has no running balance.")
    rows: int
    opening: str | None
    closing: str | None
    currency: str | None


class UploadOut(Schema):
    """One file as it was sent, and what became of it."""

    id: int
    filename: str
    size: int = Field(description="Bytes.")
    sha256: str
    format: str = Field(description="Slug of the format found; empty while it is not known.")
    options: dict[str, str] = Field(description="The settings it was sent with.")
    state: str = Field(description="received, validating, importing; then processed, failed or cancelled.")
    is_finished: bool
    error: str = Field(description="Why it failed, or was cancelled.")
    notes: list[str]
    progress: ProgressOut
    rows: CountsOut
    proof: ProofOut
    accounts: list[int] = Field(description="Your accounts that the file tells of.")
    first_at: datetime | None = Field(description="The first moment the file tells of.")
    last_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    undone_at: datetime | None = Field(description="Since when nothing in your book comes from it.")
    wish: str = Field(description="undo or redo while a worker has still to do that; else empty.")


class RejectOut(Schema):
    """A row that was not understood."""

    line: int = Field(description="In the file, from 1.")
    reason: str
    raw: str = Field(description="The row itself.")


def uploads_out(user: Any, uploads: list[Upload]) -> list[UploadOut]:
    """The uploads with the currencies of their accounts, in one question."""
    wanted = {pk for upload in uploads for pk in upload.accounts}
    mine = Account.objects.visible_to(user).filter(pk__in=wanted)
    currencies = dict(mine.values_list("pk", "currency"))
    return [_upload(upload, currencies) for upload in uploads]


def _upload(one: Upload, currencies: dict[int, str]) -> UploadOut:
    return UploadOut(
        id=one.pk,
        filename=one.filename,
        size=one.size,
        sha256=one.sha256,
        format=one.format,
        options=one.options,
        state=one.state,
        is_finished=one.state in FINISHED,
        error=one.error,
        notes=one.notes,
        progress=ProgressOut(
            step=one.step,
            title=STEPS.get(one.step, ""),
            done=one.done,
            total=one.total,
            percent=percent_of(one),
        ),
        rows=CountsOut(
            read=one.rows_read,
            inserted=one.inserted,
            updated=one.updated,
            unchanged=one.unchanged,
            rejected=one.rejected,
            bets_inserted=one.bets_inserted,
            bets_updated=one.bets_updated,
        ),
        proof=_proof(one, {currencies[pk] for pk in one.accounts if pk in currencies}),
        accounts=one.accounts,
        first_at=one.first_at,
        last_at=one.last_at,
        created_at=one.created_at,
        started_at=one.started_at,
        finished_at=one.finished_at,
        undone_at=one.undone_at,
        wish=one.wish,
    )


def _proof(one: Upload, currencies: set[str]) -> ProofOut:
    """Opening and closing balance where the file is of one currency."""
    only = next(iter(currencies)) if len(currencies) == 1 else None
    return ProofOut(
        status=one.proof_status,
        rows=one.proof_rows,
        opening=None if only is None or one.opening_micro is None else format_micro(one.opening_micro),
        closing=None if only is None or one.closing_micro is None else format_micro(one.closing_micro),
        currency=only,
    )
