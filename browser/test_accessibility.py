"""The rules of axe-core on every page and in every state, in both languages, at three widths, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from browser.axe import broken
from browser.lost import LOST, lose
from browser.pages import ADMIN, DEAD_ENDS, LANGUAGES, PAGES, WIDTHS

OPEN_ALL = """
() => {
    const closed = [...document.querySelectorAll('details:not([open])')];
    closed.forEach(one => { one.open = true });
    return closed.length;
}
"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", [*PAGES, *DEAD_ENDS])
def test_a_page_breaks_no_rule_however_it_is_shown(window, language, address):
    shown = window()
    shown.page.goto(f"/{language}/{address}")
    shown.assert_accessible("as it comes")
    if shown.page.evaluate(OPEN_ALL):
        shown.assert_accessible("all opened")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("happened", LOST)
def test_an_error_that_no_address_shows_breaks_none_either(window, rf, language, happened):
    shown = window()
    lose(shown.page, rf.get(f"/{language}/lost/"), happened, language)
    shown.assert_accessible(happened)
    for width in WIDTHS:
        shown.page.set_viewport_size({"width": width, "height": 844})
        assert shown.width <= width, width


@pytest.mark.parametrize("language", LANGUAGES)
def test_suggestions_break_no_rule_while_they_stand_open(window, language):
    shown = window()
    page = shown.page
    page.goto(f"/{language}/")
    page.locator("#q").press_sequentially("ti")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    shown.assert_accessible("suggestions")
    assert page.locator("[role=option][aria-selected=true]").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_into_the_administration_breaks_none(window, language):
    shown = window(locale=language)
    shown.page.goto(ADMIN)
    assert shown.page.get_attribute("html", "lang") == language
    shown.assert_accessible("sign in")
    shown.page.fill("#id_username", "nobody")
    shown.page.fill("#id_password", "wrong")
    shown.page.keyboard.press("Enter")
    shown.page.wait_for_selector(".errornote")
    shown.assert_accessible("refused")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_poster_breaks_none(window, language):
    shown = window(1280)
    shown.page.goto(f"/{language}/applications/tiktok/?organisation=culture")
    shown.page.emulate_media(media="print")
    assert broken(shown.page) == []


def test_a_scheme_of_colours_changes_nothing_but_colours():
    sheets = [path.read_text() for path in Path(settings.BASE_DIR, "static", "aval").glob("*.css")]
    schemes = re.findall(r"prefers-color-scheme:[^{]*\{\s*([^{]*)\{([^}]*)\}\s*\}", "".join(sheets))
    assert "".join(sheets).count("prefers-color-scheme") == len(schemes) == 1
    ((selector, body),) = schemes
    assert selector.strip() == ":root"
    assert re.fullmatch(r"(\s*--[a-z-]+: #[0-9a-f]+;)+\s*", body)
