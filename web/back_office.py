"""The admin's site: models grouped by what they are about, in plain words, and what waits for somebody on top.

Every model has its page: one that no admin.py names gets one to look at, and one with a composite key, which Django's
admin cannot hold, a plain table. Sessions stay out: their keys would let staff act as people.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse

from web.admin import STAFF, StaffReadAdmin

LEFT_OUT = {
    "sessions.session": "the keys would let staff act as people",
    "coaching.sessionnote": "what a coach writes about a client is between the two",
}
MOST_COLUMNS = 7
PAGE = 100

# group -> models in order; what is not named stands in its own app's group at the end
GROUPS: dict[str, tuple[str, ...]] = {
    "People": (
        "accounts.user",
        "account.emailaddress",
        "accounts.limit",
        "accounts.pause",
        "accounts.notification",
        "accounts.notificationchoice",
    ),
    "Coaches and clients": (
        "coaching.coach",
        "coaching.relation",
        "coaching.consent",
        "coaching.look",
        "coaching.invitation",
    ),
    "Money in and out": (
        "treasury.withdrawal",
        "treasury.deposit",
        "treasury.depositaddress",
        "treasury.approval",
        "treasury.withdrawalstep",
        "treasury.signedtransaction",
        "treasury.walletnonce",
        "treasury.chaincursor",
        "treasury.webhookevent",
        "treasury.webhooksecret",
        "treasury.simulatedblock",
        "treasury.simulatedtransaction",
    ),
    "Rounds": (
        "rounds.round",
        "rounds.wager",
        "rounds.payout",
        "rounds.forced",
        "rounds.dispute",
        "rounds.observation",
        "rounds.source",
        "rounds.asking",
        "rounds.telling",
    ),
    "Reconciliation and solvency": (
        "treasury.break",
        "treasury.statement",
        "treasury.houseline",
        "treasury.match",
        "treasury.daysolvency",
        "treasury.auditexport",
        "treasury.breakevent",
        "treasury.lineevent",
    ),
    "Journal": (
        "ledger.account",
        "ledger.movement",
        "ledger.transaction",
        "ledger.hold",
        "ledger.balance",
        "ledger.daybalance",
        "ledger.partbalance",
    ),
    "Bookmakers' statements": ("treasury.statementline", "treasury.provedspan", "treasury.adjustment"),
    "Bets": ("bets.bet", "bets.leg"),
    "Access and automation": (
        "accounts.signinlink",
        "account.emailconfirmation",
        "accounts.tokenfamily",
        "accounts.token",
        "accounts.webhookendpoint",
        "accounts.webhookdelivery",
        "accounts.idempotencyrecord",
    ),
    "Files": ("imports.upload", "imports.reject", "imports.row"),
    "Staff": (
        "accounts.auditentry",
        "admin.logentry",
        "auth.group",
        "auth.permission",
        "contenttypes.contenttype",
    ),
}
# What a model is called where its own name is the programmer's
PLAIN = {
    "account.emailconfirmation": "Confirmations of e-mail addresses",
    "accounts.idempotencyrecord": "Requests answered once",
    "accounts.notificationchoice": "Choices of notifications",
    "accounts.signinlink": "Sign-in links",
    "admin.logentry": "Forms saved here",
    "auth.group": "Roles",
    "bets.eventparticipant": "Who took part",
    "bets.participantalias": "Other names of participants",
    "bets.unrecognised": "Words not recognised",
    "contenttypes.contenttype": "Kinds of rows",
    "imports.balancebreak": "Breaks of a file's balance",
    "imports.bettelling": "What files tell of bets",
    "imports.decision": "People's decisions",
    "imports.linetelling": "What files tell of lines",
    "imports.marketpart": "Parts of markets",
    "imports.reject": "Rows refused",
    "imports.retiredbet": "Bets withdrawn",
    "imports.row": "Rows of files",
    "imports.twin": "Bets told twice",
    "ledger.daybalance": "Balances by day",
    "ledger.partbalance": "Balances of crowded days",
    "treasury.breakevent": "History of breaks",
    "treasury.chaincursor": "How far chains are read",
    "treasury.houseline": "Lines of the house's statements",
    "treasury.lineevent": "History of lines",
    "treasury.walletnonce": "Numbers of transactions",
    "treasury.withdrawalstep": "Steps of withdrawals",
    "rounds.asking": "When sources were asked",
    "rounds.dispute": "Disputes about closes",
    "rounds.observation": "What sources said",
    "rounds.source": "Sources of closes",
    "rounds.telling": "Who is told of a round's end",
}
NAMES = {"ledger": "Proofs of the journal", "bets": "Catalogue of bets"}
NAMES |= {
    "imports": "What files told",
    "treasury": "Treasury",
    "account": "Sign-in",
    "contenttypes": "Django",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that waits for somebody: a sentence, where it is, and whether it is bad."""

    text: str
    url: str
    is_bad: bool = False


NOTICES: list[Callable[[Any], list[Notice]]] = []


def notices(tell: Callable[[Any], list[Notice]]) -> Callable[[Any], list[Notice]]:
    """Register a function that tells a member of staff (its argument) what waits."""
    NOTICES.append(tell)
    return tell


class BackOffice(AdminSite):
    """One for the whole site."""

    site_header = "Betsite back-office"
    site_title = "Betsite back-office"
    index_title = "Back-office"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The models the reader may see, by GROUPS."""
        listed = super().get_app_list(request, app_label)
        if app_label is not None:
            return listed
        listed += [_as_app(model) for model in composites() if _may_view(request, model)]
        rest = {
            f"{app['app_label']}.{model['object_name'].lower()}": (app, model)
            for app in listed
            for model in app["models"]
        }
        for label, (_, model) in rest.items():
            model["name"] = PLAIN.get(label, model["name"])
        groups = [
            _group(name, [rest.pop(label)[1] for label in labels if label in rest])
            for name, labels in GROUPS.items()
        ]
        left: dict[str, list[Any]] = {}  # one group a name, though several apps may share it
        for app, model in rest.values():
            left.setdefault(NAMES.get(app["app_label"], str(app["name"])), []).append(model)
        groups += [_group(name, found) for name, found in left.items()]
        return [group for group in groups if group["models"]]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The groups, and above them what waits for the reader."""
        waiting = [notice for tell in NOTICES for notice in tell(request.user)]
        return super().index(request, {**(extra_context or {}), "waiting": waiting})

    def get_urls(self) -> list[Any]:
        """Django's, and the plain tables of models with a composite key."""
        look = path("look/<str:app>/<str:name>/", self.admin_view(self.look), name="look")
        return [look, *super().get_urls()]

    def look(self, request: HttpRequest, app: str, name: str) -> HttpResponse:
        """A page of such a model's rows, the newest first; `q` finds a number in its key."""
        model = next((each for each in composites() if each._meta.label_lower == f"{app}.{name}"), None)
        if model is None:
            raise Http404
        if not _may_view(request, model):
            raise PermissionDenied
        columns = [field for field in model._meta.concrete_fields if field.name != "pk"]
        rows = model._default_manager.using(STAFF).order_by("-pk")
        asked = request.GET.get("q", "").strip()
        if asked:
            owner = model._meta.pk_fields[0].attname
            rows = rows.filter(**{owner: int(asked)}) if _is_id(asked) else rows.none()
        shown = Paginator(rows, PAGE).get_page(request.GET.get("p"))
        context = {
            **self.each_context(request),
            "title": str(model._meta.verbose_name_plural).capitalize(),
            "columns": [field.verbose_name for field in columns],
            "key": model._meta.pk_fields[0].verbose_name,
            "asked": asked,
            "shown": shown,
            "rows": [[getattr(row, field.attname) for field in columns] for row in shown],
        }
        return TemplateResponse(request, "admin/look.html", context)


def composites() -> list[type[models.Model]]:
    """Our models with a composite key."""
    return [model for model in apps.get_models() if isinstance(model._meta.pk, models.CompositePrimaryKey)]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _may_view(request: HttpRequest, model: type[models.Model]) -> bool:
    user: Any = request.user
    return bool(user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"))


def _as_app(model: type[models.Model]) -> dict[str, Any]:
    """In the shape in which Django lists an app with one model."""
    meta = model._meta
    entry = {
        "model": model,
        "name": str(meta.verbose_name_plural).capitalize(),
        "object_name": meta.object_name,
        "perms": {"add": False, "change": False, "delete": False, "view": True},
        "admin_url": reverse("admin:look", args=[meta.app_label, meta.model_name]),
        "add_url": None,
        "view_only": True,
    }
    return {"name": meta.app_config.verbose_name, "app_label": meta.app_label, "models": [entry]}


def _group(name: str, found: list[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "app_label": name.lower().replace("'", "").replace(" ", "-"),
        "app_url": reverse("admin:index"),
        "has_module_perms": True,
        "models": found,
    }


def register_rest(site: AdminSite) -> None:
    """A page to look at for every model that no admin.py has registered."""
    composite = composites()
    for model in apps.get_models():
        if model in composite:
            continue
        if not site.is_registered(model) and model._meta.label_lower not in LEFT_OUT:
            site.register(model, type(f"{model.__name__}Admin", (LookAdmin,), _looks(model)))


class LookAdmin(StaffReadAdmin):
    """Columns, search and dates worked out from the model's fields."""

    show_full_result_count = False


def _looks(model: type[models.Model]) -> dict[str, Any]:
    fields = [field for field in model._meta.concrete_fields if not _is_secret(field.name)]
    shown = [field.name for field in fields if not isinstance(field, models.JSONField | models.BinaryField)]
    keys = [field.name for field in fields if isinstance(field, models.CharField | models.TextField)]
    choices = [field.name for field in fields if field.choices]
    people = [
        f"{field.name}__email"
        for field in fields
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.label == settings.AUTH_USER_MODEL
    ]
    return {
        "list_display": shown[:MOST_COLUMNS] or ["__str__"],
        "list_filter": choices[:3],
        "search_fields": [*keys[:3], *people[:1]],
        "list_select_related": [
            field.name for field in fields[:MOST_COLUMNS] if isinstance(field, models.ForeignKey)
        ],
        "exclude": [field.name for field in model._meta.concrete_fields if _is_secret(field.name)],
        "__module__": __name__,
    }


def _is_secret(name: str) -> bool:
    """What would open a door when somebody read it."""
    return any(word in name for word in ("secret", "digest", "token", "password", "session", "hash_of"))
