from django.apps import AppConfig


class HarmConfig(AppConfig):
    name = "analytics.harm"
    label = "harm"
    default_auto_field = "django.db.models.BigAutoField"
