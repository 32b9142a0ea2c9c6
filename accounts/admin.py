"""People in the admin. Passwords are never typed there: a person resets their own."""

from django.contrib import admin

from accounts import admin_groups  # noqa: F401  registers itself
from accounts.models import (
    AuditEntry,
    IdempotencyRecord,
    Limit,
    Notification,
    Pause,
    TokenFamily,
    User,
    WebhookDelivery,
    WebhookEndpoint,
)
from web.admin import StaffAdmin, StaffReadAdmin


@admin.register(User)
class UserAdmin(StaffAdmin):
    list_display = [
        "email",
        "name",
        "currency",
        "time_zone",
        "is_active",
        "is_staff",
        "joined_at",
        "last_login",
    ]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    search_fields = ["email", "name"]
    ordering = ["-id"]
    readonly_fields = ["joined_at", "last_login", "risk_tolerance", "kelly_fraction", "most_exposure_micro"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "name", "is_active"]}),
        ("Preferences", {"fields": ["currency", "time_zone", "odds_format", "theme", "mask_amounts"]}),
        ("Stakes", {"fields": ["risk_tolerance", "kelly_fraction", "most_exposure_micro"]}),
        ("Rights", {"fields": ["is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Dates", {"fields": ["joined_at", "last_login"]}),
    ]

    def has_delete_permission(self, request, obj=None) -> bool:  # type: ignore[no-untyped-def]
        """A person is deactivated; their books stay."""
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(StaffReadAdmin):
    list_display = ["acted_at", "actor", "act", "subject_type", "subject_id", "reason", "address"]
    list_filter = ["act", "subject_type"]
    list_select_related = ["actor"]
    search_fields = ["actor__email", "act", "=subject_id", "subject_type", "reason"]
    search_help_text = "Person, act, kind or number of the subject, reason"
    date_hierarchy = "acted_at"
    show_full_result_count = False


@admin.register(Limit)
class LimitAdmin(StaffReadAdmin):
    list_display = [
        "owner", "kind", "period", "currency", "amount_micro", "created_at",
        "effective_at", "confirmed_at", "cancelled_at",
    ]  # fmt: skip
    list_filter = ["kind", "period", "currency"]
    list_select_related = ["owner"]
    search_fields = ["owner__email"]


@admin.register(Pause)
class PauseAdmin(StaffReadAdmin):
    list_display = ["owner", "kind", "starts_at", "until_at"]
    list_filter = ["kind"]
    list_select_related = ["owner"]
    search_fields = ["owner__email"]


@admin.register(TokenFamily)
class TokenFamilyAdmin(StaffReadAdmin):
    list_display = ["owner", "name", "scopes", "created_at", "last_used_at", "revoked_at", "revoked_why"]
    list_select_related = ["owner"]
    search_fields = ["owner__email", "name"]


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(StaffReadAdmin):
    list_display = ["owner", "url", "failures", "created_at", "disabled_at", "removed_at"]
    list_select_related = ["owner"]
    search_fields = ["owner__email", "url"]


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(StaffReadAdmin):
    list_display = [
        "event_id",
        "owner",
        "event",
        "state",
        "attempt",
        "last_status",
        "last_error",
        "created_at",
    ]
    list_filter = ["state", "event"]
    list_select_related = ["owner"]
    search_fields = ["owner__email", "=event_id"]
    show_full_result_count = False


@admin.register(Notification)
class NotificationAdmin(StaffReadAdmin):
    list_display = ["owner", "kind", "title", "created_at", "read_at", "mail_due"]
    list_filter = ["kind"]
    list_select_related = ["owner"]
    search_fields = ["owner__email", "title", "=key"]
    show_full_result_count = False


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(StaffReadAdmin):
    list_display = ["owner", "scope", "key", "status", "created_at"]
    list_filter = ["scope"]
    list_select_related = ["owner"]
    search_fields = ["owner__email", "=key"]
    show_full_result_count = False
