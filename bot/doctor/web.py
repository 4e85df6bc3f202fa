"""The presenter view: whether something can listen where it is to listen, and where its links lead."""

import errno
import http.client
import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.doctor.finding import Finding, ok, warn
from bot.listening import HIGH_PORT
from bot.presenter.server import HEADERS
from bot.settings import Settings

WITHIN_S = 3.0


def check_presenter(settings: Settings) -> Finding:
    """How the presenter view is set up; nothing about it keeps anybody from playing."""
    if settings.web_place is None:
        idle = "" if settings.web_url is None else " RECALL_WEB_URL does nothing without it."
        return ok("presenter", f"The presenter view is off: RECALL_WEB is not set.{idle}")
    host, port = settings.web_place
    found = f"Links begin with {settings.web_address}."
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except OSError as error:
        if error.errno != errno.EADDRINUSE or not answers(host, port):
            why = error.strerror or str(error)
            port_wanted = HIGH_PORT if error.errno == errno.EACCES else "a free port"
            mend = f"Set RECALL_WEB to an address of this machine and {port_wanted}."
            return warn("presenter", f"Recall cannot listen on {settings.web}: {why}.", mend)
    if urlsplit(settings.web_address).scheme == "http" and not _is_loopback(settings.web_address):
        mend = "Put a reverse proxy with HTTPS in front, and set RECALL_WEB_URL to its address."
        return warn("presenter", f"{found} Whoever is on the way can read a link that is opened without HTTPS.", mend)
    return ok("presenter", found)


def answers(host: str, port: int) -> bool:
    """Whether a Recall listens there."""
    to = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - where nobody can be reached
    asking = http.client.HTTPConnection(to, port, timeout=WITHIN_S)
    try:
        asking.request("HEAD", "/")
        return asking.getresponse().getheader("Server") == HEADERS["Server"]
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def _is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
