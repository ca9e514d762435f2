"""Days in words: "24 March 2023", "1er janvier 2027", or the month alone where the day is not known."""

from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from registry import languages
from registry.terms import DatePrecision


def in_words(day: date, precision: str = DatePrecision.DAY) -> str:
    """Return a day in words in the language being spoken; French says "1er" for the first of a month."""
    if precision == DatePrecision.MONTH:
        return date_format(day, "F Y")
    return languages.in_words(day, "j F Y")


def as_time(day: date, precision: str = DatePrecision.DAY) -> SafeString:
    """Return a day as a `time` element: words for people, ISO 8601 for machines."""
    machine = day.isoformat()[:7] if precision == DatePrecision.MONTH else day.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, in_words(day, precision))
