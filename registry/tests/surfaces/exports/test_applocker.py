"""AppLocker: one rule that allows all, packages by their signers, and minimum versions from just below."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from registry.catalogue.identifiers import windows_publisher_hash
from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import missing_roles, refusal
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import HOSTILE, SIGNER, export, standing, written
from registry.tests.surfaces.exports.readers import READERS

APPLOCKER = FORMATS["applocker"]
NAME, FAMILY = IdentifierKind.WINDOWS_PACKAGE_NAME, IdentifierKind.WINDOWS_PACKAGE_FAMILY


def package(name: str, minimum: str = "", signer: str = SIGNER) -> Identifier:
    return Identifier(NAME, name, minimum, signer)


def family(name: str, minimum: str = "", signer: str = SIGNER) -> Identifier:
    return Identifier(FAMILY, f"{name}_{windows_publisher_hash(signer)}", minimum, signer)


BASELINE = tuple(
    standing(f"essential-{role}".replace("_", "-"), Outcome.APPROVED, package(f"Example.{number}"), role=role)
    for number, role in enumerate(sorted(APPLOCKER.required))
)


def rules(raw: bytes) -> list[tuple[str, ...]]:
    """Return action, publisher, product and versions of each rule."""
    assert READERS[APPLOCKER.name](raw)
    return [
        (rule.get("Action"), condition.get("PublisherName"), condition.get("ProductName"), *condition[0].values())
        for rule in etree.fromstring(raw)[0]
        for condition in rule[0]
    ]


def test_in_default_allow_one_rule_allows_all_and_the_others_deny() -> None:
    raw = written(
        APPLOCKER,
        Mode.DEFAULT_ALLOW,
        standing("chat", Outcome.PROHIBITED, package("Example.Chat"), family("Example.Chat")),
        standing("mail", Outcome.APPROVED, package("Example.Mail")),
        standing("talk", Outcome.CONDITIONAL, package("Example.Talk", "7.1"), family("Example.Talk", "7.1")),
    )
    assert rules(raw) == [
        ("Allow", "*", "*", "*", "*"),
        ("Deny", SIGNER, "Example.Chat", "*", "*"),
        ("Deny", SIGNER, "Example.Talk", "*", "7.0.65535.65535"),
    ]


def test_in_default_deny_only_what_is_named_is_allowed() -> None:
    chat = standing("chat", Outcome.PROHIBITED, package("Example.Chat"))
    talk = standing("talk", Outcome.CONDITIONAL, package("Example.Talk", "7.1"))
    raw = written(APPLOCKER, Mode.DEFAULT_DENY, *BASELINE, chat, talk)
    assert rules(raw) == [
        ("Deny", SIGNER, "Example.Chat", "*", "*"),
        *(("Allow", SIGNER, f"Example.{number}", "*", "*") for number in range(len(BASELINE))),
        ("Allow", SIGNER, "Example.Talk", "7.1.0.0", "*"),
    ]


def test_default_deny_is_refused_while_windows_would_lose_what_it_needs() -> None:
    made = export(APPLOCKER, Mode.DEFAULT_DENY, *BASELINE[1:])
    assert refusal(APPLOCKER, made.selection)
    assert [one.role for one in missing_roles(APPLOCKER, made.selection)] == [BASELINE[0].role]
    assert {one.role for one in BASELINE} == {
        BaselineRole.MANAGEMENT_AGENT,
        BaselineRole.SETTINGS,
        BaselineRole.SIGN_IN,
    }


def test_a_package_without_its_signer_is_left_out_and_told() -> None:
    unsigned = package("Example.Chat", signer=""), Identifier(FAMILY, "Example.Chat_8wekyb3d8bbwe")
    made = export(APPLOCKER, Mode.DEFAULT_ALLOW, standing("chat", Outcome.PROHIBITED, *unsigned))
    assert rules(APPLOCKER.write(made)) == [("Allow", "*", "*", "*", "*")]
    assert {(one.cause.code, one.identifier) for one in made.selection.omissions} == {
        ("no_signer", one) for one in unsigned
    }


@pytest.mark.parametrize("signer", ["CN=*", "CN=\ufffe"])
def test_a_signer_that_means_something_else_in_a_rule_is_left_out(signer) -> None:
    made = export(APPLOCKER, Mode.DEFAULT_ALLOW, standing("chat", Outcome.PROHIBITED, package("E.Chat", "", signer)))
    assert made.selection.denied == []
    assert [one.cause.code for one in made.selection.omissions] == ["unfit_value"]


def test_names_that_windows_cannot_tell_apart_are_not_denied_and_allowed_at_once() -> None:
    made = export(
        APPLOCKER,
        Mode.DEFAULT_ALLOW,
        standing("chat", Outcome.PROHIBITED, package("Example.Chat")),
        standing("talk", Outcome.APPROVED, family("EXAMPLE.chat")),
    )
    assert made.selection.denied == made.selection.allowed == []
    assert {one.cause.code for one in made.selection.omissions} == {"conflicting_identifiers"}


@pytest.mark.parametrize(
    ("minimum", "high"),
    [
        ("1", "0.65535.65535.65535"),
        ("2.5.1", "2.5.0.65535"),
        ("2.5.1.1", "2.5.1.0"),
        ("7.1.0.0.0", "7.0.65535.65535"),
        ("65535", "65534.65535.65535.65535"),
    ],
)
def test_versions_below_the_minimum_are_denied(minimum, high) -> None:
    talk = standing("talk", Outcome.CONDITIONAL, package("Example.Talk", minimum))
    assert rules(written(APPLOCKER, Mode.DEFAULT_ALLOW, talk))[1] == ("Deny", SIGNER, "Example.Talk", "*", high)


@pytest.mark.parametrize("minimum", ["70000", "1.2.3.4.5", "1.2.3.99999"])
@pytest.mark.parametrize("mode", Mode)
def test_a_version_to_which_windows_cannot_count_is_told(mode, minimum) -> None:
    talk = standing("talk", Outcome.CONDITIONAL, package("Example.Talk", minimum))
    made = export(APPLOCKER, mode, *BASELINE, talk)
    assert READERS[APPLOCKER.name](APPLOCKER.write(made)).minima == {}
    assert [(one.standing.slug, one.cause.code) for one in made.selection.omissions] == [("talk", "no_minimum_version")]


def test_nothing_is_below_version_zero() -> None:
    talk = standing("talk", Outcome.CONDITIONAL, package("Example.Talk", "0.0"))
    assert len(rules(written(APPLOCKER, Mode.DEFAULT_ALLOW, talk))) == 1


@given(
    st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=1_200),
    st.sampled_from(HOSTILE[:9]).map(lambda one: f"CN={one}"),
)
def test_names_and_signers_are_read_as_they_are(name, signer) -> None:
    chat = standing("chat", Outcome.PROHIBITED, package("Example.Chat", "", signer), name=name)
    made = export(APPLOCKER, Mode.DEFAULT_ALLOW, chat)
    raw = APPLOCKER.write(made)
    assert READERS[APPLOCKER.name](raw).denied >= {(NAME, "Example.Chat") for _one in made.selection.denied}
    for rule in etree.fromstring(raw)[0][1:]:
        assert rule[0][0].get("PublisherName") == signer
        assert rule.get("Description") in (f"{name} {chat.page}", chat.page)


def test_a_rule_keeps_its_number_whatever_is_ruled_beside_it() -> None:
    chat, mail = (standing(one, Outcome.PROHIBITED, package(f"Example.{one}")) for one in ("chat", "mail"))
    alone, both = (
        {rule.get("Name"): rule.get("Id") for rule in etree.fromstring(written(APPLOCKER, Mode.DEFAULT_ALLOW, *of))[0]}
        for of in ((mail,), (chat, mail))
    )
    assert alone.items() < both.items()


def test_the_state_stands_in_a_comment_even_where_a_name_has_two_hyphens() -> None:
    made = export(APPLOCKER, Mode.DEFAULT_ALLOW)
    object.__setattr__(made, "address", "https://aval.example/api/v1/organisations/a--b/")
    comment = etree.fromstring(APPLOCKER.write(made)).getprevious()
    assert "digest=" + "d" * 64 in comment.text
    assert "/organisations/a-%2Db/" in comment.text


def without_rule(text: str, number: int) -> str:
    rules = re.findall(r" *<FilePublisherRule .*?</FilePublisherRule>\n", text, re.DOTALL)
    return text.replace(rules[number], "")


MUTATIONS: dict[str, Callable[[str], str]] = {
    "a rule is dropped": lambda text: without_rule(text, -1),
    "nothing allows all": lambda text: without_rule(text, 0),
    "allow for deny": lambda text: text.replace('"Deny"', '"Allow"', 1),
    "an action in the wrong case": lambda text: text.replace('"Deny"', '"deny"', 1),
    "an element in the wrong case": lambda text: text.replace("BinaryVersionRange", "binaryVersionRange"),
    "another publisher": lambda text: text.replace("O=Example", "O=Sample"),
    "another package": lambda text: text.replace('"Example.Chat"', '"Example.Chats"'),
    "audit": lambda text: text.replace("Enabled", "AuditOnly"),
    "another collection": lambda text: text.replace("Appx", "Exe"),
    "a number in braces": lambda text: text.replace(' Id="', ' Id="{', 1).replace('" Name', '}" Name', 1),
    "a number twice": lambda text: text.replace(text.split(' Id="')[2][:36], text.split(' Id="')[1][:36]),
    "a version of three numbers": lambda text: text.replace("7.0.65535.65535", "7.0.65535"),
    "the minimum itself is denied": lambda text: text.replace("7.0.65535.65535", "7.1.0.0"),
    "no description": lambda text: text.replace(" Description=", " Describes="),
    "one group alone": lambda text: text.replace("S-1-1-0", "S-1-5-32-544", 1),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_policy_that_is_written_wrongly_is_noticed(mutation) -> None:
    raw = written(
        APPLOCKER,
        Mode.DEFAULT_ALLOW,
        standing("chat", Outcome.PROHIBITED, package("Example.Chat")),
        standing("talk", Outcome.CONDITIONAL, package("Example.Talk", "7.1")),
    )
    mutant = MUTATIONS[mutation](raw.decode())
    assert mutant != raw.decode()
    try:
        wrong = READERS[APPLOCKER.name](mutant.encode())
    except (AssertionError, etree.DocumentInvalid, etree.XMLSyntaxError):
        return
    assert wrong != READERS[APPLOCKER.name](raw)
