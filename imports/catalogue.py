"""Sports, competitions and kinds of market of a file: names become ids, by distinct names, made when missing.

Events are too many for that and are matched in SQL (imports/bets_merge.py).
"""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
from django.db.models import F

from bets import recognition
from bets.models import Competition, Market, ParticipantAlias, Sport

NAMES = ["sport", "competition", "event", "market"]
LONGEST = {"sport": 80, "competition": 200, "market": 120}


class Catalogue:
    """Finds ids for the names in frames with the columns sport, competition, event and market."""

    def __init__(self, owner: Any) -> None:
        self.owner = owner
        self._sports: dict[str, int] = {}
        self._markets: dict[str, int] = {}
        self._competitions: dict[tuple[int | None, str], int] = {}
        self._teams: dict[str, str] | None = None

    def assign(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with sport_id, competition_id and market_id (missing where the words do not tell)."""
        if not len(frame):
            return frame.assign(**{f"{name}_id": pd.Series(dtype="Int64") for name in LONGEST})
        names = pd.DataFrame({name: frame[name].astype(object).fillna("") for name in NAMES})
        codes = names.groupby(NAMES, sort=False).ngroup()
        distinct = names.loc[~codes.duplicated()]
        known = self._teams_known()
        sports = [_sport(*map(str, row), known=known) for row in distinct.itertuples(index=False)]
        markets = [recognition.market(name) for name in distinct["market"]]
        self._learn_sports(set(filter(None, sports)))
        self._learn_markets({kind.slug: kind.name for kind in markets if kind})
        sport_ids = [self._sports.get(slug or "") for slug in sports]
        competitions = [
            (sport, name[: LONGEST["competition"]]) if name else None
            for sport, name in zip(sport_ids, distinct["competition"], strict=True)
        ]
        self._learn_competitions(set(filter(None, competitions)))
        found = {
            "sport_id": sport_ids,
            "competition_id": [self._competitions.get(pair) if pair else None for pair in competitions],
            "market_id": [self._markets.get(kind.slug) if kind else None for kind in markets],
        }
        return frame.assign(
            **{
                name: pd.array(ids, dtype="Int64").take(
                    codes.to_numpy()
                )  # codes count distinct rows in order
                for name, ids in found.items()
            }
        )

    def sport_id(self, slug: str) -> int:
        """The id of one sport."""
        self._learn_sports({slug})
        return self._sports[slug]

    def market_id(self, slug: str) -> int:
        """The id of one of the kinds of market we know."""
        self._learn_markets({slug: recognition.KINDS[slug].name})
        return self._markets[slug]

    def _teams_known(self) -> dict[str, str]:
        """Sports by team, from the aliases this person may see."""
        if self._teams is None:
            rows = ParticipantAlias.objects.visible_to(self.owner).exclude(participant__sport=None)
            self._teams = dict(rows.values_list("folded", "participant__sport__slug"))
        return self._teams

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


def _sport(sport: str, competition: str, event: str, market: str, *, known: dict[str, str]) -> str | None:
    if sport:
        return recognition.slug_of_sport(sport)[: LONGEST["sport"]] or None
    return recognition.sport(competition=competition, event=event, market=market, known=known)
