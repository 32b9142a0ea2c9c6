"""The back-office looks at bets and the catalogue; it changes neither."""

from django.contrib import admin

from bets.models import Bet, Bookmaker, Competition, Event, Leg, Market, Participant, ParticipantAlias, Sport
from web.admin import StaffReadAdmin


@admin.register(Bet)
class BetAdmin(StaffReadAdmin):
    list_display = (
        "id",
        "owner",
        "bookmaker",
        "placed_at",
        "status",
        "currency",
        "stake_micro",
        "profit_micro",
    )
    list_filter = ("status", "structure", "currency")
    list_select_related = ("owner", "bookmaker")
    search_fields = ("ref", "selection", "event_name", "owner__email")
    show_full_result_count = False


@admin.register(Leg)
class LegAdmin(StaffReadAdmin):
    list_display = ("id", "bet", "position", "selection", "odds", "result")
    list_select_related = ("bet",)
    search_fields = ("selection", "event_name")
    show_full_result_count = False


@admin.register(Bookmaker, Sport, Market)
class NamedAdmin(StaffReadAdmin):
    list_display = ("slug", "name", "owner")
    list_select_related = ("owner",)
    search_fields = ("slug", "name")


@admin.register(Competition, Participant)
class OfSportAdmin(StaffReadAdmin):
    list_display = ("name", "sport", "owner")
    list_select_related = ("sport", "owner")
    search_fields = ("name",)


@admin.register(Event)
class EventAdmin(StaffReadAdmin):
    list_display = ("name", "sport", "competition", "starts_at", "owner")
    list_select_related = ("sport", "competition", "owner")
    search_fields = ("name",)
    show_full_result_count = False


@admin.register(ParticipantAlias)
class AliasAdmin(StaffReadAdmin):
    list_display = ("folded", "participant", "owner")
    list_select_related = ("participant", "owner")
    search_fields = ("folded",)
