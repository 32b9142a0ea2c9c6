"""What a report shall be of: a month, a year or any days; its format; and what stands in it only when asked for."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from analytics.filters import Filter, read_for
from analytics.periods import Span, span_of
from analytics.reports.asking import Asked, days_of
from analytics.reports.models import Format, Kind

EARLIEST, LATEST = 1901, 2199


class MonthField(forms.Field):
    """A month as browsers send it, 2026-03; its first day."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"})

    def to_python(self, value: Any) -> date | None:
        """The first day of the month."""
        if not value:
            return None
        try:
            day = date.fromisoformat(f"{str(value).strip()}-01")
        except ValueError:
            day = None
        if day is None or not EARLIEST <= day.year <= LATEST:
            raise forms.ValidationError("Write a month as 2026-03.")
        return day


class ReportForm(forms.Form):
    """Sent by POST; a filter that came with the address stays in `query`."""

    kind = forms.ChoiceField(label="Of", choices=Kind.choices, widget=forms.RadioSelect)
    month = MonthField(error_messages={"required": "Say which month."})
    year = forms.IntegerField(
        error_messages={"required": "Say which year."}, min_value=EARLIEST, max_value=LATEST
    )
    first = forms.DateField(
        label="First day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Without days the report is of the whole time.",
    )  # fmt: skip
    format = forms.ChoiceField(choices=Format.choices, widget=forms.RadioSelect)
    has_harm = forms.BooleanField(
        label="With the patterns of the well-being page", required=False, help_text="PDF only."
    )
    has_name = forms.BooleanField(
        label="With my e-mail address on the first page",
        required=False,
        help_text="PDF only. Otherwise no report says whose it is.",
    )
    is_masked = forms.BooleanField(
        label="Hide the amounts", required=False, help_text="PDF only: counts, odds and percentages stay."
    )
    is_anonymous = forms.BooleanField(
        label="Nobody can tell whose it is",
        required=False,
        help_text=(
            "No names, references, teams or notes. Bookmakers become letters, amounts are measured by your usual stake,"
            " days are moved. The PDF shows no amounts. A coach can import the CSV or Excel file."
        ),
    )
    has_notes = forms.BooleanField(
        label="With my own notes", required=False, help_text="CSV, Excel and Parquet."
    )
    query = forms.CharField(required=False, widget=forms.HiddenInput, max_length=4000)
    key = forms.UUIDField(widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (
            str(Kind.MONTH),
            str(Kind.YEAR),
        ):  # of what was sent only the days of its kind must be told
            self.fields[name].required = not self.is_bound or self.data.get("kind") == name

    def clean(self) -> dict[str, Any]:
        """The days that go with the kind must be told, and in order."""
        told: dict[str, Any] = super().clean() or {}
        kind = told.get("kind")
        first, last = told.get("first"), told.get("last")
        if kind == Kind.ANY:
            for which, day in (("first", first), ("last", last)):
                if day and not EARLIEST <= day.year <= LATEST:
                    self.add_error(which, f"Days from {EARLIEST} to {LATEST} are known.")
            if first and last and first > last:
                self.add_error("last", "The last day is before the first.")
        return told

    def asked(self, user: Any) -> Asked:
        """What was chosen, of a form that is valid. Call it inside acting_as(user)."""
        told = self.cleaned_data
        format_, kind = Format(told["format"]), Kind(told["kind"])
        is_pdf = format_ == Format.PDF
        first, last = self._days(kind)
        asked, _ = read_for(user, QueryDict(told["query"]))
        return Asked(
            kind=kind,
            format=format_,
            asked=asked.but(date_from=first, date_to=last),
            has_name=is_pdf and told["has_name"],
            has_harm=is_pdf and told["has_harm"],
            is_masked=is_pdf and told["is_masked"],
            is_anonymous=told["is_anonymous"],
            has_notes=not is_pdf and told["has_notes"],
        )

    def _days(self, kind: Kind) -> tuple[date | None, date | None]:
        told = self.cleaned_data
        if kind == Kind.ANY:
            return told["first"], told["last"]
        return days_of(kind, told["month"] if kind == Kind.MONTH else date(told["year"], 1, 1))


def first_form(user: Any, asked: Filter, today: date) -> ReportForm:
    """The form as the address asks for it; the month before this one where it asks for no days."""
    first, last = asked.date_from, asked.date_to
    before = span_of(today, "month").before
    kind: Kind = Kind.ANY if first or last else Kind.MONTH
    if first and last and Span(first, last).months in (1, 12):
        if Span(first, last).months == 1:
            kind = Kind.MONTH
        elif span_of(first, "year") == Span(first, last):
            kind = Kind.YEAR
    shown = first or before.first
    return ReportForm(
        initial={
            "kind": kind,
            "month": f"{shown:%Y-%m}",
            "year": shown.year,
            "first": first,
            "last": last,
            "format": Format.PDF,
            "is_masked": user.mask_amounts,
            "query": asked.but(date_from=None, date_to=None).query,
            "key": uuid.uuid4(),
        }
    )
