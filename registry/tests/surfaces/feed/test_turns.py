"""What turns a record, and with it its rev: rulings, days, seats, alternatives and baselines."""

from copy import deepcopy
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from registry.models import BaselineEntry, DefaultRule
from registry.proposals.changes import Retirement
from registry.terms import Outcome
from registry.tests.surfaces.feed.ground import begin, records
from registry.tests.surfaces.noon import laid_at_noon

laid_feed = laid_at_noon(begin)


@pytest.fixture
def scene(laid_feed, db, noon):
    return deepcopy(laid_feed)


def ruled(scene, *rulings):
    """Publish applications, each with the ruling of an organisation."""
    changes = []
    for organisation, slug, category, outcome in rulings:
        application, place = scene.new_application(slug, category)
        ruling = scene.unpublished(organisation, application, outcome, date(2023, 3, 24))
        changes += [application, place, ruling]
    scene.publish(*changes)


def test_a_record_is_effective_from_the_first_day_of_an_unbroken_run(scene, root, ministry, social, fetch) -> None:
    chat = scene.application("chat", social)
    scene.rules(root, chat, on=date(2024, 1, 1), expires_on=date(2025, 1, 1))
    scene.rules(ministry, chat, on=date(2024, 6, 1))
    (record,) = fetch("culture")["records"]
    assert record["effective_on"] == "2024-01-01"
    assert record["reason"]["authority"]["en"] == "culture (en)"
    assert "until" not in record


def test_a_backdated_ruling_changes_since_and_so_the_rev(scene, root, social, fetch) -> None:
    chat = scene.application("chat", social)
    scene.rules(root, chat, on=date(2024, 1, 1))
    before = fetch("etat")
    scene.rules(root, chat, on=date(2023, 1, 1), expires_on=date(2024, 1, 1))
    after = fetch("etat")
    assert [d["records"][0]["effective_on"] for d in (before, after)] == ["2024-01-01", "2023-01-01"]
    assert after["records"][0]["rev"] > before["seq"]


def test_what_is_not_concerned_keeps_its_rev(scene, root, social, fetch) -> None:
    scene.rules(root, scene.application("chat", social))
    before = fetch("etat")["records"]
    scene.rules(root, scene.application("clips", social))
    after = records(fetch("etat"))
    assert after["chat"] == before[0]
    assert after["clips"]["rev"] > before[0]["rev"]


def test_a_midnight_turns_a_record_and_no_other(scene, root, social, fetch, noon) -> None:
    scene.rules(root, scene.application("chat", social))
    scene.rules(root, scene.application("clips", social), on=date(2026, 11, 25))
    before = fetch("etat")
    noon.move_to("2026-11-25T00:00:00+01:00")
    after = fetch("etat")
    assert after["seq"] == before["seq"] + 1
    assert records(after)["chat"] == records(before)["chat"]
    assert records(after)["clips"]["rev"] == after["seq"]


@pytest.mark.parametrize("on", [None, date(2026, 11, 25)])
def test_another_seat_turns_what_was_inherited(scene, root, ministry, social, fetch, noon, on) -> None:
    service = scene.organisation("service", below=ministry)
    chat = scene.application("chat", social)
    scene.rules(root, chat, Outcome.APPROVED)
    scene.rules(ministry, chat, Outcome.CONDITIONAL)
    scene.moves(service, root, on)
    before = fetch("service")
    noon.move_to("2026-11-25T00:00:00+01:00")
    after = fetch("service")
    assert after["records"][0]["status"] == "approved"
    if on:
        assert before["records"][0]["status"] == "conditional"
        assert after["records"][0]["rev"] == after["seq"]
    else:
        assert before["records"][0]["rev"] == before["seq"]
        assert after["records"] == before["records"]


def test_the_end_of_an_organisation_above_turns_what_was_inherited(scene, root, ministry, social, fetch) -> None:
    service = scene.organisation("service", below=ministry)
    chat = scene.application("chat", social)
    scene.rules(root, chat, Outcome.APPROVED)
    scene.rules(ministry, chat, Outcome.CONDITIONAL)
    before = fetch("service")
    scene.publish(scene.placement(service, root, date(2026, 11, 24)), scene.end(ministry, date(2026, 11, 24)))
    after = fetch("service")
    assert (before["records"][0]["status"], after["records"][0]["status"]) == ("conditional", "approved")
    assert after["records"][0]["rev"] > before["seq"]


def test_alternatives_are_what_may_be_used_of_the_same_category(scene, root, ministry, social, fetch) -> None:
    office = scene.category("office")
    ruled(
        scene,
        (root, "banned", social, Outcome.PROHIBITED),
        (root, "assessed", social, Outcome.UNDER_REVIEW),
        (root, "b-limited", social, Outcome.CONDITIONAL),
        (root, "c-free", social, Outcome.APPROVED),
        (ministry, "a-local", social, Outcome.APPROVED),
        (root, "other", office, Outcome.APPROVED),
    )
    found = records(fetch("culture"))
    assert found["banned"]["alternatives"] == found["assessed"]["alternatives"] == ["a-local", "c-free", "b-limited"]
    assert found["c-free"]["alternatives"] == []
    assert records(fetch("etat"))["banned"]["alternatives"] == ["c-free", "b-limited"]


def test_a_list_of_alternatives_is_short_and_does_not_turn_beyond_its_end(scene, root, social, fetch) -> None:
    free = [(root, f"free-{number}", social, Outcome.APPROVED) for number in range(8)]
    ruled(scene, (root, "banned", social, Outcome.PROHIBITED), *free)
    before = records(fetch("etat"))["banned"]
    assert before["alternatives"] == [f"free-{number}" for number in range(8)]
    ruled(scene, (root, "free-8", social, Outcome.APPROVED))
    assert records(fetch("etat"))["banned"] == before
    ruled(scene, (root, "free-0a", social, Outcome.APPROVED))
    document = fetch("etat")
    assert records(document)["banned"]["alternatives"][:2] == ["free-0", "free-0a"]
    assert records(document)["banned"]["rev"] == document["seq"]


def test_a_channel_that_denies_carries_its_baseline(scene, root, ministry, social, fetch) -> None:
    chat, phone, agent = (scene.application(slug, social) for slug in ("chat", "phone", "agent"))
    scene.rules(root, chat)
    scene.rules(root, agent, Outcome.UNDER_REVIEW)
    for application in (phone, agent):
        scene.publish(BaselineEntry(organisation=root, application=application, role="telephone"))
    assert records(fetch("culture")).keys() == {"chat", "agent"}
    scene.publish(DefaultRule(organisation=ministry, rule="deny"))
    document = fetch("culture")
    assert document["default_rule"] == "deny"
    found = records(document)
    assert {slug: record["status"] for slug, record in found.items()} == {
        "chat": "prohibited",
        "phone": "approved",
        "agent": "approved",  # an assessment steps aside for what devices cannot do without
    }
    assert found["phone"]["reason"] == {
        "decision": None,
        "announcement_url": None,
        "authority": {"fr": "etat (fr)", "en": "etat (en)"},
    }
    assert found["phone"]["effective_on"] == "2026-11-24"
    assert found["phone"]["rev"] == found["agent"]["rev"] == document["seq"]
    scene.rules(root, phone, Outcome.CONDITIONAL)
    assert records(fetch("culture"))["phone"]["status"] == "conditional"
    assert records(fetch("etat")).keys() == {"chat", "agent", "phone"}


def test_what_leaves_a_baseline_leaves_the_feed(scene, root, social, fetch) -> None:
    entries = [
        BaselineEntry(organisation=root, application=scene.application(slug, social), role="settings")
        for slug in ("one", "two")
    ]
    scene.publish(*entries, DefaultRule(organisation=root, rule="deny"))
    assert records(fetch("etat")).keys() == {"one", "two"}
    scene.publish(Retirement(entries[0]))
    assert records(fetch("etat")).keys() == {"two"}


def test_the_registry_refuses_to_ban_what_a_baseline_lists(scene, root, social) -> None:
    chat = scene.application("chat", social)
    scene.publish(BaselineEntry(organisation=root, application=chat, role="settings"))
    with pytest.raises(ValidationError):
        scene.rules(root, chat)
