from django.apps import AppConfig


class BetsiteConfig(AppConfig):
    name = "betsite"
