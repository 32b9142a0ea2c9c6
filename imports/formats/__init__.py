"""The export formats: every module of this package whose name does not begin with `_` holds one, as FORMAT."""

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from imports.formats._base import CsvFormat, FileError, Format, Match, Options, Parsed, Sample

__all__ = [
    "CsvFormat",
    "Detected",
    "FileError",
    "Format",
    "Match",
    "Options",
    "Parsed",
    "Sample",
    "all_formats",
    "detect",
    "get",
]


class DuplicateSlug(Exception):
    """Two formats have the same slug."""


@dataclass(frozen=True)
class Detected:
    """What a file is. format is None when none claims it, or two claim it alike; `scores` are all answers, best
    first."""

    format: Format | None
    scores: tuple[tuple[Format, Match], ...]

    @property
    def why(self) -> str:
        """The reason for the choice, or for there being none."""
        claims = [(found, match) for found, match in self.scores if match.score > 0]
        if self.format:
            return claims[0][1].why
        if claims:
            return (
                "It could be "
                + " or ".join(found.name for found, match in claims if match == claims[0][1])
                + "."
            )
        return "None of the known formats has these columns."


@cache
def all_formats() -> tuple[Format, ...]:
    """Every format, by slug."""
    formats: dict[str, Format] = {}
    for module in pkgutil.iter_modules(__path__):
        if module.name.startswith("_"):
            continue
        found: Format = import_module(f"{__name__}.{module.name}").FORMAT
        if found.slug in formats:
            raise DuplicateSlug(found.slug)
        formats[found.slug] = found
    return tuple(formats[slug] for slug in sorted(formats))


def get(slug: str) -> Format:
    """The format of this slug. Raises LookupError when there is none."""
    for found in all_formats():
        if found.slug == slug:
            return found
    raise LookupError(
        f"There is no format {slug!r}: choose one of {', '.join(f.slug for f in all_formats())}."
    )


def detect(sample: Sample) -> Detected:
    """The format whose columns the file has. A tie or no claim at all gives none."""
    scores = sorted(
        ((found, found.score(sample)) for found in all_formats()), key=lambda pair: -pair[1].score
    )
    best = scores[0][1].score if scores else 0
    leaders = [found for found, match in scores if match.score == best]
    is_clear = best > 0 and len(leaders) == 1
    return Detected(leaders[0] if is_clear else None, tuple(scores))
