"""What these tests share: the files as a running server gives them, and a web that is everywhere."""

import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from programs.anywhere import Anywhere, anywhere
from programs.material import registry_of_sites


@pytest.fixture
def address(live_server: Any) -> Callable[..., str]:
    """Return a way to tell the address of a file of the ministry of culture, on a server that gives it."""
    registry_of_sites()
    return lambda name, mode="default-allow": (
        f"{live_server.url}/api/v1/organisations/culture/exports/{name}/?device=workstation&mode={mode}"
    )


@pytest.fixture
def file(address: Callable[..., str], tmp_path: Path) -> Callable[..., Path]:
    """Return a way to fetch a file to where a program finds it."""

    def fetch(name: str, mode: str = "default-allow") -> Path:
        path = tmp_path / f"{name}-{mode}"
        with urllib.request.urlopen(address(name, mode)) as answer:
            path.write_bytes(answer.read())
        return path

    return fetch


@pytest.fixture
def sites() -> Iterator[Anywhere]:
    """Be every site."""
    with anywhere() as one:
        yield one
