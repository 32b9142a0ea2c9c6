"""The pages of the calculators: a form sent by GET, so that an address holds a whole question."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bets.knowledge.pages import pages
from edges.calculators import CALCULATORS, Calculator, kelly
from edges.calculators.asking import Wrong, read
from edges.calculators.multi import SYSTEMS
from edges.calculators.shown import Question
from edges.staking_limits import OwnStakes, own_stakes
from web.access import public
from web.http import page
from web.ratelimit import limited

LEAST_ROWS = {"kelly": 1, "arbitrage": 3, "multi": 3}


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All calculators."""
    return page(request, "calculators/index.html", {"calculators": list(CALCULATORS.values())})


@public
@require_safe
@limited("calculator", by="address")
def calculator(request: HttpRequest, slug: str) -> HttpResponse:
    """One calculator: the question of the address and its answer, else its example. A question at fault is 422."""
    one = CALCULATORS[slug]
    question = Question(one, request.GET)
    answer, wrong = _answer(one, question)
    form = question.form(wrong, _least_rows(question))
    grown = bool(form.rows and question.shown and len(form.rows.rows) > question.shown)
    response = page(
        request,
        "calculators/calculator.html",
        {
            "one": one,
            "form": form,
            "answer": answer,
            "own": _own(request, question) if answer else None,
            "is_example": not question.is_asked,
            "has_new_rows": grown,
            "lesson": pages().get(one.learn),
            "others": [other for other in CALCULATORS.values() if other is not one],
            "how": f"calculators/how/{one.name}.html",
            "told": f"calculators/answers/{one.name}.html",
        },
        partials={"answer"},
        status=200 if answer else 422,
    )
    if getattr(request, "htmx", None) and answer:
        response["HX-Replace-Url"] = f"{reverse(f'calculators:{slug}')}?{question.address}"
    return response


def _answer(one: Calculator, question: Question) -> tuple[Any, dict[str, str]]:
    try:
        return one.answer_to(question.data), {}
    except Wrong as wrong:
        return None, wrong.fields


def _own(request: HttpRequest, question: Question) -> OwnStakes | None:
    """What these bets are worth to the person who is signed in, by their own bankroll and limits."""
    if question.calculator.slug != "kelly" or not request.user.is_authenticated:
        return None
    asked = read(kelly.Asked, question.data)
    return own_stakes(request.user, kelly.events_of(asked), step=asked.step)


def _least_rows(question: Question) -> int:
    """Enough rows for the bet that is chosen."""
    system = SYSTEMS.get(question.texts.get("system", ""))
    return max(LEAST_ROWS.get(question.calculator.slug, 1), system.legs if system else 1)
