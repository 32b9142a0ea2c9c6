"""Run a command that ends when the process that started it ends, where the kernel offers no such thing (macOS).

    python -m betsite.attached PARENT-PID COMMAND...

On Linux the supervisor asks the kernel instead (PR_SET_PDEATHSIG), so this process is not there.
"""

import os
import signal
import subprocess
import sys
from types import FrameType

POLL_SECONDS = 0.5
PATIENCE_SECONDS = 8.0


def main(parent: int, command: list[str], pass_fds: tuple[int, ...]) -> int:
    """Run `command` until it ends, or until `parent` is no longer our parent. Returns its exit code."""
    child = subprocess.Popen(command, pass_fds=pass_fds)  # noqa: S603  the supervisor's own command line

    def forward(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    signal.signal(signal.SIGTERM, forward)
    signal.signal(signal.SIGINT, forward)
    while os.getppid() == parent:
        try:
            return child.wait(timeout=POLL_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    child.terminate()
    try:
        return child.wait(timeout=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


if __name__ == "__main__":
    fds = tuple(int(number) for number in os.environ.get("BETSITE_PASS_FDS", "").split(",") if number)
    sys.exit(main(int(sys.argv[1]), sys.argv[2:], fds))
