"""Where reports lie: below MEDIA_ROOT, in the owner's own folder, one file an attempt."""

import hashlib
from pathlib import Path

from django.conf import settings

from analytics.reports.models import Report

BLOCK = 1 << 20


def place(report: Report) -> Path:
    """Where this attempt's file goes; its folder exists afterwards."""
    folder = _folder(report)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{report.pk}-{report.attempt}.{report.format}"


def kept_as(path: Path) -> str:
    """The path that the row keeps."""
    return path.relative_to(settings.MEDIA_ROOT).as_posix()


def content(report: Report) -> Path:
    """The finished file."""
    return Path(settings.MEDIA_ROOT) / report.path


def hashed(path: Path) -> tuple[int, str]:
    """Bytes and SHA-256."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
    return size, digest.hexdigest()


def remove(report: Report) -> None:
    """Every file of this report, of whichever attempt."""
    for path in _folder(report).glob(f"{report.pk}-*"):
        path.unlink(missing_ok=True)


def _folder(report: Report) -> Path:
    return Path(settings.MEDIA_ROOT) / str(report.owner_id) / "reports"
