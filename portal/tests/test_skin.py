"""A second look: a folder with one template and one sheet of styles, over ours."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from portal.checks import refusals
from portal.skin import before_ours, skin
from registry.surfaces.pages.errors import server_error
from registry.surfaces.pages.owed import legal

SKIN = Path(__file__).parent / "skin"


@pytest.fixture
def skinned(settings):
    """Let the site wear the skin of the tests, found as the settings find it."""
    folder = skin({"SKIN": str(SKIN)})
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [engine | {"DIRS": before_ours(folder, "templates", ours.BASE_DIR / "templates")}]
    settings.STATICFILES_DIRS = before_ours(folder, "static", ours.BASE_DIR / "static")


def read(view):
    with translation.override("fr"):
        return view(RequestFactory().get("/fr/legal/")).content.decode()


@pytest.mark.parametrize("view", [pytest.param(legal, id="a page"), pytest.param(server_error, id="an error")])
def test_a_skin_puts_a_header_in_the_place_of_ours_and_leaves_the_rest(skinned, view):
    html = read(view)
    assert '<header class="other"><a href="/fr/">Registre d’essai</a></header>' in html
    assert html.count("<header") == 1
    assert "· Registre d’essai</title>" in html
    assert '<main class="main" id="content"' in html
    assert '<footer class="foot">' in html


def test_a_skin_puts_a_sheet_in_the_place_of_ours_and_leaves_the_rest(skinned):
    assert Path(finders.find("aval/aval.css")) == SKIN / "static" / "aval" / "aval.css"
    assert Path(finders.find("aval/mark.svg")) == ours.BASE_DIR / "static" / "aval" / "mark.svg"
    assert Path(get_template("pages/legal.html").origin.name) == ours.BASE_DIR / "templates" / "pages" / "legal.html"


def test_without_a_skin_the_look_is_ours():
    assert '<header class="head">' in read(legal)
    assert Path(finders.find("aval/aval.css")) == ours.BASE_DIR / "static" / "aval" / "aval.css"


def test_the_setting_brings_a_skin_into_what_is_collected(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=ours.BASE_DIR,
        env={"PATH": os.environ["PATH"], "SKIN": str(SKIN), "STATIC_ROOT": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    # Django says that it found two sheets of one name, and takes the first: the skin's.
    assert done.returncode == 0, done.stderr
    named = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert (tmp_path / named["aval/aval.css"]).read_text() == (SKIN / "static" / "aval" / "aval.css").read_text()
    assert (tmp_path / named["aval/mark.svg"]).exists()


@pytest.mark.parametrize("environment", ["demo", "production"])
@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        pytest.param("no-such-folder", "SKIN names no folder: ", id="a folder that is not there"),
        pytest.param("portal", "SKIN has nothing of a skin: ", id="a folder with neither"),
    ],
)
def test_a_skin_that_is_none_is_refused_in_a_sentence(environment, named, sentence):
    found = refusals({"AVAL_ENV": environment, "SKIN": str(ours.BASE_DIR / named)})
    (error,) = (error for error in found if error.id == "aval.E008")
    assert error.msg == f"{sentence}{ours.BASE_DIR / named}."
    assert error.hint == "Set SKIN to a folder with templates/ or static/ in it, or unset it."


@pytest.mark.parametrize("part", ["templates", "static"])
def test_a_skin_may_hold_either_alone(tmp_path, part):
    (tmp_path / part).mkdir()
    assert refusals({"SKIN": str(tmp_path)}) == []
    assert before_ours(tmp_path, part, Path("ours")) == [tmp_path / part, Path("ours")]
    (other,) = {"templates", "static"} - {part}
    assert before_ours(tmp_path, other, Path("ours")) == [Path("ours")]


@pytest.mark.parametrize("named", ["", "  "])
def test_an_empty_setting_is_none(named):
    assert skin({"SKIN": named}) is None
    assert refusals({"SKIN": named}) == []


PAPER = (ours.BASE_DIR / "docs" / "skin.md").read_text()


def test_what_the_paper_calls_stable_is_there():
    table = "\n".join(line for line in PAPER.splitlines() if line.startswith("| `"))
    first = "\n".join(row.split("|")[1] for row in table.splitlines())
    base = (ours.BASE_DIR / "templates" / "base.html").read_text()
    sheet = (ours.BASE_DIR / "static" / "aval" / "aval.css").read_text()
    blocks, parts = re.findall(r"`([a-z]+)`", first), re.findall(r"`(parts/\w+\.html)`", first)
    properties = [name for name in re.findall(r"`(--[\w-]+)`", PAPER) if name != "--clear"]
    assert min(len(blocks), len(parts), len(properties)) > 6
    assert [name for name in blocks if f"{{% block {name} %}}" not in base] == []
    assert [name for name in parts if not (ours.BASE_DIR / "templates" / name).exists()] == []
    assert [name for name in properties if f"{name}:" not in sheet] == []
