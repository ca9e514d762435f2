"""Days in words: "24 March 2023", "1er janvier 2027", or the month alone where the day is not known."""

from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from registry.languages import spoken
from registry.terms import DatePrecision


def in_words(day: date, precision: str = DatePrecision.DAY) -> str:
    """Return a day in words in the language being spoken; French says "1er" for the first of a month."""
    if precision == DatePrecision.MONTH:
        return date_format(day, "F Y")
    words = date_format(day, "j F Y")
    if day.day == 1 and spoken() == "fr":
        return f"1er{words[1:]}"
    return words


def as_time(day: date, precision: str = DatePrecision.DAY) -> SafeString:
    """Return a day as a `time` element: words for people, ISO 8601 for machines."""
    machine = day.isoformat()[:7] if precision == DatePrecision.MONTH else day.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, in_words(day, precision))
