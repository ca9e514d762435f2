"""The catalogue against the sources: what is to be translated is collected anew, and nothing is found amiss."""

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from registry.tests.languages.french import CATALOGUE, messages, obsolete

SOURCES = ("locale", "portal", "registry", "templates")


def test_the_catalogue_holds_every_message_of_the_sources_and_no_other(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shutil.which("xgettext"), "xgettext is missing: install gettext, which collects the messages."
    copy = tmp_path / "sources"
    for folder in SOURCES:
        shutil.copytree(Path(settings.BASE_DIR, folder), copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    settings.LOCALE_PATHS = [copy / "locale"]
    monkeypatch.chdir(copy)
    call_command("makemessages", locale=["fr"], no_location=True, no_wrap=True, verbosity=0)

    catalogue = copy / CATALOGUE.relative_to(settings.BASE_DIR)
    collected, known = {one.key for one in messages(catalogue)}, {one.key for one in messages()}
    assert sorted(collected - known) == [], "Run `make messages` and translate these."
    assert sorted(known - collected) == [], "Run `make messages` and remove what it marks as obsolete."
    assert obsolete(catalogue) == []
