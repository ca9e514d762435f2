"""An unsafe production does not start, and says what to set."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from portal.checks import refusals

SAFE = {
    "AVAL_ENV": "production",
    "SECRET_KEY": "q7Vw2nXc9Lr4Tb8Yk1Mz6Hd3Gf5Js0Pa-q7Vw2nXc9Lr4Tb8Yk1Mz6",
    "ALLOWED_HOSTS": "aval.example",
    "DATABASE_URL": "postgresql://aval_server:x@db.example/aval",
}


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in SAFE.items() if key != name}


@pytest.mark.parametrize(
    ("environ", "number", "sentence"),
    [
        pytest.param(without("SECRET_KEY"), 1, "SECRET_KEY is missing", id="no secret"),
        pytest.param(SAFE | {"SECRET_KEY": "short"}, 1, "SECRET_KEY is weak", id="a short secret"),
        pytest.param(SAFE | {"SECRET_KEY": "ab" * 40}, 1, "SECRET_KEY is weak", id="a monotonous secret"),
        pytest.param(
            SAFE | {"SECRET_KEY": "django-insecure-" + SAFE["SECRET_KEY"]},
            1,
            "SECRET_KEY is weak",
            id="a sample secret",
        ),
        pytest.param(SAFE | {"DEBUG": "1"}, 2, "DEBUG is on", id="debugging"),
        pytest.param(SAFE | {"DEBUG": "True"}, 2, "DEBUG is on", id="debugging, in other words"),
        pytest.param(without("ALLOWED_HOSTS"), 3, "ALLOWED_HOSTS is missing", id="no host"),
        pytest.param(SAFE | {"ALLOWED_HOSTS": " , "}, 3, "ALLOWED_HOSTS is missing", id="hosts without a name"),
        pytest.param(SAFE | {"ALLOWED_HOSTS": "a.example,*"}, 3, "ALLOWED_HOSTS allows any", id="any host"),
        pytest.param(without("DATABASE_URL"), 4, "DATABASE_URL is missing", id="no database"),
        pytest.param(
            SAFE | {"DATABASE_OWNER_URL": SAFE["DATABASE_URL"]}, 5, "name the same role", id="the server is the owner"
        ),
        pytest.param(SAFE | {"SECOND_FACTOR": "0"}, 11, "SECOND_FACTOR is off", id="a password alone"),
        pytest.param({"PUBLIC_URL": "aval.example"}, 9, "is no address", id="an address without its scheme"),
        pytest.param(SAFE | {"PUBLIC_URL": "https://aval.example/fr/"}, 9, "is no address", id="an address of a page"),
        pytest.param({"AVAL_ENV": "prod"}, 6, "AVAL_ENV is 'prod'", id="an environment that nobody knows"),
    ],
)
def test_an_unsafe_production_is_refused(environ, number, sentence):
    (error,) = refusals(environ)
    assert error.id == f"aval.E{number:03}"
    assert sentence in error.msg
    assert re.match(r"(Set|Unset|Give) ", error.hint), "the hint says what to set"


def test_every_refusal_is_told_at_once():
    assert {error.id for error in refusals({"AVAL_ENV": "production", "DEBUG": "1"})} == {
        "aval.E001",
        "aval.E002",
        "aval.E003",
        "aval.E004",
    }


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param(SAFE, id="production"),
        pytest.param(
            SAFE | {"DATABASE_OWNER_URL": "postgresql://aval_owner:x@db.example/aval"}, id="production's migrations"
        ),
        pytest.param(SAFE | {"PUBLIC_URL": "https://aval.example/"}, id="production that knows where it stands"),
        pytest.param({}, id="a bare clone"),
        pytest.param({"DEBUG": "1"}, id="a clone that debugs"),
    ],
)
def test_what_is_safe_starts(environ):
    assert refusals(environ) == []


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["manage.py", "check"], id="a command"),
        pytest.param(["-m", "gunicorn", "--check-config"], id="the server"),
    ],
)
def test_refused_means_that_the_process_does_not_start(command):
    done = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "AVAL_ENV": "production"},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "aval.E003: ALLOWED_HOSTS is missing. Set it to the names of the site" in done.stderr


def test_production_never_loads_the_local_database():
    probe = "import sys, portal.settings; print([name for name in sys.modules if 'local_postgres' in name])"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", probe],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **SAFE},
        capture_output=True,
        text=True,
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
