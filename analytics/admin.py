"""Reports in the admin: to look at, not to open. What stands in them is their owner's."""

from django.contrib import admin

from analytics.models import Report
from web.admin import StaffReadAdmin


@admin.register(Report)
class ReportAdmin(StaffReadAdmin):
    list_display = ("id", "owner", "format", "kind", "state", "step", "size", "attempt", "created_at")
    list_filter = ("state", "format", "kind")
    list_select_related = ("owner",)
    search_fields = ("owner__email", "sha256__startswith")
    ordering = ("-id",)
    show_full_result_count = False
