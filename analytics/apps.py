from django.apps import AppConfig
from django.core.signals import request_finished


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        """Columns are made ahead by workers and go with people; what a request picked goes with the request."""
        from celery.signals import task_postrun
        from django.contrib.auth import get_user_model
        from django.db.models.signals import post_delete

        from analytics.columns import ahead, picked

        task_postrun.connect(ahead.after_task, dispatch_uid="analytics.columns")
        post_delete.connect(ahead.after_person, sender=get_user_model(), dispatch_uid="analytics.columns")
        request_finished.connect(picked.forget, dispatch_uid="analytics.columns")
