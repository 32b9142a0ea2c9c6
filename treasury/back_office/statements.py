from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from treasury.back_office.acting import amount
from treasury.bank_statements import Taken, import_statement
from treasury.errors import StatementRefused
from treasury.house import holding_accounts
from treasury.models import HouseLine, LineEvent, Match, Source, Statement
from treasury.reconciliation import reconcile_account
from web.acting import ActingAdmin

MOST_BYTES = 20_000_000


class StatementForm(forms.Form):
    """A bank's file, and whose account it is about."""

    account = forms.ChoiceField(label="Account")
    file = forms.FileField(
        label="File",
        help_text="CSV with the columns date, amount, currency, description, reference, balance.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        banks = holding_accounts().filter(code__startswith=Source.BANK)
        self.accounts = {str(account.pk): account for account in banks}
        self.fields["account"] = forms.ChoiceField(
            label="Account",
            choices=[(pk, f"{each.name or each.code} {each.currency}") for pk, each in self.accounts.items()],
        )

    def clean_file(self) -> Any:
        """Not larger than a statement can be."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB; send it in parts.")
        return file


@admin.register(Statement)
class StatementAdmin(ActingAdmin):
    list_display = (
        "id",
        "account",
        "source",
        "name",
        "first_at",
        "last_at",
        "opening",
        "closing",
        "rows",
        "new_rows",
        "reconciled_at",
        "uploaded_by",
    )
    list_filter = ("source", ("reconciled_at", admin.EmptyFieldListFilter))
    list_select_related = ("account", "uploaded_by")
    search_fields = ("name", "sha256__startswith", "account__code")
    date_hierarchy = "last_at"
    change_list_template = "admin/treasury/statement/list.html"
    acts = {"import/": ("take", "treasury.import_statement")}

    def opening(self, statement: Statement) -> str:
        """Before its first row."""
        return amount(statement.opening_micro, statement.account.currency)

    def closing(self, statement: Statement) -> str:
        """After its last row."""
        return amount(statement.closing_micro, statement.account.currency)

    def take(self, request: HttpRequest) -> HttpResponse:
        """Import a bank's CSV: all of it, or nothing with what is wrong in which line."""
        form = StatementForm(request.POST or None, request.FILES or None)
        errors: list[str] = []
        if request.method == "POST" and form.is_valid():
            account = form.accounts[form.cleaned_data["account"]]
            file = form.cleaned_data["file"]
            try:
                taken = import_statement(
                    account=account, content=file.read(), name=file.name, by=request.user
                )
                reconcile_account(account)
            except StatementRefused as refusal:
                errors = [str(error) for error in refusal.args[1:]] or [refusal.message]
            else:
                messages.success(request, _said(taken))
                return redirect("admin:treasury_statement_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": "Import a bank's statement",
            "opts": self.model._meta,
            "form": form,
            "errors": errors,
        }
        status = 422 if errors or form.errors else 200
        return TemplateResponse(request, "admin/treasury/statement/take.html", context, status=status)


def _said(taken: Taken) -> str:
    if taken.is_known:
        return "This very file was imported before: nothing new."
    return f"{taken.rows} rows: {taken.new} new, {taken.known} known already."


@admin.register(HouseLine)
class HouseLineAdmin(ActingAdmin):
    list_display = (
        "line_id",
        "account",
        "at",
        "moved",
        "state",
        "reference",
        "tx_hash",
        "statement",
        "reason",
    )
    list_filter = ("state", "account__code")
    list_select_related = ("account", "line", "statement")
    search_fields = ("reference", "tx_hash", "line__description", "address")

    @admin.display(ordering="line__occurred_at")
    def at(self, fate: HouseLine) -> Any:
        """When it happened."""
        return fate.line.occurred_at

    @admin.display(ordering="line__amount_micro", description="amount")
    def moved(self, fate: HouseLine) -> str:
        """Signed: above zero into the account."""
        return amount(fate.line.amount_micro, fate.line.currency)


@admin.register(LineEvent)
class LineEventAdmin(ActingAdmin):
    list_display = ("id", "line_id", "was", "became", "reason", "happened_at")
    list_filter = ("became",)
    search_fields = ("reason", "line__reference", "line__tx_hash")
    date_hierarchy = "happened_at"
    ordering = ("-pk",)


@admin.register(Match)
class MatchAdmin(ActingAdmin):
    list_display = ("id", "account", "line_id", "movement", "rule", "matched_at", "ended_at", "ended_why")
    list_filter = ("rule", ("ended_at", admin.EmptyFieldListFilter))
    list_select_related = ("account", "movement")
    search_fields = ("movement__key", "line__description")
    date_hierarchy = "matched_at"
