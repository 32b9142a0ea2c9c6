"""What staff did, in rows that nobody may change."""

from django.conf import settings
from django.db import models

from accounts.models.moment import written_at


class AuditEntry(models.Model):
    """One act of a person on a subject. Holds no name of the subject: it is found by type and id."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    act = models.CharField(max_length=100)
    subject_type = models.CharField(max_length=100, blank=True)
    subject_id = models.CharField(max_length=100, blank=True)
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    address = models.GenericIPAddressField(null=True)
    acted_at = written_at()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "audit entry"
        verbose_name_plural = "audit log"
        constraints = [models.CheckConstraint(condition=~models.Q(act=""), name="audit_act_given")]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="audit_of_subject"),
            models.Index(fields=["actor", "-id"], name="audit_of_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_type} {self.subject_id}".strip()
