"""Numbers in words, French and English: what a person writes out has been read, where a figure is copied unread.

Written here and taken from no library: the one that is kept for it brings another that is not, to read a command line.
"""

import re
import unicodedata

FRENCH = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"),
    *("dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
FRENCH_TENS = ("", "", "vingt", "trente", "quarante", "cinquante", "soixante")
ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

THOUSAND, MILLION = 1000, 1_000_000

IGNORED = {"and", "et"}
SINGULAR = {"cents": "cent", "vingts": "vingt"}
"""Ways of writing on which people differ, and spelling reforms too."""


def in_french(number: int) -> str:
    """Return a number below a million in French words."""
    thousands, rest = divmod(number, THOUSAND)
    if not thousands:
        return _french_hundreds(rest)
    many = "" if thousands == 1 else re.sub(r"(cent|vingt)s$", r"\1", _french_hundreds(thousands)) + " "
    return f"{many}mille" + (f" {_french_hundreds(rest)}" if rest else "")


def in_english(number: int) -> str:
    """Return a number below a million in English words."""
    thousands, rest = divmod(number, THOUSAND)
    if not thousands:
        return _english_hundreds(rest)
    joint = " and " if rest < 100 else " "
    return f"{_english_hundreds(thousands)} thousand" + (f"{joint}{_english_hundreds(rest)}" if rest else "")


def says(text: str, number: int) -> bool:
    """Tell whether a text is a number in words, in either language; hyphens, commas, accents and “and” do not matter.

    From a million on, of which no registry has as many records, it is written in figures.
    """
    if number >= MILLION:
        return text.strip() == str(number)
    return _plain(text) in (_plain(in_french(number)), _plain(in_english(number)))


def _french_hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _french_tens(rest)
    many = "cent" if hundreds == 1 else f"{FRENCH[hundreds]} cent" + ("" if rest else "s")
    return many + (f" {_french_tens(rest)}" if rest else "")


def _french_tens(number: int) -> str:
    if number < 20:
        return FRENCH[number]
    if number >= 80:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{FRENCH[number - 80]}"
    tens = min(number // 10, 6)
    rest = number - tens * 10
    if not rest:
        return FRENCH_TENS[tens]
    return FRENCH_TENS[tens] + (f" et {FRENCH[rest]}" if rest in (1, 11) else f"-{FRENCH[rest]}")


def _english_hundreds(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _english_tens(rest)
    return f"{ENGLISH[hundreds]} hundred" + (f" and {_english_tens(rest)}" if rest else "")


def _english_tens(number: int) -> str:
    if number < 20:
        return ENGLISH[number]
    tens, rest = divmod(number, 10)
    return ENGLISH_TENS[tens] + (f"-{ENGLISH[rest]}" if rest else "")


def _plain(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text.casefold())
    words = re.findall(r"[a-z0-9]+", "".join(one for one in letters if not unicodedata.combining(one)))
    return [SINGULAR.get(word, word) for word in words if word not in IGNORED]
