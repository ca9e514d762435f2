"""Every task by keyboard alone, on a phone’s width, with the focus in sight at every stop."""

import pytest
from playwright.sync_api import expect

from browser.pages import PAGES

ANSWER = "/fr/applications/tiktok/?organisation=culture&device=professional_phone"


@pytest.fixture
def phone(window):
    """Return a narrow window, which has to be free of complaints after the task too."""
    opened = window(390)
    yield opened
    opened.assert_sound()


def test_an_answer_is_found_by_suggestions(phone):
    page, keys = phone.page, phone.page.keyboard
    page.goto("/fr/")
    phone.tabs_to("q")
    keys.type("tik tok")
    page.wait_for_selector("[role=option]")
    keys.press("ArrowDown")
    chosen = page.locator("[aria-selected=true]")
    assert page.get_attribute("#q", "aria-activedescendant") == chosen.get_attribute("id")
    assert chosen.evaluate("one => parseFloat(getComputedStyle(one).outlineWidth)") >= 3
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("TikTok")


def test_organisation_and_device_are_changed_and_keep_the_focus(phone):
    page, keys = phone.page, phone.page.keyboard
    page.goto(ANSWER)
    phone.tabs_to("organisation")
    keys.press("P")
    page.wait_for_url("**/?organisation=premier-ministre&**")
    expect(page.locator("#organisation")).to_be_focused()
    assert phone.outline >= 3
    keys.press("Tab")
    assert phone.focused == "device"
    keys.press("ArrowDown")
    page.wait_for_url("**/?organisation=premier-ministre&device=professional_tablet")
    expect(page.locator("#device")).to_be_focused()


def test_why_is_opened_and_read_to_its_source(phone):
    page = phone.page
    page.goto(ANSWER)
    phone.tabs_to("Pourquoi\N{NARROW NO-BREAK SPACE}?")
    page.keyboard.press("Enter")
    assert page.locator(".ladder").is_visible()
    phone.tabs_to("Interdiction des applications récréatives…")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Interdiction des applications récréatives")


def test_a_list_is_narrowed_ordered_and_widened_again(phone):
    page, keys = phone.page, phone.page.keyboard
    page.goto("/fr/applications/")
    phone.tabs_to("Affiner la liste")
    keys.press("Enter")
    phone.tabs_to("Interdite…")
    keys.press("Enter")
    page.wait_for_url("**status=prohibited**")
    phone.tabs_to("Ordre…")
    keys.press("Enter")
    phone.tabs_to("Par nom, de Z à A")
    keys.press("Enter")
    page.wait_for_url("**sort=-name**")
    expect(page.locator("tbody th a").first).to_have_text("Twitter (X)")
    phone.tabs_to("Retirer le filtre…")
    keys.press("Enter")
    page.wait_for_url(lambda address: "status" not in address)
    assert page.locator(".chip").count() == 0
    expect(page.locator("tbody th a").first).to_have_text("Zoom")


def test_applications_are_compared(phone):
    page, keys = phone.page, phone.page.keyboard
    page.goto(ANSWER)
    phone.tabs_to("Comparer avec d’autres applications")
    keys.press("Enter")
    page.wait_for_url("**/compare/?**")
    phone.tabs_to("add")
    keys.type("tchap")
    keys.press("Enter")
    page.wait_for_url("**application=tchap**")
    assert page.locator(".compared .line-name").all_inner_texts() == ["TikTok", "Tchap"]
    phone.tabs_to("Retirer\N{NO-BREAK SPACE}: TikTok")
    keys.press("Enter")
    page.wait_for_url(lambda address: "tiktok" not in address)


def test_a_notice_is_opened_from_the_timeline_which_can_be_skipped(phone):
    page, keys = phone.page, phone.page.keyboard
    page.goto("/fr/announcements/")
    phone.tabs_to("Passer la frise")
    keys.press("Enter")
    assert phone.focused == "notices"
    keys.press("Tab")
    assert phone.focused.startswith("Visio")
    page.goto("/fr/announcements/")
    phone.tabs_to("24 mars 2023…")
    keys.press("Enter")
    expect(page.locator("h1")).to_contain_text("Interdiction des applications récréatives")
    assert page.locator("blockquote").first.is_visible()


def test_changes_are_filtered(phone):
    page, keys = phone.page, phone.page.keyboard
    page.goto("/fr/changes/")
    phone.tabs_to("outcome")
    keys.press("I")
    phone.tabs_to("Afficher")
    keys.press("Enter")
    page.wait_for_url("**outcome=prohibited**")
    assert page.locator(".chip").count() == 1


def test_the_poster_is_fetched(phone):
    page, keys = phone.page, phone.page.keyboard
    page.goto(ANSWER)
    phone.tabs_to("Télécharger le code QR (SVG)")
    with page.expect_download() as fetched:
        keys.press("Enter")
    assert fetched.value.suggested_filename.endswith(".svg")
    page.goto(ANSWER)
    phone.tabs_to("http…")
    assert "/a/tiktok?organisation=culture" in phone.focused
    with page.expect_navigation():
        keys.press("Enter")
    assert page.url.endswith(ANSWER)


def test_the_language_is_changed_on_the_same_page(phone):
    page = phone.page
    page.goto(ANSWER)
    phone.tabs_to("English")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/applications/tiktok/?organisation=culture&device=professional_phone")
    expect(page.locator(".card-word")).to_contain_text("Prohibited")


def test_the_first_stop_leads_to_the_content(phone):
    page, keys = phone.page, phone.page.keyboard
    page.goto(ANSWER)
    keys.press("Tab")
    assert phone.outline >= 3
    assert page.locator(".skip").bounding_box()["x"] >= 0
    keys.press("Enter")
    assert phone.focused == "content"
    keys.press("Tab")
    assert phone.focused == "Accueil"


def test_suggestions_are_closed_and_what_was_typed_stays(phone):
    page, keys = phone.page, phone.page.keyboard
    page.goto("/fr/")
    phone.tabs_to("q")
    keys.type("tik tok")
    page.wait_for_selector("[role=option]")
    keys.press("Escape")
    assert page.locator("[role=option]:visible").count() == 0
    assert page.input_value("#q") == "tik tok"
    keys.press("Tab")
    assert phone.focused == "organisation"


@pytest.mark.parametrize("address", PAGES)
def test_the_keyboard_is_trapped_nowhere_and_walks_to_the_end_of_the_page(phone, address):
    page = phone.page
    page.goto(f"/fr/{address}")
    first, *others = phone.walk()
    assert (first, others[-1]) == ("Aller au contenu", "Plan du site")
