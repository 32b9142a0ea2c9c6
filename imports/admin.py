"""Uploads and bets by hand in the admin: to look at. What they did is undone by its owner, never by editing."""

from django.contrib import admin

from imports.models import BetChange, HandBet, SetAside, Upload
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


@admin.register(HandBet)
class HandBetAdmin(StaffReadAdmin):
    list_display = ("bet_id", "owner", "ref", "made_at", "changed_at")
    list_select_related = ("owner",)
    search_fields = ("owner__email", "ref")
    ordering = ("-bet_id",)
    show_full_result_count = False


@admin.register(BetChange)
class BetChangeAdmin(StaffReadAdmin):
    list_display = ("id", "bet_id", "owner", "act", "made_at", "by", "via")
    list_filter = ("act", "via")
    list_select_related = ("owner", "by")
    search_fields = ("=bet_id", "owner__email")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(SetAside)
class SetAsideAdmin(StaffReadAdmin):
    list_display = ("bet_id", "owner", "with_id", "made_at", "by")
    list_select_related = ("owner", "by")
    search_fields = ("owner__email",)
    ordering = ("-made_at",)
    show_full_result_count = False
