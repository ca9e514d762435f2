"""Every task without JavaScript, on a phone’s width. Asking for an assessment so stands in test_requests.py."""

import pytest

ANSWER = "/fr/applications/tiktok/?organisation=culture&device=professional_phone"


@pytest.fixture
def phone(window):
    """Return a phone that runs no script; what it shows has to be sound after the task too."""
    opened = window(390, java_script_enabled=False)
    yield opened
    opened.assert_sound()


def test_an_answer_is_found_by_its_name(phone):
    page = phone.page
    page.goto("/fr/")
    page.fill("#q", "tik tok")
    page.select_option("#organisation", "culture")
    page.get_by_role("button", name="Rechercher").click()
    page.wait_for_url("**/applications/?q=tik+tok&**")
    page.get_by_role("link", name="TikTok", exact=True).click()
    page.wait_for_url("**/applications/tiktok/**")
    assert "Application interdite" in page.inner_text(".card")
    assert page.input_value("#organisation") == "culture"


def test_nothing_found_leads_to_the_request_for_an_assessment(phone):
    page = phone.page
    page.goto("/fr/applications/?q=no-such-thing&organisation=culture")
    page.get_by_role("link", name="Demander une évaluation").click()
    page.wait_for_url("**/requests/**")
    assert page.input_value("#application") == "no-such-thing"
    assert page.input_value("#organisation") == "culture"


def test_organisation_and_device_are_changed_by_a_button(phone):
    page = phone.page
    page.goto(ANSWER)
    page.select_option("#organisation", "justice")
    page.select_option("#device", "professional_tablet")
    page.get_by_role("button", name="Afficher").click()
    page.wait_for_url("**/?organisation=justice&device=professional_tablet")
    assert "Non répertoriée" in page.inner_text(".card")


def test_why_is_opened_and_read_to_its_source(phone):
    page = phone.page
    page.goto(ANSWER)
    assert not page.locator(".ladder").is_visible()
    page.locator(".why > summary").click()
    page.locator(".ladder").get_by_role("link", name="Interdiction des applications récréatives").click()
    page.wait_for_url("**/announcements/**")
    assert page.locator("blockquote").first.is_visible()


def test_a_list_is_narrowed_ordered_and_widened_again(phone):
    page = phone.page
    page.goto("/fr/applications/")
    page.locator(".facets > summary").click()
    page.locator(".facet .option", has_text="Interdite").click()
    page.wait_for_url("**status=prohibited**")
    page.locator(".order > summary").click()
    page.locator(".order .option", has_text="Par nom, de Z à A").click()
    page.wait_for_url("**status=prohibited&sort=-name")
    assert page.locator("tbody th a").first.inner_text() == "Twitter (X)"
    page.locator(".chip").click()
    page.wait_for_url("**/applications/?sort=-name")
    assert page.locator("tbody th a").first.inner_text() == "Zoom"


def test_applications_are_compared(phone):
    page = phone.page
    page.goto(ANSWER)
    page.get_by_role("link", name="Comparer avec d’autres applications").click()
    page.wait_for_url("**/compare/?**")
    page.fill("#add", "tchap")
    page.get_by_role("button", name="Comparer").click()
    page.wait_for_url("**application=tchap**")
    assert page.locator(".compared .line-name").all_inner_texts() == ["TikTok", "Tchap"]
    page.locator(".chip").first.click()
    page.wait_for_url(lambda address: "tiktok" not in address)
    assert page.locator(".compared .line-name").all_inner_texts() == ["Tchap"]


def test_a_notice_is_opened_from_the_timeline(phone):
    page = phone.page
    page.goto("/fr/announcements/")
    page.locator(".lanes-narrow a .reach").first.click()
    page.wait_for_url("**/announcements/*/")
    assert page.locator("#rulings").is_visible()


def test_changes_are_filtered(phone):
    page = phone.page
    page.goto("/fr/changes/")
    page.select_option("#outcome", "prohibited")
    page.get_by_role("button", name="Afficher").click()
    page.wait_for_url("**outcome=prohibited**")
    assert page.locator(".chip").count() == 1


def test_the_short_address_and_the_code_lead_back(phone):
    page = phone.page
    page.goto(ANSWER)
    with page.expect_navigation():
        page.locator(".code figcaption a").first.click()
    assert page.url.endswith(ANSWER)
    code = page.request.get(page.get_attribute(".code img", "src"))
    assert code.headers["content-type"] == "image/svg+xml"


def test_the_language_is_changed_on_the_same_page(phone):
    page = phone.page
    page.goto(ANSWER)
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/applications/tiktok/?organisation=culture&**")
    assert "Prohibited" in page.inner_text(".card")
