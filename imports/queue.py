"""Send an upload to the workers. A queue that cannot be reached is no failure: the sweep sends the upload again.

A large file, and the further files of a person who has some under way, go to the queue for long work: whoever sends one
small file does not wait behind them.
"""

import logging
from typing import Any

from django.conf import settings

from imports.models import Upload
from web.context import acting_as

LARGE_BYTES = 4_000_000
log = logging.getLogger(__name__)


def send(upload: Upload, *, attempt: int | None = None) -> None:
    """Ask a worker to import `upload`, after the transaction that recorded it."""
    from imports.tasks import process  # the tasks import the pipeline, which pages need not load

    _ask(process, upload, upload.attempt if attempt is None else attempt)


def send_wish(upload: Upload) -> None:
    """Ask a worker to undo `upload`, or to bring it back."""
    from imports.tasks import grant_wish

    _ask(grant_wish, upload)


def queue_for(upload: Upload) -> str:
    """The queue for short work, or the one for long work."""
    if upload.size > LARGE_BYTES:
        return str(settings.BULK_QUEUE)
    with acting_as(upload.owner_id):
        others = Upload.objects.filter(owner=upload.owner_id).running().exclude(pk=upload.pk)
        return str(settings.BULK_QUEUE if others.exists() else settings.CELERY_TASK_DEFAULT_QUEUE)


def _ask(task: Any, upload: Upload, *more: Any) -> None:
    try:
        task.apply_async(args=(upload.pk, upload.owner_id, *more), queue=queue_for(upload), retry=False)
    except task.app.connection_for_write().recoverable_connection_errors as error:
        log.warning("upload %s waits for the sweep: %s", upload.pk, error)
