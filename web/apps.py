from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class WebConfig(AppConfig):
    name = "web"


class BackOfficeConfig(AdminConfig):
    """Django's admin with our site, and every model in it."""

    default_site = "web.back_office.BackOffice"

    def ready(self) -> None:
        """After every admin.py has said what it shows."""
        super().ready()
        from django.contrib import admin

        from web.back_office import register_rest

        register_rest(admin.site)
