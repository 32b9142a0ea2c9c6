"""From bytes to frames: sniff, find the format, parse, prove the balance. Nothing here touches what people own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imports.formats._base import FileError, Parsed
from imports.models import Upload
from imports.progress import Heartbeat

__all__ = ["FileError", "Reading", "read"]


@dataclass(frozen=True)
class Reading:
    """A file as its format understands it."""

    format_slug: str
    reason: str
    parsed: Parsed
    proof: Any
    first_at: datetime | None
    last_at: datetime | None


def read(upload: Upload, beat: Heartbeat) -> Reading:
    """Read a stored file. Raises FileError, whose text a person reads, for one that cannot be used."""
    raise NotImplementedError
