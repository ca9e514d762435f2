"""The image and the compose file say what the settings and the house rules ask of them."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from portal.checks import refusals
from registry.channels.custody import SIGNING

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
FILLED = {
    "SECRET_KEY": "q7Vw2nXc9Lr4Tb8Yk1Mz6Hd3Gf5Js0Pa-q7Vw2nXc9Lr4Tb8Yk1Mz6",
    "ALLOWED_HOSTS": "aval.example",
    "SERVER_PASSWORD": "server",
    "OWNER_PASSWORD": "owner",
    "PUBLIC_URL": "https://aval.example",
}
OURS = [name for name, held in COMPOSE["services"].items() if "build" in held]


def environment(service: str) -> dict[str, str]:
    """Return a service's variables, with those of the image, filled in as compose would."""
    fill = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
    given = COMPOSE["services"][service]["environment"]
    return {"AVAL_ENV": "production"} | {
        name: fill.sub(lambda found: FILLED.get(found[1], found[2]), str(value)) for name, value in given.items()
    }


@pytest.mark.parametrize("service", OURS)
def test_the_settings_accept_what_compose_gives(service):
    assert refusals(environment(service)) == []


def test_the_owner_s_password_reaches_the_migrations_alone():
    assert "DATABASE_OWNER_URL" in environment("migrate")
    assert "OWNER_PASSWORD" not in str(COMPOSE["services"]["web"])


@pytest.mark.parametrize("service", OURS)
def test_every_variable_given_is_read(service):
    read = "".join((ROOT / "portal" / name).read_text() for name in ("settings.py", "mail.py"))
    given = environment(service).keys() - {f"{SIGNING}_FILE"}
    assert [name for name in given if f'"{name}"' not in read] == []


def test_private_keys_and_their_passphrase_reach_those_that_sign_alone():
    def has(service, mount):
        return any(volume.startswith(mount) for volume in COMPOSE["services"][service].get("volumes", ()))

    signing = {name for name in OURS if f"{SIGNING}_FILE" in environment(name)}
    assert signing == {name for name in OURS if has(name, "keys:")} == {"publisher", "keys"}
    assert signing == {name for name, held in COMPOSE["services"].items() if "secrets" in held}
    (secret,) = COMPOSE["services"]["publisher"]["secrets"]
    assert environment("publisher")[f"{SIGNING}_FILE"] == f"/run/secrets/{secret}"
    assert "keys:/keys:ro" in COMPOSE["services"]["publisher"]["volumes"]
    assert "ports" not in COMPOSE["services"]["publisher"]


def test_the_site_reads_what_the_publisher_writes():
    folder = environment("publisher")["FEED_FOLDER"]
    assert environment("web")["FEED_FOLDER"] == folder
    assert f"feed:{folder}" in COMPOSE["services"]["publisher"]["volumes"]
    assert f"feed:{folder}:ro" in COMPOSE["services"]["web"]["volumes"]
    made = [environment("publisher")[name] for name in ("FEED_FOLDER", "FEED_KEYS")]
    assert all(re.search(rf"--owner 10001 .*{path}$", DOCKERFILE.replace(" \\\n", "\n"), re.MULTILINE) for path in made)


@pytest.mark.parametrize("service", OURS)
def test_every_command_is_one_of_ours(service):
    held = COMPOSE["services"][service]
    called = re.findall(r"manage\.py\W+(\w+)", " ".join(held.get("command", ())))
    assert set(called) <= set(get_commands())
    assert called or "command" not in held


def test_answers_are_delivered_once_a_day():
    command = COMPOSE["services"]["answers"]["command"][-1]
    assert command == "while python manage.py deliver_answers --write; do sleep 86400; done"
    assert "EMAIL_URL" in environment("answers")
    assert "outside" in COMPOSE["services"]["answers"]["networks"]


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
