"""Firefox, driven by the protocol that it speaks itself (Marionette, level 3): JSON arrays, each after its length."""

import contextlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATIENCE = 120  # seconds until a browser is there

PREFERENCES = {
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
}
"""A browser that speaks to the proxy, and to its makers not at all."""


class Firefox:
    """A running Firefox."""

    def __init__(self, connection: socket.socket) -> None:
        """Open a session."""
        self._connection, self._stream = connection, connection.makefile("rb")
        self._number = 0
        self._read()  # who it is
        self.ask("WebDriver:NewSession")

    def ask(self, command: str, **parameters: Any) -> Any:
        """Return what a command gives; raise `RuntimeError` with what the browser says where it fails."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._connection.sendall(f"{len(message)}:".encode() + message)
        _type, number, error, result = self._read()
        assert number == self._number
        if error:
            raise RuntimeError(f"{error['error']}: {error['message']}")
        return result

    def opens(self, address: str) -> bool:
        """Tell whether an address opens, or the policy blocks it; whatever else happens is raised."""
        try:
            self.ask("WebDriver:Navigate", url=address)
        except RuntimeError as error:
            if "blockedByPolicy" not in str(error):
                raise
            return False
        return True

    def tell(self, script: str) -> Any:
        """Return what a script returns that runs with the rights of the browser itself."""
        self.ask("Marionette:SetContext", value="chrome")
        told = self.ask("WebDriver:ExecuteScript", script=script, args=[])["value"]
        self.ask("Marionette:SetContext", value="content")
        return told

    def _read(self) -> Any:
        length = b""
        while (one := self._stream.read(1)) != b":":
            assert one, "Firefox has hung up"
            length += one
        return json.loads(self._stream.read(int(length)))


@contextlib.contextmanager
def firefox(command: list[str], profile: Path, proxy: int) -> Iterator[Firefox]:
    """Run Firefox behind a proxy until it is no longer needed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    wanted = PREFERENCES | {"network.proxy.http_port": proxy, "marionette.port": port}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wanted.items()]
    profile.mkdir()
    profile.joinpath("user.js").write_text("\n".join(lines))
    arguments = ["--headless", "--no-remote", "--marionette", "-remote-allow-system-access", "--profile"]
    with profile.with_suffix(".log").open("w") as said:
        browser = subprocess.Popen(
            [*command, *arguments, os.fspath(profile)],
            env=os.environ | {"HOME": os.fspath(profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=said,
            stderr=said,
        )
    try:
        with _reached(port, browser) as connection:
            running = Firefox(connection)
            yield running
            running.ask("Marionette:Quit", flags=["eForceQuit"])
        browser.wait(30)
    finally:
        browser.kill()
        browser.wait()


def _reached(port: int, browser: "subprocess.Popen[bytes]") -> socket.socket:
    deadline = time.monotonic() + PATIENCE
    while browser.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port))
        time.sleep(0.2)
    raise AssertionError("Firefox does not answer.")
