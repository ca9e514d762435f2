"""Days in words."""

from datetime import date

import pytest
from django.utils import translation

from registry.surfaces.pages.days import as_time, in_words


@pytest.mark.parametrize(
    ("language", "day", "precision", "words"),
    [
        ("fr", date(2023, 3, 24), "day", "24 mars 2023"),
        ("fr", date(2027, 1, 1), "day", "1er janvier 2027"),
        ("fr", date(2027, 1, 11), "day", "11 janvier 2027"),
        ("en", date(2023, 3, 24), "day", "24 March 2023"),
        ("en", date(2027, 1, 1), "day", "1 January 2027"),
        ("fr", date(2023, 3, 1), "month", "mars 2023"),
        ("en", date(2023, 3, 1), "month", "March 2023"),
        ("en", date(1, 1, 1), "day", "1 January 0001"),
        ("en", date(9999, 12, 31), "day", "31 December 9999"),
    ],
)
def test_a_day_is_said_in_the_language_of_the_reader(language, day, precision, words):
    with translation.override(language):
        assert in_words(day, precision) == words


def test_machines_are_told_as_much_as_is_known():
    with translation.override("en"):
        assert as_time(date(2023, 3, 4)) == '<time datetime="2023-03-04">4 March 2023</time>'
        assert as_time(date(2023, 3, 4), "month") == '<time datetime="2023-03">March 2023</time>'
