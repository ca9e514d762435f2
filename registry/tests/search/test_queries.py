"""What people type finds what they mean, among the first three."""

from pathlib import Path

import pytest

from registry.models import Application

pytestmark = pytest.mark.django_db

ENOUGH = 3
QUERIES = [
    line.rsplit(" | ", 1)
    for line in Path(__file__).with_name("queries.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


def test_the_table_is_long_and_says_nothing_twice():
    assert len(QUERIES) >= 60
    assert len({text for text, _slug in QUERIES}) == len(QUERIES)


def test_nineteen_of_twenty_queries_find_what_is_meant_among_the_first_three(seeded, look_for):
    found = {text: look_for(text)[:ENOUGH] for text, _slug in QUERIES}
    missed = [f"{text} → {found[text]}, not {slug}" for text, slug in QUERIES if slug not in found[text]]
    print(f"{len(QUERIES) - len(missed)} of {len(QUERIES)} queries right", *missed, sep="\n")  # noqa: T201  (`pytest -s` shows them)
    assert len(missed) <= len(QUERIES) * 0.05, missed


def test_of_what_is_written_as_it_is_called_the_application_is_first(seeded, look_for):
    for application in Application.objects.all():
        for name in (application.name, *application.aliases):
            assert look_for(name)[0] == application.slug, name


def slips(name):
    """Yield a name with each of its letters left out, changed places or written twice."""
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[:at] + name[at] + name[at:]
        if at + 1 < len(name) and name[at] != name[at + 1]:
            yield name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def test_nine_of_ten_names_with_one_slip_find_what_is_meant_among_the_first_three(seeded, look_for):
    tried, missed = 0, []
    for application in Application.objects.all():
        if len(application.name) >= 6:
            for typed in sorted(set(slips(application.name))):
                tried += 1
                if application.slug not in (found := look_for(typed)[:ENOUGH]):
                    missed.append(f"{typed} → {found}, not {application.slug}")
    print(f"{tried - len(missed)} of {tried} slips right", *missed, sep="\n")  # noqa: T201  (`pytest -s` shows them)
    assert tried > 100
    assert len(missed) <= tried * 0.1, missed
