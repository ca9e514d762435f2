"""The rules of axe-core on every page, in both languages, at three widths, in light and in dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from browser.pages import DEAD_ENDS, LANGUAGES, PAGES, SCHEMES, WIDTHS

OPTIONS = {"resultTypes": ["violations"], "preload": False}  # nothing of ours comes from elsewhere


def assert_without_violation(page: Page, state: str = "") -> None:
    found = Axe().run(page, options=OPTIONS)
    assert found.violations_count == 0, f"{page.url} {state}: {found.generate_report()}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", [*PAGES, *DEAD_ENDS])
def test_a_page_breaks_no_rule_however_it_is_shown(window, language, address):
    page = window().page
    page.goto(f"/{language}/{address}")
    for opened in (False, True):
        if opened:
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                assert_without_violation(page, f"{width} {scheme}{' opened' if opened else ''}")
