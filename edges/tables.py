"""The lists of edges."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from edges.board import Now
from edges.models import Edge, Kind
from web import keyset, numbers, tables
from web.keyset import Column, Sorts
from web.templatetags.show import odds, percent, signed_percent

TAKEN = mark_safe(' <span class="badge good">taken</span>')  # noqa: S308  a constant
SORTS = Sorts(
    {
        "edge": Column("edge", is_nullable=True),
        "starts": Column("starts_at"),
        "found": Column("found_at"),
    },
    "-edge",
)


class EdgeTable(tables.Table):
    """One row an edge: what it is worth, of which event, at which prices and how old they are."""

    edge = tables.Number("Edge", "edge", sort="edge", is_descending_first=True)
    event = tables.Text("Event", "event__name", is_link=True)
    kind = tables.Text("Kind", "kind")
    legs = tables.Text("Prices", "pk")
    starts = tables.When("Starts", "starts_at", sort="starts", is_minor=True)
    found = tables.When("Found", "found_at", sort="found", is_descending_first=True, is_minor=True)

    caption, name = "Edges", "edge-table"

    def __init__(
        self,
        page: keyset.Page,
        legs: dict[int, list[Now]],
        taken: set[int],
        measured: dict[int, list[Edge]],
        **more: Any,
    ) -> None:
        self.told_of, self.taken, self.measured = legs, taken, measured
        super().__init__(page, **more)

    def row_url(self, record: Edge) -> str:
        return reverse("edges:detail", args=[record.pk])

    def render_edge(self, record: Edge, value: Decimal | None) -> Any:
        """What it returns; of a middle without a fair chance the chance that it needs."""
        if value is None:
            return format_html('<span class="edge-needs">needs {}</span>', percent(record.needed))
        return format_html('<b class="edge-worth">{}</b>', signed_percent(value))

    def render_event(self, record: Edge, value: str) -> Any:
        """The event and its market; what was taken says so."""
        mark = TAKEN if record.pk in self.taken else ""
        return format_html('{} <span class="edge-market">{}</span>{}', value, market(record), mark)

    def render_kind(self, record: Edge, value: str) -> Any:
        """The kind, and whose chance a value is measured by, all that found it; a state that is not "found"."""
        text = record.get_kind_display()
        if record.kind == Kind.VALUE:
            text += f" against {record.get_basis_display()}"
        state = (
            ""
            if record.state == "found"
            else format_html(' <span class="badge plain">{}</span>', record.state)
        )
        return format_html("{}{}{}", text, state, _also(self.measured.get(record.pk, [])))

    def render_legs(self, record: Edge, value: Any) -> SafeString:
        """Every price with its bookmaker and age."""
        return format_html('<ul class="edge-legs">{}</ul>', _items(map(leg, self.told_of[record.pk])))


class DoubtTable(EdgeTable):
    """The same with the reasons."""

    doubt = tables.Text("Why it is probably wrong", "doubts")

    caption = "Probably wrong numbers"

    class Meta:
        exclude = ("found",)
        sequence = ("event", "doubt", "legs", "edge", "kind", "starts")

    def render_doubt(self, record: Edge, value: list[dict[str, Any]]) -> Any:
        """The reasons with their numbers."""
        return format_html(
            '<ul class="edge-doubts">{}</ul>', _items(dict.fromkeys(each["reason"] for each in value))
        )


def _also(others: Iterable[Edge]) -> SafeString:
    """ "and +8.0% against the other bookmakers"."""
    return format_html_join(
        "",
        ' <span class="edge-also">and <a href="{}">{} against {}</a></span>',
        (
            (
                reverse("edges:detail", args=[each.pk]),
                signed_percent(each.edge),
                each.get_basis_display(),
            )
            for each in others
        ),
    )


def _items(told: Iterable[Any]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((each,) for each in told))


def leg(told: Now) -> SafeString:
    """ "Arsenal 2.05 bet365, 12 s ago"."""
    one = told.leg
    side = "lay " if one.side == "lay" else ""
    return format_html(
        '<span class="edge-pick">{}{}</span> <b>{}</b> <span class="edge-book">{}</span>'
        ' <span class="edge-age">{}</span>',
        side,
        outcome(one),
        odds(one.odds),
        one.bookmaker.name,
        told.age,
    )


def outcome(one: Any) -> str:
    """The outcome with its line: "Over 2.5", "Away +1.5"."""
    line = one.selection.offer.line
    name = str(one.selection.name)
    if line is None or any(character.isdigit() for character in name):
        return name
    if one.selection.code in {"home", "away"}:
        signed = line if one.selection.code == "home" else -line
        return f"{name} {numbers.sign_of(signed, plus=True)}{abs(signed).normalize():f}"
    return f"{name} {line.normalize():f}"


def market(edge: Edge) -> str:
    """The market, with its line where all legs have the same."""
    return str(edge.offer.market.name)


def empty_board(*, has_prices: bool, is_filtered: bool) -> tables.Empty:
    """What an empty board says: how to get odds, or that there is nothing at this moment."""
    if not has_prices:
        return tables.Empty(
            "No prices to look through yet",
            "Edges are found among the prices of several bookmakers. Add a source of odds, or type some in yourself.",
            odds_address(),
            "How to get odds",
            "edges",
        )
    if is_filtered:
        text = "Other kinds, sports or a lower least edge may have some."
        return tables.Empty("None of these at the moment", text, reverse("edges:board"), "Show all", "edges")
    return tables.Empty(
        "Nothing at the moment",
        "The prices agree with each other. Most of the time there is no edge; this page looks again by itself.",
        icon="edges",
    )


def odds_address() -> str:
    """Where prices come from: the page of odds, empty where this installation has none."""
    try:
        return reverse("odds:coming")
    except NoReverseMatch:
        return ""
