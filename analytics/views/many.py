"""Many bets of the list at once: tagged, settled, made void, thrown away, exported. Asked first what changes many."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from analytics.filters import Filter, read_for
from analytics.views.bets_list import describe
from bets.models import Bet
from bets.models.states import UNSETTLED
from imports.by_hand import remarks, trash, verbs
from imports.by_hand.entry import OUTCOMES, EntryWrong
from imports.models import Remark
from ledger.money import format_micro
from web.access import member
from web.clock import today
from web.context import acting_as
from web.csv_file import Cell, attachment
from web.http import page

MOST = 20_000  # bets changed at once; an export has no bound
SHOWN = 10
NOTHING_CHOSEN = "Choose at least one bet, and what is to be done."
OVERRULED = "Those you settled yourself end so as well, whatever came back; those that a file settles stay."
ACTS = ("tag", "untag", "settle", "void", "delete", "export")
HEADER = (
    "id", "placed_at", "settled_at", "bookmaker", "reference", "currency", "sport", "competition", "event", "market",
    "selection", "structure", "side", "legs", "odds", "closing_odds", "stake", "bonus_stake", "at_risk", "returned",
    "commission", "result", "state", "tags", "note", "confidence", "probability",
)  # fmt: skip


@member
@require_POST
def many(request: HttpRequest) -> HttpResponseBase:
    """Do it with the bets ticked, or with every bet that fits."""
    user: Any = request.user
    act, outcome = request.POST.get("act", ""), request.POST.get("outcome", "")
    with acting_as(user):
        asked, notices = read_for(user, request.GET)
        back = redirect(f"{reverse('bets:list')}?{asked.query}")
        chosen = [] if notices else _chosen(request, user, asked)
        refusal = _refusal(act, outcome, request.POST.get("tags", ""), chosen) or " ".join(notices)
        if refusal:
            messages.warning(request, refusal)
            return back
        if act == "export":
            return _export(user, chosen)
        every, sure = bool(request.POST.get("every")), bool(request.POST.get("sure"))
        if sure and every and request.POST.get("count") != str(len(chosen)):
            messages.warning(request, "Other bets fit by now. Look at how many they are, and say it again.")
            sure = False
        if not sure and (every or act == "delete" or _says_otherwise(user, act, chosen)):
            return _ask(request, user, asked, act, outcome, chosen)
    return _done(request, user, act, outcome, chosen) or back


def _refusal(act: str, outcome: str, tags: str, chosen: Sequence[int]) -> str:
    """Why nothing can be done, empty where it can."""
    if act not in ACTS or not chosen:
        return NOTHING_CHOSEN
    if act in ("tag", "untag") and not tags.strip(" ,;"):
        return "Say which tags."
    if act == "settle" and outcome not in (*OUTCOMES, "open"):
        return "Say how they ended."
    if act != "export" and len(chosen) > MOST:
        return f"At most {MOST:,} bets are changed at once. Narrow the filter."
    return ""


def _says_otherwise(user: Any, act: str, chosen: Sequence[int]) -> bool:
    """Would it overrule how some of them ended? What came back of those is not told again by undoing it."""
    ended = Bet.objects.visible_to(user).filter(pk__in=chosen).exclude(status__in=UNSETTLED)
    return act in ("settle", "void") and ended.exists()


def _ask(
    request: HttpRequest, user: Any, asked: Filter, act: str, outcome: str, chosen: Sequence[int]
) -> HttpResponse:
    """How many they are, and what becomes of them; nothing has happened yet."""
    shown = Bet.objects.visible_to(user).filter(pk__in=chosen[:SHOWN])
    count = "1 bet" if len(chosen) == 1 else f"{len(chosen):,} bets"
    tags = request.POST.get("tags", "")
    whats = {
        "tag": (f"Tag {count}?", f"They get the tags {tags}.", f"Tag {count}"),
        "untag": (f"Untag {count}?", f"They lose the tags {tags}.", f"Untag {count}"),
        "settle": (
            f"Settle {count}?",
            f"They are said to be: {OUTCOMES.get(outcome, 'open').lower()}. {OVERRULED}",
            f"Settle {count}",
        ),
        "void": (f"Make {count} void?", OVERRULED, f"Make {count} void"),
        "delete": (
            f"Put {count} into the trash?",
            "What they posted is reversed, and you can bring them back. Those whose money a statement moves stay.",
            f"Put {count} into the trash",
        ),
    }
    what, consequence, button = whats[act]
    kept = [("act", act), ("outcome", outcome), ("tags", tags), ("token", str(uuid4()))]
    if request.POST.get("every"):  # the filter finds them again; that there are as many is checked then
        kept += [("every", "yes"), ("count", str(len(chosen)))]
    else:
        kept += [("bet", str(pk)) for pk in chosen]
    context = {
        "asked": asked,
        "what": what,
        "consequence": consequence,
        "button": button,
        "kept": kept,
        "titles": [describe(bet) for bet in shown],
        "more": max(len(chosen) - SHOWN, 0),
    }
    return page(request, "bets/many.html", context).render()


def _done(
    request: HttpRequest, user: Any, act: str, outcome: str, chosen: Sequence[int]
) -> HttpResponse | None:
    """Do it, and say what changed and what did not."""
    key = request.POST.get("token", "")[:60]
    tags = [request.POST.get("tags", "")]
    try:
        if act in ("tag", "untag"):
            add, remove = (tags, []) if act == "tag" else ([], tags)
            done = remarks.tag(user=user, bet_ids=chosen, key=key, add=add, remove=remove)
        elif act == "delete":
            done = trash.delete_many(user=user, bet_ids=chosen, key=key)
        else:
            done = verbs.settle_many(
                user=user, bet_ids=chosen, outcome="void" if act == "void" else outcome, key=key
            )
    except EntryWrong as wrong:
        messages.warning(request, str(wrong))
        return None
    words = {"tag": "tagged", "untag": "untagged", "delete": "put into the trash"}
    changed = "1 bet was" if done.changed == 1 else f"{done.changed:,} bets were"
    messages.success(request, f"{changed} {words.get(act, 'settled')}.")
    for why, count in done.left.items():
        messages.warning(
            request,
            f"{count:,} {'was' if count == 1 else 'were'} left as {'it was' if count == 1 else 'they were'}. {why}",
        )
    return None


def _chosen(request: HttpRequest, user: Any, asked: Filter) -> list[int]:
    """The ids ticked on the page, or of every bet that fits, also those on other pages."""
    if request.POST.get("every"):
        return list(asked.bets(user, ZoneInfo(user.time_zone)).order_by("pk").values_list("pk", flat=True))
    told = [int(pk) for pk in request.POST.getlist("bet") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    return list(Bet.objects.visible_to(user).filter(pk__in=told).order_by("pk").values_list("pk", flat=True))


def _export(user: Any, chosen: Sequence[int]) -> HttpResponseBase:
    """A CSV file of them that a spreadsheet opens safely."""
    return attachment(f"bets-{today():%Y-%m-%d}.csv", HEADER, list(_rows(user, chosen)))


def _rows(user: Any, chosen: Sequence[int]) -> Iterator[Sequence[Cell]]:
    bets = Bet.objects.visible_to(user).filter(pk__in=chosen)
    bets = bets.select_related("bookmaker", "sport", "competition", "market_type").order_by("placed_at", "pk")
    said = Remark.objects.visible_to(user).filter(pk__in=chosen).in_bulk()
    for bet in bets.iterator(chunk_size=5_000):
        remark = said.get(bet.pk)
        yield (
            bet.pk, bet.placed_at, bet.settled_at, bet.bookmaker.name, bet.ref, bet.currency,
            bet.sport.name if bet.sport else "", bet.competition.name if bet.competition else "", bet.event_name,
            bet.market_name, bet.selection, bet.structure, bet.side, bet.legs_count, bet.odds, bet.closing_odds,
            *(_amount(getattr(bet, name)) for name in MONEY), bet.status,
            ", ".join(remark.tags) if remark else "", remark.note if remark else "",
            remark.confidence if remark else "", remark.probability if remark else "",
        )  # fmt: skip


MONEY = (
    "stake_micro", "bonus_stake_micro", "at_risk_micro", "returned_micro", "commission_micro", "profit_micro",
)  # fmt: skip


def _amount(micro: int | None) -> str:
    return "" if micro is None else format_micro(micro)
