"""What a person is told in French, word for word, and how days and names are written."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from registry.languages import in_words, told
from registry.surfaces.pages.answers import Named, Told, card_word, fate_sentence, period, sentence, word
from registry.terms import UNLISTED, DeviceClass, Fate, Outcome, Rule
from registry.tests.languages.french import plain

DAY = date(2023, 3, 24)
BY_CATEGORY = {"since": DAY, "named": Named.BY_CATEGORY}
WITHOUT_NOTICE = {"since": DAY, "named": Named.BY_CATEGORY_WITHOUT_NOTICE}


@pytest.mark.parametrize(
    ("status", "more", "head", "said"),
    [
        pytest.param(
            Outcome.APPROVED,
            {},
            "Application autorisée",
            "Oui : vous pouvez installer Olvid sur votre téléphone professionnel.",
            id="approved",
        ),
        pytest.param(
            Outcome.CONDITIONAL,
            {"device": DeviceClass.WORKSTATION},
            "Application autorisée sous conditions",
            "Oui, vous pouvez installer Olvid sur votre poste de travail à ces conditions :",
            id="approved with conditions",
        ),
        pytest.param(
            Outcome.PROHIBITED,
            {"since": DAY},
            "Application interdite",
            "Non : Olvid est interdite sur votre téléphone professionnel depuis le 24 mars 2023.",
            id="prohibited",
        ),
        pytest.param(
            Outcome.PROHIBITED,
            BY_CATEGORY,
            "Application interdite",
            "Non : Olvid relève d'une catégorie interdite sur votre téléphone professionnel depuis le 24 mars 2023."
            " L'avis ne la nomme pas ; le rattachement est fait par le registre.",
            id="prohibited by its category",
        ),
        pytest.param(
            Outcome.PROHIBITED,
            WITHOUT_NOTICE,
            "Application interdite",
            "Non : Olvid relève d'une catégorie interdite sur votre téléphone professionnel depuis le 24 mars 2023."
            " La décision vise la catégorie ; le registre y rattache Olvid.",
            id="prohibited by its category, without a notice",
        ),
        pytest.param(
            Outcome.UNDER_REVIEW,
            {},
            "En cours d'évaluation",
            "Pas encore : Olvid est en cours d'évaluation. En attendant, les appareils ne la bloquent pas.",
            id="under review where unlisted is allowed",
        ),
        pytest.param(
            Outcome.UNDER_REVIEW,
            {"unlisted_rule": Rule.DENY},
            "En cours d'évaluation",
            "Pas encore : Olvid est en cours d'évaluation. Ne l'installez pas avant la fin de l'évaluation.",
            id="under review where unlisted is denied",
        ),
        pytest.param(
            UNLISTED,
            {},
            "Non répertoriée",
            "Olvid n'est pas répertoriée ; l'organisation « Culture » permet les applications non répertoriées.",
            id="unlisted, allowed",
        ),
        pytest.param(
            UNLISTED,
            {"unlisted_rule": Rule.DENY},
            "Non répertoriée",
            "Olvid n'est pas répertoriée : ne l'installez pas avant une évaluation.",
            id="unlisted, denied",
        ),
    ],
)
def test_the_answer_is_what_a_person_would_say(status: str, more: dict[str, Any], head: str, said: str) -> None:
    asked = {"device": DeviceClass.PROFESSIONAL_PHONE, **more}
    with translation.override("fr"):
        assert plain(sentence(Told(status, application="Olvid", organisation="Culture", **asked))) == said
        assert plain(card_word(status)) == head


def test_an_application_is_feminine_in_lists_too() -> None:
    with translation.override("fr"):
        words = [plain(word(status)) for status in (*Outcome.values, UNLISTED)]
    assert words == ["Autorisée", "Autorisée sous conditions", "Interdite", "En cours d'évaluation", "Non répertoriée"]


@pytest.mark.parametrize("fate", [fate for fate in Fate if fate != Fate.HOLDS])
def test_what_does_not_hold_says_whose_ruling_does(fate: Fate) -> None:
    with translation.override("fr"):
        assert plain(fate_sentence(fate, "Culture")).endswith(("l'organisation « Culture »", "« Culture » prévaut"))


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        pytest.param(None, None, "Depuis toujours", id="always"),
        pytest.param(None, date(2026, 2, 2), "Jusqu'au 1er février 2026", id="until the first of a month"),
        pytest.param(DAY, None, "À compter du 24 mars 2023, sans date de fin", id="from a day on"),
        pytest.param(date(2027, 1, 1), date(2027, 2, 1), "Du 1er janvier 2027 au 31 janvier 2027", id="a month"),
    ],
)
def test_periods(starts: date | None, ends: date | None, said: str) -> None:
    with translation.override("fr"):
        assert plain(period(starts, ends)) == said


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("fr", date(2027, 1, 1), "1er janvier 2027"),
        ("fr", date(2027, 1, 11), "11 janvier 2027"),
        ("en", date(2027, 1, 1), "Jan. 1, 2027"),
    ],
)
def test_days_in_sentences(language: str, day: date, said: str) -> None:
    with translation.override(language):
        assert in_words(day) == said


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "TikTok\N{NO-BREAK SPACE}: interdite"), ("en", "TikTok: interdite")]
)
def test_a_name_is_followed_by_the_colon_of_the_language(language: str, said: str) -> None:
    with translation.override(language):
        assert told("TikTok", "interdite") == said
