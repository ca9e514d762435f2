"""Policies of browsers, to the letter; and what a wrong letter would have done."""

import json

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.formats.browsers import PROHIBITED_EXTENSION, UNLISTED_EXTENSION
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.refusals import refusal
from registry.surfaces.exports.said import both, in_one
from registry.surfaces.exports.standing import Identifier
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import HOSTILE, export, standing, standings, written
from registry.tests.surfaces.exports.policy_schemas import CHROMIUM, FIREFOX
from registry.tests.surfaces.exports.readers import READERS

ALLOW, DENY = Mode
DOMAIN, ADDRESS = IdentifierKind.DNS_DOMAIN, IdentifierKind.URL_PATTERN
SCHEMAS = {"chromium-policy": CHROMIUM, "firefox-policy": FIREFOX}
SOME = "abcdefghijklmnopabcdefghijklmnop"

TIKTOK = standing(
    "tiktok",
    Outcome.PROHIBITED,
    Identifier(DOMAIN, "tiktok.com"),
    Identifier(ADDRESS, "https://www.example.org/tiktok/"),
    Identifier(IdentifierKind.CHROMIUM_EXTENSION, SOME),
    Identifier(IdentifierKind.FIREFOX_EXTENSION, "tiktok@example.org"),
    name=HOSTILE[0],
)
STUDIO = standing("studio", Outcome.APPROVED, Identifier(DOMAIN, "studio.tiktok.com"), Identifier(DOMAIN, "other.test"))
LOGIN = standing("login", None, Identifier(DOMAIN, "login.test"), role=BaselineRole.SIGN_IN)
STANDINGS = (LOGIN, STUDIO, TIKTOK)
PROHIBITED = {
    "installation_mode": "blocked",
    "blocked_install_message": f"{in_one(both(PROHIBITED_EXTENSION))} {TIKTOK.page}",
}
OTHERS = {"installation_mode": "blocked", "blocked_install_message": in_one(both(UNLISTED_EXTENSION))}

TO_THE_LETTER = {
    ("chromium-policy", ALLOW): {
        "URLBlocklist": ["tiktok.com", "https://.www.example.org/tiktok/"],
        "URLAllowlist": ["studio.tiktok.com"],
        "ExtensionSettings": {SOME: PROHIBITED},
    },
    ("chromium-policy", DENY): {
        "URLBlocklist": ["*", "tiktok.com", "https://.www.example.org/tiktok/"],
        "URLAllowlist": ["login.test", "studio.tiktok.com", "other.test"],
        "ExtensionSettings": {"*": OTHERS, SOME: PROHIBITED},
    },
    ("firefox-policy", ALLOW): {
        "policies": {
            "WebsiteFilter": {
                "Block": ["*://*.tiktok.com/*", "https://www.example.org/tiktok/*"],
                "Exceptions": ["*://*.studio.tiktok.com/*"],
            },
            "ExtensionSettings": {"tiktok@example.org": PROHIBITED},
        }
    },
    ("firefox-policy", DENY): {
        "policies": {
            "WebsiteFilter": {
                "Block": ["<all_urls>"],
                "Exceptions": ["*://*.login.test/*", "*://*.studio.tiktok.com/*", "*://*.other.test/*"],
            },
            "ExtensionSettings": {"*": OTHERS, "tiktok@example.org": PROHIBITED},
        }
    },
}


@pytest.mark.parametrize(("name", "mode"), TO_THE_LETTER)
def test_a_policy_is_this(name, mode) -> None:
    raw = written(FORMATS[name], mode, *STANDINGS)
    assert json.loads(raw) == TO_THE_LETTER[name, mode]
    assert raw.endswith(b"}\n")


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("name", SCHEMAS)
@given(data=st.data())
def test_a_policy_has_the_shape_that_browsers_read_whatever_the_names(name, mode, data) -> None:
    made = export(FORMATS[name], mode, *data.draw(standings(FORMATS[name])))
    if refusal(FORMATS[name], made.selection) is None:
        jsonschema.validate(json.loads(FORMATS[name].write(made)), SCHEMAS[name])


MUTANTS = [
    ("chromium-policy", "URLBlocklist", "URLBlackList", "a policy of another name"),
    ("chromium-policy", '"tiktok.com"', '"*.tiktok.com"', "a wildcard, which these filters do not know"),
    ("chromium-policy", '"tiktok.com"', '".tiktok.com"', "the host alone"),
    ("chromium-policy", '"tiktok.com"', '"nottiktok.com"', "another host"),
    ("chromium-policy", '"tiktok.com",', "", "an entry that is missing"),
    ("chromium-policy", "//.www", "//www", "all below the host of an address"),
    ("chromium-policy", '"blocked"', '"Blocked"', "another case"),
    ("chromium-policy", '"blocked"', '"allowed"', "the other mode"),
    ("chromium-policy", "installation_mode", "install_mode", "a setting of another name"),
    ("chromium-policy", "studio.tiktok.com", "tiktok.com", "an exception too wide"),
    ("firefox-policy", "WebsiteFilter", "WebSiteFilter", "a policy of another name"),
    ("firefox-policy", "*://*.tiktok.com/*", "*://tiktok.com/*", "the host alone"),
    ("firefox-policy", "*://*.tiktok.com/*", "*://*.tiktok.com/", "the first page alone"),
    ("firefox-policy", "*://*.tiktok.com/*", "https://*.tiktok.com/*", "a scheme alone"),
    ("firefox-policy", "*://*.tiktok.com/*", "<all_urls>", "everything"),
    ("firefox-policy", '"*://*.tiktok.com/*",', "", "an entry that is missing"),
    ("firefox-policy", "Exceptions", "exceptions", "another case"),
    ("firefox-policy", "/tiktok/*", "/*", "an address too wide"),
    ("firefox-policy", '"blocked"', '"force_installed"', "another mode"),
    ("firefox-policy", "policies", "Policies", "another key"),
]


@pytest.mark.parametrize(
    ("name", "right", "wrong"), [pytest.param(*one[:3], id=f"{one[0]}: {one[3]}") for one in MUTANTS]
)
def test_a_wrong_letter_is_caught(name, right, wrong) -> None:
    raw = written(FORMATS[name], ALLOW, *STANDINGS)
    assert right in raw.decode()
    mutant = raw.decode().replace(right, wrong, 1).encode()
    try:
        jsonschema.validate(json.loads(mutant), SCHEMAS[name])
        said = READERS[name](mutant)
    except (jsonschema.ValidationError, AssertionError):
        return
    assert said != READERS[name](raw)


@pytest.mark.parametrize(("name", "most"), [("chromium-policy", 999), ("firefox-policy", 1_000)])
def test_more_than_browsers_read_is_refused_and_each_list_has_a_limit_of_its_own(name, most) -> None:
    """What is banned beside all else need not be named, and allowed sites need not where all is allowed."""
    format_ = FORMATS[name]

    def sites(count, outcome):
        known = [Identifier(DOMAIN, f"{outcome}{number}.example") for number in range(count)]
        return standing(f"of-{outcome}", outcome, *known)

    extensions = standing(
        "extensions",
        Outcome.PROHIBITED,
        *(Identifier(IdentifierKind.FIREFOX_EXTENSION, f"a{number}@b.example") for number in range(2_000)),
    )
    full = (sites(most, Outcome.PROHIBITED), sites(most - 1, Outcome.APPROVED))
    for mode in Mode:
        assert written(format_, mode, LOGIN, extensions, *full)
    over = {
        ALLOW: (sites(most + 1, Outcome.PROHIBITED), sites(5, Outcome.APPROVED)),
        DENY: (sites(5, Outcome.PROHIBITED), sites(most, Outcome.APPROVED)),
    }
    for mode, these in over.items():
        refused = refusal(format_, export(format_, mode, LOGIN, *these).selection)
        assert refused.kind == "over-limit"
        assert refused.members == {"count": most + 1, "most": most}
