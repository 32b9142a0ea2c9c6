"""The admin reads across people, so it works under the staff role (which row-level security does not filter)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

STAFF = "staff"


Recorder = Callable[[HttpRequest, str, Model, Mapping[str, Any]], None]
_recorders: list[Recorder] = []


def on_change(recorder: Recorder) -> None:
    """Call this for every row that is added, changed or deleted in the admin (accounts keeps the audit log)."""
    if recorder not in _recorders:
        _recorders.append(recorder)


class Recorded(admin.ModelAdmin):
    """Tells the recorders what Django's own log is told, and of a changed row which values were there before."""

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's signature."""
        self._tell(request, "admin.added", obj, {"message": message})
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """Django's signature."""
        values = getattr(request, "changed_values", {})
        self._tell(request, "admin.changed", obj, {"message": message, "values": values})
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Django's signature."""
        for obj in queryset:
            self._tell(request, "admin.deleted", obj, {})
        return super().log_deletions(request, queryset)

    def construct_change_message(self, request: Any, form: Any, formsets: Any, add: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Django's signature."""
        before = form.initial
        request.changed_values = {
            name: [_plain(before.get(name)), _plain(form.cleaned_data.get(name))]
            for name in form.changed_data
        }
        return super().construct_change_message(request, form, formsets, add)

    def _tell(self, request: HttpRequest, act: str, obj: Model, detail: Mapping[str, Any]) -> None:
        for recorder in _recorders:
            recorder(request, act, obj, detail)


def _plain(value: Any) -> Any:
    """A form's value as the log keeps it: rows by their keys."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, (list, tuple, set, QuerySet)):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, (bool, int)) else str(value)


class StaffAdmin(Recorded):
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
