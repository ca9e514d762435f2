"""A web server that is every site: a proxy that answers for any name itself, and keeps what was asked."""

import contextlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

PAGE = b"<!doctype html><title>It answers</title><p>It answers."


@dataclass
class Anywhere:
    """The port of the proxy, and the addresses that it was asked for."""

    port: int
    asked: list[str] = field(default_factory=list)


@contextlib.contextmanager
def anywhere() -> Iterator[Anywhere]:
    """Be every site until it is no longer needed."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sites.asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(PAGE)))
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the library's name)
            """Say nothing: `asked` tells it."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    sites = Anywhere(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield sites
    server.shutdown()
    server.server_close()
