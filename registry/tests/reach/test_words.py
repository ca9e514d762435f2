"""Numbers in words: as they are written, and as people write them."""

import pytest

from registry.reach.words import in_english, in_french, says

WRITTEN = [
    pytest.param(0, "zéro", "zero", id="0"),
    pytest.param(16, "seize", "sixteen", id="16"),
    pytest.param(17, "dix-sept", "seventeen", id="17"),
    pytest.param(21, "vingt et un", "twenty-one", id="21"),
    pytest.param(70, "soixante-dix", "seventy", id="70"),
    pytest.param(71, "soixante et onze", "seventy-one", id="71"),
    pytest.param(80, "quatre-vingts", "eighty", id="80"),
    pytest.param(81, "quatre-vingt-un", "eighty-one", id="81"),
    pytest.param(99, "quatre-vingt-dix-neuf", "ninety-nine", id="99"),
    pytest.param(100, "cent", "one hundred", id="100"),
    pytest.param(123, "cent vingt-trois", "one hundred and twenty-three", id="123"),
    pytest.param(200, "deux cents", "two hundred", id="200"),
    pytest.param(1001, "mille un", "one thousand and one", id="1001"),
    pytest.param(2380, "deux mille trois cent quatre-vingts", "two thousand three hundred and eighty", id="2380"),
    pytest.param(80_000, "quatre-vingt mille", "eighty thousand", id="80000"),
    pytest.param(
        200_200, "deux cent mille deux cents", "two hundred thousand two hundred", id="200200, where French drops an s"
    ),
]


@pytest.mark.parametrize(("number", "french", "english"), WRITTEN)
def test_they_are_written_as_both_languages_write_them(number: int, french: str, english: str) -> None:
    assert (in_french(number), in_english(number)) == (french, english)


@pytest.mark.parametrize(
    "text",
    [
        "Cent vingt-trois",
        "cent-vingt-trois",
        " cent  vingt‑trois ",
        "one hundred twenty three",
        "One Hundred and Twenty-Three",
    ],
)
def test_ways_of_writing_are_all_taken(text: str) -> None:
    assert says(text, 123)


@pytest.mark.parametrize("text", ["", "123", "cent vingt-quatre", "vingt-trois cent", "cent vingt-trois mille", "one"])
def test_another_number_and_figures_are_not(text: str) -> None:
    assert not says(text, 123)


def test_no_two_numbers_are_written_alike() -> None:
    numbers = [*range(2000), *range(2000, 1_000_000, 997)]
    assert (
        len({in_french(number) for number in numbers})
        == len({in_english(number) for number in numbers})
        == len(numbers)
    )
    assert not any(
        says(in_french(number), number + 1) or says(in_english(number + 1), number) for number in numbers[:-1]
    )


def test_what_has_no_words_here_is_written_in_figures() -> None:
    assert says("1000000", 1_000_000)
    assert not says("1000001", 1_000_000)
