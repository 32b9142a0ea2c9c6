"""Where what others say and what the journal says part: listed with age, explained, resolved by two people."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from treasury.models.house import Statement
from treasury.models.lines import StatementLine


class BreakKind(models.TextChoices):
    LINE = "line", "Line without movement"
    MOVEMENT = "movement", "Movement without line"
    AMOUNT = "amount", "Amount differs"
    BALANCE = "balance", "Balance differs"
    REORG = "reorg", "Deposit taken back by the chain"
    DUPLICATE = "duplicate", "Told twice"
    OPENING = "opening", "Opening balance not recorded"
    GAP = "gap", "Rows missing"


PERSONAL = (BreakKind.OPENING, BreakKind.GAP)


class Status(models.TextChoices):
    """OPEN -> PROPOSED -> RESOLVED (two people), or CLOSED when the difference is gone by itself."""

    OPEN = "open", "Open"
    PROPOSED = "proposed", "Waits for a second person"
    RESOLVED = "resolved", "Resolved"
    CLOSED = "closed", "Gone by itself"


class Resolution(models.TextChoices):
    MATCH = "match", "Match by hand"
    ADJUST = "adjust", "Post an adjustment"
    IGNORE = "ignore", "Set aside"
    WRITE_OFF = "write_off", "Write off"


class BreakQuerySet(models.QuerySet["Break"]):
    def visible_to(self, user: Any) -> "BreakQuerySet":
        return self.filter(owner=user)

    def house(self) -> "BreakQuerySet":
        """Those of the house's accounts, which staff resolve."""
        return self.filter(owner=None)

    def pending(self) -> "BreakQuerySet":
        """Not settled yet."""
        return self.filter(status__in=[Status.OPEN, Status.PROPOSED])


TWO_PEOPLE = Q(proposed_by__isnull=False, confirmed_by__isnull=False) & ~Q(proposed_by=F("confirmed_by"))


class Break(models.Model):
    """One difference. `amount_micro`: what the other side has more than the journal (signed, micro-units).

    `key` names what it is about (`line:7`); at most one break of it is pending. Of a bookmaker account it belongs to
    the person, who resolves it by an adjustment; of the house's accounts two members of staff resolve it, which the
    database demands. A settled break is never changed again: if it comes back, a new one names it.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
    )
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=BreakKind)
    key = models.TextField(db_collation="C")
    currency = models.CharField(max_length=8)
    amount_micro = models.BigIntegerField()
    line = models.ForeignKey(
        StatementLine,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    movement = models.ForeignKey(
        "ledger.Movement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
    )
    suggested = models.ForeignKey(
        "ledger.Movement",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="breaks"
    )
    about = models.CharField("what it looks like", max_length=300, blank=True)
    explanation = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    before = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="again")

    objects = BreakQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "pk"]
        permissions = [
            ("explain_break", "Can explain a break"),
            ("propose_break", "Can propose how to resolve a break"),
            ("confirm_break", "Can confirm what another proposed"),
            ("view_personal_break", "Can see the breaks of people's own accounts"),
            ("run_reconciliation", "Can run the reconciliation"),
        ]
        indexes = [
            models.Index(fields=["owner", "status"], name="break_owner"),
            models.Index(fields=["account", "status"], name="break_account"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BreakKind.values), name="break_kind_known"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="break_status_known"),
            models.UniqueConstraint(
                fields=["key"], name="break_pending_once", condition=Q(status__in=["open", "proposed"])
            ),
            models.CheckConstraint(condition=~Q(status="resolved") | TWO_PEOPLE, name="break_four_eyes"),
            models.CheckConstraint(
                condition=~Q(status__in=["proposed", "resolved"])
                | ~Q(resolution="") & ~Q(reason="") & Q(proposed_by__isnull=False, proposed_at__isnull=False),
                name="break_proposed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "proposed"], settled_at__isnull=True)
                | Q(status__in=["resolved", "closed"], settled_at__isnull=False),
                name="break_settled_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(kind__in=["opening", "gap"]), name="break_personal_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"


class BreakEventQuerySet(models.QuerySet["BreakEvent"]):
    def visible_to(self, user: Any) -> "BreakEventQuerySet":
        return self.filter(owner=user)


class BreakEvent(models.Model):
    """What happened to a break, and who did it (nobody: the reconciliation). The database lets it be written once."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    about = models.ForeignKey(Break, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    happened_at = models.DateTimeField()
    detail = models.TextField(blank=True)

    objects = BreakEventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.about_id} {self.act}"
