from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from treasury.back_office.acting import amount
from treasury.models import DaySolvency
from treasury.solvency import positions
from web.acting import ActingAdmin
from web.back_office import Notice, notices


@admin.register(DaySolvency)
class DaySolvencyAdmin(ActingAdmin):
    list_display = ("day", "currency", "owed", "held", "surplus", "stated", "taken_at")
    list_filter = ("currency",)
    search_fields = ("currency",)
    date_hierarchy = "day"
    change_list_template = "admin/treasury/daysolvency/list.html"
    acts = {"now/": ("now", "treasury.view_daysolvency")}

    def owed(self, day: DaySolvency) -> str:
        """Liabilities."""
        return amount(day.liabilities_micro, day.currency)

    def held(self, day: DaySolvency) -> str:
        """Assets by the journal."""
        return amount(day.assets_micro, day.currency)

    def surplus(self, day: DaySolvency) -> str:
        """Assets less liabilities."""
        return amount(day.surplus_micro, day.currency)

    @admin.display(description="bank and chain say")
    def stated(self, day: DaySolvency) -> str:
        """By their last statements."""
        return amount(day.stated_micro, day.currency)

    def now(self, request: HttpRequest) -> HttpResponse:
        """Liabilities against assets at this moment, to the micro-unit."""
        rows = [
            (
                each,
                {
                    name: amount(getattr(each, name), each.currency)
                    for name in (
                        "wallets_micro",
                        "held_micro",
                        "withdrawals_micro",
                        "pools_micro",
                        "liabilities_micro",
                        "chain_micro",
                        "bank_micro",
                        "assets_micro",
                        "stated_micro",
                        "surplus_micro",
                    )
                },
            )
            for each in positions()
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": "Owed and held now",
            "opts": self.model._meta,
            "rows": rows,
        }
        return TemplateResponse(request, "admin/treasury/daysolvency/now.html", context)


@notices
def deficit(user: Any) -> list[Notice]:
    """A currency in which there is not enough, for whoever may know."""
    if not user.has_perm("treasury.view_daysolvency"):
        return []
    address = reverse("admin:treasury_daysolvency_now")
    return [
        Notice(f"{each.currency}: {amount(-each.surplus_micro, each.currency)} short.", address, is_bad=True)
        for each in positions()
        if not each.is_solvent
    ]
