from django.apps import AppConfig
from django.core.signals import request_finished


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        """What a request picked of somebody's columns goes with the request."""
        from analytics.columns import picked

        request_finished.connect(picked.forget, dispatch_uid="analytics.columns")
