"""What the tests of the client share: a channel in two states, and a web server."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from clients.tests.devices import Server
from clients.tests.stories import case, serving


@pytest.fixture
def first(tmp_path) -> Path:
    """Return the folder of a channel in its first state."""
    return serving(case("delta")["steps"][0], tmp_path / "first")


@pytest.fixture
def second(tmp_path) -> Path:
    """Return the folder of the same channel in its second state."""
    return serving(case("delta")["steps"][1], tmp_path / "second")


@pytest.fixture
def server(first, socket_enabled, monkeypatch) -> Iterator[Server]:
    """Yield a web server of the channel in its first state."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    one = Server(first)
    thread = threading.Thread(target=one.server.serve_forever)
    thread.start()
    yield one
    one.server.shutdown()
    thread.join()
    one.server.server_close()
