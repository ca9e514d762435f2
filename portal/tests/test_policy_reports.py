"""What browsers report of the policy: told once, briefly, and nothing of who reported it."""

import json
import logging

import pytest

from portal import policy_reports

ADDRESS = policy_reports.POLICY_REPORTS


@pytest.fixture
def told(monkeypatch):
    """Return what is logged, of a process that was told nothing yet."""
    monkeypatch.setattr(policy_reports, "_told", set())
    said = []
    watching = logging.Handler()
    watching.emit = lambda record: said.append(record.getMessage())
    policy_reports.logger.addHandler(watching)
    yield said
    policy_reports.logger.removeHandler(watching)


def report(client, **members):
    body = json.dumps({"csp-report": members})
    return client.post(ADDRESS, body, content_type="application/csp-report")


def test_a_report_is_told_once_without_the_page_or_the_path(client, told):
    for page in ("https://aval.example/fr/applications/tiktok/?organisation=culture", "https://aval.example/en/"):
        members = {"effective-directive": "script-src-elem", "document-uri": page}
        response = report(client, **members, **{"blocked-uri": "https://evil.example/a.js?who=me"})
        assert (response.status_code, response.content) == (204, b"")
    assert told == ["the policy kept something from loading: script-src-elem, from https://evil.example"]
    assert report(client, **{"violated-directive": "style-src", "blocked-uri": "inline"}).status_code == 204
    assert told[1:] == ["the policy kept something from loading: style-src, from inline"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"csp-report": 1}', b'{"csp-report": {}}', b"[" * 9_000, b"\xff" * 50, b"{" * 20_000],
)
def test_what_is_no_report_is_taken_and_told_nobody(client, told, body):
    assert client.post(ADDRESS, body, content_type="application/csp-report").status_code == 204
    assert told == []


def test_nobody_fills_the_log_or_forges_its_lines(client, told):
    report(client, **{"effective-directive": "a\nERROR forged", "blocked-uri": "https://x.example"})
    assert "\n" not in told[0]
    for number in range(policy_reports.MOST + 50):
        report(client, **{"effective-directive": f"d{number}", "blocked-uri": "https://x.example"})
    assert len(told) == policy_reports.MOST


def test_it_takes_reports_alone(client, told):
    response = client.get(ADDRESS)
    assert (response.status_code, response["Allow"]) == (405, "POST")
