"""People in the admin. Passwords are never typed there: a person resets their own."""

from django.contrib import admin

from accounts.models import User
from web.admin import StaffAdmin


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
    readonly_fields = ["joined_at", "last_login"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "name", "is_active"]}),
        ("Preferences", {"fields": ["currency", "time_zone", "odds_format", "theme", "mask_amounts"]}),
        ("Rights", {"fields": ["is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("Dates", {"fields": ["joined_at", "last_login"]}),
    ]

    def has_delete_permission(self, request, obj=None) -> bool:  # type: ignore[no-untyped-def]
        """A person is deactivated; their books stay."""
        return False
