"""Send an upload to the workers. A queue that cannot be reached is no failure: the sweep sends the upload again."""

import logging
from typing import Any

from imports.models import Upload

log = logging.getLogger(__name__)


def send(upload: Upload, *, attempt: int | None = None) -> None:
    """Ask a worker to import `upload`, after the transaction that recorded it."""
    from imports.tasks import process  # the tasks import the pipeline, which pages need not load

    _ask(process, upload, upload.attempt if attempt is None else attempt)


def send_wish(upload: Upload) -> None:
    """Ask a worker to undo `upload`, or to bring it back."""
    from imports.tasks import grant_wish

    _ask(grant_wish, upload)


def _ask(task: Any, upload: Upload, *more: Any) -> None:
    try:
        task.apply_async(args=(upload.pk, upload.owner_id, *more), retry=False)
    except task.app.connection_for_write().recoverable_connection_errors as error:
        log.warning("upload %s waits for the sweep: %s", upload.pk, error)
