"""Take a file in: store its bytes under their hash and write the record that says it is to be imported.

The file's own name never becomes part of a path. Equal bytes of one person are stored once. A file over the limit is
not stored, but the attempt is recorded, failed, with the reason.
"""

import hashlib
import os
import unicodedata
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings

from imports.errors import SettingInvalid
from imports.formats import FileError
from imports.mapping.description import from_json
from imports.models import State, Upload
from web.clock import now
from web.context import acting_as

SETTINGS = ("format", "timezone", "currency", "bookmaker")
MAPPING = "mapping"  # beside them: what the columns mean, as imports.mapping writes it
LONGEST_NAME = 255
GRACE = timedelta(seconds=15)  # until the sweep takes an upload for forgotten by the queue


@dataclass(frozen=True)
class Stored:
    """Where bytes lie below MEDIA_ROOT ("" when there were too many), their hash and their number."""

    path: str
    sha256: str
    size: int

    @property
    def is_too_large(self) -> bool:
        return not self.path


def receive(
    *, user: Any, filename: str, chunks: Iterable[bytes], options: Mapping[str, str] | None = None
) -> Upload:
    """Store a file for `user` and record it: received, or failed when it is too large.

    `options` are format, timezone (IANA), currency (code) and bookmaker, all optional. Raises SettingInvalid.
    """
    chosen = checked_options(options or {})
    stored = store(user.pk, chunks)
    upload = Upload(
        owner=user,
        filename=safe_name(filename),
        path=stored.path,
        sha256=stored.sha256,
        size=stored.size,
        options=chosen,
        lease_until=now() + GRACE,
    )
    if stored.is_too_large:
        upload.state, upload.finished_at, upload.lease_until = State.FAILED, now(), None
        upload.error = (
            f"This file has {megabytes(stored.size)} MB; files up to {megabytes(settings.UPLOAD_MAX_BYTES)} MB"
            " are accepted. Export a shorter period, and import the parts one after the other."
        )
    with acting_as(user):
        upload.save(force_insert=True)
    return upload


def again(*, user: Any, upload: Upload, options: Mapping[str, str]) -> Upload:
    """Record the same bytes once more, to be imported with other settings. Raises SettingInvalid."""
    fresh = Upload(
        owner=user,
        filename=upload.filename,
        path=upload.path,
        sha256=upload.sha256,
        size=upload.size,
        options=checked_options(options),
        lease_until=now() + GRACE,
    )
    with acting_as(user):
        fresh.save(force_insert=True)
    return fresh


def store(owner_id: int, chunks: Iterable[bytes]) -> Stored:
    """Write bytes below MEDIA_ROOT, aside first, then renamed: a file that is there is whole."""
    folder = Path(settings.MEDIA_ROOT) / str(owner_id)
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder, prefix="incoming-", delete=False) as file:
        try:
            for chunk in chunks:
                size += len(chunk)
                digest.update(chunk)
                if size <= settings.UPLOAD_MAX_BYTES:
                    file.write(chunk)
            sha256 = digest.hexdigest()
            if size > settings.UPLOAD_MAX_BYTES:
                return Stored("", sha256, size)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(folder / sha256)
        finally:
            Path(file.name).unlink(missing_ok=True)
    return Stored(f"{owner_id}/{sha256}", sha256, size)


def content(upload: Upload) -> Path:
    """The stored file of an upload."""
    return Path(settings.MEDIA_ROOT) / upload.path


def safe_name(filename: str) -> str:
    """A name to show: without folders, control characters and direction marks, of bounded length."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in name if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"})
    shown = shown.strip() or "file"
    return shown if len(shown) <= LONGEST_NAME else f"{shown[:200]}…{shown[-50:]}"


def checked_options(options: Mapping[str, str]) -> dict[str, str]:
    """The settings that were given, tidied. Raises SettingInvalid for one that cannot be meant."""
    chosen = {name: str(options.get(name) or "").strip() for name in SETTINGS}
    zone, currency = chosen["timezone"], chosen["currency"].upper()
    if zone and zone not in zoneinfo.available_timezones():
        raise SettingInvalid(
            f"“{zone[:60]}” is not a time zone we know. Choose one such as Australia/Sydney."
        )
    if currency and not (2 <= len(currency) <= 8 and currency.isascii() and currency.isalnum()):
        raise SettingInvalid("A currency is a code such as AUD, GBP or USDC.")
    bookmaker = chosen["bookmaker"]
    if len(bookmaker) > 80 or not bookmaker.isprintable() or (bookmaker and safe_name(bookmaker) == "file"):
        raise SettingInvalid("A bookmaker's name has up to 80 letters.")
    chosen["currency"] = currency
    if told := str(options.get(MAPPING) or "").strip():
        try:
            chosen[MAPPING] = from_json(told).as_json()
        except FileError as error:
            raise SettingInvalid(error.message) from error
    return {name: value for name, value in chosen.items() if value}


def megabytes(size: int) -> int:
    """Whole megabytes, rounded up."""
    return -(-size // 1_000_000)
