"""The ASGI application."""

import os

from betsite import embedded, keyless

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betsite.settings")
keyless.refuse_keys()
embedded.ensure()

from django.core.asgi import get_asgi_application  # noqa: E402  settings must not be read before the servers answer

application = get_asgi_application()
