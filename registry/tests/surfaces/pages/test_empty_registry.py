"""A registry in which nothing was published."""

import pytest

pytestmark = pytest.mark.django_db


def test_it_opens_on_the_question_and_says_that_it_is_empty(get):
    text = get("/en/").text
    assert "Nothing has been published yet." in text
    assert "No notice has been published yet." in text


@pytest.mark.parametrize("page", ["applications/", "organisations/", "changes/"])
def test_what_needs_an_organisation_says_that_there_is_none(get, page):
    assert "The registry knows no organisation yet." in get(f"/en/{page}", status=400).text


def test_notices_say_that_there_are_none(get):
    assert "The registry has no notice yet." in get("/en/announcements/").text
    assert "No notice passes all these filters." in get("/en/announcements/?jurisdiction=FR").text
