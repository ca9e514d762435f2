"""What is no append-only fact leaves a trace of every change, however it is made; and no trace is ever touched."""

from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoDbBlocker

from registry import registrar
from registry.audit.middleware import TrailMiddleware
from registry.audit.models import KINDS, TRACES, Trail
from registry.models import AnnouncedApplication, Announcement, Application, Membership, Quote, Source
from registry.terms import Role
from registry.tests.laying import laid
from registry.tests.registrar.ways_in import refusal_of, run
from registry.tests.scene import Scene

KEPT = ("never edited or deleted", "permission denied for table")
SECRETS = ("pbkdf2", "md5$", "somebody@example.org", "another@example.org", "Ada")


class Recorded(Scene):
    """A small catalogue, a draft of a notice with its parts, and somebody with a role and rights."""

    def __init__(self) -> None:
        super().__init__()
        self.etat = self.organisation("etat")
        self.chat = self.application("chat", self.category("messaging"))
        self.draft = self.new_announcement("draft", title_en="A draft")
        self.draft.save()
        self.quote = Quote.objects.create(
            announcement=self.draft, text="Prohibited.", language="en", fidelity="original"
        )
        self.source = Source.objects.create(announcement=self.draft, title="A page", url="https://example.org/")
        self.link = AnnouncedApplication.objects.create(
            announcement=self.draft, application=self.chat, provenance="named_in_text", stance="prohibits"
        )
        self.somebody = get_user_model().objects.create_user(
            "somebody", "somebody@example.org", "a secret", first_name="Ada"
        )
        self.membership = Membership.objects.create(user=self.somebody, organisation=self.etat, role=Role.EDITOR)
        self.group = Group.objects.create(name="operators")
        permission = Permission.objects.get(codename="view_user")
        self.group.permissions.add(permission)
        self.somebody.groups.add(self.group)
        self.somebody.user_permissions.add(permission)


@pytest.fixture(scope="module")
def laid_ground(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Recorded]:
    """Lay the ground once for the module."""
    with laid(Recorded, django_db_blocker) as ground:
        yield ground


@pytest.fixture
def ground(laid_ground: Recorded, db: None) -> Recorded:
    """Return something of each kind."""
    return laid_ground


def last(kind: str = "") -> Trail:
    """Return the last trace, of a kind if one is named."""
    traces = Trail.objects.newest_first()
    return (traces.filter(kind=kind) if kind else traces)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_added_leaves_a_trace(ground: Recorded, kind: str) -> None:
    row = KINDS[kind].model._default_manager.latest("pk")
    trace = Trail.objects.filter(kind=kind, object_id=row.pk).newest_first().last()
    assert trace is not None
    assert trace.operation == "added"
    assert trace.before is None
    assert trace.after["id"] == row.pk


SQL_CHANGES = [  # kind, what is set, what stood there
    ("announcement", "title_en = 'Another title'", {"title_en": "A draft"}),
    ("quote", "text = 'Allowed.', language = 'fr'", {"text": "Prohibited.", "language": "en"}),
    ("source", "published_on = '2024-01-31'", {"published_on": None}),
    ("announcedapplication", "stance = 'mentions'", {"stance": "prohibits"}),
    ("membership", "role = 'approver'", {"role": "editor"}),
    ("user", "is_staff = true, username = 'renamed'", {"is_staff": False, "username": "somebody"}),
    ("group", "name = 'others'", {"name": "operators"}),
]


@pytest.mark.parametrize(("kind", "change", "before"), SQL_CHANGES)
def test_a_change_in_plain_sql_leaves_a_trace(ground: Recorded, kind: str, change: str, before: Any) -> None:
    row = KINDS[kind].model._default_manager.latest("pk")
    run(f"UPDATE {row._meta.db_table} SET {change} WHERE id = %s", row.pk)
    trace = last()
    assert (trace.kind, trace.object_id, trace.operation) == (kind, row.pk, "changed")
    assert trace.before == before
    assert {column: trace.after[column] for column in before} != before
    assert (trace.by_id, trace.role) == (None, "aval_owner"), "the tests sign in as the owner, then take the role"


@pytest.mark.parametrize(
    "kind", ["quote", "source", "announcedapplication", "membership", "user_groups", "group_permissions"]
)
def test_a_removal_in_plain_sql_leaves_a_trace(ground: Recorded, kind: str) -> None:
    row = KINDS[kind].model._default_manager.latest("pk")
    run(f"DELETE FROM {row._meta.db_table} WHERE id = %s", row.pk)
    trace = last()
    assert (trace.kind, trace.object_id, trace.operation, trace.after["id"]) == (kind, row.pk, "removed", row.pk)


def test_what_goes_with_a_thing_leaves_its_own_traces(ground: Recorded) -> None:
    key = ground.draft.pk
    Announcement.objects.get(pk=key).delete()
    removed = Trail.objects.of(Announcement, key).filter(operation="removed")
    assert {trace.kind for trace in removed} == {"announcement", "quote", "source", "announcedapplication"}
    user = ground.somebody.pk
    get_user_model().objects.get(pk=user).delete()
    removed = Trail.objects.of(get_user_model(), user).filter(operation="removed")
    assert {trace.kind for trace in removed} == {"user", "membership", "user_groups", "user_user_permissions"}


def test_a_publication_leaves_the_trace_of_each_text_that_it_changes(ground: Recorded) -> None:
    chat = Application.objects.get(pk=ground.chat.pk)
    chat.name, chat.aliases = "Chat!", ["Talk"]
    revision = ground.publish(chat).revision.number
    trace = last("application")
    assert trace.before == {"name": "Chat", "aliases": [], "changed_in_id": ground.chat.changed_in_id}
    assert (trace.after["name"], trace.after["changed_in_id"]) == ("Chat!", revision)


def test_a_preview_leaves_no_trace(ground: Recorded) -> None:
    before = Trail.objects.count()
    chat = Application.objects.get(pk=ground.chat.pk)
    chat.name = "Never mind"
    registrar.preview(chat, by=ground.registrar)
    assert Trail.objects.count() == before


def test_what_changes_nothing_leaves_no_trace(ground: Recorded) -> None:
    before = Trail.objects.count()
    run("UPDATE registry_quote SET text = text")
    Client().force_login(ground.somebody)  # writes last_login
    assert Trail.objects.count() == before


def test_many_at_once_leave_a_trace_each(ground: Recorded) -> None:
    before = last().id
    Source.objects.bulk_create(Source(announcement=ground.draft, title=f"Page {number}") for number in range(3))
    Source.objects.filter(title__startswith="Page").update(title="One")
    assert [t.operation for t in Trail.objects.filter(id__gt=before)] == ["changed"] * 3 + ["added"] * 3


def test_of_a_secret_it_is_kept_that_it_changed_and_nothing_more(ground: Recorded) -> None:
    user = get_user_model().objects.get(pk=ground.somebody.pk)
    user.set_password("another secret")
    user.email, user.first_name = "another@example.org", "Ada Lovelace"
    user.save()
    assert last("user").before == {"password": None, "email": None}
    for table in connection.introspection.table_names(include_views=True):
        if table.endswith("trace") or table == "registry_trail":
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT coalesce(string_agg(t::text, ''), '') FROM {table} t")
                (everything,) = cursor.fetchone()
            assert [secret for secret in SECRETS if secret in everything] == [], table
            assert user.password not in everything


WAYS: dict[str, Callable[[Model], Any]] = {
    "UPDATE": lambda row: run(f"UPDATE {row._meta.db_table} SET pgh_label = 'x' WHERE pgh_id = %s", row.pk),
    "UPDATE of all": lambda row: run(f"UPDATE {row._meta.db_table} SET pgh_context = NULL"),
    "DELETE": lambda row: run(f"DELETE FROM {row._meta.db_table} WHERE pgh_id = %s", row.pk),
    "TRUNCATE": lambda row: run(f"TRUNCATE {row._meta.db_table} CASCADE"),
    "save": lambda row: row.save(),
    "delete": lambda row: type(row)._default_manager.filter(pk=row.pk).delete(),
}


@pytest.mark.parametrize("kind", TRACES)
def test_the_server_touches_no_trace(ground: Recorded, kind: str) -> None:
    _touch(kind, KEPT[1])
    row = TRACES[kind]._default_manager.latest("pk")
    columns = ", ".join(field.column for field in row._meta.concrete_fields if field.name != "pgh_id")
    forged = f"INSERT INTO {row._meta.db_table} ({columns}) SELECT {columns} FROM {row._meta.db_table}"
    assert KEPT[1] in (refusal_of(lambda _row: run(forged), row) or "")


@pytest.mark.parametrize("kind", TRACES)
def test_the_owner_touches_no_trace(as_owner: None, ground: Recorded, kind: str) -> None:
    _touch(kind, KEPT[0])


def _touch(kind: str, said: str) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for its check would keep a table from being emptied
    run("SET LOCAL aval.disposable = 'off'")
    row = TRACES[kind]._default_manager.latest("pk")
    refusals = {name: refusal_of(way, row) or "" for name, way in WAYS.items()}
    assert {name: words for name, words in refusals.items() if said not in words} == {}


def test_the_view_is_not_written(ground: Recorded) -> None:
    assert refusal_of(lambda _row: run("DELETE FROM registry_trail"), ground.chat)


def test_no_setting_of_a_session_leaves_a_trace_out_or_forges_its_role(ground: Recorded) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger\\_record\\_%'")
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", ["{" + ",".join(names) + "}"])
        cursor.execute("CREATE TEMPORARY TABLE registry_quotetrace (LIKE public.registry_quotetrace)")
        for forged in ('{"user": "zz", "role": "postgres", "program": "x"}', '["user"]', '{"user": 99999999999}', ""):
            cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [forged])
            cursor.execute("UPDATE registry_quote SET place = place + 1 WHERE id = %s", [ground.quote.pk])
    traces = Trail.objects.filter(kind="quote", operation="changed")
    assert [(trace.by_id, trace.role) for trace in traces] == [(None, "aval_owner")] * 4


def test_nobody_hangs_a_recording_function_on_a_table_of_their_own(ground: Recorded) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, prosecdef, proconfig, has_function_privilege(p.oid, 'EXECUTE'), c.relname"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid JOIN pg_class c ON c.oid = tgrelid"
            " WHERE tgname LIKE 'pgtrigger\\_%'"
        )
        found = cursor.fetchall()
    assert len(found) == 3 * len(KINDS)
    assert {(definer, tuple(config), callable_) for _name, definer, config, callable_, _table in found} == {
        (True, ("search_path=pg_catalog, public, pg_temp",), False)
    }
    assert {table for *_rest, table in found} == {kind.model._meta.db_table for kind in KINDS.values()}


def test_the_programme_is_told_where_nobody_is_signed_in(ground: Recorded) -> None:
    run("SELECT set_config('application_name', 'manage.py seed', true)")
    run("UPDATE registry_quote SET place = 7")
    assert (last().by_id, last().program) == (None, "manage.py seed")


def test_everything_is_a_fact_or_recorded_or_told_here_why_not() -> None:
    neither = {
        "proposal": "each of its steps says who and when",
        "assessmentrequest": "each of its steps says who and when; a trail would keep what an agent typed for ever",
        "submission": "what an agent typed is deleted, and so is its address",
        "contact": "is deleted with the answer",
        "hour": "counts, for an hour",
        "trail": "is the trail",
    }
    recorded = {kind.model._meta.concrete_model for kind in KINDS.values()}
    models = [model for model in apps.get_app_config("registry").get_models() if not model._meta.proxy]
    left = [
        model._meta.model_name
        for model in models
        if getattr(model, "closing_fields", None) is None
        and model not in recorded
        and model not in TRACES.values()
        and model._meta.model_name not in neither
    ]
    assert left == []


def test_the_view_reads_the_table_of_each_kind() -> None:
    migration = import_module("registry.migrations.0006_trail")
    assert {kind: f"registry_{table}" for kind, (table, *_rest) in migration.TRACES.items()} == {
        kind: table._meta.db_table for kind, table in TRACES.items()
    }
    assert {kind: column for kind, (_table, _of, column) in migration.TRACES.items() if column} == {
        kind: f"{one.part_of}_id" for kind, one in KINDS.items() if one.part_of
    }


def test_the_middleware_asks_nothing_on_public_pages(ground: Recorded, django_assert_num_queries: Any) -> None:
    class Unasked:
        @property
        def pk(self) -> int:
            raise AssertionError("nobody asks who reads")

    answer = TrailMiddleware(lambda request: HttpResponse("read"))
    factory = RequestFactory()
    for request in (factory.get("/fr/"), factory.get(f"/{settings.ADMIN_PATH}"), factory.post("/fr/")):
        request.user = Unasked()
        with django_assert_num_queries(0):
            assert answer(request).content == b"read"


def test_a_day_is_kept_as_it_is(ground: Recorded) -> None:
    Announcement.objects.filter(pk=ground.draft.pk).update(date=date(2024, 2, 29))
    assert last().after["date"] == "2024-02-29"
