"""Which applications are meant, and in which order: at which revision, in which category, and whatever is asked."""

from datetime import date

import pytest

from registry.catalogue.meaning import GUESSES, Nearness
from registry.models import Application
from registry.proposals.changes import Retirement
from registry.revisions.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(scene):
    """Return a scene with a few applications whose names resemble one another."""
    talk, play = scene.category("talk"), scene.category("play")
    for slug, name, aliases, category in (
        ("signal", "Signal", [], talk),
        ("signal-desktop", "Signal Desktop", [], talk),
        ("turn-signal", "Turn Signal", [], play),
        ("signe", "Signé", ["Singal"], play),
        ("plus", "C++ 100 %", [], play),
        ("arabic", "تيليجرام", [], talk),
        ("cyrillic", "ВКонтакте", [], talk),
    ):
        scene.application(slug, category, name=name, aliases=aliases)
    return scene


def slugs(found):
    return [one.slug for one in found]


def meant(text, **options):
    return slugs(Application.objects.placed(on=date(2026, 11, 24)).meant_by(text, **options))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("signal", ["signal", "signal-desktop", "turn-signal"], id="the name, then what begins so"),
        pytest.param("SINGAL", ["signe"], id="another name to the letter leaves no place for a guess"),
        pytest.param("signe", ["signe"], id="without its accent"),
        pytest.param("desktop signal", ["signal-desktop"], id="the words in another order"),
        pytest.param("signals", ["signal", "signal-desktop", "turn-signal"], id="in the plural"),
        pytest.param("si", ["signal", "signal-desktop", "signe"], id="two letters are a beginning"),
        pytest.param("al", [], id="two letters within a name are nothing"),
        pytest.param("c++", ["plus"], id="marks are passed over"),
        pytest.param("ʼʼʼ", [], id="a letter that is a mark names nothing, and not everything"),
        pytest.param("100%", ["plus"], id="a wildcard is a mark like others"),
        pytest.param("تيليجرام", ["arabic"], id="from right to left"),
        pytest.param("вконтакте", ["cyrillic"], id="another alphabet, another case"),
    ],
)
def test_a_text_means(shelf, text, found):
    assert meant(text) == found


def test_the_wildcard_for_one_letter_is_a_mark_like_others_and_leaves_a_slip(shelf):
    (first, *_others) = meant("s_gnal")
    assert first == "signal"


def test_a_publisher_means_all_that_is_theirs(shelf):
    assert meant("publisher") == slugs(Application.objects.by_name())


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "\x00TikTok",
        "\ud800",
        "\u202e\u202d",
        "%",
        "_",
        "\\",
        "%_%_%",
        "'",
        "''; DROP TABLE registry_application; --",
        '"',
        "a & | ! <-> b:*",
        ":*",
        "( ( (",
        "<->",
        "signal:*ABCD",
        "\N{PILE OF POO}",
        "e\u0301" * 300,
        "\u0301" * 300,
        "a " * 5000,
        "a" * 100_000,
        "https://",
        "https://[",
        "http://[::1]/",
        "https://play.google.com/store/apps/details?id=",
        "https://play.google.com/store/apps/details?id=%00",
        "https://apps.apple.com/app/%00%ED%A0%80/id1",
        "://",
        "id" * 50,
        "-" * 400,
        "\n\n\n",
        "9" * 90,
        "{" * 50,
        "Z̸̡͓͎̰̲̙̘a̵͇͝l̷̯̈́g̵̡̽o̸̮̽",
    ],
)
def test_whatever_is_asked_is_answered(shelf, text):
    every = set(Application.objects.values_list("slug", flat=True))
    assert set(meant(text)) <= every
    assert set(slugs(Application.objects.nearest_to(text))) <= every
    if "DROP" in text:
        assert Application.objects.exists()


def test_identifiers_count_as_they_were_known(shelf):
    signal = Application.objects.get(slug="signal")
    before = Revision.objects.latest_number()
    identifier = shelf.identifier(signal, "android_package", "org.thoughtcrime.securesms")
    known = Revision.objects.latest_number()
    shelf.publish(Retirement(identifier))
    text = "https://play.google.com/store/apps/details?id=org.thoughtcrime.securesms"
    assert meant(text, revision=before) == []
    assert meant(text, revision=known) == ["signal"]
    assert meant(text) == []
    assert meant("thoughtcrime.secure", revision=known) == ["signal"]
    assert meant("thoughtcrime.secure") == []


def test_an_identifier_that_is_known_means_nothing_else(shelf):
    shelf.identifier(Application.objects.get(slug="signe"), "ios_bundle_id", "signal.desktop")
    assert meant("signal.desktop") == ["signe"]
    shelf.identifier(Application.objects.get(slug="signe"), "snap_name", "signal")
    assert meant("signal") == ["signal", "signe", "signal-desktop", "turn-signal"]


def test_the_category_of_the_day_counts_after_names(shelf):
    play = shelf.category("signals")
    turn = Application.objects.get(slug="signe")
    shelf.moves(turn, play, date(2026, 1, 1))
    assert meant("signals", within=[play.pk]) == ["signal", "signal-desktop", "turn-signal", "signe"]
    then = Application.objects.placed(on=date(2025, 12, 31))
    assert slugs(then.meant_by("signals", within=[play.pk])) == ["signal", "signal-desktop", "turn-signal"]


def test_what_is_found_tells_how_it_was(shelf):
    by_slug = {one.slug: one.nearness for one in Application.objects.meant_by("signal")}
    assert by_slug == {
        "signal": Nearness.NAMED,
        "signal-desktop": Nearness.BEGUN,
        "turn-signal": Nearness.HELD,
    }
    guessed = [(one.slug, one.nearness) for one in Application.objects.meant_by("sgnal")]
    assert guessed[0] in {("signal", Nearness.ALMOST_NAMED), ("signe", Nearness.ALMOST_NAMED)}
    assert {nearness for _slug, nearness in guessed} <= set(GUESSES)


def test_what_comes_near_at_all_is_offered(shelf):
    assert meant("signwxyz") == []
    assert slugs(Application.objects.nearest_to("signwxyz"))[0] == "signal"


def test_a_name_that_changes_is_found_by_the_new_one_alone(shelf):
    signal = Application.objects.get(slug="signal")
    signal.name = "Courrier"
    shelf.publish(signal)
    assert meant("courrier") == ["signal"]
    assert "signal" not in meant("signal")
