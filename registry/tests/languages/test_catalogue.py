"""The French catalogue: whole, true to its placeholders, and written as French is printed."""

import re
from functools import partial
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

import django
import pytest
from django.apps import apps
from django.utils import translation
from django.utils.translation import ngettext, npgettext

from portal.administration import TITLES
from registry.tests.languages.french import CATALOGUE, PLACEHOLDER, messages, obsolete

NO_BREAK, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
MESSAGES = messages()


def test_every_message_is_translated_and_somebody_approved_it() -> None:
    assert [one.english for one in MESSAGES if not all(form.strip() for form in one.french)] == []
    assert [one.english for one in MESSAGES if one.is_fuzzy] == []
    assert obsolete() == []
    assert len(MESSAGES) > 600


def test_plurals_have_the_two_forms_of_french() -> None:
    assert [one.english for one in MESSAGES if len(one.french) != len(one.english)] == []


def test_plurals_begin_at_two_as_in_french() -> None:
    """English says "0 applications"; French says the singular for 0, and for 1.5."""
    header = CATALOGUE.read_text(encoding="utf-8").partition("\n\n")[0]
    assert re.search(r"Plural-Forms: nplurals=2; plural=\(?n ?> ?1\)?;", header)
    with translation.override("fr"):
        for one in MESSAGES:
            if len(one.english) == 2:
                count = partial(npgettext, one.context) if one.context else ngettext
                said = [count(*one.english, number) for number in (0, 1, 2, 1000)]
                assert said == [one.french[0], one.french[0], one.french[1], one.french[1]]


def test_placeholders_are_those_of_the_source() -> None:
    def placeholders(text: str) -> set[str]:
        return set(re.findall(PLACEHOLDER, text))

    strangers = [
        (english, french)
        for one in MESSAGES
        for english, french in zip(one.english, one.french, strict=True)
        if placeholders(english) != placeholders(french)
    ]
    assert strangers == []


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        pytest.param("no narrow no-break space before ; ! ?", rf"(?<!{NARROW})[;!?]", id="high punctuation"),
        pytest.param("no no-break space before a colon", rf"(?<!{NO_BREAK}):(?=\s|$)", id="colon"),
        pytest.param("no narrow no-break space inside « »", rf"«(?!{NARROW})|(?<!{NARROW})»", id="guillemets"),
        pytest.param("no no-break space before a per cent", rf"(?<!{NO_BREAK})%%", id="per cent"),
        pytest.param("a typewriter apostrophe or quotation mark", r"['\"]", id="apostrophe"),
        pytest.param("English quotation marks", r"[“”]", id="English quotation marks"),
        pytest.param("three dots for an ellipsis", r"\.\.\.", id="ellipsis"),
        pytest.param("two spaces, or one at an end", r"  |^\s|\s$", id="spaces"),
        pytest.param("a space before a comma or a full stop", r"\s[,.]", id="low punctuation"),
        pytest.param("a capital without its accent", r"\b(Etat|Edit|Ecri|Ecar|Eval|Equip|Enonc|A [cvp])", id="accent"),
        pytest.param("an elision that a name would undo", r"’%\(", id="elision"),
        pytest.param("an article that not every name takes", r"\b([dl]e|que) %\((appl|organ|names?\))", id="article"),
        pytest.param("a familiar form of address", r"\b([Tt]u|[Tt]es|[Tt]on)\b", id="address"),
    ],
)
def test_french_typography(fault: str, pattern: str) -> None:
    found = [form for one in MESSAGES for form in one.french if re.search(pattern, form)]
    assert found == [], fault


def test_what_django_says_in_french_stays_as_it_says_it() -> None:
    """A message of ours that Django or a library has too would replace theirs on their own pages."""
    folders = [Path(django.__file__).parent / "conf", *(Path(app.path) for app in apps.get_app_configs())]
    theirs = [folder / "locale" / "fr" / "LC_MESSAGES" / "django.mo" for folder in folders]
    catalogues = [GNUTranslations(BytesIO(path.read_bytes())) for path in theirs if path.exists()]
    assert len(catalogues) > 5
    replaced = [
        (one.english, said, one.french[0])
        for one in MESSAGES
        if not one.context and one.english[0] not in TITLES
        for said in (catalogue.gettext(one.english[0]) for catalogue in catalogues)
        if said not in (one.english[0], one.french[0])
    ]
    assert replaced == []
