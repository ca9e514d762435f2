"""The image and the compose file say what the settings and the house rules ask of them."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from portal.checks import refusals

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
FILLED = {
    "SECRET_KEY": "q7Vw2nXc9Lr4Tb8Yk1Mz6Hd3Gf5Js0Pa-q7Vw2nXc9Lr4Tb8Yk1Mz6",
    "ALLOWED_HOSTS": "aval.example",
    "SERVER_PASSWORD": "server",
    "OWNER_PASSWORD": "owner",
}


def environment(service: str) -> dict[str, str]:
    """Return a service's variables, with those of the image, filled in as compose would."""
    fill = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
    given = COMPOSE["services"][service]["environment"]
    return {"AVAL_ENV": "production"} | {
        name: fill.sub(lambda found: FILLED.get(found[1], found[2]), str(value)) for name, value in given.items()
    }


@pytest.mark.parametrize("service", ["web", "migrate"])
def test_the_settings_accept_what_compose_gives(service):
    assert refusals(environment(service)) == []


def test_the_owner_s_password_reaches_the_migrations_alone():
    assert "DATABASE_OWNER_URL" in environment("migrate")
    assert "OWNER_PASSWORD" not in str(COMPOSE["services"]["web"])


def test_every_variable_given_is_read_by_the_settings():
    read = (ROOT / "portal" / "settings.py").read_text()
    assert [name for name in environment("migrate") if f'"{name}"' not in read] == []


@pytest.mark.parametrize("service", COMPOSE["services"])
def test_every_service_is_held_tight(service):
    held = COMPOSE["services"][service]
    assert held["read_only"] is True
    assert held["cap_drop"] == ["ALL"]
    assert held["security_opt"] == ["no-new-privileges:true"]


def test_the_site_waits_for_a_healthy_database_and_its_migrations():
    services = COMPOSE["services"]
    assert int(re.match(r"postgres:(\d+)", services["database"]["image"])[1]) >= 17
    assert services["database"]["healthcheck"]["test"][1] == "pg_isready"
    assert services["web"]["depends_on"] == {
        "database": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }


def test_the_image_runs_as_nobody_in_particular():
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0\b|root\b)\d+", last, re.MULTILINE)
    assert re.search(r"^ENV .*AVAL_ENV=production", last.replace("\\\n", ""), re.MULTILINE)


def test_what_the_image_copies_is_here_and_let_through():
    copied = {
        name for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    }
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text().split("\n") if line.startswith("!")}
    assert copied == let_through
    assert [name for name in copied if not (ROOT / name).exists()] == []
