"""Admin pages that only show, with buttons for what may be done."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from web.admin import StaffReadAdmin


class ActingAdmin(StaffReadAdmin):
    """Looks, and does what `acts` name: route -> (view's name, permission). A view without the permission is 403."""

    acts: dict[str, tuple[str, str]] = {}

    def get_urls(self) -> list[URLPattern]:
        """The acts before Django's own pages, whose last one takes any path."""
        meta = self.model._meta
        own = [
            path(
                route,
                self.admin_site.admin_view(self._guarded(name, permission)),
                name=f"{meta.app_label}_{meta.model_name}_{name}",
            )
            for route, (name, permission) in self.acts.items()
        ]
        return [*own, *super().get_urls()]

    def may(self, request: HttpRequest) -> dict[str, bool]:
        """What the reader may do, by the permission's codename, for the templates."""
        user: Any = request.user
        return {
            permission.partition(".")[2]: user.has_perm(permission) for _, permission in self.acts.values()
        }

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's list, which knows what the reader may do."""
        return super().changelist_view(request, {**(extra_context or {}), "may": self.may(request)})

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's page of one row, which knows what the reader may do."""
        found = self.get_queryset(request).filter(pk=object_id if object_id.isdigit() else 0).first()
        told = self.told(found, request.user) if found else {}
        extra = {**(extra_context or {}), **told, "may": self.may(request)}
        return super().change_view(request, object_id, form_url, extra)

    def told(self, found: Any, user: Any) -> dict[str, Any]:
        """What the page of one row tells beside its columns."""
        return {}

    def _guarded(self, name: str, permission: str) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            if not user.has_perm(permission):
                raise PermissionDenied
            answer: HttpResponse = getattr(self, name)(request, **kwargs)
            return answer

        return view
