"""One POST to one checked address: no redirect is followed, no answer is read beyond its status, none takes long."""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping

from accounts.webhooks.targets import Target

SILENCE_SECONDS = 10
TOTAL_SECONDS = 20


class NotHeard(Exception):
    """The other side could not be reached, or did not answer in time."""


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer. Raises NotHeard with a reason of a few words."""
    connection = Pinned(target)
    # An answer that trickles in byte by byte would outlast every pause that is measured alone.
    end = threading.Timer(TOTAL_SECONDS, connection.cut)
    end.daemon = True
    end.start()
    try:
        connection.request("POST", target.path, body=body, headers=dict(headers))
        status = connection.getresponse().status
        if connection.is_cut:  # headers that were cut off read like headers that ended
            raise NotHeard("no answer in time")
        return status
    except TimeoutError:
        raise NotHeard("no answer in time") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotHeard("no answer in time" if connection.is_cut else reason(error)) from None
    finally:
        end.cancel()
        connection.close()


class Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, and asks there for the name. `silence`: seconds without a byte."""

    def __init__(self, target: Target, silence: float = SILENCE_SECONDS) -> None:
        super().__init__(target.host, target.port, timeout=silence)
        self.target, self.is_cut = target, False
        # http.client forgets its own when the answer says that the connection ends with it.
        self.connected: socket.socket | None = None

    def connect(self) -> None:
        """Called by the request."""
        plain = socket.create_connection((self.target.address, self.target.port), timeout=self.timeout)
        self.sock = self.connected = plain
        if self.target.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.target.host)
        self.connected = self.sock

    def cut(self) -> None:
        """End it from another thread."""
        self.is_cut = True
        if self.connected is not None:
            try:
                self.connected.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it has ended by itself


def reason(error: Exception) -> str:
    """Why nothing was heard, in a few words."""
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {getattr(error, 'verify_message', '') or error.reason or 'no reason given'}"[
            :150
        ]
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return f"connection failed: {type(error).__name__}"
