"""The admin reads across people, so it works under the staff role (which row-level security does not filter)."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

STAFF = "staff"


class StaffAdmin(admin.ModelAdmin):
    """Reads and writes under the staff role."""

    using = STAFF

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Every person's rows."""
        return super().get_queryset(request).using(self.using)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:  # noqa: FBT001
        """Django's signature."""
        obj.save(using=self.using)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Django's signature."""
        obj.delete(using=self.using)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Django's signature."""
        queryset.using(self.using).delete()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices come from the staff role too."""
        return super().formfield_for_foreignkey(db_field, request, using=self.using, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choices come from the staff role too."""
        return super().formfield_for_manytomany(db_field, request, using=self.using, **kwargs)


class StaffReadAdmin(StaffAdmin):
    """Looks, touches nothing: what people own is changed by the verbs only."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
