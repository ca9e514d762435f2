"""Asking for an assessment in a browser: by keyboard alone, without JavaScript, and with every state looked at."""

import pytest

from browser.pages import LANGUAGES

TYPING = 2_500
"""Milliseconds that a person takes at least: the form refuses whoever is faster."""

SAID = {"fr": ("Reçue", "Pour dessiner."), "en": ("Received", "To draw.")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_is_sent_by_keyboard_its_mistakes_are_found_and_it_is_followed(window, language):
    opened = window()
    page, keys = opened.page, opened.page.keyboard
    headline, need = SAID[language]
    page.goto(f"/{language}/requests/?application=Nobody%20knows&organisation=culture")
    page.wait_for_timeout(TYPING)
    opened.tabs_to("contact")
    keys.type("nobody")
    keys.press("Enter")
    page.wait_for_selector("#mistakes")
    assert opened.focused == "mistakes", "what is wrong is read first"
    assert opened.outline >= 3
    opened.assert_accessible("mistakes")
    keys.press("Tab")
    keys.press("Enter")
    assert opened.focused == "need", "a mistake leads to where it is mended"
    keys.type(need)
    opened.tabs_to("contact")
    keys.press("Control+a")
    keys.press("Delete")
    keys.press("Enter")
    page.wait_for_selector("#standing")
    assert page.inner_text("#standing") == headline
    assert need in page.inner_text("main")
    opened.assert_accessible("followed")
    page.reload()
    assert page.inner_text("#standing") == headline, "nothing is sent again"
    opened.complaints = [one for one in opened.complaints if " 400 " not in one]  # the mistakes
    opened.assert_silent()


def test_what_is_answered_already_is_asked_again_without_javascript(window):
    page = window(width=390, java_script_enabled=False).page
    page.goto("/fr/requests/?application=tiktok&organisation=culture")
    page.wait_for_timeout(TYPING)
    assert "Application interdite" in page.inner_text("main")
    page.fill("#need", "Pour un concours.")
    page.click(".request-form button")
    assert page.locator("#mistakes a").get_attribute("href") == "#anyway"
    page.check("#anyway")
    page.click(".request-form button")
    assert "TikTok" in page.inner_text("h1 + .lead")


def test_nobody_meets_the_trap(window):
    opened = window()
    opened.page.goto("/fr/requests/")
    box = opened.page.locator("#website").bounding_box()
    assert box is None or box["x"] < 0
    for _stop in range(40):
        opened.page.keyboard.press("Tab")
        assert opened.focused != "website"
