"""Sports, competitions, sides and kinds of market of a file: names become ids, by distinct names, made when missing.

Events are too many for that and are matched in SQL (imports/bets_told.py); who plays in them is linked there too
(imports/participants.py).
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd
from django.db.models import F

from bets import recognition
from bets.models import Competition, Market, Sport
from bets.recognition import Recognised
from imports.participants import stage_sides
from imports.understanding import LONGEST_SPORT, Understood

LONGEST = {"sport": LONGEST_SPORT, "competition": 200, "market": 120}


class Catalogue:
    """Finds ids for the names in frames with the columns sport, competition, event, market and selection."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner
        self._sports: dict[str, int] = {}
        self._markets: dict[str, int] = {}
        self._competitions: dict[tuple[int | None, str], int] = {}

    def assign(self, frame: pd.DataFrame, understood: Understood) -> pd.DataFrame:
        """The frame with sport_id, competition_id and market_id (missing where the words do not tell), and the event;
        who plays is linked to the event."""
        if not len(frame):
            return frame.assign(**{f"{name}_id": pd.Series(dtype="Int64") for name in LONGEST})
        codes, found, events = understood.codes, understood.found, understood.events
        ids = self._ids(found)
        stage_sides(ids["sport_id"], events, found)
        frame = frame.assign(
            **{name: pd.array(values, dtype="Int64").take(codes) for name, values in ids.items()},
            event=pd.array(events, dtype=object)[codes],
        )
        return _told_live(frame, [each.is_live for each in found], codes)

    def _ids(self, found: list[Recognised]) -> dict[str, list[int | None]]:
        """Ids of what was recognised, made where they are missing."""
        self._learn_sports({each.sport for each in found if each.sport})
        self._learn_markets({each.kind.slug: each.kind.name for each in found if each.kind})
        sports = [self._sports.get(each.sport or "") for each in found]
        competitions = [
            (sport, each.competition[: LONGEST["competition"]]) if each.competition else None
            for sport, each in zip(sports, found, strict=True)
        ]
        self._learn_competitions(set(filter(None, competitions)))
        return {
            "sport_id": sports,
            "competition_id": [self._competitions.get(pair) if pair else None for pair in competitions],
            "market_id": [self._markets.get(each.kind.slug) if each.kind else None for each in found],
        }

    def sport_id(self, slug: str) -> int:
        """The id of one sport."""
        self._learn_sports({slug})
        return self._sports[slug]

    def market_id(self, slug: str) -> int:
        """The id of one of the kinds of market we know."""
        self._learn_markets({slug: recognition.KINDS[slug].name})
        return self._markets[slug]

    def _learn_sports(self, slugs: set[str]) -> None:
        wanted = slugs - self._sports.keys()
        self._sports |= self._rows(
            Sport,
            wanted,
            lambda slug: Sport(owner=self.owner, slug=slug, name=slug.replace("-", " ").title()[:120]),
        )

    def _learn_markets(self, kinds: dict[str, str]) -> None:
        wanted = kinds.keys() - self._markets.keys()
        self._markets |= self._rows(
            Market, wanted, lambda slug: Market(owner=self.owner, slug=slug, name=kinds[slug][:200])
        )

    def _rows(self, model: Any, slugs: Iterable[str], make: Callable[[str], Any]) -> dict[str, int]:
        """Ids by slug; everybody's row comes before one's own of the same slug."""
        wanted = set(slugs)
        if not wanted:
            return {}

        def found() -> dict[str, int]:
            rows = model.objects.visible_to(self.owner).filter(slug__in=wanted)
            return dict(rows.order_by(F("owner").desc(nulls_last=True)).values_list("slug", "pk"))

        ids = found()
        if missing := wanted - ids.keys():
            model.objects.bulk_create([make(slug) for slug in sorted(missing)], ignore_conflicts=True)
            ids = found()
        return ids

    def _learn_competitions(self, pairs: set[tuple[int | None, str]]) -> None:
        wanted = pairs - self._competitions.keys()
        if not wanted:
            return

        def found() -> dict[tuple[int | None, str], int]:
            rows = Competition.objects.visible_to(self.owner).filter(name__in={name for _, name in wanted})
            rows = rows.order_by(F("owner").desc(nulls_last=True))
            return {(sport, name): pk for sport, name, pk in rows.values_list("sport_id", "name", "pk")}

        self._competitions |= found()
        missing = sorted(wanted - self._competitions.keys(), key=str)
        if missing:
            Competition.objects.bulk_create(
                [Competition(owner=self.owner, sport_id=sport, name=name) for sport, name in missing],
                ignore_conflicts=True,
                batch_size=5000,
            )
            self._competitions |= found()


def _told_live(frame: pd.DataFrame, live: list[bool], codes: np.ndarray) -> pd.DataFrame:
    """Bets whose words say that they were placed in play."""
    if "is_live" not in frame or not any(live):
        return frame
    said = np.array(live)[codes] & frame["is_live"].isna().to_numpy()
    return frame.assign(is_live=np.where(said, True, frame["is_live"].astype(object)))  # noqa: FBT003
