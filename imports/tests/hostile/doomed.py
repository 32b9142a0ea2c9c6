"""A worker for tests that says each step it has taken, and is killed right after the one it is told.

    python -m imports.tests.hostile.doomed import|undo UPLOAD USER ATTEMPT MEDIA_ROOT [STEP]

Steps are found, not listed: every step of the heartbeat, every change of state, and the return of every function that
the import or the undo calls by name. One that is added tomorrow is killed after tomorrow.
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from functools import wraps
from types import FunctionType, ModuleType
from typing import Any

import django

OFTEN = 2  # times that one step is killed after; some are taken once for each piece of the file


class Steps:
    """Tells of steps on standard output, and ends this process without a word after `last`."""

    def __init__(self, last: str) -> None:
        self.last, self.seen = last, Counter[str]()

    def reached(self, name: str) -> None:
        self.seen[name] += 1
        if self.seen[name] > OFTEN:
            return
        step = f"{name}:{self.seen[name]}"
        print(step, flush=True)
        if step == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def after(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def wrapper(*args: Any, **more: Any) -> Any:
            result = work(*args, **more)
            self.reached(name)
            return result

        return wrapper

    def watch(self, module: ModuleType) -> None:
        """All functions of ours that this module calls by name."""
        for name, work in list(vars(module).items()):
            if isinstance(work, FunctionType) and work.__module__.startswith("imports."):
                setattr(module, name, self.after(name, work))


def main() -> None:
    """Do the work of a worker."""
    django.setup()
    from django.conf import settings

    from imports import beside, lifecycle, pipeline, reading, undo
    from imports.progress import Heartbeat

    what, upload_id, user_id, attempt, settings.MEDIA_ROOT, *last = sys.argv[1:]
    steps = Steps(last[0] if last else "")
    for module in (lifecycle, reading, pipeline, undo):
        steps.watch(module)
    begins = Heartbeat.at

    def at(self: Heartbeat, step: str, *, total: int = 0) -> None:
        begins(self, step, total=total)
        steps.reached(f"at {step}")

    Heartbeat.at = at  # type: ignore[method-assign, assignment]
    beside.MANY = int(os.environ.get("BESIDE_FROM", beside.MANY))
    beside.Beside.commit = steps.after("commit_beside", beside.Beside.commit)  # type: ignore[method-assign]
    steps.reached("ready")
    if what == "import":
        pipeline.run(upload_id=int(upload_id), user_id=int(user_id), attempt=int(attempt))
    else:
        undo.grant(upload_id=int(upload_id), user_id=int(user_id))


if __name__ == "__main__":
    main()
