"""The papers say what is so: their settings, commands, links; and publiccode.yml says what its standard asks."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import find_commands

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "registry" / "seed" / "README.md"])
PUBLICCODE = yaml.safe_load((ROOT / "publiccode.yml").read_text())

NOT_OURS = {
    "DJANGO_SETTINGS_MODULE",  # Django's; manage.py and the WSGI application know it
    "PATH",  # the system's
    "PGAPPNAME",  # PostgreSQL's; manage.py gives it the name of its command
}


def table(title: str) -> list[str]:
    """Return what stands in the first column of a table of the README, in its order."""
    section = README.split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def sources() -> Iterator[Path]:
    """Yield the modules that run in a demonstration or in production."""
    yield from [ROOT / "manage.py", ROOT / "gunicorn.conf.py"]
    for folder in ("portal", "registry"):
        for path in (ROOT / folder).rglob("*.py"):
            if "tests" not in path.relative_to(ROOT).parts and path.name != "settings_test.py":
                yield path


def variables_read(source: str) -> set[str]:
    """Return the names that a module asks of the environment: of a mapping called environ, or by a word given one."""

    def is_environ(node: ast.expr) -> bool:
        return getattr(node, "id", getattr(node, "attr", "")) == "environ"

    def asks_for_one(call: ast.expr) -> bool:
        return getattr(call, "attr", "") == "getenv" or (isinstance(call, ast.Attribute) and is_environ(call.value))

    def names(nodes: list[ast.expr]) -> set[str]:
        return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}

    read: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript) and is_environ(node.value):
            read |= names([node.slice])
        elif isinstance(node, ast.Compare) and any(map(is_environ, node.comparators)):
            read |= names([node.left])
        elif isinstance(node, ast.Call):
            if asks_for_one(node.func):
                read |= names(node.args[:1])
            elif any(map(is_environ, node.args)):
                read |= names(node.args[1:2])
    return read


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("os.environ['NAME']", id="by its key"),
        pytest.param("environ.get('NAME', 'other')", id="with a default"),
        pytest.param("os.environ.setdefault('NAME', 'other')", id="setting it"),
        pytest.param("os.getenv('NAME')", id="by getenv"),
        pytest.param("flag(os.environ, 'NAME', default=True)", id="by a word of ours"),
        pytest.param("'NAME' in os.environ", id="asking whether it is there"),
    ],
)
def test_a_variable_that_is_read_is_found(source):
    assert variables_read(source) == {"NAME"}


def test_the_readme_tells_every_setting_and_no_other():
    read = set().union(*(variables_read(path.read_text()) for path in sources())) - NOT_OURS
    told = table("Settings")
    assert len(told) == len(set(told)), "each variable has one row"
    assert set(told) == read


def test_the_readme_tells_every_command_of_ours_and_no_other():
    assert sorted(table("Commands")) == sorted(find_commands(str(ROOT / "registry" / "management")))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_within_the_sources_leads_somewhere(paper):
    text = re.sub(r"```.*?```", "", paper.read_text(), flags=re.DOTALL)
    links = re.findall(r"\]\(([^)#]+)[^)]*\)|src=\"([^\"]+)\"", text)
    paths = [link for pair in links for link in pair if link and not re.match(r"https?://", link)]
    assert [path for path in paths if not (paper.parent / path).exists()] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_make_target_that_is_named_exists(paper):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^|=\S+ )make ([a-z-]+)", paper.read_text(), re.MULTILINE)) <= targets


def test_pictures_are_small_enough_for_every_clone():
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > 150 * 1024] == []


def test_publiccode_has_what_the_standard_makes_mandatory():
    assert PUBLICCODE["publiccodeYmlVersion"] == "0.4"
    assert PUBLICCODE["developmentStatus"] in ("concept", "development", "beta", "stable", "obsolete")
    assert PUBLICCODE["softwareType"] == "standalone/web"
    assert all(PUBLICCODE[key] for key in ("name", "url", "platforms", "categories"))
    assert PUBLICCODE["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in PUBLICCODE["maintenance"]["contacts"])
    assert PUBLICCODE["localisation"]["localisationReady"] is True


def test_publiccode_speaks_the_languages_of_the_site():
    languages = [code for code, _ in settings.LANGUAGES]
    assert sorted(PUBLICCODE["localisation"]["availableLanguages"]) == sorted(languages)
    assert sorted(PUBLICCODE["description"]) == sorted(languages)


@pytest.mark.parametrize("language", PUBLICCODE["description"])
def test_publiccode_describes_within_the_lengths_of_the_standard(language):
    told = PUBLICCODE["description"][language]
    assert len(told["shortDescription"]) <= 150
    assert "\n" not in told["shortDescription"]
    assert 150 <= len(told["longDescription"]) <= 10_000
    assert told["features"]


def test_publiccode_names_files_that_are_here_and_the_licence_of_the_package():
    described = PUBLICCODE["description"].values()
    files = [PUBLICCODE["logo"], *(picture for told in described for picture in told["screenshots"])]
    assert [name for name in files if not (ROOT / name).exists()] == []
    assert f'license = "{PUBLICCODE["legal"]["license"]}"' in (ROOT / "pyproject.toml").read_text()
