"""Apple: the keys of its profiles and declarations to the letter, one list or the other, and what they never name."""

import json
import plistlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, DeviceClass, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import HOSTILE, ORIGIN, export, identifier, standing, written
from registry.tests.surfaces.exports.mutations import is_caught
from registry.tests.surfaces.exports.readers import apple_ddm, apple_profile

ALLOW, DENY = Mode
PROFILE, SIGNED, DDM, MAC = (
    FORMATS[name] for name in ("apple-profile", "apple-profile-signed", "apple-ddm", "apple-ddm-mac")
)
BUNDLE, SIGNING, CDHASH = IdentifierKind.IOS_BUNDLE_ID, IdentifierKind.APPLE_SIGNING_ID, IdentifierKind.APPLE_CDHASH
HASH = "90bc96cd95be55c12e7d9b1611cbc677610bb70c"

TIKTOK = standing("tiktok", Outcome.PROHIBITED, Identifier(BUNDLE, "com.zhiliaoapp.musically"), name=HOSTILE[1])
FACEBOOK = standing("facebook", Outcome.PROHIBITED, Identifier(BUNDLE, "com.facebook.Facebook"))
TCHAP = standing("tchap", Outcome.APPROVED, Identifier(BUNDLE, "fr.gouv.tchapx"))
HANDHELD = (
    standing("agent", None, Identifier(BUNDLE, "com.example.agent"), role=BaselineRole.MANAGEMENT_AGENT),
    standing("settings", None, Identifier(BUNDLE, "com.apple.Preferences"), role=BaselineRole.SETTINGS),
    standing("telephone", None, Identifier(BUNDLE, "com.apple.mobilephone"), role=BaselineRole.TELEPHONE),
)
STANDINGS = (*HANDHELD, FACEBOOK, TCHAP, TIKTOK)
ESSENTIAL = ["com.example.agent", "com.apple.Preferences", "com.apple.mobilephone"]

CHESS = standing("chess", Outcome.PROHIBITED, Identifier(SIGNING, "platform:com.apple.Chess"))
TORRENT = standing("torrent", Outcome.PROHIBITED, Identifier(SIGNING, "ABCDE12345:org.Example.torrent"))
OLD = standing("old", Outcome.PROHIBITED, Identifier(CDHASH, HASH))
EDITOR = standing("editor", Outcome.APPROVED, Identifier(SIGNING, "UBF8T346G9:com.microsoft.VSCode"))
AGENT = standing("agent", None, Identifier(SIGNING, "ABCDE12345:com.example.agent"), role=BaselineRole.MANAGEMENT_AGENT)
PROGRAMS = (AGENT, CHESS, EDITOR, OLD, TORRENT)


def test_a_profile_that_allows_blocks_and_one_that_denies_allows_alone() -> None:
    for mode, restrictions in (
        (ALLOW, {"blockedAppBundleIDs": ["com.facebook.Facebook", "com.zhiliaoapp.musically"]}),
        (DENY, {"allowListedAppBundleIDs": [*ESSENTIAL, "fr.gouv.tchapx"]}),
    ):
        (payload,) = plistlib.loads(written(PROFILE, mode, *STANDINGS))["PayloadContent"]
        assert payload["PayloadType"] == "com.apple.applicationaccess"
        assert {key: value for key, value in payload.items() if not key.startswith("Payload")} == restrictions


def test_a_profile_says_where_it_comes_from_and_of_which_state_it_is() -> None:
    made = export(PROFILE, ALLOW, *STANDINGS)
    profile = plistlib.loads(PROFILE.write(made))
    assert profile["PayloadDescription"] == made.stamp
    assert f"seq={made.ground.channel.seq} " in profile["PayloadDescription"]
    assert ORIGIN in profile["PayloadDescription"]
    assert profile["PayloadOrganization"] == f"{HOSTILE[0]} / {HOSTILE[2]}"
    assert profile["PayloadDisplayName"].endswith(" (culture)")


@pytest.mark.parametrize("format_", [PROFILE, SIGNED, DDM, FORMATS["santa-profile"], MAC], ids=lambda one: one.name)
def test_a_new_file_replaces_the_old_and_no_other(format_) -> None:
    """An identifier stays through states and modes, and is another for each organisation, device and format."""

    def named(made):
        raw = format_.write(made)
        if format_ in (DDM, MAC):
            return (json.loads(raw)["Identifier"],)
        profile = plistlib.loads(apple_profile.verified(raw) if format_ is SIGNED else raw)
        (payload,) = profile["PayloadContent"]
        return tuple(one[key] for one in (profile, payload) for key in ("PayloadIdentifier", "PayloadUUID"))

    first = export(format_, ALLOW, *STANDINGS, *PROGRAMS)
    later = export(format_, DENY, *HANDHELD, *PROGRAMS)
    object.__setattr__(later.ground.channel, "revision", 8)
    assert named(first) == named(later)
    assert len({*named(first)}) == len(named(first))
    elsewhere = export(format_, ALLOW)
    elsewhere.ground.channel.organisation.slug = "armees"
    tablet = export(format_, ALLOW)
    object.__setattr__(tablet.ground.channel, "device_class", DeviceClass.PROFESSIONAL_TABLET)
    for one, other in pairwise(map(named, (first, elsewhere, tablet, first))):
        assert not {*one} & {*other}


def test_the_signed_profile_takes_the_place_of_the_unsigned() -> None:
    unsigned = plistlib.loads(written(PROFILE, ALLOW, *STANDINGS))
    signed = plistlib.loads(apple_profile.verified(written(SIGNED, ALLOW, *STANDINGS)))
    addresses = [one.pop("PayloadDescription") for one in (unsigned, signed)]
    assert unsigned == signed
    assert addresses[0] != addresses[1], "each names its own"


@pytest.mark.parametrize("mode", Mode)
def test_what_substitution_would_alter_stays_out_of_a_profile(mode) -> None:
    made = export(PROFILE, mode, *STANDINGS)
    organisation = made.ground.channel.organisation
    for name in HOSTILE:
        organisation.name_fr = organisation.name_en = name
        raw = PROFILE.write(made)
        assert b"{{" not in raw
        assert b"$" not in raw
        said = plistlib.loads(raw)["PayloadOrganization"]
        assert said == (name if name not in (HOSTILE[1], HOSTILE[4], HOSTILE[5]) else "culture")


@given(st.text(max_size=20))
def test_a_value_is_written_as_it_is_or_reported(text) -> None:
    for format_, kind, read in (
        (PROFILE, BUNDLE, apple_profile.said),
        (DDM, BUNDLE, apple_ddm.said),
        (MAC, SIGNING, apple_ddm.said_of_macs),
        (MAC, CDHASH, apple_ddm.said_of_macs),
    ):
        for value in (text, f"com.example{text}", f"ABCDE12345:{text}"):
            made = export(format_, ALLOW, standing("app", Outcome.PROHIBITED, Identifier(kind, value)))
            read = (
                apple_ddm.said_of_macs if format_ is MAC else apple_ddm.said if format_ is DDM else apple_profile.said
            )
            denied = read(format_.write(made)).denied
            causes = {one.cause.code for one in made.selection.omissions}
            assert (denied, causes) in (({(kind, value)}, set()), (set(), {"unfit_value"}))


@pytest.mark.parametrize("outcome", [Outcome.PROHIBITED, Outcome.APPROVED])
@pytest.mark.parametrize("format_", [PROFILE, DDM], ids=lambda one: one.name)
def test_no_ruling_on_one_application_reaches_every_web_clip(format_, outcome) -> None:
    clip = standing("clip", outcome, Identifier(BUNDLE, "com.apple.webapp"))
    for mode in Mode:
        made = export(format_, mode, *HANDHELD, clip)
        assert b"com.apple.webapp" not in format_.write(made)
        assert [(one.standing.slug, one.cause.code) for one in made.selection.omissions] == [("clip", "unfit_value")]


def test_case_is_kept() -> None:
    assert "com.facebook.Facebook" in apple_profile_values(written(PROFILE, ALLOW, FACEBOOK))


def apple_profile_values(raw):
    return {value for _kind, value in apple_profile.said(raw).denied}


@pytest.mark.parametrize("role", [BaselineRole.MANAGEMENT_AGENT, BaselineRole.SETTINGS, BaselineRole.TELEPHONE])
@pytest.mark.parametrize("format_", [PROFILE, SIGNED, DDM], ids=lambda one: one.name)
def test_no_allow_list_takes_from_phones_what_they_cannot_do_without(format_, role) -> None:
    android = standing("android", None, identifier(IdentifierKind.ANDROID_PACKAGE, 1), role=role)
    made = export(format_, DENY, *(one for one in HANDHELD if one.role != role), android)
    assert refusal(format_, made.selection).members["missing"] == [{"role": role, "applications": ["android"]}]


def test_a_tablet_needs_no_telephone_and_a_mac_its_agent_alone() -> None:
    tablet = export(PROFILE, DENY, *HANDHELD[:2])
    assert refusal(PROFILE, tablet.selection).members["missing"] == [{"role": "telephone", "applications": []}]
    object.__setattr__(tablet.ground.channel, "device_class", DeviceClass.PROFESSIONAL_TABLET)
    assert refusal(PROFILE, tablet.selection) is None
    assert refusal(MAC, export(MAC, DENY, EDITOR).selection).members["missing"][0]["role"] == "management_agent"
    assert refusal(MAC, export(MAC, DENY, AGENT).selection) is None


def test_a_declaration_denies_whatever_else_it_allows() -> None:
    denied = ["com.facebook.Facebook", "com.zhiliaoapp.musically"]
    for mode, allowed in (
        (ALLOW, {"DeniedApps": denied}),
        (DENY, {"AllowedApps": [*ESSENTIAL, "fr.gouv.tchapx"], "DeniedApps": denied}),
    ):
        assert json.loads(written(DDM, mode, *STANDINGS)) == {
            "Type": "com.apple.configuration.app.settings",
            "Identifier": "aval.culture.professional-phone.apple-ddm",
            "Payload": {"Allowed": allowed},
        }


def test_a_declaration_for_macs_names_programs_and_keeps_what_came_with_the_system() -> None:
    denied = [
        {"TeamID": "*APPLE*", "SigningID": "com.apple.Chess"},
        {"CDHash": HASH},
        {"TeamID": "ABCDE12345", "SigningID": "org.Example.torrent"},
    ]
    allowed = [
        {"TeamID": "*APPLE*"},
        {"TeamID": "ABCDE12345", "SigningID": "com.example.agent"},
        {"TeamID": "UBF8T346G9", "SigningID": "com.microsoft.VSCode"},
    ]
    for mode, expected in (
        (ALLOW, {"DeniedBinaries": denied}),
        (DENY, {"AllowedBinaries": allowed, "DeniedBinaries": denied}),
    ):
        assert json.loads(written(MAC, mode, *PROGRAMS))["Payload"] == {"Allowed": expected}


def test_an_identifier_of_two_prohibited_applications_is_named_once() -> None:
    twin = standing("twin", Outcome.PROHIBITED, *TIKTOK.identifiers, *TORRENT.identifiers)
    for format_, key in ((DDM, "DeniedApps"), (MAC, "DeniedBinaries")):
        declared = json.loads(written(format_, ALLOW, TIKTOK, TORRENT, twin))
        assert len(declared["Payload"]["Allowed"][key]) == 1
    assert apple_profile_values(written(PROFILE, ALLOW, TIKTOK, twin)) == {"com.zhiliaoapp.musically"}


# ---- What a wrong letter would have done ----


def _payload(body):
    return body["PayloadContent"][0]


def _apps(body):
    payload = _payload(body)
    return payload.get("blockedAppBundleIDs") or payload["allowListedAppBundleIDs"]


def _rename(within, old, new):
    if old in within:
        within[new] = within.pop(old)


def _swap(body, one, other):
    payload = _payload(body)
    (key,) = payload.keys() & {one, other}
    payload[other if key == one else one] = payload.pop(key)


def _old_names(body):
    _rename(_payload(body), "blockedAppBundleIDs", "blacklistedAppBundleIDs")
    _rename(_payload(body), "allowListedAppBundleIDs", "whitelistedAppBundleIDs")


def _other_case(body):
    _rename(_payload(body), "blockedAppBundleIDs", "blockedAppBundleIds")
    _rename(_payload(body), "allowListedAppBundleIDs", "allowlistedAppBundleIDs")


PROFILE_MUTATIONS = {
    "an entry less": lambda body: _apps(body).pop(),
    "an entry twice": lambda body: _apps(body).append(_apps(body)[0]),
    "an entry in another case": lambda body: _apps(body).append(_apps(body).pop().upper()),
    "an entry that is no text": lambda body: _apps(body).append(7),
    "the other list": lambda body: _swap(body, "blockedAppBundleIDs", "allowListedAppBundleIDs"),
    "both lists": lambda body: _payload(body).update(blockedAppBundleIDs=["a.b"], allowListedAppBundleIDs=["c.d"]),
    "keys of old": _old_names,
    "keys in another case": _other_case,
    "settings in the envelope": lambda body: body.update(blockedAppBundleIDs=["a.b"]),
    "no payload": lambda body: body["PayloadContent"].clear(),
    "two payloads with one identifier": lambda body: body["PayloadContent"].append(_payload(body)),
    "another payload": lambda body: _payload(body).update(PayloadType="com.apple.applicationaccess.new"),
    "no type": lambda body: body.pop("PayloadType"),
    "no version": lambda body: _payload(body).pop("PayloadVersion"),
    "another version": lambda body: body.update(PayloadVersion=2),
    "a version as text": lambda body: body.update(PayloadVersion="1"),
    "no identifier": lambda body: body.pop("PayloadIdentifier"),
    "an identifier of both": lambda body: _payload(body).update(PayloadIdentifier=body["PayloadIdentifier"]),
    "a UUID of both": lambda body: _payload(body).update(PayloadUUID=body["PayloadUUID"]),
    "no UUID": lambda body: _payload(body).pop("PayloadUUID"),
    "a UUID that is none": lambda body: body.update(PayloadUUID="culture"),
    "a device that there is not": lambda body: body.update(TargetDeviceType=7),
    "a scope that there is not": lambda body: body.update(PayloadScope="Device"),
}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("mutate", PROFILE_MUTATIONS.values(), ids=PROFILE_MUTATIONS)
def test_a_wrong_letter_in_a_profile_is_caught(mode, mutate) -> None:
    body = plistlib.loads(written(PROFILE, mode, *STANDINGS))
    assert is_caught(lambda one: apple_profile.said(plistlib.dumps(one)), body, mutate)


def _allowed(body):
    return body["Payload"]["Allowed"]


def _first(body):
    return next(iter(_allowed(body)))


def _turned(body):
    allowed = _allowed(body)
    what = "Binaries" if "DeniedBinaries" in allowed else "Apps"
    body["Payload"]["Allowed"] = {
        f"{'Allowed' if key.startswith('Denied') else 'Denied'}{what}": value for key, value in allowed.items()
    }


DECLARATION_MUTATIONS = {
    "an entry less": lambda body: next(iter(_allowed(body).values())).pop(),
    "an entry twice": lambda body: [one.append(one[-1]) for one in _allowed(body).values()],
    "denied for allowed": _turned,
    "a key of old": lambda body: _rename(_allowed(body), _first(body), "blockedAppBundleIDs"),
    "a key in another case": lambda body: _rename(_allowed(body), _first(body), _first(body).lower()),
    "a list in the payload": lambda body: body["Payload"].update(_allowed(body)),
    "all managed ones": lambda body: _allowed(body).update(AlwaysAllowManagedApps=True),
    "another type": lambda body: body.update(Type="com.apple.configuration.app.managed"),
    "no type": lambda body: body.pop("Type"),
    "no identifier": lambda body: body.pop("Identifier"),
    "a comment": lambda body: body.update(Comment="Aval"),
}
MAC_MUTATIONS = {
    "a team by itself": lambda body: [one.pop("SigningID", None) for one in _allowed(body)["DeniedBinaries"]],
    "a signature without its team": lambda body: [one.pop("TeamID", None) for one in _allowed(body)["DeniedBinaries"]],
    "both in one": lambda body: _allowed(body)["DeniedBinaries"].append(
        {"SigningID": "ABCDE12345:org.example.App", "TeamID": "ABCDE12345"}
    ),
    "a hash in capitals": lambda body: _allowed(body)["DeniedBinaries"][1].update(CDHash=HASH.upper()),
    "a hash that is too short": lambda body: _allowed(body)["DeniedBinaries"][1].update(CDHash=HASH[1:]),
    "a state of signing that there is not": lambda body: _allowed(body)["DeniedBinaries"][1].update(SigningState="Any"),
    "bundles": lambda body: _allowed(body).update(DeniedApps=["com.apple.Chess"]),
}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("mutate", DECLARATION_MUTATIONS.values(), ids=DECLARATION_MUTATIONS)
def test_a_wrong_letter_in_a_declaration_is_caught(mode, mutate) -> None:
    for format_, read, standings in ((DDM, apple_ddm.said, STANDINGS), (MAC, apple_ddm.said_of_macs, PROGRAMS)):
        body = json.loads(written(format_, mode, *standings))
        assert is_caught(lambda one, read=read: read(json.dumps(one).encode()), body, mutate)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("mutate", MAC_MUTATIONS.values(), ids=MAC_MUTATIONS)
def test_a_wrong_letter_in_a_declaration_for_macs_is_caught(mode, mutate) -> None:
    body = json.loads(written(MAC, mode, *PROGRAMS))
    assert is_caught(lambda one: apple_ddm.said_of_macs(json.dumps(one).encode()), body, mutate)


def test_an_allow_list_without_what_came_with_macos_is_caught() -> None:
    body = json.loads(written(MAC, DENY, *PROGRAMS))
    assert is_caught(
        lambda one: apple_ddm.said_of_macs(json.dumps(one).encode()),
        body,
        lambda one: _allowed(one)["AllowedBinaries"].pop(0),
    )
