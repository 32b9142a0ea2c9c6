"""The browser extension as a ZIP file, the same bytes whenever and wherever it is made.

Only Python's standard library, so that `scripts/extension` runs without anything installed. Nothing is compressed:
what a compressor makes of the same bytes differs from one of its versions to the next.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "extension"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a ZIP file can tell
READABLE = 0o100644 << 16
NOT_SHIPPED = {"tests"}


@dataclass(frozen=True)
class Package:
    """A built extension."""

    name: str
    version: str
    content: bytes

    @property
    def sha256(self) -> str:
        """What tells one build from another."""
        return hashlib.sha256(self.content).hexdigest()


def files(source: Path = SOURCE) -> list[Path]:
    """What is shipped, by name."""
    found = (path for path in source.rglob("*") if path.is_file())
    kept = (path for path in found if not _is_left_out(path.relative_to(source)))
    return sorted(kept, key=lambda path: path.relative_to(source).as_posix())


def version(source: Path = SOURCE) -> str:
    """As the manifest says."""
    said = json.loads((source / "manifest.json").read_text(encoding="utf-8"))["version"]
    return str(said)


def build(source: Path = SOURCE) -> Package:
    """The ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in files(source):
            entry = zipfile.ZipInfo(path.relative_to(source).as_posix(), EPOCH)
            entry.create_system = 3  # as on Unix, on whatever it is made
            entry.external_attr = READABLE
            archive.writestr(entry, path.read_bytes())
    told = version(source)
    return Package(f"betsite-extension-{told}.zip", told, buffer.getvalue())


@lru_cache(maxsize=1)
def built() -> Package:
    """The ZIP file, made once per process: the source does not change while the site runs."""
    return build()


def write(folder: Path) -> Path:
    """Build into this folder; the file's path."""
    package = build()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / package.name
    path.write_bytes(package.content)
    return path


def _is_left_out(name: Path) -> bool:
    return bool(NOT_SHIPPED & set(name.parts)) or any(part.startswith((".", "__")) for part in name.parts)
