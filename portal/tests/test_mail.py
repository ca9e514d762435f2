"""EMAIL_URL: one variable for the mail server."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.mail import mail

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", ("mail.example", 25, None, None, "", "")),
        ("smtp+tls://aval:p%40ss%2F@mail.example", ("mail.example", 587, True, None, "aval", "p@ss/")),
        ("smtps://mail.example:4650", ("mail.example", 4650, None, True, "", "")),
    ],
)
def test_a_mail_server_is_named_by_one_address(url, expected):
    found = mail({"EMAIL_URL": url, "EMAIL_FROM": "aval@example.org"}, production=True)
    assert found["EMAIL_BACKEND"] == SMTP
    assert found["DEFAULT_FROM_EMAIL"] == "aval@example.org"
    assert found["EMAIL_TIMEOUT"] == 10
    names = ("HOST", "PORT", "USE_TLS", "USE_SSL", "HOST_USER", "HOST_PASSWORD")
    assert tuple(found.get(f"EMAIL_{name}") for name in names) == expected


@pytest.mark.parametrize(("production", "backend"), [(False, "console"), (True, "dummy")])
def test_without_a_server_messages_are_shown_or_not_sent(production, backend):
    assert mail({}, production=production)["EMAIL_BACKEND"] == f"django.core.mail.backends.{backend}.EmailBackend"


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:many"])
def test_what_names_no_server_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL names no mail server"):
        mail({"EMAIL_URL": url}, production=False)


def test_production_says_who_sends():
    with pytest.raises(ImproperlyConfigured, match="EMAIL_FROM is missing"):
        mail({"EMAIL_URL": "smtp://mail.example"}, production=True)
