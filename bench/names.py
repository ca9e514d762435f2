"""Names for the applications of a large registry: invented, and of the lengths and letters that names have."""

from random import Random

CONSONANTS = ("b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "ch", "tr", "pl", "st", "k")
VOWELS = ("a", "e", "i", "o", "u", "ou", "ai", "eau")
ENDS = ("", "n", "r", "x", "l", "s")


def invented(number: int) -> str:
    """Return the name of the application of a number, one word to three; a few applications share theirs."""
    chance = Random(number)  # noqa: S311  (chance, not secrecy)
    return " ".join(_word(chance) for _ in range(chance.choice((1, 1, 1, 2, 2, 3))))


def _word(chance: Random) -> str:
    syllables = (chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(2, 3)))
    return ("".join(syllables) + chance.choice(ENDS)).title()
