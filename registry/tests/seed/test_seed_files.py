"""The seed files say everything in both languages, in sound French typography, with words that exist."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry import terms
from registry.catalogue.identifiers import canonical, windows_publisher_hash

SEED = Path(__file__).parents[2] / "seed"
FILES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(SEED.glob("*.json"))}
NO_BREAK, NARROW = "\u00a0", "\u202f"

Text = tuple[str, str]


def texts(value: Any, path: str) -> Iterator[Text]:
    """Give every text below a value, each with the path that leads to it; quotes are nobody's to correct."""
    if isinstance(value, dict):
        for key, below in value.items():
            if key != "quotes":
                yield from texts(below, f"{path}.{key}")
            else:
                for number, quote in enumerate(below):
                    notes = {name: note for name, note in quote.items() if name != "text"}
                    yield from texts(notes, f"{path}.quotes[{number}]")
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from texts(below, f"{path}[{number}]")
    elif isinstance(value, str):
        yield path, value


def records() -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every record, those inside another included, with the path that leads to it."""

    def inside(value: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(value, dict):
            yield path, value
            for key, below in value.items():
                yield from inside(below, f"{path}.{key}")
        elif isinstance(value, list):
            for number, below in enumerate(value):
                yield from inside(below, f"{path}[{number}]")

    for name, rows in FILES.items():
        yield from inside(rows, name)


def in_language(language: str) -> list[Text]:
    """Return the texts written in a language."""
    pattern = re.compile(rf"_{language}(\[\d+\])?$")
    return [(path, text) for name, rows in FILES.items() for path, text in texts(rows, name) if pattern.search(path)]


def slugs(name: str) -> set[str]:
    """Return the slugs of a file's records."""
    return {row["slug"] for row in FILES[name]}


def test_every_file_is_there_and_keeps_its_form() -> None:
    assert set(FILES) == {"announcements", "applications", "categories", "organisations", "publishers", "rulings"}
    for name, rows in FILES.items():
        written = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
        assert (SEED / f"{name}.json").read_text(encoding="utf-8") == written, name


def test_everything_a_person_reads_stands_in_both_languages() -> None:
    alone = [
        f"{path}.{key}"
        for path, record in records()
        for key in record
        if key.endswith(("_fr", "_en"))
        and not_alike(record[key], record.get(f"{key[:-3]}_{'en' if key.endswith('_fr') else 'fr'}"))
    ]
    assert alone == []
    assert len(in_language("fr")) == len(in_language("en")) > 200


def not_alike(text: str | list[str], other: str | list[str] | None) -> bool:
    """Tell whether one of two languages says something where the other says nothing."""
    if other is None or (isinstance(text, list) and isinstance(other, list) and len(text) != len(other)):
        return True
    return bool(text) != bool(other)


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        pytest.param("a plain or missing space before ; ! ?", rf"[^{NARROW}][;!?](\s|$)", id="high punctuation"),
        pytest.param("a plain or missing space before a colon", rf"[^{NO_BREAK}]:(\s|$)", id="colon"),
        pytest.param("no no-break space inside guillemets", rf"«[^{NO_BREAK}]|[^{NO_BREAK}]»", id="guillemets"),
        pytest.param("a typewriter apostrophe or quotation mark", r"['\"]", id="apostrophe"),
        pytest.param("English quotation marks", r"[“”]", id="English quotation marks"),
        pytest.param("two spaces, or one at an end", r"  |^\s|\s$", id="spaces"),
    ],
)
def test_french_typography(fault: str, pattern: str) -> None:
    assert [(path, text) for path, text in in_language("fr") if re.search(pattern, text)] == [], fault


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        pytest.param("a space before punctuation", r"\s[;:!?]", id="punctuation"),
        pytest.param("French spacing left over", rf"[{NO_BREAK}{NARROW}«»]", id="French spacing"),
        pytest.param("a typewriter apostrophe or quotation mark", r"['\"]", id="apostrophe"),
        pytest.param("two spaces, or one at an end", r"  |^\s|\s$", id="spaces"),
    ],
)
def test_english_typography(fault: str, pattern: str) -> None:
    assert [(path, text) for path, text in in_language("en") if re.search(pattern, text)] == [], fault


def test_codes_are_words_of_the_registry() -> None:
    words = {
        "jurisdiction": terms.Jurisdiction,
        "date_precision": terms.DatePrecision,
        "fidelity": terms.Fidelity,
        "provenance": terms.Provenance,
        "stance": terms.Stance,
        "outcome": terms.Outcome,
    }
    unknown = [
        (path, key, record[key])
        for path, record in records()
        for key, choices in words.items()
        if key in record and record[key] not in choices.values
    ]
    assert unknown == []
    assert {row["kind"] for row in FILES["announcements"]} <= set(terms.NoticeKind.values)
    assert {device for row in FILES["rulings"] for device in row["device_classes"]} <= set(terms.DeviceClass.values)


def test_days_are_days() -> None:
    keys = ("date", "effective_on", "expires_on", "comply_by", "published_on", "verified_on", "ended_on")
    days = [record[key] for _path, record in records() for key in keys if record.get(key)]
    assert len(days) > 80
    assert max(date.fromisoformat(day) for day in days) <= date(2026, 11, 24)


def test_references_lead_somewhere() -> None:
    assert {row["parent"] for row in FILES["organisations"]} - {None} <= slugs("organisations")
    assert {row["parent"] for row in FILES["categories"]} - {None} <= slugs("categories")
    assert {row["publisher"] for row in FILES["applications"]} == slugs("publishers")
    assert {row["category"] for row in FILES["applications"]} <= slugs("categories")
    linked = {link["application"] for row in FILES["announcements"] for link in row["applications"]}
    assert linked <= slugs("applications")
    assert {row["basis"] for row in FILES["rulings"]} <= slugs("announcements")


def test_identifiers_are_canonical_and_belong_to_one() -> None:
    held = [
        (identifier["kind"], identifier["value"])
        for name in ("applications", "publishers")
        for row in FILES[name]
        for identifier in row["identifiers"]
    ]
    assert [(kind, value) for kind, value in held if canonical(kind, value) != value] == []
    assert len(held) == len(set(held)) == 56


@pytest.mark.parametrize(
    ("application", "suffix"),
    [("netflix", "mcm4njqhnhss8"), ("whatsapp", "cv1g1gvanyjgm"), ("telegram", "t4vj0pshhgkwm")],
)
def test_a_windows_signer_is_its_publishers_and_gives_the_known_suffix(application: str, suffix: str) -> None:
    row = next(row for row in FILES["applications"] if row["slug"] == application)
    (signer,) = [identifier["signer"] for identifier in row["identifiers"] if "signer" in identifier]
    publisher = next(one for one in FILES["publishers"] if one["slug"] == row["publisher"])
    assert signer in [identifier["value"] for identifier in publisher["identifiers"]]
    assert windows_publisher_hash(signer) == suffix


def test_a_siren_is_nine_digits_that_add_up_and_says_where_it_was_read() -> None:
    sirens = [row for row in FILES["organisations"] if row["siren"]]
    assert len(sirens) == 12
    for row in sirens:
        doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(row["siren"])]
        assert len(row["siren"]) == 9, row["slug"]
        assert sum(n - 9 * (n > 9) for n in doubled) % 10 == 0, row["slug"]
        assert row["siren_evidence_fr"], row["slug"]


def test_nothing_is_ruled_beyond_the_notices() -> None:
    notices = {row["slug"]: row for row in FILES["announcements"]}
    assert {notices[row["basis"]]["jurisdiction"] for row in FILES["rulings"]} == {"FR"}
    assert [row["organisation"] for row in FILES["rulings"] if row["outcome"] == "prohibited"] == ["etat"]
    assert [row["slug"] for row in FILES["organisations"] if row["default_rule"]] == ["etat"]
    assert [
        slug for slug, row in notices.items() if not (row["mark_fr"] and row["summary_fr"] and row["sources"])
    ] == []
