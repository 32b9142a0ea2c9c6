"""Columns made before anybody asks, by the worker that imported or undid last; and taken away with people."""

import logging
from typing import Any

from django.contrib.auth import get_user_model

from analytics.columns import files, store
from imports.models import Upload
from web.context import acting_as

TASKS = {"imports.process", "imports.wish"}
log = logging.getLogger(__name__)


def after_task(sender: Any = None, args: Any = (), kwargs: Any = None, **_: Any) -> None:
    """Celery's task_postrun: make the columns of the person whose book the task changed.

    While more of their files wait, it is left to the last of them: each would make anew what the next one changes, and
    the files would wait for it.
    """
    if getattr(sender, "name", "") not in TASKS:
        return
    user_id = int((kwargs or {}).get("user_id") or (args[1] if len(args) > 1 else 0))
    try:
        with acting_as(user_id):
            user = get_user_model().objects.filter(pk=user_id).first()
            if user and not Upload.objects.visible_to(user).at_work().exists():
                store.prepare(user)
    except Exception:  # the import is done and told; a page makes what is missing here
        log.exception("columns of %s were not made ahead", user_id)


def after_person(instance: Any, **_: Any) -> None:
    """Django's post_delete of a person: their file goes too."""
    files.remove(instance.pk)


def sweep() -> int:
    """Take away the files of people who are no more; how many. Reads across people, so with the staff role."""
    known = set(get_user_model().objects.using("staff").values_list("pk", flat=True))
    gone = [owner for owner in files.owners() if owner not in known]
    for owner in gone:
        files.remove(owner)
    return len(gone)
