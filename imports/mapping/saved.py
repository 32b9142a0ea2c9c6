"""A person's own formats: kept by header, so that the next file of the same columns is known by itself."""

from typing import Any

from django.db.models import QuerySet

from imports.formats._columns import normal
from imports.mapping.description import Mapping, from_json
from imports.models import SavedMapping

LONGEST = 80


def header_of(columns: tuple[str, ...]) -> str:
    """The header as it is looked up: names without case and marks, in any order."""
    return "\n".join(sorted(normal(str(column)) for column in columns))


def keep(*, user: Any, mapping: Mapping, columns: tuple[str, ...]) -> SavedMapping:
    """Save it for files with this header; an earlier one for the same header is replaced. Within acting_as(user)."""
    saved, _ = SavedMapping.objects.update_or_create(
        owner=user,
        header=header_of(columns),
        defaults={"name": mapping.name[:LONGEST], "mapping": mapping.as_json()},
    )
    return saved


def known(user: Any, columns: tuple[str, ...]) -> Mapping | None:
    """The person's mapping for files with this header. Within acting_as(user)."""
    saved = SavedMapping.objects.visible_to(user).filter(header=header_of(columns)).first()
    return from_json(saved.mapping) if saved else None


def all_of(user: Any) -> QuerySet[SavedMapping]:
    """The person's own formats, the newest first."""
    return SavedMapping.objects.visible_to(user).order_by("-pk")
