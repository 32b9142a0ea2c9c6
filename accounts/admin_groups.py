"""Groups in the admin: under the staff role, and every change of them in the audit log."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest

from web.admin import StaffAdmin

admin.site.unregister(Group)


@admin.register(Group)
class AuditedGroupAdmin(StaffAdmin, GroupAdmin):
    """Django's own page of a group."""

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        """Django's would offer the permissions of the default connection."""
        if db_field.name == "permissions":
            kwargs["queryset"] = Permission.objects.using(self.using)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[arg-type]
