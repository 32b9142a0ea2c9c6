"""The Celery application: tasks are found in every app's tasks.py, settings begin with CELERY_."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "betsite.settings")

app = Celery("betsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _start_servers(**_: Any) -> None:
    """A worker or beat started alone brings its servers up; importing this module starts nothing."""
    from betsite import embedded

    embedded.ensure()


signals.celeryd_init.connect(_start_servers)
signals.beat_init.connect(_start_servers)
