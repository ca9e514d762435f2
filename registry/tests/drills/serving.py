"""The site as a server answers for it: the WSGI application, and the signals at which Django looks after connections.

Django's own test client leaves those out, so that it would never connect anew.
"""

import functools
from http.cookies import SimpleCookie
from typing import Any, NamedTuple

from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory


class Answer(NamedTuple):
    """What was answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media_type(self) -> str:
        return self.headers["Content-Type"].partition(";")[0]


@functools.cache
def application() -> WSGIHandler:
    """Return the application, whose middleware is loaded once."""
    return WSGIHandler()


class Visitor:
    """Somebody who asks the site, and keeps its cookies; signed in where there is a user."""

    def __init__(self, user: Any = None, language: str = "en") -> None:
        self.requests = RequestFactory(headers={"accept-language": language}, SERVER_NAME="localhost")
        self.cookies: SimpleCookie = SimpleCookie()
        if user:
            client = Client()
            client.force_login(user)
            self.cookies = client.cookies

    def get(self, address: str, **headers: str) -> Answer:
        return self._ask(self.requests.get(address, headers=headers))

    def post(self, address: str, data: dict[str, Any]) -> Answer:
        return self._ask(self.requests.post(address, data))

    def _ask(self, request: Any) -> Answer:
        environ = request.environ | {"HTTP_COOKIE": "; ".join(f"{c.key}={c.value}" for c in self.cookies.values())}
        begun: list[Any] = []
        response = application()(environ, lambda status, headers: begun.append((status, headers)))
        try:
            body = b"".join(response)
        finally:
            response.close()
        (status, headers) = begun[0]
        self.cookies.update(response.cookies)
        return Answer(int(status.split()[0]), dict(headers), body)
