"""`manage.py seed` on an empty registry: it does nothing unasked, and refuses what is not sound."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError

from registry import registrar
from registry.models import Revision

pytestmark = pytest.mark.django_db


def edit(path: Path, slug: str | None, **values: Any) -> None:
    """Set values in a record of a seed file, in the first one where no slug is given."""
    records = json.loads(path.read_text(encoding="utf-8"))
    record = next(record for record in records if slug is None or record["slug"] == slug)
    record.update(values)
    path.write_text(json.dumps(records), encoding="utf-8")


def test_without_write_it_says_what_it_would_do_and_does_nothing(seed):
    said = seed()
    assert "Would publish revision 1: 22 organisations" in said
    assert "Nothing was changed; add --write to publish." in said
    assert not Revision.objects.exists()
    assert not get_user_model().objects.exists()


@pytest.mark.parametrize(
    ("name", "slug", "values", "sentence"),
    [
        pytest.param(
            "publishers", "zoom", {"colour": "blue"}, "record 12 (zoom): colour is not known here.", id="unknown key"
        ),
        pytest.param(
            "organisations", "culture", {"name_en": None}, "record 13 (culture): name_en: must be text.", id="no text"
        ),
        pytest.param(
            "organisations",
            "culture",
            {"siren": "12"},
            "The registrar refuses the seed: ",
            id="refused by a constraint",
        ),
        pytest.param(
            "applications",
            "zoom",
            {"publisher": "nobody"},
            "the publisher nobody is not known.",
            id="unknown publisher",
        ),
        pytest.param("applications", "zoom", {"aliases": "Zoom"}, "aliases: must be a list.", id="no list"),
        pytest.param(
            "announcements", "dowden-tiktok", {"date": "2023-02-30"}, "(dowden-tiktok): date: ", id="impossible day"
        ),
        pytest.param(
            "announcements", "dowden-tiktok", {"kind": "rumour"}, "(dowden-tiktok): kind: ", id="unknown kind"
        ),
        pytest.param("rulings", None, {"basis": "hearsay"}, "the announcement hearsay is not known.", id="no basis"),
    ],
)
def test_a_spoilt_record_is_refused_in_a_sentence_and_nothing_is_published(seed, files, name, slug, values, sentence):
    edit(files / f"{name}.json", slug, **values)
    with pytest.raises(CommandError) as refusal:
        seed(write=True, folder=files)
    assert sentence in str(refusal.value)
    assert not Revision.objects.exists()


def test_a_record_that_lacks_a_key_is_refused(seed, files):
    (files / "categories.json").write_text('[{"slug": "game"}]', encoding="utf-8")
    with pytest.raises(CommandError, match=r"record 1 \(game\): lacks description_en, description_fr, name_en, "):
        seed(folder=files)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param(b"[{", r"rulings\.json, line 1, is not JSON: ", id="no JSON"),
        pytest.param(b'["\xff"]', r"rulings\.json is not UTF-8", id="no UTF-8"),
        pytest.param(b"{}", r"rulings\.json must hold a list of records\.", id="no list"),
        pytest.param(b"[1]", r"rulings\.json, record 1: must be an object\.", id="no record"),
    ],
)
def test_a_spoilt_file_is_refused_in_a_sentence(seed, files, content, sentence):
    (files / "rulings.json").write_bytes(content)
    with pytest.raises(CommandError, match=sentence):
        seed(folder=files)


def test_a_missing_file_is_refused_in_a_sentence(seed, files):
    (files / "rulings.json").unlink()
    with pytest.raises(CommandError, match=r"rulings\.json cannot be read: No such file or directory\."):
        seed(folder=files)


def test_a_number_that_somebody_says_reaches_the_registrar(seed, monkeypatch):
    said = []

    def publish(*changes, **words):
        said.append(words.pop("confirmed"))
        return registrar.publish(*changes, **words)

    monkeypatch.setattr("registry.management.commands.seed.publish", publish)
    seed(confirmed=123)
    assert set(said) == {123}
