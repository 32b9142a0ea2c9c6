"""What a person is told, and by which ways they want to be told of which kind."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models.moment import written_at


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: Any) -> "NotificationQuerySet":
        return self.filter(owner=user)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)


class Notification(models.Model):
    """One telling; `key` names what it is about, so that nobody is told twice. `mail_due` until its e-mail is sent."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, db_collation="C")
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    created_at = written_at()
    read_at = models.DateTimeField(null=True)
    mail_due = models.BooleanField(default=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["owner"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["id"], condition=Q(mail_due=True), name="notification_mail_due"),
            models.Index(fields=["owner", "-id"], name="notification_of_owner"),
        ]

    def __str__(self) -> str:
        return self.title


class NotificationChoiceQuerySet(models.QuerySet["NotificationChoice"]):
    def visible_to(self, user: Any) -> "NotificationChoiceQuerySet":
        return self.filter(owner=user)


class NotificationChoice(models.Model):
    """By which ways one kind is told, beside the list on the site."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    by_mail = models.BooleanField(default=False)
    by_webhook = models.BooleanField(default=False)

    objects = NotificationChoiceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind"], name="notification_choice_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.owner_id}"
