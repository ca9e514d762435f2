"""The page of one application: the answer first, then why, and never more than the evidence."""

import re
from copy import deepcopy
from datetime import date

import pytest
import segno

from registry.models import AnnouncedApplication, Decision, MinimumVersion, Quote
from registry.terms import DeviceClass, Outcome
from registry.tests.surfaces.noon import laid_at_noon

pytestmark = pytest.mark.django_db


def begin(scene):
    """Publish one application, at a ministry below the root."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    top, *of_top = scene.new_category("recreational", None)
    scene.category_of_chat, *of_category = scene.new_category("social", top)
    scene.publish(
        scene.root, *of_root, scene.ministry, *of_ministry, top, *of_top, scene.category_of_chat, *of_category
    )
    scene.chat = scene.application("chat", scene.category_of_chat)


laid_chat = laid_at_noon(begin)


@pytest.fixture
def chat(laid_chat, db):
    """Stand on a registry with one application, at a ministry below the root."""
    scene = deepcopy(laid_chat)
    return scene, scene.root, scene.ministry, scene.category_of_chat, scene.chat


def test_every_organisation_has_its_row_with_whoever_decided(chat, get):
    scene, root, ministry, category, application = chat
    scene.organisation("interieur", below=root)
    scene.rules(root, category, Outcome.CONDITIONAL, date(2024, 1, 1))
    scene.rules(ministry, application, Outcome.PROHIBITED, date(2024, 6, 1))
    markup = get("/en/applications/chat/?organisation=culture")
    here = "/en/applications/chat/?organisation="
    rows = [one for one in markup.all("a") if one["href"].startswith(here) and "hreflang" not in one]
    assert [one["href"] for one in rows] == [
        "/en/applications/chat/?organisation=etat",
        "/en/applications/chat/?organisation=culture",
        "/en/applications/chat/?organisation=interieur",
    ]
    assert rows[1]["aria-current"] == "true"
    assert "No: Chat has been prohibited on your professional phone since 1 June 2024." in markup.text


def test_a_stricter_ruling_below_outweighs_and_the_outweighed_one_says_so(chat, get):
    scene, root, ministry, _category, application = chat
    scene.rules(root, application, Outcome.APPROVED, date(2024, 1, 1))
    scene.rules(ministry, application, Outcome.PROHIBITED, date(2024, 6, 1))
    markup = get("/en/applications/chat/?organisation=culture")
    text = markup.text
    assert markup.links.count("/en/organisations/etat/?organisation=culture") == 1
    assert "It rests on:" not in text
    assert (
        "Approved etat (en): outweighed, since the ruling of culture (en) takes precedence. From 1 January 2024,"
        " without an end."
    ) in text


def test_conditions_add_up_with_the_highest_version_and_the_earliest_deadline(chat, get):
    scene, root, ministry, category, application = chat
    identifier = scene.identifier(application, "ios_bundle_id", "org.example.chat")
    for organisation, target, version, deadline in (
        (root, category, "7.1.10", date(2026, 12, 31)),
        (ministry, application, "7.1.9", date(2026, 12, 1)),
    ):
        decision = scene.unpublished(
            organisation,
            target,
            Outcome.CONDITIONAL,
            date(2026, 1, 1),
            comply_by=deadline,
            conditions_fr=f"Condition de {organisation.slug}.",
            conditions_en=f"Condition of {organisation.slug}.\nOn Sundays only.",
        )
        scene.publish(decision, MinimumVersion(decision=decision, identifier=identifier, version=version))
    text = get("/en/applications/chat/?organisation=culture").text
    assert "Yes, you may install Chat on your professional phone on these conditions:" in text
    assert "Condition of etat." in text
    assert "Condition of culture." in text
    assert text.count("On Sundays only.") == 1
    assert "iOS bundle identifier, version 7.1.10 or later: org.example.chat" in text
    assert "version 7.1.9" not in text
    assert "Devices must comply by: 1 December 2026" in text.replace("\xa0", " ")


def test_a_ruling_on_a_category_without_a_notice_speaks_of_no_notice(chat, get):
    scene, root, _ministry, category, _application = chat
    scene.rules(root, category)
    text = get("/en/applications/chat/").text
    assert "The ruling names the category; the registry placed Chat in it." in text
    assert "This ruling cites no notice." in text
    assert "The notice does not name it" not in text


def test_a_notice_without_a_link_to_the_application_is_not_said_to_name_it(chat, get):
    scene, root, _ministry, category, _application = chat
    scene.rules(root, category, basis=scene.announcement("ban"))
    text = get("/en/applications/chat/").text
    assert "The notice does not name it; the registry made that link." in text
    assert "It does not name Chat: the ruling reaches it through its category." in text


def test_a_notice_that_names_it_as_outside_its_scope_does_not_make_the_ban_its_own(chat, get):
    scene, root, _ministry, category, application = chat
    notice = scene.announcement("ban")
    link = AnnouncedApplication(
        announcement=notice, application=application, provenance="named_in_text", stance="outside"
    )
    scene.publish(notice, link)
    scene.rules(root, category, basis=notice)
    assert "The notice does not name it; the registry made that link." in get("/en/applications/chat/").text


def test_what_is_decided_already_is_said_with_its_day(chat, get):
    scene, root, _ministry, _category, application = chat
    scene.rules(root, application, Outcome.APPROVED, date(2026, 1, 1), expires_on=date(2027, 1, 1))
    scene.rules(root, application, Outcome.PROHIBITED, date(2027, 1, 1))
    text = get("/en/applications/chat/").text
    assert "Yes: you may install Chat on your professional phone." in text
    assert "From 1 January 2027, the answer becomes: Prohibited." in text
    assert "still to come" in text


def test_an_earlier_revision_answers_as_it_knew_and_says_so(chat, get):
    scene, root, _ministry, _category, application = chat
    decision = scene.rules(root, application, Outcome.PROHIBITED, date(2024, 1, 1))
    before = Decision.objects.get(pk=decision.pk).revision_id
    scene.withdraws(decision, date(2024, 1, 1))
    assert "Chat is not listed" in get("/en/applications/chat/").text
    markup = get(f"/en/applications/chat/?revision={before}&organisation=culture")
    assert f"as the registry knew it at revision {before}, published on" in markup.text
    assert "No: Chat has been prohibited" in markup.text
    assert "From 1 January 2024, without an end" in markup.text
    assert "/en/applications/chat/?organisation=culture" not in markup.links
    assert "?organisation=culture" in markup.links


def test_an_application_is_not_there_before_the_revision_that_added_it(chat, get):
    _scene, *_rest, application = chat
    get(f"/en/applications/chat/?revision={application.changed_in_id - 1}", status=404)


def test_an_organisation_that_ended_says_so_and_names_its_successor(chat, get):
    scene, root, ministry, _category, application = chat
    heir = scene.organisation("heir", below=root)
    scene.rules(ministry, application, Outcome.PROHIBITED, date(2024, 1, 1))
    scene.ends(ministry, date(2025, 1, 1), heir)
    markup = get("/en/applications/chat/?organisation=culture")
    assert "culture (en) ended on 1 January 2025; heir (en) took over." in markup.text
    assert "Chat is not listed" in markup.text
    chosen = [one for one in markup.all("option") if "selected" in one]
    assert [one["value"] for one in chosen] == ["culture", DeviceClass.PROFESSIONAL_PHONE]


def test_hostile_text_of_an_administrator_is_shown_and_not_run(chat, get):
    scene, root, _ministry, _category, application = chat
    evil = "<script>alert(1)</script>"
    notice = scene.announcement("ban", title_en=evil, issuer_en=evil, summary_en=evil)
    scene.publish(notice, Quote(announcement=notice, text=evil, language="en", fidelity="original", note_en=evil))
    scene.rules(root, application, basis=notice, rationale_en=evil)
    for page in ("applications/chat/", "announcements/ban/", "announcements/", "organisations/etat/", "changes/", ""):
        markup = get(f"/en/{page}")
        run = [one for one in markup.all("script") if one.get("type") != "application/ld+json"]
        assert all((one.get("src") or "").startswith("/static/") for one in run)
        assert evil in markup.text


def test_identifiers_come_with_their_evidence_and_day(chat, get):
    scene, *_rest, application = chat
    scene.identifier(application, "android_package", "org.example.chat")
    text = get("/en/applications/chat/").text
    assert "org.example.chat Android package · a test · checked on 1 January 2026" in text


@pytest.mark.parametrize(("asked", "language"), [("fr-CA,fr;q=0.9", "fr"), ("en-GB", "en"), ("de", "fr"), ("", "fr")])
def test_the_short_address_leads_to_the_answer_in_the_language_of_the_reader(chat, client, asked, language):
    response = client.get("/a/chat?organisation=culture", headers={"accept-language": asked})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/{language}/applications/chat/?organisation=culture"
    assert "Accept-Language" in response.headers["Vary"]


def test_the_page_shows_its_short_address(chat, get):
    assert "http://testserver/a/chat" in get("/en/applications/chat/").links


def test_a_ruling_that_does_not_hold_leads_to_the_notice_on_which_it_rests(chat, get):
    scene, root, ministry, _category, application = chat
    scene.rules(root, application, Outcome.APPROVED, date(2024, 1, 1), basis=scene.announcement("leave"))
    scene.rules(ministry, application, Outcome.PROHIBITED, date(2024, 6, 1))
    markup = get("/en/applications/chat/?organisation=culture")
    assert "From 1 January 2024, without an end. It rests on: leave (en)." in markup.text
    assert "/en/announcements/leave/?organisation=culture" in markup.links


def test_hostile_names_in_what_was_outweighed_are_shown_and_not_run(chat, get):
    scene, root, _ministry, _category, application = chat
    below, *its_place = scene.new_organisation("evil", root)
    below.name_en = "{why}<b>%(why)s"
    scene.publish(below, *its_place)
    scene.rules(below, application, Outcome.APPROVED, date(2024, 1, 1))
    scene.rules(root, application, Outcome.PROHIBITED, date(2024, 1, 1))
    markup = get("/en/applications/chat/?organisation=evil")
    assert "{why}<b>%(why)s: outweighed, since the ruling of etat (en) takes precedence." in markup.text
    assert markup.all("b") == []


def test_why_is_folded_for_a_phone_and_named_for_whoever_sees_it_open(chat, get):
    scene, root, *_rest, application = chat
    scene.rules(root, application, Outcome.PROHIBITED, date(2024, 1, 1))
    markup = get("/en/applications/chat/")
    assert {"class": "why prohibited", "id": "why"} in markup.all("details")
    assert markup.text.count("Why?") == 2


@pytest.fixture
def shelf(chat):
    """Stand on a registry with a sibling category, and return a way to approve a new application in a category."""
    scene, root, _ministry, category, _application = chat
    beside = scene.category("games", below=category.placements.get().parent)

    def approve(slug, where, outcome=Outcome.APPROVED, **more):
        return scene.rules(root, scene.application(slug, where), outcome, **more)

    return approve, category, beside


def alternatives(markup):
    """Return the alternatives that a page lists, in their order."""
    named = [one["href"] for one in markup.all("a") if one.get("class") == "line-name"]
    return [address.split("/")[3] for address in named if address.startswith("/en/applications/")]


def test_alternatives_are_of_the_nearest_category_the_approved_ones_first(shelf, get):
    approve, category, beside = shelf
    approve("a-limited", category, Outcome.CONDITIONAL)
    approve("b-free", category)
    approve("c-banned", category, Outcome.PROHIBITED)
    approve("d-game", beside)
    markup = get("/en/applications/chat/?organisation=culture")
    assert alternatives(markup) == ["b-free", "a-limited"]
    assert "these are of the wider category" not in markup.text
    assert "What you may use instead" in markup.text


def test_alternatives_of_the_wider_category_say_so(shelf, get):
    approve, _category, beside = shelf
    approve("d-game", beside)
    markup = get("/en/applications/chat/")
    assert alternatives(markup) == ["d-game"]
    assert "None in the category “social (en)”; these are of the wider category “recreational (en)”." in markup.text


def test_what_is_approved_itself_is_followed_by_others_of_its_kind(shelf, get):
    approve, category, _beside = shelf
    approve("b-free", category)
    markup = get("/en/applications/b-free/")
    assert "Also approved, of the same kind" in markup.text
    assert "The registry knows no application of this kind that is approved here." in markup.text


def test_the_short_address_and_its_code_keep_the_organisation_and_the_device_and_no_day(chat, get, client):
    question = "organisation=culture&device=workstation"
    markup = get(f"/en/applications/chat/?{question}&on=2024-01-01")
    assert f"http://testserver/a/chat?{question}" in markup.links
    [code] = [one for one in markup.all("img") if one["src"].startswith("/a/")]
    assert code["src"] == f"/a/chat/qr.svg?{question}"
    assert code["alt"] == "QR code that opens this answer on Chat"
    response = client.get(code["src"])
    assert response.headers["Content-Type"] == "image/svg+xml"
    drawn = segno.make(f"http://testserver/a/chat?{question}", error="m").svg_inline(border=4)
    [path] = re.findall(r' d="(M4[^"]+)"', drawn)
    assert path in response.content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [("/a/nothing/qr.svg", 404), ("/a/chat/qr.svg?organisation=atlantis", 400), ("/a/chat/qr.svg?device=%00", 400)],
)
def test_a_code_is_drawn_of_answers_alone(chat, client, address, status):
    assert client.get(address).status_code == status


def test_a_code_takes_five_queries_and_is_read_alone(chat, client, django_assert_num_queries):
    with django_assert_num_queries(4 + 5):  # the snapshot; the application, the four of the question
        client.get("/a/chat/qr.svg?organisation=culture")
    assert client.post("/a/chat/qr.svg").status_code == 405


def test_the_short_address_takes_the_reader_s_choice_along(chat, client):
    client.cookies["choice"] = "culture:workstation"
    response = client.get("/a/chat?on=2024-01-01", headers={"accept-language": "en"})
    chosen = "organisation=culture&device=workstation"
    assert response.headers["Location"] == f"/en/applications/chat/?on=2024-01-01&{chosen}"
    assert "Cookie" in response.headers["Vary"]
    for named in ("organisation=etat", "device=workstation"):
        response = client.get(f"/a/chat?{named}", headers={"accept-language": "en"})
        assert response.headers["Location"] == f"/en/applications/chat/?{named}"
        assert "Cookie" in response.headers["Vary"], "the administration keeps a language in one"
    client.cookies["choice"] = "atlantis:workstation"
    assert client.get("/a/chat", headers={"accept-language": "en"}).headers["Location"] == "/en/applications/chat/"
