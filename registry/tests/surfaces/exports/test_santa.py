"""Santa: rules that name one program each, messages that stay text, and a mode that does what was asked."""

import json
import plistlib
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.formats.santa import BLOCKED
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import HOSTILE, export, identifier, standing, written
from registry.tests.surfaces.exports.mutations import is_caught
from registry.tests.surfaces.exports.readers import santa

ALLOW, DENY = Mode
RULES, PROFILE = FORMATS["santa-rules"], FORMATS["santa-profile"]
BINARY, SIGNING, CDHASH = (
    IdentifierKind.BINARY_SHA256,
    IdentifierKind.APPLE_SIGNING_ID,
    IdentifierKind.APPLE_CDHASH,
)
GAME = standing(
    "game",
    Outcome.PROHIBITED,
    Identifier(SIGNING, "ABCDE12345:org.Example.game"),
    Identifier(BINARY, "ab" * 32),
    Identifier(CDHASH, "cd" * 20),
    name="Jeu & fils",
)
EDITOR = standing("editor", Outcome.APPROVED, Identifier(SIGNING, "UBF8T346G9:com.microsoft.VSCode"))
AGENT = standing("agent", None, Identifier(SIGNING, "ABCDE12345:com.example.agent"), role=BaselineRole.MANAGEMENT_AGENT)
STANDINGS = (AGENT, EDITOR, GAME)
PAGE = "https://aval.example/a/game?organisation=culture&device=professional_phone"


def shown(name):
    """Return what a device shows of a blocked application: both languages, French first."""
    said = both(BLOCKED)
    return in_one({"fr": said["fr"] % {"application": name}, "en": said["en"] % {"application": name}})


def rules_of(raw):
    return json.loads(raw)["rules"]


def static(raw):
    return plistlib.loads(raw)["PayloadContent"][0]["StaticRules"]


def test_rules_name_each_program_by_what_it_is_known_by() -> None:
    message = shown("Jeu & fils").replace("&", "&amp;")
    assert "Jeu &amp; fils is prohibited on this device." in message
    said = {"policy": "BLOCKLIST", "custom_msg": message, "custom_url": PAGE}
    blocked = [
        {"identifier": "ABCDE12345:org.Example.game", "rule_type": "SIGNINGID", **said},
        {"identifier": "ab" * 32, "rule_type": "BINARY", **said},
        {"identifier": "cd" * 20, "rule_type": "CDHASH", **said},
    ]
    allowed = [
        {"identifier": "ABCDE12345:com.example.agent", "rule_type": "SIGNINGID", "policy": "ALLOWLIST"},
        {"identifier": "UBF8T346G9:com.microsoft.VSCode", "rule_type": "SIGNINGID", "policy": "ALLOWLIST"},
    ]
    assert rules_of(written(RULES, ALLOW, *STANDINGS)) == blocked
    assert rules_of(written(RULES, DENY, *STANDINGS)) == [*blocked, *allowed]


@pytest.mark.parametrize(("mode", "client_mode"), [(ALLOW, 1), (DENY, 2)])
def test_the_profile_sets_the_mode_and_has_the_rules_of_the_file(mode, client_mode) -> None:
    raw = written(PROFILE, mode, *STANDINGS)
    profile = plistlib.loads(raw)
    (payload,) = profile["PayloadContent"]
    assert payload["PayloadType"] == "com.northpolesec.santa"
    assert payload["ClientMode"] == client_mode
    assert (profile["PayloadScope"], profile["TargetDeviceType"]) == ("System", 5)
    assert static(raw) == rules_of(written(RULES, mode, *STANDINGS))


class Text(HTMLParser):
    """What a reader of HTML shows, and which tags it meets."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown, self.tags = "", []

    def handle_data(self, data: str) -> None:
        self.shown += data

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_shows_a_name_as_it_is_or_is_left_out(name) -> None:
    one = standing("one", Outcome.PROHIBITED, identifier(BINARY, 1), name=name)
    (rule,) = rules_of(written(RULES, ALLOW, one))
    reader = Text()
    reader.feed(rule["custom_msg"])
    reader.close()
    assert reader.tags == []
    assert reader.shown == shown(name)
    raw = written(PROFILE, ALLOW, one)
    (kept,) = static(raw)
    altered = name in (HOSTILE[1], HOSTILE[4], HOSTILE[5])
    assert kept == {key: value for key, value in rule.items() if key != "custom_msg" or not altered}
    assert b"$" not in raw
    assert b"{{" not in raw


@given(st.text(max_size=20))
def test_a_value_is_written_as_it_is_or_reported(text) -> None:
    for kind in (BINARY, SIGNING, CDHASH):
        for value in (text, f"ABCDE12345:{text}", "a" * 39 + text):
            for format_, read in ((RULES, santa.said), (PROFILE, santa.said_in_profile)):
                made = export(format_, ALLOW, standing("app", Outcome.PROHIBITED, Identifier(kind, value)))
                causes = {one.cause.code for one in made.selection.omissions}
                denied = read(format_.write(made)).denied
                assert (denied, causes) in (({(kind, value)}, set()), (set(), {"unfit_value"}))


def test_a_program_of_two_prohibited_applications_has_one_rule_and_the_page_of_the_first() -> None:
    twin = standing("twin", Outcome.PROHIBITED, *GAME.identifiers)
    for raw, read in ((written(RULES, ALLOW, GAME, twin), rules_of), (written(PROFILE, ALLOW, GAME, twin), static)):
        assert [rule["custom_url"] for rule in read(raw)] == [PAGE] * 3


def test_no_team_is_named_even_where_nothing_else_is_known() -> None:
    known = standing("known", Outcome.PROHIBITED, identifier(IdentifierKind.MACOS_BUNDLE_ID, 1))
    made = export(RULES, ALLOW, known)
    assert rules_of(RULES.write(made)) == []
    assert [one.cause.code for one in made.selection.omissions] == ["no_identifier"]


def test_lockdown_needs_an_agent_that_still_runs() -> None:
    for format_ in (RULES, PROFILE):
        refused = refusal(format_, export(format_, DENY, EDITOR, GAME).selection)
        assert refused.members["missing"] == [{"role": "management_agent", "applications": []}]
        assert refusal(format_, export(format_, ALLOW, EDITOR, GAME).selection) is None


def test_a_profile_of_more_rules_than_santa_is_known_to_bear_is_refused() -> None:
    many = [standing(f"app-{at}", Outcome.PROHIBITED, identifier(BINARY, at)) for at in range(3_001)]
    assert len(static(written(PROFILE, ALLOW, *many[:3_000]))) == 3_000
    assert refusal(PROFILE, export(PROFILE, ALLOW, *many).selection).members == {"count": 3_001, "most": 3_000}
    assert len(rules_of(written(RULES, ALLOW, *many))) == 3_001


def _set(**values):
    return lambda rules: rules[0].update(values)


def _camel(rules):
    rules[0]["ruleKind"] = rules[0].pop("rule_type")


MUTATIONS = {
    "a rule less": lambda rules: rules.pop(),
    "a rule twice": lambda rules: rules.append(rules[0]),
    "a team": _set(rule_type="TEAMID", identifier="ABCDE12345"),
    "a certificate": _set(rule_type="CERTIFICATE", identifier="ab" * 32),
    "another type": _set(rule_type="BINARY"),
    "a type in lower case": _set(rule_type="signingid"),
    "a policy in lower case": _set(policy="blocklist"),
    "a policy of old": _set(policy="BLACKLIST"),
    "a policy that compiles": _set(policy="ALLOWLIST_COMPILER"),
    "a silent policy": _set(policy="SILENT_BLOCKLIST"),
    "the other policy": _set(policy="ALLOWLIST"),
    "no policy": lambda rules: rules[0].pop("policy"),
    "no type": lambda rules: rules[0].pop("rule_type"),
    "no identifier": lambda rules: rules[0].pop("identifier"),
    "a key that nothing reads": _camel,
    "a signature without its team": _set(identifier="org.Example.game"),
    "another case": _set(identifier="ABCDE12345:org.example.game"),
    "a message that is no text": _set(custom_msg=7),
}


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("mutate", MUTATIONS.values(), ids=MUTATIONS)
def test_a_wrong_letter_in_a_rule_is_caught(mode, mutate) -> None:
    body = json.loads(written(RULES, mode, *STANDINGS))
    assert is_caught(lambda one: santa.said(json.dumps(one).encode()), body, lambda one: mutate(one["rules"]))
    profile = plistlib.loads(written(PROFILE, mode, *STANDINGS))
    assert is_caught(
        lambda one: santa.said_in_profile(plistlib.dumps(one)),
        profile,
        lambda one: mutate(one["PayloadContent"][0]["StaticRules"]),
    )


@pytest.mark.parametrize(
    "mutate",
    [
        lambda payload: payload.update(ClientMode=1),
        lambda payload: payload.update(ClientMode="2"),
        lambda payload: payload.update(ClientMode=4),
        lambda payload: payload.update(PayloadType="com.google.santa"),
        lambda payload: payload.update(staticRules=payload.pop("StaticRules")),
    ],
    ids=["monitor", "text", "no mode", "the payload of old", "a key in another case"],
)
def test_a_wrong_letter_in_the_profile_is_caught(mutate) -> None:
    profile = plistlib.loads(written(PROFILE, DENY, *STANDINGS))
    assert is_caught(
        lambda one: santa.said_in_profile(plistlib.dumps(one)), profile, lambda one: mutate(one["PayloadContent"][0])
    )
