"""The share of bets whose sport and kind of market are recognised: of everything, and of what one upload told."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from bets.models import Bet
from imports.models import Upload

OF_UPLOAD = """
SELECT count(*), count(b.sport_id), count(m.id), count(*) FILTER (WHERE b.sport_id IS NOT NULL AND m.id IS NOT NULL)
  FROM bets_bet b LEFT JOIN bets_market m ON m.id = b.market_type_id AND m.owner_id IS NULL
 WHERE b.id IN (SELECT coalesce(w.into_id, t.bet_id) FROM imports_row r
                  JOIN imports_bettelling t ON t.id = r.telling_id
                  LEFT JOIN imports_twin w ON w.bet_id = t.bet_id AND NOT w.is_refused
                 WHERE r.upload_id = %s AND r.telling_id IS NOT NULL)
"""


@dataclass(frozen=True)
class Share:
    """So many bets, and of how many the sport, the kind of market, and both are recognised."""

    bets: int
    sport: int
    market: int
    both: int

    @property
    def ratios(self) -> list[tuple[str, str, int, Decimal | None]]:
        """Key, name, count and share of each, rounded down: all is only said of all."""
        return [
            ("both", "Recognised", self.both, self._of(self.both)),
            ("sport", "Sport", self.sport, self._of(self.sport)),
            ("market", "Kind of market", self.market, self._of(self.market)),
        ]

    def _of(self, part: int) -> Decimal | None:
        return Decimal(part * 1000 // self.bets) / 1000 if self.bets else None


def share_of_all(user: Any) -> Share:
    """Of all the person's bets."""
    has_kind = Q(market_type__isnull=False, market_type__owner=None)
    found = Bet.objects.visible_to(user).aggregate(
        of_all=Count("pk"),
        of_sport=Count("sport_id"),
        of_kind=Count("pk", filter=has_kind),
        of_both=Count("pk", filter=has_kind & Q(sport__isnull=False)),
    )
    return Share(found["of_all"], found["of_sport"], found["of_kind"], found["of_both"])


def share_of_upload(upload: Upload) -> Share:
    """Of the bets that a file told of."""
    with connection.cursor() as cursor:
        cursor.execute(OF_UPLOAD, [upload.pk])
        return Share(*cursor.fetchone())
