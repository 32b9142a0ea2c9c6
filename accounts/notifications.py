"""Telling a person something once: in the list on the site, and by e-mail or webhook where they asked for that.

    notify(user, "import", title="1,204 rows imported", body="…", url="/import/7/", key="import:7:finished")

`key` names what it is about; whoever tells the same again tells nothing. The row is written in the caller's
transaction, and the mail is sent when that has committed (accounts.tasks), at most once.
"""

import logging
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import connections, transaction

from accounts.models import Notification, NotificationChoice, User
from web.clock import now
from web.context import acting_as

# Kind -> what the person calls it, and whether it is mailed when they have not chosen.
KINDS = {
    "security": ("Sign-in and tokens", True),
    "limit": ("Limits and breaks", True),
    "deposit": ("Deposits", False),
    "withdrawal": ("Withdrawals", True),
    "coach": ("Coach and clients", True),
    "import": ("Imports", False),
    "report": ("Reports", False),
    "edge": ("Edges found", False),
    "round": ("Rounds settled", False),
    "break": ("Reconciliation breaks", False),
    "webhook": ("Webhooks", True),
}
OTHER = ("Other", False)
EVENT = "notification.created.v1"
STAFF = "staff"
TRIED_FOR = timedelta(days=1)
INSERT = """
INSERT INTO accounts_notification (owner_id, kind, key, title, body, url, mail_due)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (owner_id, key) DO NOTHING RETURNING id
"""
log = logging.getLogger(__name__)


def notify(
    user: User, kind: str, *, title: str, body: str = "", url: str = "", key: str, using: str = "default"
) -> bool:
    """Tell `user` once per key; False when they were told before. `url` is a path of this site or empty."""
    if url and (not url.startswith("/") or url.startswith("//") or "\\" in url):
        raise ValueError(f"{url!r} is no path of this site.")
    with acting_as(user, using=using):
        by_mail, by_webhook = ways(user, kind, using=using)
        with connections[using].cursor() as cursor:
            cursor.execute(INSERT, [user.pk, kind, key, title[:200], body, url, by_mail])
            row = cursor.fetchone()
        if row is None:
            return False
        if by_mail:
            transaction.on_commit(partial(_ask, row[0], user.pk), using=using)
        if by_webhook:
            from accounts.webhooks.outbox import send  # which tells people, by this very function

            send(
                user, EVENT, {"kind": kind, "title": title, "body": body, "url": url, "key": key}, using=using
            )
        return True


def ways(user: User, kind: str, *, using: str = "default") -> tuple[bool, bool]:
    """Whether a kind goes out by e-mail and by webhook."""
    chosen = NotificationChoice.objects.using(using).visible_to(user).filter(kind=kind).first()
    if chosen:
        return chosen.by_mail, chosen.by_webhook
    return KINDS.get(kind, OTHER)[1], False


def choose(*, user: User, kind: str, by_mail: bool, by_webhook: bool) -> None:
    """Keep how a kind is told from now on."""
    with acting_as(user):
        NotificationChoice.objects.update_or_create(
            owner=user, kind=kind, defaults={"by_mail": by_mail, "by_webhook": by_webhook}
        )


def read(*, user: User, notification_id: int | None = None) -> None:
    """Mark one as read, or all."""
    with acting_as(user):
        unread = Notification.objects.visible_to(user).unread()
        if notification_id is not None:
            unread = unread.filter(pk=notification_id)
        unread.update(read_at=now())


def mail(*, notification_id: int, user_id: int) -> None:
    """Send one e-mail. It is claimed before it is sent: better none than two; when sending fails it is due again."""
    with acting_as(user_id):
        due = Notification.objects.select_related("owner").filter(pk=notification_id)
        if not due.filter(mail_due=True).update(mail_due=False):
            return
        told = due.get()
    if not told.owner.is_active:
        return
    address = f"{settings.SITE_URL.rstrip('/')}{told.url}" if told.url and settings.SITE_URL else ""
    text = "\n\n".join(part for part in (told.body, address) if part)
    try:
        send_mail(told.title, text, None, [told.owner.email])
    except OSError:  # what smtplib raises descends from it
        with acting_as(user_id):
            Notification.objects.filter(pk=notification_id).update(mail_due=True)
        raise


def send_due_mails() -> int:
    """Ask again for the e-mails of the last day that were not sent; how many. Called by the sweep."""
    due = Notification.objects.using(STAFF).filter(mail_due=True, created_at__gt=now() - TRIED_FOR)
    rows = list(due.order_by("pk").values_list("pk", "owner_id")[:200])
    for pk, owner_id in rows:
        _ask(pk, owner_id)
    return len(rows)


def _ask(notification_id: int, user_id: int) -> None:
    from accounts.tasks import mail_notification

    try:
        mail_notification.apply_async(args=(notification_id, user_id), retry=False)
    except mail_notification.app.connection_for_write().recoverable_connection_errors as error:
        log.warning("e-mail of notification %s waits for the sweep: %s", notification_id, error)
