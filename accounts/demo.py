"""The made-up person everyone may sign in as, on an installation that has loaded the demo."""

from django.conf import settings

from accounts.models import User


def demo_user() -> User | None:
    """The demo's person; None in production and where no demo is loaded. Never one with rights of staff."""
    login = getattr(settings, "DEMO_LOGIN", None)
    if settings.PRODUCTION or not login:
        return None
    return User.objects.filter(
        email=login[0].lower(), is_active=True, is_staff=False, is_superuser=False
    ).first()
