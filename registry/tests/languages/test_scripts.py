"""The scripts of the pages: what they tell comes from the page, in its language."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from registry.tests.languages.strangers import ENGLISH, FRENCH

SCRIPTS = sorted(Path(settings.BASE_DIR, "static", "aval").glob("*.js"))
LITERAL = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
SENTENCE = re.compile(r"^[A-ZÀ-Ý]?[a-zà-ÿ’']+(?: [a-zà-ÿ’']+){2,}[.!?…]?$|^[A-ZÀ-Ý][a-zà-ÿ’']+ [a-zà-ÿ’']+")


def told(source: str) -> list[str]:
    """Return the literals of a script that a person would read: sentences, and texts of the catalogue."""
    code = re.sub(r"^\s*//.*$|/\*.*?\*/", "", source, flags=re.MULTILINE | re.DOTALL)
    literals = [next(filter(None, groups), "") for groups in LITERAL.findall(code)]
    return [one for one in literals if SENTENCE.search(one) or (one[:1].isupper() and one in ENGLISH | FRENCH)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('said.textContent = "No application found";', ["No application found"]),
        ("let a = `Aucun résultat`", ["Aucun résultat"]),
        ("button.title = 'Changes'", ["Changes"]),
        ('"use strict"; one("change", `a[href="${x}"]`, one.dataset.none) // A comment that says so', []),
    ],
)
def test_what_a_person_would_read_is_found(source: str, found: list[str]) -> None:
    assert told(source) == found


def test_no_script_holds_a_text() -> None:
    assert SCRIPTS
    assert {path.name: found for path in SCRIPTS if (found := told(path.read_text()))} == {}
