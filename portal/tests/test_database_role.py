"""Tests run as the server's role, which may do what the grants say and no more."""

import re
import threading
import urllib.request
from unittest import mock

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, connections, transaction

from portal.checks import refuse_owner
from registry.management.grants import grant, rights, statements, used

pytestmark = pytest.mark.django_db


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_a_test_runs_as_the_server():
    assert role() == settings.DATABASE_SERVER_ROLE == "aval_server"


def test_a_test_may_ask_for_the_owner(as_owner):
    assert role() == "aval_owner"


def test_the_role_survives_a_failed_statement():
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column")
    assert role() == "aval_server"


@pytest.mark.django_db(transaction=True)
def test_other_threads_connect_as_the_server_too():
    get_user_model().objects.create(username="kept until the flush")
    seen = []

    def look():
        seen.append(role())
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [role()] == ["aval_server"]


@pytest.mark.enable_socket
def test_the_live_server_answers_as_the_server(live_server):
    with urllib.request.urlopen(f"{live_server.url}/admin/login/") as response:
        assert response.status == 200


@pytest.mark.parametrize("statement", ["DELETE FROM django_migrations", "DROP TABLE auth_user", "CREATE TABLE x ()"])
def test_the_server_neither_migrates_nor_owns(statement):
    with pytest.raises(ProgrammingError, match=r"denied|must be owner"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_every_table_has_its_grant_and_no_other():
    quote = connection.ops.quote_name
    granted = {m._meta.db_table: rights(m, quote) for m in used()}
    granted |= {"django_migrations": "SELECT", "pghistory_context": ""}
    with connection.cursor() as cursor:
        assert set(connection.introspection.table_names(cursor, include_views=True)) == set(granted)
        for table, expected in granted.items():
            wanted = {right for right in ("SELECT", "INSERT", "UPDATE", "DELETE") if right in expected.split(", ")}
            cursor.execute(
                "SELECT p FROM unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p"
                " WHERE has_table_privilege(%s, p)",
                [table],
            )
            assert {row[0] for row in cursor.fetchall()} == wanted, table


def test_a_fact_is_closed_column_by_column():
    facts = {m: m.closing_fields for m in apps.get_models() if getattr(m, "closing_fields", None) is not None}
    assert facts, "the registry keeps facts"
    with connection.cursor() as cursor:
        for model, closing in facts.items():
            for field in model._meta.concrete_fields:
                cursor.execute("SELECT has_column_privilege(%s, %s, 'UPDATE')", [model._meta.db_table, field.column])
                assert cursor.fetchone()[0] == (field.name in closing), f"{model.__name__}.{field.name}"


def test_the_rows_that_tie_a_fact_are_facts():
    for model in apps.get_models(include_auto_created=True):
        source = model._meta.auto_created
        if source and getattr(source, "closing_fields", None) is not None:
            assert rights(model, connection.ops.quote_name) == "SELECT, INSERT"


def test_the_command_prints_what_migrate_applies(capsys):
    call_command("grants")
    printed = capsys.readouterr().out
    assert 'CREATE ROLE "aval_server" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;' in printed
    for statement in statements(connection, "aval_server"):
        assert f"{statement};" in printed


def test_a_missing_role_is_told(as_owner, settings):
    settings.DATABASE_SERVER_ROLE = "nobody_s_role"
    with pytest.raises(RuntimeError, match='CREATE ROLE "nobody_s_role"'):
        grant(connection)


def test_a_production_command_without_the_owner_is_told(monkeypatch):
    monkeypatch.setitem(connections.settings, "default", connections.settings["default"])
    monkeypatch.delitem(connections.settings, "owner")
    for command, options in (("migrate", {}), ("grants", {"write": True}), ("rebuild_verdicts", {"write": True})):
        with pytest.raises(CommandError, match="set DATABASE_OWNER_URL"):
            call_command(command, **options)


def test_production_refuses_to_serve_as_the_owner(as_owner, settings):
    refuse_owner()
    settings.PRODUCTION = True
    with pytest.raises(ImproperlyConfigured, match=r"aval\.E007: The server's role aval_owner owns the tables"):
        refuse_owner()


def test_production_serves_as_the_server(settings):
    settings.PRODUCTION = True
    refuse_owner()
    assert role() == "aval_server"


def test_a_database_that_is_away_is_no_reason_to_refuse(settings, monkeypatch, caplog):
    settings.PRODUCTION = True
    monkeypatch.setattr(type(connections["default"]), "cursor", mock.Mock(side_effect=OperationalError("away")))
    refuse_owner()
    assert "could not be checked: away" in caplog.text


def test_the_people_of_the_demonstration_are_made_once(capsys):
    users = get_user_model().objects
    call_command("demo_administrator")
    assert not users.exists()
    assert "admin, culture-editor, culture-approver, auditor" in capsys.readouterr().out
    call_command("demo_administrator", write=True)
    told = dict(re.findall(r"(\S+) +password (\S+)", capsys.readouterr().out))
    assert list(told) == ["admin", "culture-editor", "culture-approver", "auditor"]
    for username, password in told.items():
        user = users.get(username=username)
        assert (user.is_staff, user.is_superuser, user.check_password(password)) == (True, username == "admin", True)
    call_command("demo_administrator", write=True)
    assert capsys.readouterr().out == ""
    with pytest.raises(IntegrityError):
        users.create(username="admin")


def test_production_gets_no_demonstration(settings):
    settings.PRODUCTION = True
    for command in ("demo_administrator", "serve"):
        with pytest.raises(CommandError, match="not a demonstration"):
            call_command(command)
