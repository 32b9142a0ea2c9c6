"""What runs by itself: scanning after every snapshot, ageing, cleaning up, telling."""

import logging

from celery import shared_task
from django.core.cache import cache

from accounts.demo import demo_user
from edges import demo, life, scan, telling
from web import clock

log = logging.getLogger(__name__)
SEEN = "edges:scanned"


@shared_task(name="edges.scan")
def scan_prices() -> None:
    """Scan when the store or somebody's chances changed since the last scan."""
    stamp = scan.stamp()
    if cache.get(SEEN) == stamp:
        return
    scan.everything(at=clock.now())
    cache.set(SEEN, stamp, None)
    telling.tell_everybody()


@shared_task(name="edges.age")
def age() -> None:
    """Make stale or expired what time alone makes so."""
    life.age(at=clock.now())


@shared_task(name="edges.demo")
def tell_demo() -> None:
    """Tell the demo person's prices again, where there is one."""
    user = demo_user()
    if user is not None:
        demo.tell(user, at=clock.now())


@shared_task(name="edges.clean")
def clean() -> None:
    """Forget what ended long ago and nobody took."""
    log.info("%s edges forgotten", life.clean(at=clock.now()))
