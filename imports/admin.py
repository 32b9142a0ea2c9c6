"""Uploads in the admin: to look at. What they did is undone by importing, never by editing."""

from django.contrib import admin

from imports.models import Upload
from web.admin import StaffReadAdmin


@admin.register(Upload)
class UploadAdmin(StaffReadAdmin):
    list_display = (
        "id",
        "filename",
        "owner",
        "format",
        "state",
        "step",
        "rows_read",
        "rejected",
        "proof_status",
        "attempt",
        "created_at",
    )
    list_filter = ("state", "format", "proof_status")
    list_select_related = ("owner",)
    search_fields = ("filename", "sha256__startswith", "owner__email")
    ordering = ("-id",)
    show_full_result_count = False
