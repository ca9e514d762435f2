"""The addresses of exports: tags, caches and codings of every file, and what is said where there is none."""

import gzip
import json
from copy import deepcopy
from datetime import date
from unittest.mock import patch

import pytest

from registry.models import BaselineEntry, DefaultRule, MinimumVersion, PublisherIdentifier, Revision
from registry.surfaces.exports import listing, made
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.terms import BaselineRole, DeviceClass, IdentifierKind, Outcome, PublisherIdentifierKind
from registry.tests.surfaces.exports.histories import value_of
from registry.tests.surfaces.exports.material import HOSTILE, SIGNER
from registry.tests.surfaces.machines import problem
from registry.tests.surfaces.noon import laid_at_noon

ORGANISATIONS = "/api/v1/organisations/"
CULTURE = f"{ORGANISATIONS}culture/exports/"
KEPT = "public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"
EVERYWHERE = {"device_classes": DeviceClass.values}


def begin(scene):
    """Publish a ministry that allows and one that denies, and an application of each status with each identifier."""
    root, *of_root = scene.new_organisation("etat", None)
    scene.culture, *of_culture = scene.new_organisation("culture", root)
    scene.armees, *of_armees = scene.new_organisation("armees", root)
    scene.social, place = scene.new_category("social", None)
    scene.publish(*(root, *of_root, scene.culture, *of_culture, scene.armees, *of_armees, scene.social, place))
    scene.signer = PublisherIdentifier(
        publisher=scene.publisher,
        kind=PublisherIdentifierKind.WINDOWS_PUBLISHER_DN,
        value=SIGNER,
        evidence_fr="un test",
        evidence_en="a test",
        verified_on=date(2026, 1, 1),
    )
    changes, scene.applications = [scene.signer], {}
    for number, outcome in enumerate(Outcome):
        application, its_place = scene.new_application(outcome, scene.social, name=HOSTILE[number])
        named = identifiers(scene, application, number)
        ruling = scene.unpublished(root, application, outcome, date(2024, 1, 1), **EVERYWHERE)
        changes += application, its_place, *named, ruling
        scene.applications[outcome] = application
        if outcome == Outcome.CONDITIONAL:
            package = next(one for one in named if one.kind == IdentifierKind.ANDROID_PACKAGE)
            changes.append(MinimumVersion(decision=ruling, identifier=package, version="7"))
    scene.publish(*changes)
    scene.publish(DefaultRule(organisation=scene.armees, rule="deny"))


def identifiers(scene, application, number):
    """Return an identifier of each kind that is not published yet; whoever signs the package of Windows is known."""
    them = [scene.new_identifier(application, kind, value_of(kind, number)) for kind in IdentifierKind]
    for one in them:
        one.signer = scene.signer if one.kind == IdentifierKind.WINDOWS_PACKAGE_NAME else None
    return them


laid_exports = laid_at_noon(begin)


@pytest.fixture
def scene(laid_exports, db, noon):
    return deepcopy(laid_exports)


def asked(name, *, report=False, below=CULTURE, **question):
    """Return the address of a file, or of its report, since the publication before the last where it needs a state."""
    if FORMATS[name].needs_before:
        question.setdefault("since", Revision.objects.latest("number").seq - 1)
    given = "&".join(f"{parameter}={value}" for parameter, value in question.items())
    return f"{below}{name}/{'report/' if report else ''}{'?' if given else ''}{given}"


def every_file():
    """Return each file on offer: its format, its mode and its address."""
    for format_ in FORMATS.values():
        for device in format_.devices:
            for mode in format_.modes:
                yield format_, mode, {"device": device, "mode": mode}


@pytest.fixture(params=["the list", "a report", *FORMATS])
def address(request, scene):
    """Return one address of each kind: what one report is told by its headers, each is."""
    if request.param == "the list":
        return CULTURE
    if request.param == "a report":
        return asked("android-policy", report=True, mode=Mode.DEFAULT_ALLOW)
    return asked(request.param, mode=Mode.DEFAULT_ALLOW)


def ask(client, tag, path):
    return client.get(path, headers={"If-None-Match": tag})


# ---- What is given ----


def test_each_file_comes_as_its_format_under_a_name_that_stays(scene, client) -> None:
    names, tags = set(), set()
    for format_, mode, question in every_file():
        told = client.get(asked(format_.name, report=True, **question)).json()
        answer = client.get(asked(format_.name, **question))
        if told["refused"]:
            assert problem(answer, 409)["type"] == told["refused"]["type"]
            continue
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == format_.media_type
        assert answer["X-Content-Type-Options"] == "nosniff"
        name = f"aval-culture-{question['device']}-{format_.name}-{mode}{format_.suffix}"
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer["Aval-State"] == told["state"] == f"{told['seq']}.{told['digest'][:16]}"
        assert answer["Aval-Revision-Digest"] == told["digest"]
        assert told["file"] == f"http://testserver{asked(format_.name, **question)}"
        names.add(name)
        tags.add(answer["ETag"])
    assert len(names) == len(tags) >= len(FORMATS)


def test_the_list_says_of_each_file_what_its_address_and_its_report_say(scene, client) -> None:
    told = client.get(CULTURE).json()
    listed = [(one["format"], file["device"], file["mode"]) for one in told["formats"] for file in one["files"]]
    assert listed == [(one.name, *question.values()) for one, _mode, question in every_file()]
    for one in told["formats"]:
        assert one["title"]["fr"]
        assert one["description"]["en"]
        for file in one["files"]:
            since = asked(one["format"]).partition("?since=")[2]
            answer, report = (
                client.get(file[url] + (f"&since={since}" if since else "")) for url in ("url", "report_url")
            )
            assert file["coverage"] == report.json()["coverage"]
            assert answer.status_code == (409 if file["refused"] else 200)
            assert file["by_default"] is (file["mode"] == "default-allow")


def test_without_a_question_the_default_rule_and_the_first_device_class_are_meant(scene, client) -> None:
    for name, format_ in FORMATS.items():
        for organisation, mode in (("culture", Mode.DEFAULT_ALLOW), ("armees", Mode.DEFAULT_DENY)):
            below = f"{ORGANISATIONS}{organisation}/exports/"
            answer = client.get(asked(name, report=True, below=below))
            if mode not in format_.modes:
                told = problem(answer, 400)
                assert told["errors"][0]["parameter"] == "mode"
                assert format_.modes[0] in told["detail"]
                problem(client.get(asked(name, below=below)), 400)
                continue
            told = answer.json()
            assert (told["mode"], told["channel"]) == (mode, f"{organisation}/{format_.devices[0]}")


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_is_given_whatever_is_accepted(scene, client, name) -> None:
    given = {client.get(asked(name), headers={"Accept": accept}).content for accept in ("", "text/html", "x", "*/*")}
    assert len(given) == 1
    problem(client.get(asked(name, mode="telex"), headers={"Accept": "text/html"}), 400)
    problem(client.get(asked(name, report=True), headers={"Accept": "text/html"}), 406)


# ---- Caches ----


def test_what_is_unchanged_is_not_made_again(address, client) -> None:
    tag = client.get(address)["ETag"]
    assert tag.startswith('"')
    with (
        patch.object(made, "ground_of", side_effect=AssertionError("made again")),
        patch.object(listing, "ground_of", side_effect=AssertionError("made again")),
    ):
        for given in (tag, f"W/{tag}", f'"other", {tag}', f'{tag[:-1]}-gzip"'):
            for way in (client.get, client.head):
                answer = way(address, headers={"If-None-Match": given})
                assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)
                assert answer["Cache-Control"] == KEPT
                assert "Content-Type" not in answer
                assert "Content-Disposition" not in answer


def test_another_tag_gets_all(address, client) -> None:
    for other in ('"other"', "other", "W/", '"*"', "", "\x00", '"' + "a" * 4000 + '"'):
        assert ask(client, other, address).status_code == 200
    assert ask(client, "*", address).status_code == 304


def test_each_coding_is_the_same_with_a_tag_of_its_own(address, client) -> None:
    plain, zipped = client.get(address), client.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.content) == plain.content
    assert (zipped["Content-Encoding"], zipped["ETag"]) == ("gzip", f'{plain["ETag"][:-1]}-gzip"')
    assert "Content-Encoding" not in plain
    for name in ("Content-Type", "Content-Disposition", "Cache-Control"):
        assert plain.get(name) == zipped.get(name)


def test_the_head_is_that_of_the_whole(address, client) -> None:
    head, whole = client.head(address), client.get(address)
    assert head.content == b""
    assert dict(head.headers) == dict(whole.headers)


def test_whoever_asks_is_given_the_same(address, client) -> None:
    answers = [
        client.get(address, headers=headers)
        for headers in (
            {},
            {"Accept-Language": "en", "Origin": "https://elsewhere.example", "Accept": "*/*"},
            {"Accept-Language": "fr", "Accept": "application/json", "User-Agent": "curl", "Cookie": "a=b"},
        )
    ]
    assert len({answer.content for answer in answers}) == 1
    for answer in answers:
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == KEPT
        assert answer["Content-Language"] == "fr, en"
        assert "Set-Cookie" not in answer


def test_a_tag_turns_with_each_publication_and_at_midnight_and_never_between(address, client, scene, noon) -> None:
    tag = client.get(address)["ETag"]
    noon.move_to("2026-11-24T23:59:59+01:00")
    late = ask(client, tag, address)
    assert late.status_code == 304
    assert late["Cache-Control"].startswith("public, max-age=1, stale-while-revalidate=0")
    noon.move_to("2026-11-25T00:00:00+01:00")
    tag_of_tomorrow = ask(client, tag, address)["ETag"]
    assert tag_of_tomorrow != tag
    scene.category("anything")
    assert ask(client, tag_of_tomorrow, address).status_code == 200


def test_a_tag_is_of_one_origin_and_one_epoch(address, client, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "aval.example"]
    tag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": tag, "Host": "aval.example"}).status_code == 200
    settings.FEED_EPOCH += 1
    assert ask(client, tag, address).status_code == 200


def test_a_tag_turns_with_what_a_format_is_configured_with(scene, client) -> None:
    for name, format_ in FORMATS.items():
        path = asked(name)
        tag = client.get(path)["ETag"]
        with patch.object(type(format_), "tagged", "another"):
            assert ask(client, tag, path).status_code == 200
            assert client.get(CULTURE)["ETag"] != tag


# ---- Where there is none ----


def test_what_is_refused_is_refused_whatever_the_tag(scene, client) -> None:
    """A tag that matches anything must not turn a refusal into a file that was kept."""
    count = 0
    for format_, _mode, question in every_file():
        path = asked(format_.name, **question)
        if client.get(path).status_code == 409:
            count += 1
            for tag in ("*", '"*"', '"other"'):
                problem(ask(client, tag, path), 409)
    assert count > 0
    for path in ("android-remove/", "android-policy/?mode=telex", "telex/"):
        problem(ask(client, "*", f"{CULTURE}{path}"), 404 if path == "telex/" else 400)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_file_that_would_brick_devices_is_refused_with_what_is_missing(scene, client, language) -> None:
    """In every format that requires a role; each is given as soon as an application of each is listed."""
    needy = [one for one in FORMATS.values() if one.required and not one.needs_before]
    question = {"mode": Mode.DEFAULT_DENY, "below": f"{ORGANISATIONS}armees/exports/"}
    for format_ in needy:
        told = problem(client.get(asked(format_.name, **question), headers={"Accept-Language": language}), 409)
        assert told["type"] == "urn:problem-type:aval:baseline-incomplete"
        assert {one["role"] for one in told["missing"]} == format_.required
        assert all(one["applications"] == [] for one in told["missing"])
        report = client.get(asked(format_.name, report=True, **question)).json()
        assert report["refused"]["detail"][language] == told["detail"]
        assert report["refused"]["missing"] == told["missing"]
    changes = []
    for role in BaselineRole:
        application, place = scene.new_application(role, scene.social)
        changes += application, place, BaselineEntry(organisation=scene.armees, application=application, role=role)
    scene.publish(*changes)
    for format_ in needy:
        told = problem(client.get(asked(format_.name, **question)), 409)
        assert {(one["role"], *one["applications"]) for one in told["missing"]} == {(r, r) for r in format_.required}
    rows = {change.slug: change for change in changes if hasattr(change, "slug")}
    scene.publish(
        *(one for number, role in enumerate(BaselineRole, 100) for one in identifiers(scene, rows[role], number))
    )
    for format_ in needy:
        assert client.get(asked(format_.name, **question)).status_code == 200


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_too_much_for_a_format_is_refused_and_never_cut(scene, client, language) -> None:
    limited = [one for one in FORMATS.values() if one.most is not None]
    assert {"android-policy", "firefox-policy"} <= {one.name for one in limited}
    for format_ in limited:
        with patch.object(type(format_), "most", 0):
            told = problem(client.get(asked(format_.name), headers={"Accept-Language": language}), 409)
            report = client.get(asked(format_.name, report=True)).json()
            listed = {one["format"]: one["files"][0]["refused"] for one in client.get(CULTURE).json()["formats"]}
        assert told["type"] == "urn:problem-type:aval:over-limit"
        assert told["count"] > told["most"] == 0
        assert report["refused"]["detail"][language] == told["detail"]
        assert {**report["refused"], "detail": ""} == {
            **{member: told[member] for member in ("type", "count", "most")},
            "detail": "",
        }
        assert listed[format_.name] == "over-limit"
    with patch.object(type(FORMATS["android-policy"]), "most_minima", 0):
        told = problem(client.get(asked("android-policy")), 409)
        assert (told["count"], told["most"]) == (1, 0)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [False, True], ids=["file", "report"])
def test_what_is_not_on_offer_is_refused_with_what_is(scene, client, name, report) -> None:
    format_ = FORMATS[name]
    unserved = [one for one in DeviceClass if one not in format_.devices]
    unknown = [one for one in Mode if one not in format_.modes]
    for parameter, values, offered in (
        ("device", [*unserved, "fridge", "PROFESSIONAL_PHONE"], format_.devices),
        ("mode", [*unknown, "deny", "DEFAULT-DENY", "default_deny"], format_.modes),
    ):
        for value in values:
            told = problem(client.get(asked(name, report=report, **{parameter: value})), 400)
            assert told["errors"][0]["parameter"] == parameter
            if value != "fridge":
                assert all(one in told["detail"] for one in offered) or parameter == "device"
    problem(client.get(asked(name, report=report, below=f"{ORGANISATIONS}atlantis/exports/")), 404)
    told = problem(client.get(asked(name, report=report, surprise=1)), 400)
    assert told["known"] == ["device", "mode", "since"]


def test_a_format_that_is_none_is_refused_with_those_that_are(scene, client) -> None:
    for path in ("telex/", "telex/report/", "ANDROID-POLICY/"):
        told = problem(client.get(f"{CULTURE}{path}", headers={"Accept-Language": "en"}), 404)
        assert all(name in told["detail"] for name in FORMATS)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_at_an_address_of_exports(address, client, method) -> None:
    answer = getattr(client, method)(address, data={}, content_type="application/json")
    problem(answer, 405)
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


# ---- Since an earlier state ----

NEEDY = [name for name, format_ in FORMATS.items() if format_.needs_before]


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in NEEDY])
def test_a_format_that_tells_what_holds_now_is_asked_since_nothing(scene, client, name) -> None:
    told = problem(client.get(asked(name, since=Revision.objects.latest("number").seq)), 400)
    assert told["errors"][0]["parameter"] == "since"


@pytest.mark.parametrize("name", NEEDY)
@pytest.mark.parametrize(
    "since", ["", "0", "-1", "1", "01", "1.0", "1e3", "999999999", "9999999999", "٣", "%20", "a" * 300, "%00", "*"]
)
def test_a_state_that_never_was_is_refused(scene, client, name, since) -> None:
    for report in (False, True):
        for tag in ("", "*"):
            told = problem(ask(client, tag, asked(name, report=report, since=since)), 400)
            assert told["errors"][0]["parameter"] == "since"


@pytest.mark.parametrize("name", NEEDY)
def test_the_states_that_there_were_begin_with_the_first_publication_and_end_now(scene, client, name) -> None:
    first, last = (Revision.objects.order_by(by)[0].seq for by in ("number", "-number"))
    for since, status in ((first - 1, 400), (last, 200), (last + 1, 400)):
        assert client.get(asked(name, since=since)).status_code == status
    told = problem(client.get(asked(name, since=last + 1), headers={"Accept-Language": "en"}), 400)
    assert "put back from a backup" in told["detail"]
    later, *of_later = scene.new_organisation("later", scene.culture)
    scene.publish(later, *of_later)
    below = f"{ORGANISATIONS}later/exports/"
    told = problem(client.get(asked(name, since=last, below=below), headers={"Accept-Language": "en"}), 400)
    assert "did not know this organisation" in told["detail"]
    assert client.get(asked(name, since=last + 1, below=below)).status_code == 200


def test_a_ban_that_is_lifted_is_taken_back_on_devices_by_publication_and_by_midnight(scene, client, noon) -> None:
    package = value_of(IdentifierKind.ANDROID_PACKAGE, list(Outcome).index(Outcome.PROHIBITED))

    def packages(since):
        return json.loads(client.get(asked("android-remove", since=since)).content)["packageNames"]

    banned = client.get(asked("android-policy"))["Aval-State"]
    assert packages(banned) == []
    root, application = scene.culture.placements.get().parent, scene.applications[Outcome.PROHIBITED]
    approved = scene.rules(root, application, Outcome.APPROVED, date(2026, 11, 26), **EVERYWHERE)
    noon.move_to("2026-11-25T23:59:59+01:00")
    assert packages(banned) == []
    noon.move_to("2026-11-26T00:00:00+01:00")
    assert packages(banned) == [package]
    freed = client.get(asked("android-policy"))["Aval-State"]
    assert packages(freed) == []
    seq = int(freed.partition(".")[0])
    assert packages(seq) == []
    assert packages(seq - 1) == [package]
    scene.withdraws(approved, date(2026, 11, 26))
    assert packages(freed) == packages(banned) == []


def test_a_state_of_a_past_that_was_put_back_is_refused(scene, client) -> None:
    state = client.get(asked("android-policy"))["Aval-State"]
    seq, _dot, mark = state.partition(".")
    assert client.get(asked("android-remove", since=state)).status_code == 200
    elsewhere = f"{seq}.{'0' * len(mark)}"
    told = problem(client.get(asked("android-remove", since=elsewhere), headers={"Accept-Language": "en"}), 400)
    assert "put back from a backup" in told["detail"]
    for odd in (f"{seq}.", f"{seq}.{mark}0", f"{seq}.{mark.upper()}Z", f".{mark}", f"{seq},{mark}"):
        assert client.get(asked("android-remove", since=odd)).status_code == 400


# ---- Organisations that ended ----


def test_an_organisation_that_ended_is_gone_and_names_the_files_of_its_successor(address, client, scene, noon) -> None:
    scene.ends(scene.culture, date(2026, 11, 25), scene.armees)
    tag = client.get(address)["ETag"]
    noon.move_to("2026-11-25T00:00:00+01:00")
    told = problem(client.get(address, headers={"If-None-Match": f"{tag}, *", "Accept-Language": "en"}), 410)
    assert told["type"] == "urn:problem-type:aval:organisation-ended"
    assert (told["ended_on"], told["successor"]) == ("2026-11-25", "armees")
    assert told["successor_exports"] == f"http://testserver{ORGANISATIONS}armees/exports/"
    assert client.get(told["successor_exports"]).status_code == 200
    assert "Take the files of its successor, armees." in told["detail"]
    scene.ends(scene.culture, None)
    assert client.get(address).status_code == 200


def test_an_organisation_that_ended_without_a_successor_says_so(address, client, scene) -> None:
    scene.ends(scene.culture, date(2026, 11, 24))
    told = problem(client.get(address, headers={"Accept-Language": "en"}), 410)
    assert (told["successor"], told["successor_exports"]) == (None, None)
    assert "has no successor" in told["detail"]
