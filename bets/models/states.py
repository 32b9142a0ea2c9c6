from django.db import models
from django.db.models import Q


class Status(models.TextChoices):
    """Where a bet stands. A cash-out is never a win; 'undecided' is a stake the file does not settle."""

    OPEN = "open", "Open"
    UNDECIDED = "undecided", "Undecided"
    WON = "won", "Won"
    LOST = "lost", "Lost"
    HALF_WON = "half_won", "Half won"
    HALF_LOST = "half_lost", "Half lost"
    PLACED = "placed", "Placed"
    VOID = "void", "Void"
    CASHED_OUT = "cashed_out", "Cashed out"


UNSETTLED = (Status.OPEN, Status.UNDECIDED)

# How settled bets are counted. A placed each-way bet may win or lose money: its result decides, and one that comes out
# even counts with the void ones, which return the stake too.
IS_WON = Q(status__in=(Status.WON, Status.HALF_WON)) | Q(status=Status.PLACED, profit_micro__gt=0)
IS_LOST = Q(status__in=(Status.LOST, Status.HALF_LOST)) | Q(status=Status.PLACED, profit_micro__lt=0)
IS_VOID = Q(status=Status.VOID) | Q(status=Status.PLACED, profit_micro=0)


class Structure(models.TextChoices):
    """How the bet is built; 'market' is an exchange's net result of one market, whose stakes the file does not tell."""

    SINGLE = "single", "Single"
    MULTI = "multi", "Multi"
    SYSTEM = "system", "System"
    MARKET = "market", "Market result"


class Side(models.TextChoices):
    BACK = "back", "Back"
    LAY = "lay", "Lay"


class Bonus(models.TextChoices):
    """Whether bonus money was staked, and whether the source says so or we conclude it."""

    NONE = "none", "Own money"
    STATED = "stated", "Bonus bet"
    INFERRED = "inferred", "Bonus bet (inferred)"
