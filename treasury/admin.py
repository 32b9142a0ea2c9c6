"""Statement lines in the admin: to look at, never to change."""

from django.contrib import admin

from treasury import back_office
from treasury.models import StatementLine
from web.admin import StaffReadAdmin

__all__ = ["StatementLineAdmin", "back_office"]


@admin.register(StatementLine)
class StatementLineAdmin(StaffReadAdmin):
    list_display = (
        "id",
        "owner",
        "account",
        "kind",
        "occurred_at",
        "amount_micro",
        "balance_micro",
        "bet_ref",
    )
    list_filter = ("kind", "currency")
    list_select_related = ("owner", "account")
    search_fields = ("key__startswith", "bet_ref__startswith", "owner__email")
    ordering = ("-id",)
    show_full_result_count = False
