"""The headers that every response carries, whoever made it."""

import logging

import pytest
from django.urls import path

from portal import urls

POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self';"
    " report-uri /csp-reports"
)


def fails(request):
    raise RuntimeError("on purpose")


urlpatterns = [path("fails", fails), *urls.urlpatterns]
handler404, handler500 = urls.handler404, urls.handler500


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/healthz", 200),
        ("/readyz", 200),
        ("/a/nothing/qr.svg", 404),
        ("/", 302),
        ("/fr/nowhere/", 404),
        ("/static/admin/css/base.css", 200),
        ("/static/nowhere.css", 404),
        ("/robots.txt", 200),
        ("/sitemap.xml", 200),
        ("/sitemap-pages.xml", 200),
        ("/.well-known/security.txt", 200),
        ("/api/v1/organisations/nowhere/exports/android-policy/", 404),
        ("/admin/", 302),
        ("/admin/login/", 200),
        ("/fails", 500),
    ],
)
def test_every_response_carries_the_policy(client, settings, address, status):
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    response = client.get(address)
    response.close()  # a static file stays open otherwise
    assert response.status_code == status
    assert sorted(response["Content-Security-Policy"].split("; ")) == sorted(POLICY.split("; "))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    is_public_data = address.startswith(("/.well-known/", "/api/"))
    assert response["Cross-Origin-Resource-Policy"] == ("cross-origin" if is_public_data else "same-origin")


def test_health_is_told_to_whoever_asks_an_address(client, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, [r"^(healthz|readyz)$"]
    response = client.get("/healthz", headers={"host": "10.0.0.7:8000"})
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "default-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_refused_under_the_policy(client):
    response = client.get("/fr/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "default-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["evil.example", "a b", ""])
def test_a_host_that_is_not_ours_writes_nothing_to_the_log(client, host):
    """Anybody could fill it, a traceback for each."""
    said = []
    watching = logging.Handler()
    watching.emit = said.append
    logging.getLogger("django").addHandler(watching)
    try:
        assert client.get("/fr/", headers={"host": host}).status_code == 400
        assert client.post("/fr/choice/?" + "&" * 2000).status_code == 400
    finally:
        logging.getLogger("django").removeHandler(watching)
    assert said == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "opened"),
    [("/api/v1/", "*"), ("/feed/v1/keys.json", "*"), ("/changes.atom", "*"), ("/fr/", None), ("/admin/login/", None)],
)
def test_public_data_alone_is_open_to_other_origins(client, address, opened):
    response = client.get(address, headers={"origin": "https://elsewhere.example"})
    assert response.get("Access-Control-Allow-Origin") == opened
    assert response["Cross-Origin-Resource-Policy"] == ("cross-origin" if opened else "same-origin")
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepts", "language"), [("en-GB,en;q=0.9", "en"), ("fr-CA", "fr"), ("de", "fr"), ("", "fr"), ("\x00;q=9", "fr")]
)
def test_the_root_leads_to_the_reader_s_language(client, accepts, language):
    response = client.get("/", headers={"accept-language": accepts})
    assert (response.status_code, response["Location"]) == (302, f"/{language}/")
