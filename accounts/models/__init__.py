from accounts.models.audit import AuditEntry
from accounts.models.idempotency import IdempotencyRecord
from accounts.models.people import (
    OddsFormat,
    SigninLink,
    Theme,
    User,
    UserManager,
    default_currency,
    default_time_zone,
)
from accounts.models.protection import Limit, LimitKind, LimitQuerySet, Pause, PauseKind, Period

__all__ = [
    "AuditEntry",
    "IdempotencyRecord",
    "Limit",
    "LimitKind",
    "LimitQuerySet",
    "OddsFormat",
    "Pause",
    "PauseKind",
    "Period",
    "SigninLink",
    "Theme",
    "User",
    "UserManager",
    "default_currency",
    "default_time_zone",
]
