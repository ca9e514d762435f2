"""What is written in one language only: it is shown in that one, and marked so, to the eye and to the ear."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from registry.models import AnnouncedApplication, Application, Category, Quote
from registry.surfaces.pages.fallback import in_a_row, marked
from registry.tests.scene import Scene

pytestmark = pytest.mark.django_db

WORD = {"fr": "en anglais", "en": "in French"}
"""The word, on a page in a language, for a text in the other."""


@pytest.fixture
def half(scene: Scene) -> Callable[[str], None]:
    """Return a way to make a registry whose texts that may be left out are written in one language."""

    def make(code: str) -> None:
        def text(what: str) -> dict[str, str]:
            return {f"{what}_{code}": f"<b>{what}</b> & {code}"}

        root = scene.organisation("etat")
        ministry = scene.new_organisation("culture", root)
        for name, value in {"siren": "110046018", **text("note"), **text("siren_evidence")}.items():
            setattr(ministry[0], name, value)
        category = scene.new_category("social", None)
        setattr(category[0], f"description_{code}", text("description")[f"description_{code}"])
        scene.publish(*ministry, *category)
        chat = scene.application("chat", category[0], **text("description"))
        notice = scene.new_announcement("ban", speaker="Camille Martin")
        for name in ("scope", "speaker_role"):
            setattr(notice, f"{name}_fr", "")
            setattr(notice, f"{name}_en", "")
            setattr(notice, f"{name}_{code}", text(name)[f"{name}_{code}"])
        scene.publish(
            notice,
            AnnouncedApplication(announcement=notice, application=chat, provenance="named_in_text", stance="mentions"),
            Quote(announcement=notice, text="Texte", language="fr", fidelity="original", **text("note")),
        )

    return make


@pytest.mark.parametrize(("written", "read"), [("en", "fr"), ("fr", "en")])
@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("organisations/culture/", ["note", "siren_evidence"]),
        ("categories/social/", ["description"]),
        ("applications/chat/", ["description"]),
        ("announcements/ban/", ["scope", "speaker_role", "note"]),
    ],
)
def test_a_text_of_the_other_language_is_marked_to_the_eye_and_to_the_ear(
    half: Callable[[str], None], client: Client, page: str, texts: list[str], written: str, read: str
) -> None:
    half(written)
    html = client.get(f"/{read}/{page}").content.decode()
    marks = re.findall(r'<span lang="(\w+)">([^<]*)</span> <span class="in-language">\(([^<]*)\)</span>', html)
    for text in texts:
        assert (written, f"&lt;b&gt;{text}&lt;/b&gt; &amp; {written}", WORD[read]) in marks
    own = client.get(f"/{written}/{page}").content.decode()
    assert "in-language" not in own
    assert all(f"&lt;b&gt;{text}&lt;/b&gt; &amp; {written}" in own for text in texts)


def test_what_is_written_in_both_or_in_neither_is_not_marked() -> None:
    with translation.override("fr"):
        assert marked(Category(description_fr="Un", description_en="One"), "description") == "Un"
        assert marked(Application(), "description") == ""


def test_a_row_of_texts_escapes_each_and_leaves_out_what_is_empty() -> None:
    with translation.override("en"):
        mark = marked(Category(description_fr="<i>Un</i>"), "description")
    assert in_a_row("A & B", "", mark) == (
        'A &amp; B, <span lang="fr">&lt;i&gt;Un&lt;/i&gt;</span> <span class="in-language">(in French)</span>'
    )
