"""The journal in the admin: to look at, never to change."""

from django.contrib import admin

from ledger.chain import admin as chain_admin  # noqa: F401  registers the page of the chain
from ledger.models import Account, Balance, Hold, Movement, Transaction
from ledger.money import format_micro
from web.admin import StaffReadAdmin


@admin.register(Account)
class AccountAdmin(StaffReadAdmin):
    list_display = ("id", "code", "currency", "owner", "name", "kind", "created_at")
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
        "amount",
        "currency",
        "effective_at",
        "reverses_id",
    )
    list_select_related = ("debit", "credit")
    search_fields = ("key__startswith",)
    ordering = ("-id",)
    show_full_result_count = False

    @admin.display(ordering="amount_micro")
    def amount(self, movement: Movement) -> str:
        """As a decimal."""
        return format_micro(movement.amount_micro)


@admin.register(Hold)
class HoldAdmin(StaffReadAdmin):
    list_display = ("movement_id", "account", "currency", "amount", "left", "state", "expires_at", "ended_at")
    list_filter = ("state", "currency")
    list_select_related = ("account",)
    ordering = ("-movement_id",)
    show_full_result_count = False

    @admin.display(ordering="amount_micro")
    def amount(self, hold: Hold) -> str:
        """As a decimal."""
        return format_micro(hold.amount_micro)

    @admin.display(ordering="left_micro")
    def left(self, hold: Hold) -> str:
        """What is pending, as a decimal."""
        return format_micro(hold.left_micro)


@admin.register(Balance)
class BalanceAdmin(StaffReadAdmin):
    list_display = ("account", "balance", "debit", "credit", "entries")
    list_select_related = ("account",)
    ordering = ("pk",)

    def balance(self, row: Balance) -> str:
        """Debits minus credits, as a decimal."""
        return format_micro(row.balance_micro)

    @admin.display(ordering="debit_micro")
    def debit(self, row: Balance) -> str:
        """As a decimal."""
        return format_micro(row.debit_micro)

    @admin.display(ordering="credit_micro")
    def credit(self, row: Balance) -> str:
        """As a decimal."""
        return format_micro(row.credit_micro)
