"""The journal in the admin: to look at, never to change."""

from django.contrib import admin

from ledger.models import Account, Balance, Movement, Transaction
from web.admin import StaffReadAdmin


@admin.register(Account)
class AccountAdmin(StaffReadAdmin):
    list_display = ("id", "code", "currency", "owner", "name", "kind", "floor_micro", "created_at")
    list_filter = ("kind", "currency")
    list_select_related = ("owner",)
    search_fields = ("code", "name")


@admin.register(Transaction)
class TransactionAdmin(StaffReadAdmin):
    list_display = ("id", "key", "kind", "owner", "effective_at", "posted_at")
    list_select_related = ("owner",)
    search_fields = ("key__startswith",)
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(Movement)
class MovementAdmin(StaffReadAdmin):
    list_display = (
        "id",
        "key",
        "kind",
        "debit",
        "credit",
        "amount_micro",
        "currency",
        "effective_at",
        "reverses_id",
    )
    list_select_related = ("debit", "credit")
    search_fields = ("key__startswith",)
    ordering = ("-id",)
    show_full_result_count = False


@admin.register(Balance)
class BalanceAdmin(StaffReadAdmin):
    list_display = ("account", "balance_micro", "debit_micro", "credit_micro", "entries")
    list_select_related = ("account",)
    ordering = ("pk",)
