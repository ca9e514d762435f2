"""docs/exports.md says what is so: its tables name every format and cause, its eleventh format works as it stands."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.conf import settings

from registry.surfaces import exports
from registry.surfaces.exports.causes import Cause
from registry.surfaces.exports.formats import FORMATS
from registry.tests.surfaces.exports import test_any_format, test_parse_back
from registry.tests.surfaces.exports.readers import READERS

DOCUMENT = (settings.BASE_DIR / "docs" / "exports.md").read_text()
CODE = dict(re.findall(r"```python\n# (\S+)\n(.*?)```", DOCUMENT, re.DOTALL))


def rows(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table of a section, by what stands in their first cell."""
    section = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in section.split("\n| --- ")[1].splitlines() if "| `" in line]
    return {cell.strip("`"): others for cell, *others in cells}


def test_the_table_of_formats_says_what_each_of_them_says_of_itself() -> None:
    told = rows("The formats")
    assert list(told) == list(FORMATS)
    for name, (devices, modes, minimum, most) in told.items():
        format_ = FORMATS[name]
        assert tuple(re.findall(r"`(\w+)`", devices)) == format_.devices
        assert tuple(re.findall(r"`([\w-]+)`", modes)) == format_.modes
        assert minimum.startswith("yes") == format_.has_minimum
        assert most.startswith(f"{format_.most:,}" if format_.most else "none"), name


def test_every_cause_that_a_report_can_name_is_explained() -> None:
    modules = [
        importlib.import_module(one.name) for one in pkgutil.walk_packages(exports.__path__, f"{exports.__name__}.")
    ]
    codes = {value.code for module in modules for value in vars(module).values() if isinstance(value, Cause)}
    assert codes == rows("What a report says").keys()


@pytest.fixture
def eleventh(monkeypatch) -> Iterator[str]:
    """Put the format of the document and its reader into the room, as they stand there, in the place of the others."""
    made = []
    for path, source in CODE.items():
        module = ModuleType(path.removesuffix(".py").replace("/", "."))
        monkeypatch.setitem(sys.modules, module.__name__, module)
        exec(compile(source, path, "exec"), vars(module))
        made.append(module)
    format_ = made[0].AptPins()
    others = [(formats, dict(formats)) for formats in (FORMATS, READERS)]
    for formats, value in ((FORMATS, format_), (READERS, made[1].said)):
        formats.clear()  # type: ignore[attr-defined]
        formats[format_.name] = value  # type: ignore[index]
    yield format_.name
    for formats, before in others:
        formats.clear()  # type: ignore[attr-defined]
        formats.update(before)  # type: ignore[attr-defined]


def test_the_eleventh_format_is_read_back_whatever_the_names(eleventh) -> None:
    test_any_format.test_a_file_read_back_says_what_was_to_be_said_whatever_the_names(name=eleventh)


def test_the_eleventh_format_says_what_the_rule_gives_less_what_its_report_lists(eleventh, db) -> None:
    test_parse_back.test_every_file_says_what_the_rule_gives_less_what_its_report_lists(db, 0)


def test_the_eleventh_format_is_on_offer_in_the_list_and_in_the_pages(eleventh, scene, client) -> None:
    scene.organisation("etat")
    assert [one["format"] for one in client.get("/api/v1/organisations/etat/exports/").json()["formats"]] == [eleventh]
    assert "apt (preferences)" in client.get("/en/organisations/etat/exports/?device=workstation").content.decode()


def test_the_eleventh_format_is_caught_where_it_drops_what_it_was_to_say(eleventh, monkeypatch) -> None:
    monkeypatch.setattr(type(FORMATS[eleventh]), "write", lambda self, export: f"# {export.stamp}\n".encode())
    with pytest.raises(AssertionError):
        test_any_format.test_a_file_read_back_says_what_was_to_be_said_whatever_the_names(name=eleventh)
