"""The short directory of the sockets. It lies in /tmp, where others may have been first: look before using it."""

import os
import stat

from betsite.embedded.account import Account
from betsite.embedded.paths import Paths


def ensure(paths: Paths, account: Account) -> None:
    """Make the directory for `account` alone. Raises PermissionError when somebody else made it."""
    try:
        paths.sockets.mkdir(mode=0o700)
    except FileExistsError:
        pass
    state = paths.sockets.lstat()
    ours = {os.geteuid()} if account.uid is None else {os.geteuid(), account.uid}
    if not stat.S_ISDIR(state.st_mode) or state.st_uid not in ours:
        raise PermissionError(
            f"{paths.sockets} belongs to somebody else; set BETSITE_SOCKETS to a short directory of your own."
        )
    account.own(paths.sockets)
