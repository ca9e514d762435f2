"""The CSV: a line for each identifier of all that stands, nothing altered and nothing that a spreadsheet computes."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from frictionless import Schema
from hypothesis import given
from hypothesis import strategies as st

from registry.surfaces.exports.formats import FORMATS
from registry.surfaces.exports.modes import Mode
from registry.surfaces.exports.standing import Identifier
from registry.surfaces.spreadsheets import FORMULAS
from registry.terms import BaselineRole, IdentifierKind, Outcome
from registry.tests.surfaces.exports.material import HOSTILE, export, identifier, standing, written
from registry.tests.surfaces.exports.readers import READERS
from registry.tests.surfaces.exports.readers.table import rows
from registry.tests.surfaces.machines import problem

TABLE = FORMATS["csv"]
ANDROID, PROGRAM = IdentifierKind.ANDROID_PACKAGE, IdentifierKind.WINDOWS_PROGRAM_NAME


def test_everything_that_stands_has_a_line() -> None:
    stands = (
        standing("approved", Outcome.APPROVED, identifier(ANDROID, 1)),
        standing("assessed", Outcome.UNDER_REVIEW, identifier(ANDROID, 2)),
        standing("banned", Outcome.PROHIBITED),
        standing("bound", Outcome.CONDITIONAL, identifier(ANDROID, 3, "70")),
        standing("essential", None, identifier(ANDROID, 4), role=BaselineRole.SETTINGS),
    )
    allow, deny = (
        {
            row["application"]: (row["status"], row["enforcement"], row["identifier"], row["min_version"], row["role"])
            for row in rows(written(TABLE, mode, *stands))
        }
        for mode in (Mode.DEFAULT_ALLOW, Mode.DEFAULT_DENY)
    )
    assert allow == {
        "approved": ("approved", "default", "org.example.a1", "", ""),
        "assessed": ("under_review", "default", "org.example.a2", "", ""),
        "banned": ("prohibited", "deny", "", "", ""),
        "bound": ("conditional", "default", "org.example.a3", "70", ""),
        "essential": ("unlisted", "default", "org.example.a4", "", "settings"),
    }
    assert deny == {
        "approved": ("approved", "allow", "org.example.a1", "", ""),
        "assessed": ("under_review", "default", "org.example.a2", "", ""),
        "banned": ("prohibited", "deny", "", "", ""),
        "bound": ("conditional", "allow", "org.example.a3", "70", ""),
        "essential": ("unlisted", "allow", "org.example.a4", "", "settings"),
    }


@given(st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_texts_are_read_as_they_are_and_nothing_is_computed(text) -> None:
    both = {"fr": text, "en": text}
    chat = replace(standing("chat", Outcome.CONDITIONAL, name=text), conditions=both, authority=both)
    raw = written(TABLE, Mode.DEFAULT_ALLOW, chat)
    (row,) = rows(raw)
    texts = [f"{column}_{language}" for column in ("name", "conditions", "authority") for language in ("fr", "en")]
    assert {row[column] for column in texts} == {text}
    for line in csv.reader(StringIO(raw.decode(), newline="")):
        assert not [cell for cell in line if cell.startswith(FORMULAS)]


@pytest.mark.parametrize("start", [*FORMULAS, "'"])
def test_an_identifier_that_would_be_computed_is_left_out_and_told(start) -> None:
    unfit = Identifier(PROGRAM, f"{start}cmd|' /C calc'!A1")
    made = export(TABLE, Mode.DEFAULT_ALLOW, standing("chat", Outcome.PROHIBITED, unfit, identifier(ANDROID, 1)))
    (row,) = rows(TABLE.write(made))
    assert row["identifier"] == "org.example.a1"
    assert [(one.cause.code, one.identifier) for one in made.selection.omissions] == [("unfit_value", unfit)]


def test_conditions_are_stated_and_so_not_left_unsaid() -> None:
    chat = replace(
        standing("chat", Outcome.CONDITIONAL, identifier(ANDROID, 1)),
        conditions={"fr": "- sans compte\n- à jour", "en": ""},
    )
    made = export(TABLE, Mode.DEFAULT_ALLOW, chat)
    assert made.selection.omissions == []
    assert rows(TABLE.write(made))[0]["conditions_fr"] == "- sans compte\n- à jour"


def test_the_schema_is_one_and_is_served_for_a_day_without_the_database(client) -> None:
    address = "/api/v1/schemas/exports/csv.json"
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=86400"
    served = json.loads(response.content)
    assert list(Schema.metadata_validate(served)) == []
    assert client.get(address, headers={"Accept-Language": "fr"}).content == response.content
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405
    problem(client.get("/api/v1/schemas/exports/xml.json"), 404)
    assert address in str(TABLE.description)


MUTATIONS: dict[str, Callable[[str], str]] = {
    "a line is dropped": lambda text: text[: text.rindex('"culture"')],
    "a line twice": lambda text: text + text[text.rindex('"culture"') :],
    "a column in the wrong case": lambda text: text.replace('"identifier"', '"Identifier"'),
    "two columns exchanged": lambda text: text.replace('"status","enforcement"', '"enforcement","status"'),
    "a status in the wrong case": lambda text: text.replace('"prohibited"', '"Prohibited"'),
    "no such enforcement": lambda text: text.replace('"deny"', '"block"'),
    "allow for deny": lambda text: text.replace('"deny"', '"allow"'),
    "another kind": lambda text: text.replace('"android_package"', '"deb_package"', 1),
    "no such kind": lambda text: text.replace('"android_package"', '"package"', 1),
    "another value": lambda text: text.replace("a1", "a9"),
    "a version in words": lambda text: text.replace('"70"', '"seventy"'),
    "another version": lambda text: text.replace('"70"', '"7"'),
    "a day as people write it": lambda text: text.replace("2023-03-24", "24/03/2023"),
    "no name": lambda text: text.replace('"chat","chat","chat"', '"chat","",""'),
    "a quote too few": lambda text: text.replace('"deny"', 'deny"'),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_table_that_is_written_wrongly_is_noticed(mutation) -> None:
    raw = written(
        TABLE,
        Mode.DEFAULT_ALLOW,
        standing("chat", Outcome.PROHIBITED, identifier(ANDROID, 1)),
        standing("talk", Outcome.CONDITIONAL, identifier(ANDROID, 2, "70")),
    )
    mutant = MUTATIONS[mutation](raw.decode())
    assert mutant != raw.decode()
    try:
        wrong = READERS[TABLE.name](mutant.encode())
    except (AssertionError, csv.Error):
        return
    assert wrong != READERS[TABLE.name](raw)
