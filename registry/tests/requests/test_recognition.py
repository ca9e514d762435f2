"""Which application is meant: only what matches whole counts."""

import pytest

from registry.requests.recognition import meant
from registry.terms import IdentifierKind
from registry.tests.requests.conftest import Desk


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("chat", "chat"),
        ("CHAT", "chat"),
        ("Talk", "chat"),
        ("Chat for work", None),
        ("cha", None),
        ("org.example.chat", "chat"),
        ("https://play.google.com/store/apps/details?hl=fr&id=org.example.chat&utm=x", "chat"),
        ("https://play.google.com/store/apps/details?id=org.example.other", None),
        ("https://apps.apple.com/fr/app/chat/id835599320?mt=8", "chat"),
        ("market://details?id=org.example.chat", "chat"),
        ("https://evil.example/?id=org.example.chat", None),
        ("'; DROP TABLE registry_application; --", None),
        ("%", None),
    ],
)
def test_what_is_meant(at: Desk, text: str, slug: str | None) -> None:
    at.publish(
        at.new_identifier(at.chat, IdentifierKind.ANDROID_PACKAGE, "org.example.chat"),
        at.new_identifier(at.chat, IdentifierKind.APP_STORE_ID, "835599320"),
    )
    found = meant(text)
    assert (found.slug if found else None) == slug


def test_a_name_of_two_applications_means_neither(at: Desk) -> None:
    at.application("second-chat", at.social, name="Chat")
    assert meant("Chat") is None
