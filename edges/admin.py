"""Edges in the admin: to look at, never to change."""

from django.contrib import admin

from edges.models import Edge, EdgeStep, Leg, TakenBet, Taking
from web.admin import StaffReadAdmin


@admin.register(Edge)
class EdgeAdmin(StaffReadAdmin):
    list_display = (
        "id",
        "kind",
        "basis",
        "event",
        "edge",
        "state",
        "is_doubtful",
        "found_at",
        "confirmed_at",
        "owner",
    )
    list_filter = ("kind", "state", "is_doubtful", "sport")
    list_select_related = ("event", "owner")
    search_fields = ("event__name__icontains",)
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(Leg)
class LegAdmin(StaffReadAdmin):
    list_display = ("id", "edge", "place", "selection", "bookmaker", "side", "odds", "taken_at", "seen_at")
    list_select_related = ("edge", "selection", "bookmaker")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(EdgeStep)
class EdgeStepAdmin(StaffReadAdmin):
    list_display = ("id", "edge", "former", "state", "moved_at")
    list_select_related = ("edge",)
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(Taking)
class TakingAdmin(StaffReadAdmin):
    list_display = ("id", "owner", "edge", "taken_at", "tags")
    list_select_related = ("owner", "edge")
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(TakenBet)
class TakenBetAdmin(StaffReadAdmin):
    list_display = ("id", "owner", "taking", "place", "bet")
    list_select_related = ("owner", "taking", "bet")
    ordering = ("-id",)
    show_full_result_count = False
