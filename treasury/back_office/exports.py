from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from treasury.audit_export import make_export
from treasury.models import AuditExport
from treasury.patterns import Rules
from web.acting import ActingAdmin
from web.clock import today

A_YEAR = timedelta(days=366)


class ExportForm(forms.Form):
    """Which days, and why."""

    first_on = forms.DateField(label="First day (UTC)", widget=forms.DateInput(attrs={"type": "date"}))
    last_on = forms.DateField(label="Last day (UTC)", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label="For whom and why", max_length=300, help_text="Stays on record with your name."
    )

    def clean(self) -> dict[str, Any]:
        """In order, and a year at most."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first_on"), said.get("last_on")
        if first and last and last < first:
            raise forms.ValidationError("The last day is before the first.")
        if first and last and last - first > A_YEAR:
            raise forms.ValidationError("A year at most; take several exports, or the command.")
        return said


@admin.register(AuditExport)
class AuditExportAdmin(ActingAdmin):
    list_display = (
        "id",
        "made_at",
        "made_by",
        "first_on",
        "last_on",
        "movements",
        "patterns",
        "reason",
        "sha256",
    )
    list_select_related = ("made_by",)
    search_fields = ("reason", "sha256__startswith", "made_by__email")
    date_hierarchy = "made_at"
    change_list_template = "admin/treasury/auditexport/list.html"
    acts = {"make/": ("make", "treasury.make_auditexport")}

    def make(self, request: HttpRequest) -> HttpResponse:
        """Ask for the days and the reason, then give out the signed archive, on record."""
        first = today().replace(day=1)
        form = ExportForm(request.POST or None, initial={"first_on": first, "last_on": today()})
        if request.method == "POST" and form.is_valid():
            made, archive = make_export(**form.cleaned_data, by=request.user)
            response = HttpResponse(archive, content_type="application/zip")
            name = f"betsite-{made.first_on}-to-{made.last_on}-{made.pk}.zip"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            response["Cache-Control"] = "no-store"
            return response
        context = {
            **self.admin_site.each_context(request),
            "title": "Take an auditor's export",
            "opts": self.model._meta,
            "form": form,
            "rules": Rules().stated(),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/treasury/auditexport/make.html", context, status=status)
