"""What the queue starts. The upload's row is the truth; a task that comes twice or late finds nothing to do."""

from celery import shared_task

from imports import pipeline, sweep, undo


@shared_task(name="imports.process")
def process(upload_id: int, user_id: int, attempt: int) -> None:
    """Import one upload."""
    pipeline.run(upload_id=upload_id, user_id=user_id, attempt=attempt)


@shared_task(name="imports.wish")
def grant_wish(upload_id: int, user_id: int) -> None:
    """Undo an upload, or bring it back, whichever its row asks for."""
    undo.grant(upload_id=upload_id, user_id=user_id)


@shared_task(name="imports.sweep")
def sweep_uploads() -> None:
    """Send again what nobody works on."""
    sweep.send_abandoned()
