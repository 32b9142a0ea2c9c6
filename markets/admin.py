"""The back-office looks at instruments and closes; closures of an exchange are entered here by permission."""

from django.contrib import admin

from markets.models import Close, Instrument
from web.admin import StaffReadAdmin


@admin.register(Instrument)
class InstrumentAdmin(StaffReadAdmin):
    list_display = ("name", "symbol", "exchange", "decimals", "currency", "is_index")


@admin.register(Close)
class CloseAdmin(StaffReadAdmin):
    list_display = ("session", "instrument", "source", "revision", "close", "is_final", "ingested_at")
    list_filter = ("instrument", "source", "is_final")
    list_select_related = ("instrument",)
    ordering = ("-session", "instrument", "source", "-revision")
    search_fields = ("=session",)
    show_full_result_count = False
