"""Moments that the database writes by its own clock (betsite_now(), ledger/sql/context.sql)."""

from typing import Any

from django.db import models


class BetsiteNow(models.Func):
    """The one clock, as SQL."""

    function = "betsite_now"
    output_field = models.DateTimeField()


def written_at(**more: Any) -> models.DateTimeField:
    """A column the application may read and never write: when the row was made."""
    now = models.Func(function="betsite_now", output_field=models.DateTimeField())
    return models.DateTimeField(db_default=now, editable=False, **more)
