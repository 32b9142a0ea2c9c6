"""The audit log: who did what to whom, in rows that the database lets nobody change (accounts/sql/protection.sql)."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model

from accounts.models import AuditEntry
from web.address import current_address


def record(
    *,
    actor: Any,
    act: str,
    subject: Model | type[Model] | None,
    detail: Mapping[str, Any] | None = None,
    reason: str = "",
    using: str = "staff",
) -> AuditEntry:
    """Write down an act, in the transaction of the act itself where `using` is its connection.

    `actor` is a user or None for the machine; `subject` the row it was done to, or a model for a whole list; `act` a
    dotted verb ("withdrawal.approve"); `detail` anything JSON can say, times and decimals included. The address is that
    of the request being answered. Under "default" the actor must be the acting user (row-level security).
    """
    is_list = isinstance(subject, type)
    entry = AuditEntry(
        actor=actor,
        act=act,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id="" if subject is None or is_list else str(subject.pk),
        detail=json.loads(json.dumps(dict(detail or {}), cls=DjangoJSONEncoder)),
        reason=reason,
        address=current_address(),
    )
    entry.save(using=using, force_insert=True)
    return entry
