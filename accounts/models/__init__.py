from accounts.models.audit import AuditEntry
from accounts.models.idempotency import IdempotencyRecord
from accounts.models.notifications import Notification, NotificationChoice
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
from accounts.models.tokens import Token, TokenFamily, TokenKind
from accounts.models.webhooks import DeliveryState, WebhookDelivery, WebhookEndpoint

__all__ = [
    "AuditEntry",
    "DeliveryState",
    "IdempotencyRecord",
    "Limit",
    "LimitKind",
    "LimitQuerySet",
    "Notification",
    "NotificationChoice",
    "OddsFormat",
    "Pause",
    "PauseKind",
    "Period",
    "SigninLink",
    "Theme",
    "Token",
    "TokenFamily",
    "TokenKind",
    "User",
    "UserManager",
    "WebhookDelivery",
    "WebhookEndpoint",
    "default_currency",
    "default_time_zone",
]
