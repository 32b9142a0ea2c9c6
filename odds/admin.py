"""The back-office looks at odds; sources and people's own entries change them."""

from django.contrib import admin

from odds.models import (
    BetClosing,
    Closing,
    IngestRun,
    Matched,
    Offer,
    OutsideId,
    OutsideTeam,
    Poll,
    Price,
    Quote,
    Reject,
    Selection,
)
from web.admin import StaffReadAdmin


@admin.register(Offer)
class OfferAdmin(StaffReadAdmin):
    list_display = ("id", "event", "market", "line", "period", "outcomes", "owner")
    list_filter = ("market", "period")
    list_select_related = ("event", "market", "owner")
    search_fields = ("event__name",)
    show_full_result_count = False


@admin.register(Selection)
class SelectionAdmin(StaffReadAdmin):
    list_display = ("id", "offer", "code", "name", "owner")
    list_select_related = ("offer", "owner")
    search_fields = ("name", "offer__event__name")
    show_full_result_count = False


@admin.register(Price, Quote)
class ToldAdmin(StaffReadAdmin):
    list_display = (
        "id",
        "selection",
        "bookmaker",
        "side",
        "odds",
        "taken_at",
        "seen_at",
        "suspect",
        "source",
    )
    list_filter = ("source", "side")
    list_select_related = ("selection", "bookmaker")
    search_fields = ("selection__offer__event__name", "bookmaker__name")
    show_full_result_count = False


@admin.register(Closing)
class ClosingAdmin(StaffReadAdmin):
    list_display = ("id", "selection", "benchmark", "odds", "power", "taken_at", "source", "owner")
    list_filter = ("benchmark", "source")
    list_select_related = ("selection", "owner")
    search_fields = ("selection__offer__event__name",)
    show_full_result_count = False


@admin.register(BetClosing)
class BetClosingAdmin(StaffReadAdmin):
    list_display = ("id", "owner", "bet", "leg", "closing", "matched_by", "is_confirmed", "is_refused")
    list_filter = ("matched_by", "is_confirmed", "is_refused")
    list_select_related = ("owner", "bet", "closing")
    search_fields = ("owner__email", "bet__ref")
    show_full_result_count = False


@admin.register(OutsideId)
class OutsideIdAdmin(StaffReadAdmin):
    list_display = ("source", "kind", "outside_id", "event", "participant", "owner")
    list_filter = ("source", "kind")
    list_select_related = ("event", "participant", "owner")
    search_fields = ("outside_id",)
    show_full_result_count = False


@admin.register(OutsideTeam)
class OutsideTeamAdmin(StaffReadAdmin):
    list_display = ("name", "like", "source", "verdict", "asked_at", "decided_at", "decided_by", "owner")
    list_filter = ("verdict", "source")
    list_select_related = ("like", "decided_by", "owner")
    search_fields = ("name", "like__name")


@admin.register(IngestRun)
class IngestRunAdmin(StaffReadAdmin):
    list_display = ("id", "source", "name", "began_at", "ended_at", "counts", "remaining", "problem", "owner")
    list_filter = ("source",)
    list_select_related = ("owner",)
    search_fields = ("name",)


@admin.register(Poll)
class PollAdmin(StaffReadAdmin):
    list_display = ("source", "sport", "due_at", "answered_at", "remaining", "used", "failures", "problem")


@admin.register(Matched)
class MatchedAdmin(StaffReadAdmin):
    list_display = ("owner", "matched_at", "derived_at")
    list_select_related = ("owner",)


@admin.register(Reject)
class RejectAdmin(StaffReadAdmin):
    list_display = ("run", "line", "column", "cell", "reason")
    list_select_related = ("run",)
    search_fields = ("reason", "run__name")
    show_full_result_count = False
