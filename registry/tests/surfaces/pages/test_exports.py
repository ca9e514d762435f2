"""The pages of the files for device management: what is on offer, and the report on each file."""

import re
from copy import deepcopy
from datetime import date

import pytest

from registry.models import BaselineEntry, Organisation
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.pages.exports import reported
from registry.terms import DeviceClass, Outcome
from registry.tests.scene import Scene
from registry.tests.surfaces.noon import laid_at_noon

OFFERED = "/en/organisations/culture/exports/"
FIREFOX = f"{OFFERED}firefox-policy/"
FILE = "/api/v1/organisations/culture/exports/firefox-policy/"
WORKSTATION = [DeviceClass.WORKSTATION.value]


def begin(scene: Scene) -> None:
    root = scene.organisation("etat")
    scene.ministry = scene.organisation("culture", below=root)
    social = scene.category("social")
    scene.clips, scene.chat, scene.notes = (scene.application(name, social) for name in ("clips", "chat", "notes"))
    scene.identifier(scene.clips, "dns_domain", "clips.example")
    scene.identifier(scene.notes, "dns_domain", "notes.example")
    scene.ban = scene.rules(root, scene.clips, device_classes=WORKSTATION, comply_by=date(2026, 12, 31))
    scene.unsaid = [
        scene.rules(root, scene.chat, device_classes=WORKSTATION),
        scene.rules(root, scene.notes, Outcome.CONDITIONAL, device_classes=WORKSTATION),
    ]


laid_state = laid_at_noon(begin)


@pytest.fixture
def scene(laid_state, db):
    """Stand on a ministry with a ban that Firefox can name, one that it cannot, and a use on conditions."""
    return deepcopy(laid_state)


def test_the_list_says_of_each_file_what_it_covers_and_where_it_is(scene, get):
    markup = get(f"{OFFERED}?device=workstation")
    assert "It names 1 of 2 prohibited applications. It leaves something unsaid on 2 applications." in markup.text
    assert f"{FILE}?device=workstation&mode=default-allow" in markup.links
    assert f"{FIREFOX}?device=workstation&mode=default-allow" in markup.links
    for format_ in FORMATS.values():
        assert (str(format_.label) in markup.text) == (DeviceClass.WORKSTATION in format_.devices)


@pytest.mark.parametrize("device", DeviceClass)
def test_each_device_class_has_the_formats_that_serve_it_and_says_so_where_none_does(scene, get, device):
    markup = get(f"{OFFERED}?device={device}")
    serving = [one for one in FORMATS.values() if device in one.devices]
    assert {one for one in markup.links if re.search(r"^/en/.*/exports/[\w-]+/", one)} == {
        f"{OFFERED}{one.name}/?device={device}&mode=default-allow" for one in serving
    }
    assert ("There is no file for these devices in this mode yet." in markup.text) == (not serving)


def test_what_is_shown_is_chosen_by_links_that_say_so(scene, get):
    markup = get(f"{OFFERED}?device=workstation&mode=default-deny")
    shown = [one["href"] for one in markup.all("a") if one["href"].startswith("?") and one.get("aria-current")]
    assert shown == ["?device=workstation&mode=default-deny"] * 2
    assert "?device=workstation&mode=default-allow" in markup.links
    assert "What is not listed is allowed (the rule here)" in markup.text


def test_a_file_that_is_refused_has_no_download_and_says_what_to_do(scene, get):
    for address in (f"{OFFERED}?device=workstation&mode=default-deny", f"{FIREFOX}?mode=default-deny"):
        markup = get(address)
        assert "Not given. A file that denies what is not listed would leave devices without: Sign-in." in markup.text
        assert f"{FILE}?device=workstation&mode=default-deny" not in markup.links


def test_the_mode_is_that_of_the_default_rule_where_none_is_asked_for(scene, get):
    scene.publish(BaselineEntry(organisation=scene.ministry, application=scene.notes, role="sign_in"))
    scene.organisation("strict", below=Organisation.objects.get(slug="culture"), default_rule="deny")
    markup = get("/en/organisations/strict/exports/firefox-policy/")
    assert "/api/v1/organisations/strict/exports/firefox-policy/?device=workstation&mode=default-deny" in markup.links
    assert "It names 1 of 2 prohibited applications. It allows 1 application." in markup.text


def test_the_report_tells_what_is_left_unsaid_by_its_causes_what_is_prohibited_first(scene, get):
    text = get(FIREFOX).text
    unsaid = text.split("What it leaves unsaid")[1]
    no_identifier, conditions = unsaid.split("Its conditions are for people to keep: the file allows it without them.")
    assert "The registry knows no identifier of it that this format can name. Enter one in" in no_identifier
    assert "Chat Prohibited" in no_identifier
    assert "Tell your agents the conditions; its page states them. Notes Approved with conditions" in conditions
    assert "Clips" not in unsaid


def test_the_report_leads_to_the_answers_for_these_devices(scene, get):
    assert "/en/applications/chat/?organisation=culture&device=workstation" in get(FIREFOX).links
    assert "/fr/applications/chat/?organisation=culture&device=workstation" in get(FIREFOX.replace("en", "fr", 1)).links


def test_the_report_tells_the_deadlines_ahead(scene, get):
    told = "Deadlines ahead People have until then; the file enforces it already. Clips 31 December 2026"
    assert told in get(FIREFOX).text


def test_what_the_page_gives_to_download_and_to_poll_is_the_file(scene, get, client):
    markup = get(FIREFOX)
    (button,) = [one for one in markup.all("a") if "download" in one]
    assert button["download"] == "aval-culture-workstation-firefox-policy-default-allow.json"
    downloaded = client.get(button["href"])
    assert downloaded.headers["Content-Disposition"] == f'attachment; filename="{button["download"]}"'
    (polled,) = re.findall(r"curl \S+ .*'(http://testserver\S+)'", markup.text)
    assert polled.removeprefix("http://testserver") == button["href"]
    assert client.get(polled, headers={"if-none-match": downloaded.headers["ETag"]}).status_code == 304


def test_more_lines_than_a_page_shows_are_counted_and_are_in_the_report(scene, get, client, monkeypatch):
    monkeypatch.setattr(reported, "MOST", 0)
    markup = get(FIREFOX)
    assert markup.text.count("1 more is in the report.") == 2
    (address,) = {one for one in markup.links if "/report/" in one}
    assert len(client.get(address).json()["not_expressed"]) == 2


def test_a_file_that_says_all_says_that_it_does(scene, get):
    for ruling in scene.unsaid:
        scene.withdraws(ruling, date(2026, 11, 1))
    text = get(FIREFOX).text
    assert "What it leaves unsaid Nothing: it says all that holds on these devices." in text
    assert "It names 1 of 1 prohibited application. It leaves" not in get(f"{OFFERED}?device=workstation").text


def test_where_nothing_is_prohibited_a_file_says_so(scene, get):
    for ruling in (scene.ban, *scene.unsaid):
        scene.withdraws(ruling, date(2026, 11, 1))
    assert "Covers Nothing is prohibited on these devices." in get(FIREFOX).text


@pytest.mark.parametrize("page", [OFFERED, FIREFOX])
def test_the_pages_of_one_that_ended_lead_to_the_files_of_its_successor(scene, get, page):
    heir = scene.organisation("heir", below=Organisation.objects.get(slug="etat"))
    scene.ends(scene.ministry, date(2026, 11, 1), heir)
    markup = get(page, status=410)
    assert "November 2026; heir (en) took over." in markup.text
    assert "/en/organisations/heir/exports/" in markup.links


def test_one_that_ended_without_a_successor_says_so(scene, get):
    scene.ends(scene.ministry, date(2026, 11, 1))
    assert "November 2026; the registry knows no successor." in get(OFFERED, status=410).text
    assert OFFERED not in get("/en/organisations/culture/").links


def test_the_pages_are_found_from_that_of_the_organisation_and_from_its_payload(scene, get, client):
    assert OFFERED in get("/en/organisations/culture/").links
    told = client.get("/api/v1/organisations/culture/").json()
    assert told["exports"] == "http://testserver/api/v1/organisations/culture/exports/"
    assert client.get(told["exports"]).status_code == 200


@pytest.mark.parametrize("address", ["/en/organisations/nowhere/exports/", f"{OFFERED}no-such-format/"])
def test_what_is_not_there_is_not_found(scene, get, address):
    get(address, status=404)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (f"{OFFERED}?device=fridge", "We know no device called “fridge”."),
        (f"{OFFERED}?mode=lenient", "This format has no mode “lenient”. It has: default-allow, default-deny."),
        (
            f"{FIREFOX}?device=professional_phone",
            "This format does not serve professional_phone. It serves:",
        ),
        (f"{FIREFOX}?since=3", "This format tells what holds now: leave since out."),
    ],
)
def test_a_wrong_value_is_named_with_what_would_do(scene, get, address, sentence):
    assert sentence in get(address, status=400).text
