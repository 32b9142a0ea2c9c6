"""Find uploads that nobody works on (a worker was killed, the queue lost its message) and send them again.

Runs across people under the staff role, every five seconds.
"""

from imports import lifecycle, queue
from imports.models import Upload
from web.clock import now

STAFF = "staff"
MOST = 200


def send_abandoned() -> int:
    """Send every abandoned upload once more; how many that were."""
    sent = 0
    for upload in Upload.objects.using(STAFF).abandoned(now()).order_by("id")[:MOST]:
        attempt = lifecycle.release(upload, using=STAFF)
        if attempt is not None:
            queue.send(upload, attempt=attempt)
            sent += 1
    for upload in Upload.objects.using(STAFF).wished(now()).order_by("id")[:MOST]:
        Upload.objects.using(STAFF).filter(pk=upload.pk).update(lease_until=now() + lifecycle.RESEND)
        queue.send_wish(upload)
        sent += 1
    return sent
