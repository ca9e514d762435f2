"""Programs that Debian brings: where they are, and how one runs in a folder of its own with a file laid down in it."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

PACKAGES = {
    "named": "bind9",
    "named-checkzone": "bind9-utils",
    "unbound": "unbound",
    "unbound-checkconf": "unbound",
    "chromium": "chromium",
    "firefox-esr": "firefox-esr",
    "npm": "npm",
    "node": "nodejs",
    "unshare": "util-linux",
    "getent": "libc-bin",
}
"""The package of each program."""

WHERE = os.pathsep.join((os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"))
"""Resolvers lie where only administrators look."""

LAID_DOWN = """
set -e
mount -t tmpfs none "$1"
mkdir "$1/upper" "$1/work"
mount -t overlay none -o "lowerdir=/etc,upperdir=$1/upper,workdir=$1/work" /etc
mkdir -p "$(dirname "$3")"
cat "$2" >> "$3"
shift 3
exec "$@"
"""
"""Adds a file to what lies in /etc, in a layer that nobody else sees and that ends with the program."""


def program(name: str) -> str:
    """Return where a program is; fail with what to do where it is not here."""
    found = shutil.which(name, path=WHERE)
    if found is None:
        pytest.fail(f"{name} is not here: apt-get install {PACKAGES[name]}.")
    return found


def run(name: str, *arguments: str | Path, **options: object) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end, and return what it said."""
    command = [program(name), *map(os.fspath, arguments)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, **options)


def with_file(name: str, file: Path, at: str, scratch: Path) -> list[str]:
    """Return a command that runs a program which finds a file at a place below /etc, and nobody else does.

    The place exists in a mount namespace of the program's own; `scratch` is an empty folder that it stands on.
    """
    own = [program("unshare"), "--mount", "--propagation", "private"]
    if os.geteuid() != 0:
        own.append("--map-root-user")
    if subprocess.run([*own, "true"], check=False, capture_output=True).returncode:
        pytest.fail("There are no private mount namespaces here: run as root, or allow user namespaces.")
    return [*own, "sh", "-c", LAID_DOWN, "sh", os.fspath(scratch), os.fspath(file), at, program(name)]


def script(command: list[str], path: Path, environment: Mapping[str, str]) -> Path:
    """Write a command as a script that takes further arguments, for who asks for a program by its path."""
    quoted = " ".join(_quoted(one) for one in command)
    lines = ["#!/bin/sh", *(f"export {name}={_quoted(value)}" for name, value in environment.items())]
    path.write_text("\n".join([*lines, f'exec {quoted} "$@"', ""]))
    path.chmod(0o755)
    return path


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
