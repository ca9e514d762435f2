"""Reports and refusals of every format: what is left unsaid is listed, and what is too much is refused in words."""

import json
from dataclasses import replace
from datetime import date

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.report import report
from registry.surfaces.exports.said import both
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import HOSTILE, export, identifier, standing
from registry.tests.surfaces.exports.readers import READERS

FILES = [pytest.param(one, mode, id=f"{name} {mode}") for name, one in FORMATS.items() for mode in one.modes]
NOW = [param for param in FILES if not param.values[0].needs_before]
NEVER_READ = IdentifierKind.FLATPAK_ID
"""A kind that no format reads: an application that is known by it alone is not known to a device."""


def roles(format_, *, but=None):
    """Return an application for each role that a format requires, but for one."""
    kinds = format_.kinds if format_.role_kinds is None else format_.role_kinds
    kind = next(kind for kind in sorted(kinds) if not format_.why_not(identifier(kind, 1)))
    return [
        standing(f"role-{role}", None, identifier(kind, 9_000 + at), role=role)
        for at, role in enumerate(sorted(format_.required))
        if role != but
    ]


def made(format_, mode, *standings):
    return export(format_, mode, *standings, *roles(format_), before=() if format_.needs_before else None)


def causes(one):
    """Return what is not expressed: slugs, causes and identifiers."""
    return {
        (told["application"], told["cause"], told.get("identifier", {}).get("value"))
        for told in report_of(one)["not_expressed"]
        if not told["application"].startswith("role-")
    }


def report_of(one):
    """Return a report as it arrives."""
    format_ = next(format_ for format_ in FORMATS.values() if f"/{format_.name}/" in one.address)
    return json.loads(json.dumps(report(format_, one), cls=DjangoJSONEncoder))


@pytest.mark.parametrize(("format_", "mode"), FILES)
def test_what_no_format_knows_is_reported_under_its_name_with_what_to_do(format_, mode) -> None:
    assert not any(NEVER_READ in one.kinds for one in FORMATS.values() if one.name != "csv")
    if NEVER_READ in format_.kinds:
        return
    outcomes, identified = (Outcome.PROHIBITED, Outcome.APPROVED), ((), (identifier(NEVER_READ, 1),))
    nameless = [
        standing(f"app-{at}", outcomes[at % 2], *identified[at // 2 % 2], name=name) for at, name in enumerate(HOSTILE)
    ]
    told = report_of(made(format_, mode, *nameless))["not_expressed"]
    told = [one for one in told if one["application"].startswith("app-")]
    assert sorted((one["application"], one["cause"]) for one in told) == sorted(
        (one.slug, "no_identifier") for one in nameless
    )
    by_slug = {one.slug: one for one in nameless}
    for one in told:
        assert one["name"] == by_slug[one["application"]].name
        assert one["status"] == by_slug[one["application"]].outcome
        assert one["url"] == by_slug[one["application"]].page
        for words in (one["detail"], one["advice"]):
            assert words["fr"]
            assert words["en"]
            assert not any(name in sentence for name in HOSTILE for sentence in words.values())


@pytest.mark.parametrize(("format_", "mode"), NOW)
def test_an_assessment_is_reported_and_enforced_nowhere(format_, mode) -> None:
    assessed = [
        standing(f"app-{at}", Outcome.UNDER_REVIEW, identifier(kind, at))
        for at, kind in enumerate(sorted(format_.kinds))
    ]
    one = made(format_, mode, *assessed)
    assert causes(one) == {(each.slug, "under_review", None) for each in assessed}
    assert one.selection.denied == []
    assert not {item.standing.slug for item in one.selection.allowed} & {each.slug for each in assessed}


@pytest.mark.parametrize(("format_", "mode"), NOW)
def test_what_means_two_applications_is_written_for_neither(format_, mode) -> None:
    """And each is reported; the identifiers of either that mean nothing else are written all the same."""
    for kind in sorted(format_.kinds):
        shared, banned, allowed = (identifier(kind, number) for number in (1, 2, 3))
        if any(format_.why_not(one) for one in (shared, banned, allowed)):
            continue
        one = made(
            format_,
            mode,
            standing("banned", Outcome.PROHIBITED, shared, banned),
            standing("allowed", Outcome.APPROVED, shared, allowed),
        )
        conflicts = {each for each in causes(one) if each[1] == "conflicting_identifiers"}
        value = shared.value
        assert conflicts == {(slug, "conflicting_identifiers", value) for slug in ("banned", "allowed")}, kind
        assert refusal(format_, one.selection) is None
        said = READERS[format_.name](format_.write(one))
        named = said.denied | said.allowed | said.excepted | said.available
        assert (kind, value) not in named
        assert (kind, banned.value) in said.denied or mode == Mode.DEFAULT_DENY


@pytest.mark.parametrize(("format_", "mode"), NOW)
@pytest.mark.parametrize("outcome", [None, Outcome.UNDER_REVIEW])
def test_a_ban_does_not_reach_what_devices_cannot_do_without(format_, mode, outcome) -> None:
    """What means both is written for neither, in a file that allows the rest too."""
    kind = next(kind for kind in sorted(format_.kinds) if not format_.why_not(identifier(kind, 1)))
    shared = identifier(kind, 1)
    agent = standing("agent", outcome, shared, role=BaselineRole.MANAGEMENT_AGENT)
    one = made(format_, mode, standing("banned", Outcome.PROHIBITED, shared), agent)
    assert {
        ("banned", "conflicting_identifiers", shared.value),
        ("agent", "conflicting_identifiers", shared.value),
    } <= (causes(one))
    assert (kind, shared.value) not in READERS[format_.name](format_.write(one)).denied


@pytest.mark.parametrize("format_", [one for one in FORMATS.values() if not one.needs_before])
def test_where_the_rest_is_allowed_nothing_is_left_unsaid_of_what_devices_cannot_do_without(format_) -> None:
    agent = standing("agent", None, identifier(NEVER_READ, 1), role=BaselineRole.MANAGEMENT_AGENT)
    assert causes(made(format_, Mode.DEFAULT_ALLOW, agent)) == set()


@pytest.mark.parametrize(("format_", "mode"), FILES)
def test_as_much_as_a_format_takes_is_given_and_one_more_is_refused_in_words(format_, mode) -> None:
    if format_.most is None:
        return
    kind = min(format_.kinds, key=lambda one: (one != IdentifierKind.DNS_DOMAIN, one))
    room = format_.most - (len(roles(format_)) if mode == Mode.DEFAULT_DENY else 0)
    outcome = Outcome.APPROVED if mode == Mode.DEFAULT_DENY else Outcome.PROHIBITED
    many = [standing(f"app-{at}", outcome, identifier(kind, at)) for at in range(room + 1)]
    as_much, too_much = made(format_, mode, *many[:-1]), made(format_, mode, *many)
    assert refusal(format_, as_much.selection) is None
    assert report_of(as_much)["refused"] is None
    refused = report_of(too_much)["refused"]
    assert refused["type"] == "urn:problem-type:aval:over-limit"
    assert (refused["count"], refused["most"]) == (format_.most + 1, format_.most)
    assert all(str(format_.most + 1) in sentence for sentence in refused["detail"].values())


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.required])
def test_a_role_that_a_format_cannot_name_is_missing_whatever_else_is_there(name) -> None:
    format_ = FORMATS[name]
    assert Mode.DEFAULT_DENY in format_.modes
    for role in format_.required:
        unnamed = standing(f"role-{role}", Outcome.APPROVED, identifier(NEVER_READ, 1), role=role)
        assessed = standing(
            "role-assessed", Outcome.UNDER_REVIEW, *(identifier(kind, 5) for kind in format_.kinds)
        )  # without a role it stands in for none
        for rest, listed in (([], []), ([unnamed], [unnamed.slug]), ([assessed], [])):
            one = export(format_, Mode.DEFAULT_DENY, *roles(format_, but=role), *rest)
            refused = report_of(one)["refused"]
            assert refused["type"] == "urn:problem-type:aval:baseline-incomplete"
            assert refused["missing"] == [{"role": role, "applications": listed}]
        assert refusal(format_, export(format_, Mode.DEFAULT_DENY, *roles(format_)).selection) is None


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.required])
def test_a_role_whose_identifier_means_a_banned_application_too_is_missing(name) -> None:
    format_ = FORMATS[name]
    first = roles(format_)[0]
    banned = standing("banned", Outcome.PROHIBITED, *first.identifiers)
    refused = refusal(format_, export(format_, Mode.DEFAULT_DENY, *roles(format_), banned).selection)
    assert refused.members["missing"] == [{"role": first.role, "applications": [first.slug]}]


@pytest.mark.parametrize(("format_", "mode"), FILES)
def test_deadlines_that_are_still_ahead_are_told(format_, mode) -> None:
    def due(slug, outcome, day):
        return replace(standing(slug, outcome), comply_by=day)

    today = made(format_, mode).ground.channel.day
    told = report_of(
        made(
            format_,
            mode,
            due("ahead", Outcome.PROHIBITED, date(2027, 1, 1)),
            due("conditional", Outcome.CONDITIONAL, date(2026, 12, 1)),
            due("past", Outcome.PROHIBITED, date(2026, 11, 23)),
            due("today", Outcome.PROHIBITED, today),
        )
    )["deadlines"]
    assert [(one["application"], one["comply_by"]) for one in told] == [
        ("ahead", "2027-01-01"),
        ("conditional", "2026-12-01"),
        ("today", today.isoformat()),
    ]


@pytest.mark.parametrize(("format_", "mode"), FILES)
def test_conditions_that_a_format_cannot_demand_are_told_and_do_not_ban(format_, mode) -> None:
    kind = min(format_.kinds, key=lambda one: (one != IdentifierKind.ANDROID_PACKAGE, one))
    known = identifier(kind, 1, "7")
    if format_.why_not(known):
        return
    spoken = {"fr": HOSTILE[2], "en": HOSTILE[3]}
    one = made(format_, mode, replace(standing("chat", Outcome.CONDITIONAL, known), conditions=spoken))
    told = causes(one)
    assert (("chat", "no_conditions", None) in told) != format_.has_conditions
    if not format_.has_minimum:
        assert ("chat", "no_minimum_version", known.value) in told
    assert [item.identifier for item in one.selection.allowed if item.standing.slug == "chat"] == [known]


@pytest.mark.parametrize(("format_", "mode"), FILES)
def test_what_whoever_loads_a_file_is_told_is_whole_sentences_in_both_languages(format_, mode) -> None:
    for words in (both(format_.description), *map(both, format_.notes(mode))):
        for sentence in words.values():
            assert sentence.strip() == sentence
            assert sentence[0].isupper()
            assert sentence.endswith(".")
            assert not set(sentence) & set("{}`%"), "nothing that was to be filled in is left"
