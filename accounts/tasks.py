"""What the queue starts. The rows are the truth; a task that comes twice or late finds nothing to do."""

from celery import shared_task

from accounts import notifications
from accounts.webhooks import delivering, outbox


@shared_task(name="accounts.deliver")
def deliver(delivery_id: int, owner_id: int, attempt: int) -> None:
    """Make one attempt of a webhook's delivery."""
    delivering.run(delivery_id=delivery_id, owner_id=owner_id, attempt=attempt)


@shared_task(name="accounts.mail")
def mail_notification(notification_id: int, user_id: int) -> None:
    """Send one notification by e-mail."""
    notifications.mail(notification_id=notification_id, user_id=user_id)


@shared_task(name="accounts.sweep-webhooks")
def sweep_webhooks() -> None:
    """Ask again for deliveries that are due."""
    outbox.send_due()


@shared_task(name="accounts.sweep-mails")
def sweep_mails() -> None:
    """Ask again for e-mails that were not sent."""
    notifications.send_due_mails()
