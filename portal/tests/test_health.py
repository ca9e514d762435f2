"""What passes by itself when the database is away, told from what does not."""

import psycopg
import pytest

from portal.health import database_is_away

AWAY = [
    pytest.param(psycopg.OperationalError("the connection is closed"), id="a lost connection"),
    pytest.param(psycopg.errors.AdminShutdown(), id="a session that was ended"),
    pytest.param(psycopg.errors.CannotConnectNow(), id="a server that starts"),
    pytest.param(psycopg.errors.TooManyConnections(), id="a server that is full"),
]
NOT_AWAY = [
    pytest.param(psycopg.errors.DeadlockDetected(), id="a deadlock"),
    pytest.param(psycopg.errors.LockNotAvailable(), id="a lock"),
    pytest.param(psycopg.errors.UndefinedTable(), id="a fault of ours"),
    pytest.param(ValueError(), id="no error of the database"),
]


def what_became_of(error: Exception) -> Exception:
    """Return the error that a program raises which could not handle another one."""
    wrapped = RuntimeError("the page could not be made")
    wrapped.__context__ = error
    return wrapped


@pytest.mark.parametrize("error", AWAY)
def test_it_is_away(error: Exception) -> None:
    assert database_is_away(error)
    assert database_is_away(what_became_of(error))


@pytest.mark.parametrize("error", NOT_AWAY)
def test_it_is_not_away(error: Exception) -> None:
    assert not database_is_away(error)
    assert not database_is_away(what_became_of(error))
    assert not database_is_away(None)
