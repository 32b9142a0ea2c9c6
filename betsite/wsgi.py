"""The WSGI application (gunicorn betsite.wsgi)."""

import os
from threading import Thread

from betsite import embedded, keyless

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betsite.settings")
keyless.refuse_keys()
embedded.ensure()

from django.core.wsgi import get_wsgi_application  # noqa: E402  settings must not be read before the servers answer

application = get_wsgi_application()

from markets import schedule  # noqa: E402  an app, which can be imported now

# Half a century of sessions takes a second to lay out: not the first visitor's.
Thread(target=schedule.schedule_of, args=("XNAS",), name="calendar", daemon=True).start()
