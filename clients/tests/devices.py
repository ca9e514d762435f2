"""A device as tests set it up: its channel, the root that it pins, its clock, and what it is served from."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aval_client import Client

from clients.tests.stories import case, seconds

CHANNEL = "culture/professional_phone"
ROOT = case("first-sync")["root"]
NOON = seconds("2026-11-24T12:30:00Z")


def client(*sources, to: Path, **more) -> Client:
    """Return a client of some sources that keeps its copy in a folder."""
    told = {"now": lambda: NOON, "sleep": lambda seconds: None} | more
    return Client([str(source) for source in sources], CHANNEL, to / "state.json", ROOT, **told)


class Server:
    """A web server of which a test says what it answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, str | None]] = []
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tag = self.headers.get("If-None-Match")
                told.asked.append((self.path, tag))
                status, headers, body = told.answers.pop(0) if told.answers else told.file(self.path, tag)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def file(self, path: str, tag: str | None) -> tuple[int, dict[str, str], bytes]:
        at = self.folder / path.lstrip("/")
        if not at.is_file():
            return 404, {}, b""
        own = f'"{at.stat().st_mtime_ns}"'
        return (304, {"ETag": own}, b"") if tag == own else (200, {"ETag": own}, at.read_bytes())
