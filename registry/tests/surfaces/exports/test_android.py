"""Android: what the API takes, to the letter; what is taken back; and what a wrong letter would have done."""

import json
import re
from copy import deepcopy

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.said import both
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import HOSTILE, export, identifier, standing, standings, written
from registry.tests.surfaces.exports.readers import android

ALLOW, DENY = Mode
POLICY, MODIFY, REMOVE = (FORMATS[f"android-{name}"] for name in ("policy", "modify", "remove"))
PACKAGE = IdentifierKind.ANDROID_PACKAGE
MASK = (
    "applications,playStoreMode,personalUsagePolicies.personalPlayStoreMode,personalUsagePolicies.personalApplications"
)
ROLES = (BaselineRole.MANAGEMENT_AGENT, BaselineRole.SETTINGS, BaselineRole.TELEPHONE)

TIKTOK = standing(
    "tiktok",
    Outcome.PROHIBITED,
    Identifier(PACKAGE, "com.zhiliaoapp.musically"),
    Identifier(PACKAGE, "com.ss.android.ugc.trill"),
    name=HOSTILE[1],
)
TCHAP = standing("tchap", Outcome.CONDITIONAL, Identifier(PACKAGE, "fr.gouv.tchap.a", "40201"))
SIGNAL = standing("signal", Outcome.APPROVED, Identifier(PACKAGE, "org.thoughtcrime.securesms"))
BASELINE = tuple(
    standing(role, None, Identifier(PACKAGE, f"com.android.{role}"), role=role) for role in (*ROLES, BaselineRole.OTHER)
)
STANDINGS = (TIKTOK, TCHAP, SIGNAL, *BASELINE)
ESSENTIAL = ["com.android.management_agent", "com.android.other", "com.android.settings", "com.android.telephone"]


def blocked(package):
    return {"packageName": package, "installType": "BLOCKED"}


def available(package):
    return {"packageName": package, "installType": "AVAILABLE"}


BANNED = [blocked("com.ss.android.ugc.trill"), blocked("com.zhiliaoapp.musically")]
TCHAP_FROM = available("fr.gouv.tchap.a") | {"minimumVersionCode": 40201}


def test_a_policy_that_allows_blocks_what_is_prohibited_on_both_sides() -> None:
    assert json.loads(written(POLICY, ALLOW, *STANDINGS)) == {
        "applications": [*BANNED, TCHAP_FROM],
        "playStoreMode": "BLACKLIST",
        "personalUsagePolicies": {"personalPlayStoreMode": "BLOCKLIST", "personalApplications": BANNED},
    }


def test_a_policy_that_denies_names_what_may_be_used_and_blocks_what_is_prohibited_all_the_same() -> None:
    essential = [available(package) for package in ESSENTIAL]
    signal = available("org.thoughtcrime.securesms")
    body = json.loads(written(POLICY, DENY, *STANDINGS))
    assert body["applications"] == [*essential, *BANNED, TCHAP_FROM, signal]
    assert body["playStoreMode"] == "WHITELIST"
    assert body["personalUsagePolicies"] == {
        "personalPlayStoreMode": "ALLOWLIST",
        "personalApplications": [*essential, *BANNED, available("fr.gouv.tchap.a"), signal],
    }


def test_changes_touch_no_more_of_an_application_than_they_name() -> None:
    changes = json.loads(written(MODIFY, ALLOW, *STANDINGS))["changes"]
    assert [change["application"] for change in changes] == [*BANNED, TCHAP_FROM]
    assert {change["updateMask"] for change in changes} == {"installType,minimumVersionCode"}


@pytest.mark.parametrize("mode", Mode)
@given(data=st.data())
def test_changes_and_removals_lead_to_the_same_policy_as_the_policy_itself(mode, data) -> None:
    """A policy that is kept by changes and removals says at each state what one that is replaced says."""
    before, now = data.draw(standings(POLICY)), data.draw(standings(POLICY))
    first, second = export(POLICY, mode, *before), export(POLICY, mode, *now, before=before)
    assume(not any(refusal(POLICY, one.selection) for one in (first, second)))
    kept: dict[str, dict] = {}
    for one in (first, second):
        if one.before:
            for package in android.removed(REMOVE.write(one)):
                del kept[package]  # and each was there
        for change in json.loads(MODIFY.write(one))["changes"]:
            application = change["application"]
            entry = kept.setdefault(application["packageName"], {"packageName": application["packageName"]})
            for field in change["updateMask"].split(","):
                entry.pop(field, None)
            entry |= application
        replaced = json.loads(POLICY.write(one))["applications"]
        assert [kept[package] for package in sorted(kept)] == replaced


def test_what_is_banned_no_longer_is_taken_back_and_nothing_else() -> None:
    approved = standing("tiktok", Outcome.APPROVED, *TIKTOK.identifiers)
    corrected = standing("tiktok", Outcome.PROHIBITED, TIKTOK.identifiers[0])
    for now, packages in (
        ((TIKTOK,), []),
        ((), ["com.ss.android.ugc.trill", "com.zhiliaoapp.musically"]),
        ((approved,), ["com.ss.android.ugc.trill", "com.zhiliaoapp.musically"]),
        ((corrected,), ["com.ss.android.ugc.trill"]),
    ):
        body = REMOVE.write(export(REMOVE, ALLOW, *now, TCHAP, before=(TIKTOK, TCHAP)))
        assert json.loads(body) == {"packageNames": packages}


def test_a_removal_from_no_state_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="needs the state"):
        REMOVE.write(export(REMOVE, ALLOW, TIKTOK))


@pytest.mark.parametrize("format_", [POLICY, MODIFY], ids=["policy", "modify"])
def test_what_the_api_does_not_take_is_refused_and_never_cut(format_) -> None:
    def banned(count):
        return [standing(f"app-{at}", Outcome.PROHIBITED, identifier(PACKAGE, at)) for at in range(count)]

    def demanded(count):
        return [standing(f"v-{at}", Outcome.CONDITIONAL, identifier(PACKAGE, 9_000 + at, "7")) for at in range(count)]

    assert len(json.loads(written(format_, ALLOW, *banned(3_000))).popitem()[1]) > 0
    for mode, listed in ((ALLOW, ()), (DENY, BASELINE)):
        room = 3_000 - len(listed) - 20
        assert written(format_, mode, *listed, *banned(room), *demanded(20))
        for more, count, most in ((banned(room + 1) + demanded(20), 3_001, 3_000), (demanded(21), 21, 20)):
            refused = refusal(format_, export(format_, mode, *listed, *more).selection)
            assert refused.kind == "over-limit"
            assert refused.members == {"count": count, "most": most}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("format_", [POLICY, MODIFY, REMOVE], ids=["policy", "modify", "remove"])
def test_no_file_takes_from_devices_what_they_cannot_do_without(format_, role) -> None:
    """A role whose application is known on Apple's devices alone counts as missing."""
    apple = standing("apple", None, identifier(IdentifierKind.IOS_BUNDLE_ID, 1), role=role)
    others = [one for one in BASELINE if one.role != role]
    refused = refusal(format_, export(format_, DENY, *others, apple).selection)
    assert refused.members["missing"] == [{"role": role, "applications": ["apple"]}]
    assert refusal(format_, export(format_, ALLOW, *others, apple).selection) is None


def test_a_certificate_names_no_application_of_google_play() -> None:
    pinned = standing("pinned", Outcome.PROHIBITED, identifier(IdentifierKind.ANDROID_SIGNING_CERT, 1))
    selection = export(POLICY, ALLOW, pinned).selection
    assert [(one.standing.slug, one.cause.code) for one in selection.omissions] == [("pinned", "no_identifier")]


@pytest.mark.parametrize("mode", Mode)
def test_who_sends_a_policy_is_told_in_both_languages_to_name_what_is_in_it_and_no_more(mode) -> None:
    body = json.loads(written(POLICY, mode, *STANDINGS))
    within = body.pop("personalUsagePolicies")
    mask = ",".join([*body, *(f"personalUsagePolicies.{member}" for member in within)])
    for words in (both(POLICY.description), both(POLICY.notes(mode)[0])):
        for said in words.values():
            assert re.findall(r"updateMask=([\w.,]*\w)", said) == [mask]
    assert f"playStoreMode {body['playStoreMode']}" in both(MODIFY.notes(mode)[0])["en"]


# ---- What a wrong letter would have done: each is caught by Google's description, or by what is read back ----


def drop(body):
    body["applications"].pop()


def name_twice(body):
    body["applications"].append(body["applications"][0])


def name_beside(body):
    body["applications"].append(blocked("com.example.bystander"))


def change_case(body):
    body["applications"][0]["packageName"] = body["applications"][0]["packageName"].upper()


def write_snake_case(body):
    body["applications"][0]["package_name"] = body["applications"][0].pop("packageName")


def block_in_half(body):
    body["applications"][0]["installType"] = "BLOCK"


def block_in_lower_case(body):
    body["applications"][0]["installType"] = "blocked"


def force_into_a_kiosk(body):
    body["applications"][0]["installType"] = "KIOSK"


def turn_round(body):
    for entry in body["applications"]:
        entry["installType"] = "AVAILABLE" if entry["installType"] == "BLOCKED" else "BLOCKED"


def demand_as_text(body):
    next(one for one in body["applications"] if "minimumVersionCode" in one)["minimumVersionCode"] = "40201"


def demand_too_much(body):
    next(one for one in body["applications"] if "minimumVersionCode" in one)["minimumVersionCode"] = 2**31


def demand_another(body):
    next(one for one in body["applications"] if "minimumVersionCode" in one)["minimumVersionCode"] -= 1


def demand_nothing(body):
    del next(one for one in body["applications"] if "minimumVersionCode" in one)["minimumVersionCode"]


def comment(body):
    body["_comment"] = "Aval"


def call_the_store_as_the_personal_one(body):
    body["playStoreMode"] = body["personalUsagePolicies"]["personalPlayStoreMode"]


def call_the_personal_store_as_the_other(body):
    body["personalUsagePolicies"]["personalPlayStoreMode"] = body["playStoreMode"]


def leave_the_store_to_its_default(body):
    del body["playStoreMode"]


def forget_the_personal_side(body):
    body["personalUsagePolicies"]["personalApplications"].pop()


def put_the_personal_side_at_the_top(body):
    body |= body.pop("personalUsagePolicies")


def swap_the_stores(body):
    swapped = {"BLACKLIST": "WHITELIST", "WHITELIST": "BLACKLIST", "BLOCKLIST": "ALLOWLIST", "ALLOWLIST": "BLOCKLIST"}
    personal = body["personalUsagePolicies"]
    body["playStoreMode"] = swapped[body["playStoreMode"]]
    personal["personalPlayStoreMode"] = swapped[personal["personalPlayStoreMode"]]


MUTATIONS = (
    *(drop, name_twice, name_beside, change_case, write_snake_case),
    *(block_in_half, block_in_lower_case, force_into_a_kiosk, turn_round),
    *(demand_as_text, demand_too_much, demand_another, demand_nothing),
    *(comment, call_the_store_as_the_personal_one, call_the_personal_store_as_the_other),
    *(leave_the_store_to_its_default, forget_the_personal_side, put_the_personal_side_at_the_top, swap_the_stores),
)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda one: one.__name__)
def test_a_wrong_letter_is_caught(mode, mutate) -> None:
    body = json.loads(written(POLICY, mode, *STANDINGS))
    mutant = deepcopy(body)
    mutate(mutant)
    assert _is_caught(android.policy, body, mutant)


def _is_caught(read, body, mutant) -> bool:
    said = read(json.dumps(body).encode())
    try:
        return read(json.dumps(mutant).encode()) != said
    except (AssertionError, KeyError, jsonschema.ValidationError):
        return True


def write_the_mask_beside(body):
    body["updateMask"] = body["changes"][0].pop("updateMask")


def mask_everything(body):
    body["changes"][0].pop("updateMask")


def mask_in_snake_case(body):
    body["changes"][0]["updateMask"] = "install_type,minimum_version_code"


def leave_the_wrapping_out(body):
    body["changes"][0] = body["changes"][0]["application"]


@pytest.mark.parametrize(
    "mutate",
    [write_the_mask_beside, mask_everything, mask_in_snake_case, leave_the_wrapping_out],
    ids=lambda one: one.__name__,
)
def test_a_wrong_letter_in_a_change_is_caught(mutate) -> None:
    body = json.loads(written(MODIFY, ALLOW, *STANDINGS))
    mutant = deepcopy(body)
    mutate(mutant)
    assert _is_caught(android.changes, body, mutant)


@pytest.mark.parametrize(
    "body", [{"package_names": ["a.b"]}, {"packageNames": [{"packageName": "a.b"}]}, {"names": []}]
)
def test_a_wrong_letter_in_a_removal_is_caught(body) -> None:
    with pytest.raises(jsonschema.ValidationError):
        android.removed(json.dumps(body).encode())
