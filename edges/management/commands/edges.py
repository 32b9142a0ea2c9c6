"""Scan the prices now, and tell what there is: manage.py edges --json."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from edges import life, scan, telling
from edges.models import Edge
from web import clock


class Command(BaseCommand):
    help = "Scan the newest prices for edges, store them, tell people, and print what stands (wrong numbers apart)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one line of JSON for each edge")
        parser.add_argument("--no-scan", action="store_true", help="print what was found before")
        parser.add_argument(
            "--doubtful", action="store_true", help="the probably wrong numbers instead, with reasons"
        )
        parser.add_argument("--limit", type=int, default=50)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_scan"]:
            self._scan()
        found = Edge.objects.using("staff").filter(owner=None, state="found", is_doubtful=options["doubtful"])
        shown = found.select_related("event").prefetch_related("legs__selection", "legs__bookmaker")
        for edge in shown.order_by("-edge", "pk")[: options["limit"]]:
            self.stdout.write(json.dumps(_plain(edge)) if options["json"] else _line(edge))

    def _scan(self) -> None:
        at = clock.now()
        life.age(at=at)
        for done in scan.everything(at=at):
            self.stderr.write(
                f"{done.prices:,} prices of {done.offers:,} markets in {done.seconds:.2f} s: {done.found} found,"
                f" {done.doubtful} of them doubtful; {len(done.stored.ids)} new, {done.stored.confirmed} confirmed,"
                f" {done.stored.closed} closed"
            )
        telling.tell_everybody()


def _plain(edge: Edge) -> dict[str, Any]:
    return {
        "id": edge.pk,
        "kind": edge.kind,
        "basis": edge.basis,
        "event": edge.event.name,
        "starts_at": edge.starts_at.isoformat(),
        "edge": None if edge.edge is None else f"{edge.edge:f}",
        "legs": [
            {
                "selection": leg.selection.name,
                "bookmaker": leg.bookmaker.slug,
                "side": leg.side,
                "odds": f"{leg.odds.normalize():f}",
                "seen_at": leg.seen_at.isoformat(),
            }
            for leg in edge.legs.all()
        ],
        "doubts": [doubt["reason"] for doubt in edge.doubts],
    }


def _line(edge: Edge) -> str:
    worth = "      ?" if edge.edge is None else f"{edge.edge:+7.2%}"
    legs = ", ".join(
        f"{leg.selection.name} {leg.odds.normalize():f} {leg.bookmaker.slug}" for leg in edge.legs.all()
    )
    why = f" [{'; '.join(doubt['reason'] for doubt in edge.doubts)}]" if edge.doubts else ""
    return f"{worth}  {edge.kind:9}  {edge.event.name}: {legs}{why}"
