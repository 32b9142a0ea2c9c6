"""Rounds, wagers and pay-outs in the admin: to look at; what staff do has its own buttons (rounds/back_office)."""

from django.contrib import admin

from rounds import back_office
from rounds.models import Payout, Wager
from rounds.oracles import pages
from treasury.back_office.acting import amount
from web.admin import StaffReadAdmin

__all__ = ["PayoutAdmin", "WagerAdmin", "back_office", "pages"]


@admin.register(Wager)
class WagerAdmin(StaffReadAdmin):
    list_display = ("id", "round", "owner", "side", "wagered", "placed_at")
    list_filter = ("side",)
    list_select_related = ("round", "owner")
    search_fields = ("id__exact", "round__code__exact", "owner__email")
    exclude = ("token",)
    ordering = ("-pk",)
    show_full_result_count = False

    @admin.display(ordering="amount_micro")
    def wagered(self, wager: Wager) -> str:
        """With its currency."""
        return amount(wager.amount_micro, wager.round.currency)


@admin.register(Payout)
class PayoutAdmin(StaffReadAdmin):
    list_display = ("wager_id", "round", "owner", "paid_as", "paid", "paid_at")
    list_filter = ("paid_as",)
    list_select_related = ("round", "owner")
    search_fields = ("wager__id__exact", "=round__code", "owner__email")
    ordering = ("-wager_id",)
    show_full_result_count = False

    @admin.display(ordering="amount_micro")
    def paid(self, payout: Payout) -> str:
        """With its currency."""
        return amount(payout.amount_micro, payout.round.currency)
