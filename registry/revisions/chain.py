"""The chain of revisions, verified: each follows the one before, and the tables hold what was published."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db.models import Model

from registry.revisions.digest import digest, public_form
from registry.revisions.models import Addressed, Fact, Part, Revision

PUBLISHED_IN = {"published_in": "published_in", "announcement": "announcement__published_in"}
"""Where a row that may be a draft tells by which revision it was published: its own column, or its announcement's."""

Name = tuple[str, str]
"""The kind of a row and its public id."""


class Break(NamedTuple):
    """A place where the registry does not hold what was published, at the revision that published it."""

    revision: int
    what: str


def breaks(progress: Callable[[Iterable[Revision]], Iterable[Revision]] = iter) -> Iterator[Break]:
    """Yield where the chain breaks, in the order of the revisions; nothing where nobody rewrote the past.

    `progress` may wrap the revisions in a bar.
    """
    published = Published()
    previous: Revision | None = None
    for revision in progress(Revision.objects.select_related("published_by", "authored_by").order_by("number")):
        yield from _links(revision, previous)
        published.take(revision)
        previous = revision
    yield from sorted(published.differences())


def _links(revision: Revision, previous: Revision | None) -> Iterator[Break]:
    """Yield how a revision does not follow the one before it, or is not what its digest covers."""
    expected = previous.number + 1 if previous else 1
    if revision.number != expected:
        yield Break(expected, f"revision {expected} is missing")
    if revision.previous_digest != (previous.digest if previous else ""):
        yield Break(revision.number, "it does not name the digest of the revision before it")
    if previous and revision.day < previous.day:
        yield Break(revision.number, "its day is before that of the revision before it")
    if revision.digest != digest(revision):
        yield Break(revision.number, "what it says is not what its digest covers")


class Published:
    """What the revisions say the tables hold: each row as it was last published, and by which revision."""

    def __init__(self) -> None:
        self._rows: dict[Name, tuple[int, dict[str, Any]]] = {}
        self._entered: dict[Name, int] = {}
        self._retired: dict[Name, int] = {}
        self._removed: dict[Name, int] = {}

    def take(self, revision: Revision) -> None:
        """Take in what a revision says it published."""
        for form in revision.contents:
            if "retired" in form:
                self._retired[_name(form["retired"])] = revision.number
            elif "removed" in form:
                name = _name(form["removed"])
                self._rows.pop(name, None)
                self._removed[name] = revision.number
            else:
                name = _name(form)
                self._rows[name] = (revision.number, form)
                self._entered.setdefault(name, revision.number)

    def differences(self) -> Iterator[Break]:
        """Yield where the tables differ from what was published."""
        found: set[Name] = set()
        for row in _rows_of_the_tables():
            form = public_form(row)
            name = _name(form)
            found.add(name)
            number, said = self._rows.get(name, (self._removed.get(name, 0), None))
            if said is None:
                yield Break(number or _number(row), f"{_words(name)} stands in the tables, but was not published")
            elif said != form:
                columns = ", ".join(sorted(key for key in said.keys() | form.keys() if said.get(key) != form.get(key)))
                yield Break(number, f"{_words(name)} was rewritten: {columns}")
            if isinstance(row, Fact) and said is not None and row.revision_id != self._entered[name]:
                yield Break(number, f"{_words(name)} is entered under revision {row.revision_id}")
            if getattr(row, "known_until_id", None) != self._retired.get(name):
                yield Break(self._retired.get(name) or number, f"{_words(name)} is not known until when it was said")
        for name, (number, _form) in self._rows.items():
            if name not in found:
                yield Break(number, f"{_words(name)} was published, but is gone from the tables")


def _rows_of_the_tables() -> Iterator[Model]:
    """Yield every row that a revision publishes: entries, announcements with their parts, facts."""
    for model in apps.get_app_config("registry").get_models():
        if not issubclass(model, (Addressed, Fact, Part)):
            continue
        names = {field.name for field in model._meta.fields}
        drafts = {name: {f"{path}__isnull": True} for name, path in PUBLISHED_IN.items() if name in names}
        rows = model._default_manager.exclude(**next(iter(drafts.values()), {"pk": None}))
        relations = [f.name for f in model._meta.fields if f.is_relation and f.related_model is not Revision]
        yield from rows.select_related(*relations).iterator() if relations else rows.iterator()


def _name(form: dict[str, Any]) -> Name:
    """Return by what a published row is known."""
    return form["row"], form.get("slug") or form["uid"]


def _words(name: Name) -> str:
    """Return the name of a row as a person reads it."""
    return " ".join(name)


def _number(row: Model) -> int:
    """Return the revision that a row claims."""
    return getattr(row, "revision_id", None) or getattr(row, "changed_in_id", None) or 0
