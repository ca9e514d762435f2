"""The seed files, read from a folder and held to their form before anything is written."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "seed"
"""The files that come with the registry; their README says what each of them is."""

TEXT = str
TEXT_OR_NONE = (str, type(None))
MAY_BE_ABSENT = {"signer"}


class SeedError(Exception):
    """A seed file that cannot be used; the message says which record, and why."""


def _both(name: str, form: Any = TEXT) -> dict[str, Any]:
    """Return the form of something that stands in both languages."""
    return {f"{name}_fr": form, f"{name}_en": form}


_IDENTIFIER = {"kind": TEXT, "value": TEXT, **_both("evidence"), "verified_on": TEXT}

FORMS: dict[str, dict[str, Any]] = {
    "organisations": {
        "slug": TEXT,
        **_both("name"),
        "parent": TEXT_OR_NONE,
        "default_rule": TEXT,
        "website": TEXT,
        "siren": TEXT_OR_NONE,
        **_both("siren_evidence"),
        "ended_on": TEXT_OR_NONE,
        "successor": TEXT_OR_NONE,
        **_both("note"),
    },
    "categories": {"slug": TEXT, **_both("name"), "parent": TEXT_OR_NONE, **_both("description")},
    "publishers": {"slug": TEXT, "name": TEXT, "country": TEXT, "website": TEXT, "identifiers": [_IDENTIFIER]},
    "applications": {
        "slug": TEXT,
        "name": TEXT,
        "aliases": [TEXT],
        "publisher": TEXT,
        "category": TEXT,
        **_both("description"),
        "identifiers": [{**_IDENTIFIER, "signer": TEXT}],
    },
    "announcements": {
        "slug": TEXT,
        "kind": TEXT,
        "jurisdiction": TEXT,
        **_both("title"),
        **_both("issuer"),
        "speaker": TEXT,
        **_both("speaker_role"),
        "date": TEXT,
        "date_precision": TEXT,
        "effective_on": TEXT_OR_NONE,
        "comply_by": TEXT_OR_NONE,
        **_both("summary"),
        **_both("facts", [TEXT]),
        **_both("scope"),
        **_both("mark"),
        "quotes": [{"language": TEXT, "text": TEXT, "fidelity": TEXT, **_both("note")}],
        "sources": [{"title": TEXT, "url": TEXT, "published_on": TEXT_OR_NONE}],
        "applications": [{"application": TEXT, "provenance": TEXT, "stance": TEXT}],
    },
    "rulings": {
        "organisation": TEXT,
        "category": TEXT_OR_NONE,
        "application": TEXT_OR_NONE,
        "device_classes": [TEXT],
        "outcome": TEXT,
        **_both("conditions"),
        "effective_on": TEXT,
        "expires_on": TEXT_OR_NONE,
        "comply_by": TEXT_OR_NONE,
        "basis": TEXT,
        **_both("rationale"),
    },
}
"""What a record of each file holds; whether its values are sound is the models' to say."""


class SeedFiles:
    """The records of a folder of seed files."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read every file; raises `SeedError` where one is missing, malformed or of another form."""
        self._records = {name: _read(folder / f"{name}.json", form) for name, form in FORMS.items()}

    def of(self, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give the records of a file, each with the words that say where it stands."""
        for number, record in enumerate(self._records[name], start=1):
            yield _place(name, number, record), record


def _read(path: Path, form: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the records of a file."""
    try:
        records = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SeedError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SeedError(f"{path} is not UTF-8 (byte {error.start}).") from error
    except json.JSONDecodeError as error:
        raise SeedError(f"{path}, line {error.lineno}, is not JSON: {error.msg}.") from error
    if not isinstance(records, list):
        raise SeedError(f"{path} must hold a list of records.")
    for number, record in enumerate(records, start=1):
        _hold_to(form, record, _place(path.stem, number, record))
    return records


def _place(name: str, number: int, record: Any) -> str:
    """Return the words that say where a record stands."""
    slug = record.get("slug") if isinstance(record, dict) else None
    return f"{name}.json, record {number}{f' ({slug})' if slug else ''}"


def _hold_to(form: Any, value: Any, where: str) -> None:
    """Raise `SeedError` where a value has not the form that it must have."""
    match form:
        case dict():
            if not isinstance(value, dict):
                raise SeedError(f"{where}: must be an object.")
            if missing := form.keys() - value.keys() - MAY_BE_ABSENT:
                raise SeedError(f"{where}: lacks {', '.join(sorted(missing))}.")
            if unknown := value.keys() - form.keys():
                raise SeedError(f"{where}: {', '.join(sorted(unknown))} is not known here.")
            for key, below in value.items():
                _hold_to(form[key], below, f"{where}: {key}")
        case [each]:
            if not isinstance(value, list):
                raise SeedError(f"{where}: must be a list.")
            for number, below in enumerate(value, start=1):
                _hold_to(each, below, f"{where} {number}")
        case _ if not isinstance(value, form):
            raise SeedError(f"{where}: must be text{', or null' if form == TEXT_OR_NONE else ''}.")
