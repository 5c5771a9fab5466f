"""The one door out: requests to addresses that people wrote down.

Nothing of our own network is reached through it (no private, loopback or link-local address,
whatever a name resolves to or an answer redirects to), every wait has an end, and no more of an
answer is read than is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

WAIT_S = (5, 10)  # to connect, for an answer
REDIRECTS = 5
AGENT = "tourism-backend-links/1.0 (checks that links still work)"
# What some servers answer to HEAD, though they have the page.
NO_HEAD = frozenset({400, 403, 404, 405, 406, 429, 500, 501, 503})


class Refused(OSError):
    """The address leads into a network that is not the public one."""


@dataclass(frozen=True)
class Answer:
    """What became of a request: a status, or the reason why there is none."""

    status: int | None
    problem: str = ""


class _Guarded:
    """A connection that looks at whom it reached before it says anything."""

    host: str

    def _new_conn(self) -> Any:
        connection = super()._new_conn()  # type: ignore[misc]
        address = ip_address(connection.getpeername()[0].split("%")[0])
        if not address.is_global and self.host not in settings.OUTBOUND_PRIVATE_HOSTS:
            connection.close()
            raise Refused(f"{self.host} is at {address}")
        return connection


class _Http(_Guarded, HTTPConnection):
    pass


class _Https(_Guarded, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


def session() -> requests.Session:
    """A session that reaches public addresses only, and uses no proxy of the environment."""
    made = requests.Session()
    made.trust_env = False
    made.max_redirects = REDIRECTS
    made.headers["User-Agent"] = AGENT
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter())
    return made


def ask(http: requests.Session, url: str) -> Answer:
    """Whether an address answers: by HEAD, and by GET where a server does not like HEAD."""
    answer = _ask(http, "HEAD", url)
    return _ask(http, "GET", url) if answer.status in NO_HEAD else answer


def _ask(http: requests.Session, method: str, url: str) -> Answer:
    try:
        with http.request(method, url, timeout=WAIT_S, stream=True, allow_redirects=True) as answer:
            return Answer(answer.status_code)
    except requests.exceptions.ConnectionError as error:
        return Answer(None, "refused" if _refused(error) else "no connection")
    except requests.exceptions.Timeout:
        return Answer(None, "timeout")
    except (requests.exceptions.RequestException, HTTPError, OSError, ValueError) as error:
        return Answer(None, type(error).__name__)


def _refused(error: BaseException | None) -> bool:
    """Whether our own guard is at the bottom of a chain of errors."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, Refused):
            return True
        seen.add(id(error))
        reason = getattr(error, "reason", None) or next(iter(error.args), None)
        error = reason if isinstance(reason, BaseException) else error.__context__
    return False
