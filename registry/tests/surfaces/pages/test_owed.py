"""The pages that a State site owes its readers."""

import pytest

from registry.requests.models import CONTACT_DAYS, KEPT_DAYS

pytestmark = pytest.mark.django_db

ANSWERED_FOR = {
    "PUBLISHER": "Direction du registre",
    "PUBLICATION_DIRECTOR": "Camille Martin",
    "HOSTED_BY": "Hébergeur d’État, 1 rue des Serveurs",
    "CONTACT": "registre@aval.example",
}


def test_a_copy_that_names_nobody_says_so(get):
    assert "This copy names nobody" in get("/en/legal/").text


def test_the_legal_notice_names_whoever_the_settings_name(get, settings):
    for name, value in ANSWERED_FOR.items():
        setattr(settings, name, value)
    markup = get("/en/legal/")
    assert "names nobody" not in markup.text
    for value in ANSWERED_FOR.values():
        assert value in markup.text
    assert "mailto:registre@aval.example" in markup.links


def test_what_a_setting_holds_is_text(client, settings):
    settings.PUBLISHER = settings.CONTACT = "<script>alert(1)</script>"
    assert b"<script>" not in client.get("/fr/legal/").content


def test_a_contact_may_be_a_page(get, settings):
    settings.PUBLISHER, settings.CONTACT = "Direction", "https://aval.example/contact"
    assert "https://aval.example/contact" in get("/fr/legal/").links


def test_how_long_a_request_is_kept_is_what_is_done(get):
    text = get("/en/privacy/").text
    assert f"It is deleted {KEPT_DAYS} days after you sent it" in text
    assert f"after {CONTACT_DAYS} days at the latest" in text
