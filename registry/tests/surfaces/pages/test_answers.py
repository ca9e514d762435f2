"""The sentences of an answer: one row each."""

from datetime import date

import pytest
from django.utils import translation

from registry.surfaces.pages.answers import (
    CARD_WORDS,
    ON_YOUR,
    SAID,
    Named,
    Told,
    card_word,
    default_rule_sentence,
    fate_sentence,
    period,
    provenance_sentence,
    sentence,
    word,
)
from registry.terms import UNLISTED, DeviceClass, Fate, Outcome, Provenance, Rule, Stance


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def told(status, **more):
    usual = {
        "application": "Chat",
        "organisation": "Ministry",
        "device": DeviceClass.PROFESSIONAL_PHONE,
        "since": date(2023, 3, 24),
    }
    return Told(status=status, **(usual | more))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param(
            told("approved"), "Yes: you may install Chat on your professional phone.", id="an approval says yes"
        ),
        pytest.param(
            told("approved", device="workstation"),
            "Yes: you may install Chat on your workstation.",
            id="the device is the reader's own",
        ),
        pytest.param(
            told("conditional"),
            "Yes, you may install Chat on your professional phone on these conditions:",
            id="conditions follow the yes",
        ),
        pytest.param(
            told("prohibited"),
            "No: Chat has been prohibited on your professional phone since 24 March 2023.",
            id="a prohibition that names the application says since when",
        ),
        pytest.param(
            told("prohibited", named=Named.BY_CATEGORY),
            "No: Chat belongs to a category that has been prohibited on your professional phone since 24 March 2023."
            " The notice does not name it; the registry made that link.",
            id="a notice that bans a category is not said to name the application",
        ),
        pytest.param(
            told("prohibited", named=Named.BY_CATEGORY_WITHOUT_NOTICE, device="personal_device"),
            "No: Chat belongs to a category that has been prohibited on your personal device since 24 March 2023."
            " The ruling names the category; the registry placed Chat in it.",
            id="where there is no notice none is spoken of",
        ),
        pytest.param(
            told("under_review", unlisted_rule=Rule.ALLOW),
            "Not yet: the assessment of Chat is in progress. Meanwhile, devices do not block it.",
            id="an assessment does not block where what is unlisted is allowed",
        ),
        pytest.param(
            told("under_review", unlisted_rule=Rule.DENY),
            "Not yet: the assessment of Chat is in progress. Do not install it before the assessment ends.",
            id="an assessment has to end where what is unlisted is denied",
        ),
        pytest.param(
            told(UNLISTED, since=None),
            "Chat is not listed; for Ministry, applications that are not listed are allowed.",
            id="unlisted and allowed says by whom",
        ),
        pytest.param(
            told(UNLISTED, since=None, unlisted_rule=Rule.DENY),
            "Chat is not listed: do not install it before it has been assessed.",
            id="unlisted and denied says what to do",
        ),
        pytest.param(
            told("approved", application="100% %(day)s <b>"),
            "Yes: you may install 100% %(day)s <b> on your professional phone.",
            id="a name is never read as a pattern",
        ),
    ],
)
def test_the_answer_is_what_a_person_would_say(asked, said):
    assert sentence(asked) == said


def test_no_status_and_no_device_is_without_words():
    statuses = [*Outcome.values, UNLISTED]
    assert [str(CARD_WORDS[status]) for status in statuses] == [card_word(status) for status in statuses]
    assert all(word(status) for status in statuses)
    assert set(ON_YOUR) == set(DeviceClass.values)
    assert {(provenance, stance) for provenance in SAID for stance in SAID[provenance]} == {
        (provenance, stance) for provenance in Provenance.values for stance in Stance.values
    }


@pytest.mark.parametrize(
    ("provenance", "stance", "said"),
    [
        ("named_in_text", "prohibits", "The text names Chat and prohibits it."),
        ("named_by_press", "prohibits", "According to the press, its issuer said that it prohibits Chat."),
        ("named_by_press", "outside", "According to the press, its issuer said that Chat is outside its scope."),
        (
            "named_in_text",
            "advises_against",
            "The text names Chat and advises against it, which is not a prohibition.",
        ),
        (
            "named_in_text",
            "requires",
            "The text names Chat and requires it; that prohibits no other application.",
        ),
        (
            "inferred_from_category",
            "prohibits",
            "It does not name Chat: the registry places it in the category that the notice prohibits.",
        ),
    ],
)
def test_a_notice_is_said_to_say_no_more_than_it_does(provenance, stance, said):
    assert provenance_sentence("Chat", provenance, stance) == said


@pytest.mark.parametrize("stance", Stance.values)
def test_what_is_inferred_is_never_said_to_be_named(stance):
    assert provenance_sentence("Chat", Provenance.INFERRED, stance).startswith("It does not name Chat")


@pytest.mark.parametrize("fate", [fate for fate in Fate.values if fate != Fate.HOLDS])
def test_a_ruling_that_does_not_hold_says_because_of_whom(fate):
    assert "Ministry" in fate_sentence(fate, "Ministry")


def test_the_default_rule_speaks_for_what_is_not_in_the_registry():
    assert "are allowed" in default_rule_sentence("Ministry", Rule.ALLOW)
    assert "before an assessment" in default_rule_sentence("Ministry", Rule.DENY)


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (None, None, "Since always"),
        (None, date(2023, 3, 24), "Until 23 March 2023"),
        (date(2023, 3, 24), None, "From 24 March 2023, without an end"),
        (date(2023, 3, 24), date(2024, 1, 1), "From 24 March 2023 to 31 December 2023"),
    ],
)
def test_a_period_names_its_last_day_and_not_the_first_one_after_it(starts, ends, said):
    assert period(starts, ends) == said
