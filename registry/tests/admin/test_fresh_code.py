"""Publishing asks whoever has a second factor for a code anew, and loses nothing of what was typed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.sign_in import session
from registry.models import Decision, Proposal
from registry.terms import ProposalState, Role
from registry.tests.admin.test_decisions import ADD, ruling
from registry.tests.admin.test_proposals import at


def proves(browser, *, ago=timedelta(0)):
    """Let whoever signed in have given a code some time ago."""
    user = browser.client.get("/admin/").wsgi_request.user
    TOTPDevice.objects.get_or_create(user=user, confirmed=True)
    kept = browser.client.session
    kept[session.PROVED] = (timezone.now() - ago).timestamp()
    kept.save()


@pytest.fixture
def submitted(staff, registry, settings):
    settings.SECOND_SIGNATURE = True
    editor = staff(Role.EDITOR, registry.culture, name="editor")
    editor.open(ADD).saves(**ruling(registry)).press("_submit")
    return Proposal.objects.get(state=ProposalState.SUBMITTED)


def test_an_approver_gives_a_code_before_publishing(staff, registry, submitted):
    approver = staff(Role.APPROVER, registry.culture, name="approver")
    proves(approver, ago=timedelta(minutes=16))
    page = approver.open(at(submitted))
    assert "_approve" not in page.html
    assert f"/admin/second-factor/?next={at(submitted).replace('/', '%2F')}" in page.html
    seen = {"_approve": "1", "_seen": page.page.context["seen"][1], "_version": page.page.context["version"][1]}
    refused = approver.client.post(at(submitted), seen)
    assert "quart d’heure" in refused.content.decode() or "quarter of an hour" in refused.content.decode()
    submitted.refresh_from_db()
    assert submitted.state == ProposalState.SUBMITTED
    proves(approver)
    assert "_approve" in approver.open(at(submitted)).html
    assert approver.client.post(at(submitted), seen).status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == ProposalState.PUBLISHED


def test_whoever_publishes_alone_gives_one_too_and_keeps_what_they_typed(staff, registry, settings):
    settings.SECOND_SIGNATURE = False
    alone = staff(Role.APPROVER, registry.culture, name="alone")
    proves(alone, ago=timedelta(minutes=16))
    before = Decision.objects.count()
    page = alone.open(ADD).saves(**ruling(registry)).press("_publish")
    assert Decision.objects.count() == before
    assert "/admin/second-factor/" in page.html
    proves(alone)
    page.press("_publish")
    assert Decision.objects.count() == before + 1
