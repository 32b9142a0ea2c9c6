"""The WSGI application (gunicorn betsite.wsgi)."""

import os

from betsite import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betsite.settings")
embedded.ensure()

from django.core.wsgi import get_wsgi_application  # noqa: E402  settings must not be read before the servers answer

application = get_wsgi_application()
