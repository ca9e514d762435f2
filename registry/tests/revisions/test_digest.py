"""What the digest covers: every column of everything that is published, by public ids, the same each time."""

import hashlib
import json
import re
import uuid
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Model

from registry.announcements.models import AnnouncedApplication, Announcement, Quote, Source
from registry.models import Organisation, Revision
from registry.revisions.digest import digest, public_form
from registry.revisions.models import Addressed, Fact, Identified, Part

PUBLISHED = [m for m in apps.get_app_config("registry").get_models() if issubclass(m, (Addressed, Fact, Part))]
DIGEST = re.compile(r"[0-9a-f]{64}")


def filled(model: type[Model]) -> Model:
    """Return a row, not saved, with a value in each of its columns."""
    row = model()
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model is not Revision:
            setattr(row, field.name, known(field.related_model, "one"))
        elif not field.is_relation and not field.generated:
            setattr(row, field.attname, value_of(field, "one"))
    return row


def known(model: type[Model], word: str) -> Model:
    """Return something that a row may refer to, known outside by a word."""
    names = {"slug": word} if issubclass(model, Addressed) else {"uid": uuid.uuid5(uuid.NAMESPACE_URL, word)}
    return model(pk={"one": 7001, "other": 7002}[word], **names)


def value_of(field: models.Field, word: str) -> Any:
    """Return one value of a column, or another one."""
    first = word == "one"
    match field:
        case ArrayField():
            return [word]
        case models.DateField():
            return date(2026, 1, 1 if first else 2)
        case models.UUIDField():
            return uuid.uuid5(uuid.NAMESPACE_URL, word)
        case models.IntegerField() | models.AutoField():
            return 7001 if first else 7002
        case _:
            return word


def covered(model: type[Model]) -> list[models.Field]:
    """Return the columns of a model that are published."""
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.generated or field.related_model is Revision)
    ]


def test_everything_that_is_published_has_a_public_id() -> None:
    assert len(PUBLISHED) >= 18
    assert all(issubclass(model, (Addressed, Identified)) for model in PUBLISHED)
    assert {Announcement, Quote, Source, AnnouncedApplication, Organisation} <= set(PUBLISHED)


@pytest.mark.parametrize("model", PUBLISHED)
def test_the_public_form_covers_every_column(model: type[Model]) -> None:
    form = public_form(filled(model))
    assert set(form) == {"row", *(field.name for field in covered(model))}
    assert form["row"] == model._meta.model_name
    assert form["slug" if issubclass(model, Addressed) else "uid"]


@pytest.mark.parametrize("model", PUBLISHED)
def test_no_row_number_is_in_the_public_form(model: type[Model]) -> None:
    form = public_form(filled(model))
    for field in covered(model):
        if field.is_relation:
            assert form[field.name] == known(field.related_model, "one").public_id
    row_numbers = {field.name for field in covered(model) if isinstance(field, models.IntegerField)}
    assert {name for name, value in form.items() if value in (7001, 7002)} == row_numbers <= {"place"}


@pytest.mark.parametrize("model", PUBLISHED)
def test_the_public_form_changes_with_every_column(model: type[Model]) -> None:
    before = public_form(filled(model))
    for field in covered(model):
        row = filled(model)
        if field.is_relation:
            setattr(row, field.name, known(field.related_model, "other"))
        else:
            setattr(row, field.attname, value_of(field, "other"))
        after = public_form(row)
        assert {name for name in before if before[name] != after[name]} == {field.name}


@pytest.mark.parametrize("model", PUBLISHED)
def test_the_public_form_is_plain_and_the_same_each_time(model: type[Model]) -> None:
    form = public_form(filled(model))
    assert json.loads(json.dumps(form)) == form == public_form(filled(model))


@pytest.fixture
def revision(django_user_model: type[Model]) -> Revision:
    """Return a revision that is not saved."""
    return Revision(
        number=7,
        day=date(2026, 1, 1),
        published_at=datetime.fromisoformat("2026-01-01T09:00:00+00:00"),
        published_by=django_user_model(username="somebody"),
        authored_by=django_user_model(username="the author"),
        effect="2" * 64,
        why="Because.",
        why_language="en",
        contents=[{"row": "decision", "outcome": "approved", "text": "é ’ 🙂"}, {"row": "quote"}],
        previous_digest="0" * 64,
    )


def test_a_digest_is_the_same_for_the_same_and_in_whatever_order_its_keys_are(revision: Revision) -> None:
    same = digest(revision)
    assert DIGEST.fullmatch(same)
    revision.contents = [dict(reversed(form.items())) for form in revision.contents]
    assert digest(revision) == same


def test_a_digest_is_of_the_bytes_that_rfc_8785_gives(revision: Revision) -> None:
    """Whoever changes what is digested breaks every chain that stands."""
    canonical = (
        '{"authored_by":"the author","contents":[{"outcome":"approved","row":"decision","text":"é ’ 🙂"},'
        '{"row":"quote"}],"day":"2026-01-01",'
        f'"effect":"{"2" * 64}","number":7,"previous_digest":"{"0" * 64}","published_at":"2026-01-01T09:00:00+00:00",'
        '"published_by":"somebody","why":"Because.","why_language":"en"}'
    )
    assert digest(revision) == hashlib.sha256(canonical.encode()).hexdigest()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("number", 8),
        ("day", date(2026, 1, 2)),
        ("published_at", datetime.fromisoformat("2026-01-01T09:00:00.000001+00:00")),
        ("effect", "3" * 64),
        ("why", "because."),
        ("why_language", "fr"),
        ("contents", [{"row": "quote"}, {"row": "decision", "outcome": "approved", "text": "é ’ 🙂"}]),
        ("contents", [{"row": "decision", "outcome": "approved", "text": "é ' 🙂"}, {"row": "quote"}]),
        ("contents", []),
        ("previous_digest", "1" * 64),
        ("previous_digest", ""),
    ],
)
def test_a_digest_changes_with_everything_it_covers(revision: Revision, column: str, value: object) -> None:
    before = digest(revision)
    setattr(revision, column, value)
    assert digest(revision) != before


def test_a_digest_names_who_published(revision: Revision, django_user_model: type[Model]) -> None:
    before = digest(revision)
    revision.published_by = django_user_model(username="somebody else")
    assert digest(revision) != before


def test_a_digest_names_its_author(revision: Revision, django_user_model: type[Model]) -> None:
    before = digest(revision)
    revision.authored_by = django_user_model(username="another author")
    assert digest(revision) != before


def test_a_digest_covers_every_column_of_a_revision(revision: Revision) -> None:
    varied = {"number", "day", "published_at", "published_by", "authored_by", "effect", "why", "why_language"}
    varied |= {"contents", "previous_digest"}
    assert {field.name for field in Revision._meta.concrete_fields} == varied | {"digest"}
