"""Asking as an agent does: the answer on one screen, changed without leaving it, remembered, printed, compared."""

import pytest
from playwright.sync_api import expect

ANSWER = "/fr/applications/tiktok/"
AT_CULTURE = f"{ANSWER}?organisation=culture"


@pytest.fixture
def phone(window):
    """Return a phone that was never here."""
    return window(390)


def bottom(page, selector):
    """Return how far down the window something ends, in pixels."""
    box = page.locator(selector).bounding_box()
    return box["y"] + box["height"]


def test_the_answer_its_reasons_and_what_to_use_instead_stand_on_one_screen_of_a_phone(phone):
    phone.page.goto(AT_CULTURE)
    assert "Application interdite" in phone.page.locator(".card").inner_text()
    for part in (".breadcrumb", "h1", "#organisation", "#device", ".card", ".why > summary"):
        assert bottom(phone.page, part) <= 844, part
    assert bottom(phone.page, "section:has(> #alternatives)") <= 844
    assert not phone.page.locator(".ladder").is_visible()
    phone.page.locator(".why > summary").click()
    assert phone.page.locator(".ladder").is_visible()


@pytest.mark.parametrize("scripted", [True, False])
def test_why_stands_open_where_there_is_room(window, scripted):
    page = window(1280, java_script_enabled=scripted).page
    page.goto(AT_CULTURE)
    assert page.locator(".ladder").is_visible()
    assert page.locator(".why-heading").is_visible()
    assert not page.locator(".why > summary").is_visible()


def test_a_change_is_answered_without_a_page_load(phone):
    page = phone.page
    page.goto(ANSWER)
    page.evaluate("window.stayed = true")
    page.focus("#organisation")
    page.select_option("#organisation", "culture")
    page.wait_for_url("**/?organisation=culture&device=professional_phone")
    expect(page.locator("[role=status]")).to_contain_text("Application interdite. Non\xa0: TikTok est interdite")
    assert page.evaluate("[window.stayed, document.activeElement.id]") == [True, "organisation"]
    assert page.title().startswith("TikTok\xa0: Interdite (Ministère de la Culture)")
    assert page.locator("link[rel=canonical]").count() == 1
    page.select_option("#device", "professional_tablet")
    page.wait_for_url("**device=professional_tablet")
    expect(page.locator(".card-word")).to_contain_text("Non répertoriée")
    page.go_back()
    expect(page.locator(".card-word")).to_contain_text("Application interdite")
    assert page.evaluate("window.stayed")
    assert page.input_value("#device") == "professional_phone"
    phone.assert_sound()


def test_a_change_that_cannot_be_fetched_is_answered_by_a_page(phone):
    page = phone.page
    page.goto(ANSWER)
    page.route(
        "**/choice/", lambda route: route.abort() if route.request.resource_type == "fetch" else route.fallback()
    )
    page.select_option("#organisation", "culture")
    page.wait_for_url("**/?organisation=culture&device=professional_phone")
    assert "Application interdite" in page.locator(".card").inner_text()


def test_a_choice_is_made_once_and_an_address_passes_before_it(phone):
    page = phone.page
    page.goto("/fr/")
    with page.expect_response("**/choice/"):
        page.select_option("#organisation", "culture")
    page.goto(ANSWER)
    assert page.url.endswith(f"{ANSWER}?organisation=culture&device=professional_phone")
    page.goto("/a/tiktok")
    assert page.url.endswith(f"{ANSWER}?organisation=culture&device=professional_phone")
    page.goto(f"{ANSWER}?device=workstation")
    assert page.input_value("#organisation") == "etat"


def test_without_scripts_it_takes_a_button_and_is_forgotten_by_one(window):
    phone = window(390, java_script_enabled=False)
    page = phone.page
    page.goto(ANSWER)
    page.select_option("#organisation", "culture")
    page.locator(".asking-quiet button").click()
    assert page.url.endswith(f"{ANSWER}?organisation=culture&device=professional_phone")
    page.goto("/fr/")
    assert page.input_value("#organisation") == "culture"
    page.goto("/fr/privacy/")
    page.locator("button[name=forget]").click()
    assert page.context.cookies() == []
    phone.assert_sound()


def test_printed_it_is_a_poster_with_its_code(window):
    shown = window(1280)
    page = shown.page
    page.goto(AT_CULTURE)
    with page.expect_response("**/a/tiktok/qr.svg?organisation=culture"):
        assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    for there in (".title h1", ".card", ".code img", ".sheet .only-print"):
        assert page.locator(there).is_visible(), there
    for away in (".head", ".foot", ".asking", ".why", "#everywhere", "#identifiers"):
        assert not page.locator(away).is_visible(), away


def test_a_comparison_is_a_list_on_a_phone_and_a_matrix_where_there_is_room(phone):
    page = phone.page
    page.goto("/fr/compare/?application=tiktok&application=tchap")
    for width, table, listed in ((320, False, True), (390, False, True), (899, False, True), (900, True, False)):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.locator(".matrix").is_visible() is table
        assert page.locator(".compared").is_visible() is listed
        phone.assert_sound()
    page.evaluate("scrollTo(0, 900)")
    assert page.locator(".matrix thead th").first.bounding_box()["y"] == 0


def test_a_suggestion_is_taken_by_touch(window):
    phone = window(390, has_touch=True)
    page = phone.page
    page.goto("/fr/")
    page.locator("#q").press_sequentially("tik tok")
    option = page.locator("[role=option]").first
    expect(option).to_contain_text("TikTok")
    assert option.bounding_box()["height"] >= 44
    option.tap()
    page.wait_for_url("**/applications/tiktok/**")
    phone.assert_sound()
