"""What the tests in a real browser share: the demonstration as it is served, and Chromium before it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from browser.__main__ import SITE
from browser.site import chromium
from browser.window import Window


@pytest.fixture(scope="session")
def site() -> str:
    """Return the address of the demonstration."""
    if SITE not in os.environ:
        pytest.fail("No demonstration runs: `make browse` runs one, and these tests before it.")
    return os.environ[SITE]


@pytest.fixture(scope="session")
def people() -> dict[str, str]:
    """Return the passwords of the people of the demonstration."""
    return dict(line.split() for line in os.environ[f"{SITE}_PEOPLE"].splitlines())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium once for a process."""
    with chromium() as started:
        yield started


@pytest.fixture
def window(browser: Browser, site: str) -> Iterator[Callable[..., Window]]:
    """Return a way to open a window on the site, as somebody who was never there; it is closed after the test."""
    opened = []

    def open_one(width: int = 1280, **options: Any) -> Window:
        wanted = {"locale": "fr-FR", "viewport": {"width": width, "height": 844}, **options}
        context = browser.new_context(base_url=site, **wanted)
        context.set_default_timeout(15_000)
        opened.append(context)
        return Window(context.new_page(), site)

    yield open_one
    for context in opened:
        context.close()
