"""Signing in: the password, the second factor, recovery codes, sessions that end, and whoever guesses."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.sign_in import factors, session

PASSWORD = "a long enough passphrase"
INDEX, LOGIN = "/admin/", "/admin/login/"
NOON = "2026-11-24T12:00:00+01:00"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def editor(db, django_user_model, clock, settings):
    settings.SECOND_FACTOR = True
    return django_user_model.objects.create_user("editor", password=PASSWORD, is_staff=True)


def sign_in(client, username="editor", password=PASSWORD, to=INDEX):
    return client.post(LOGIN + f"?next={to}", {"username": username, "password": password, "next": to}, follow=True)


def code_of(user, *, confirmed=True):
    device = TOTPDevice.objects.get(user=user, confirmed=confirmed)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = timezone.now().timestamp()
    return f"{totp.token():06}"


def set_up(client, user):
    """Sign in for the first time, and return the recovery codes."""
    assert sign_in(client).redirect_chain[-1][0].startswith("/admin/second-factor/set-up/")
    told = client.post(reverse("admin:set_up"), {"code": code_of(user, confirmed=False), "next": INDEX})
    return re.findall(r"<code>([A-Z2-7-]+)</code>", told.content.decode())


def give(client, code, to=INDEX):
    return client.post(reverse("admin:second_factor"), {"code": code, "next": to})


def test_whoever_signs_in_first_sets_a_second_factor_up_and_is_shown_codes_once(client, editor, clock):
    page = sign_in(client)
    assert page.redirect_chain[-1][0] == "/admin/second-factor/set-up/?next=%2Fadmin%2F"
    html = page.content.decode()
    assert "<svg" in html
    assert factors.spoken_secret(TOTPDevice.objects.get()) in html
    assert client.get(INDEX).status_code == 302
    wrong = client.post(reverse("admin:set_up"), {"code": "000000"})
    assert wrong.context["form"].errors["code"]
    assert client.get(INDEX).status_code == 302
    clock.shift(timedelta(seconds=30))
    told = client.post(reverse("admin:set_up"), {"code": code_of(editor, confirmed=False)})
    codes = re.findall(r"<code>([A-Z2-7-]+)</code>", told.content.decode())
    assert len(set(codes)) == factors.CODES
    assert client.get(INDEX).status_code == 200
    assert codes[0] not in client.get(reverse("admin:recovery_codes")).content.decode()
    assert "no-store" in told["Cache-Control"]


def test_a_password_alone_opens_nothing(client, editor, clock):
    set_up(client, editor)
    other = Client()
    page = sign_in(other, to="/admin/password_change/")
    assert page.redirect_chain[-1][0] == "/admin/second-factor/?next=%2Fadmin%2Fpassword_change%2F"
    for address in (INDEX, "/admin/password_change/", "/admin/auth/user/", "/admin/second-factor/codes/"):
        assert other.get(address).status_code == 302, address
    # Nor does it set another authenticator up in place of the one there is.
    assert other.get(reverse("admin:set_up")).status_code == 302
    assert other.post(reverse("admin:set_up"), {"code": "123456"}).status_code == 302
    assert TOTPDevice.objects.filter(confirmed=True).count() == 1
    clock.shift(timedelta(seconds=30))
    onwards = give(other, code_of(editor), to="/admin/password_change/")
    assert (onwards.status_code, onwards["Location"]) == (302, "/admin/password_change/")
    assert other.get(INDEX).status_code == 200


def test_a_code_is_taken_once(client, editor, clock):
    set_up(client, editor)
    clock.shift(timedelta(seconds=30))
    code = code_of(editor)
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    assert give(first, code).status_code == 302
    assert give(second, code).status_code == 200
    assert second.get(INDEX).status_code == 302


def test_a_recovery_code_works_once_and_stands_nowhere(client, editor, clock):
    codes = set_up(client, editor)
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert not any(code.replace("-", "").lower() in one.lower() for code in codes for one in kept)
    for typed in (codes[0], codes[1].lower().replace("-", " ")):
        other = Client()
        sign_in(other)
        assert give(other, typed).status_code == 302
        assert other.get(INDEX).status_code == 200
        again = Client()
        sign_in(again)
        assert give(again, typed).status_code == 200
        clock.shift(timedelta(seconds=30))
    assert factors.codes_left(editor) == factors.CODES - 2


def test_new_codes_take_the_place_of_old_ones(client, editor, clock):
    old = set_up(client, editor)
    shown = client.post(reverse("admin:recovery_codes")).content.decode()
    new = re.findall(r"<code>([A-Z2-7-]+)</code>", shown)
    assert len(set(new) - set(old)) == factors.CODES
    assert factors.accept(editor, old[0]) is None
    clock.shift(timedelta(seconds=30))
    assert factors.accept(editor, new[0]) is not None


def test_a_code_of_somebody_else_opens_nothing(client, editor, django_user_model):
    codes = set_up(client, editor)
    other = django_user_model.objects.create_user("other", password=PASSWORD, is_staff=True)
    assert factors.accept(other, codes[0]) is None
    assert factors.accept(other, code_of(editor)) is None


def test_whoever_guesses_codes_waits_longer_each_time(client, editor, clock):
    set_up(client, editor)
    clock.shift(timedelta(seconds=30))
    other = Client()
    sign_in(other)
    waits = []
    for _attempt in range(5):
        assert give(other, "000000").status_code == 200
        waits.append(factors.waits_for(editor, code_of(editor)))
        refused = give(other, code_of(editor))
        assert str(waits[-1]) in str(refused.context["form"].errors["code"])
        clock.shift(timedelta(seconds=waits[-1]))
    assert waits == [1, 2, 4, 8, 16]
    assert give(other, code_of(editor)).status_code == 302


def test_whoever_guesses_a_password_waits_and_others_do_not(client, editor, clock):
    for _attempt in range(5):
        page = client.post(LOGIN, {"username": "editor", "password": "wrong"})
    assert page.status_code == 429
    assert client.post(LOGIN, {"username": "editor", "password": PASSWORD}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(LOGIN, {"username": "editor", "password": PASSWORD}).status_code == 302
    clock.shift(timedelta(minutes=16))
    assert client.post(LOGIN, {"username": "editor", "password": PASSWORD}).status_code == 302


def test_nobody_passes_for_somebody_elsewhere_without_a_proxy(client, editor):
    for number in range(6):
        page = client.post(
            LOGIN, {"username": "editor", "password": "wrong"}, headers={"x-forwarded-for": f"192.0.2.{number}"}
        )
    assert page.status_code == 429


def test_a_session_ends_though_it_is_used(client, editor, clock):
    set_up(client, editor)
    for _page in range(14):
        clock.shift(timedelta(minutes=55))
        last = client.get(INDEX)
    assert last.status_code == 302
    assert client.get(LOGIN).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_session_ends_that_is_not_used(client, editor, clock):
    set_up(client, editor)
    clock.shift(timedelta(minutes=61))
    assert client.get(INDEX).status_code == 302


def test_a_session_has_another_key_once_the_factor_is_given(client, editor, clock):
    set_up(client, editor)
    clock.shift(timedelta(seconds=30))
    other = Client()
    sign_in(other)
    before = other.session.session_key
    give(other, code_of(editor))
    assert other.session.session_key != before


def test_it_leads_nowhere_else(client, editor, clock):
    set_up(client, editor)
    clock.shift(timedelta(seconds=30))
    other = Client()
    sign_in(other)
    for to in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"):
        clock.shift(timedelta(seconds=30))
        assert give(other, code_of(editor), to=to)["Location"] == INDEX


@pytest.mark.parametrize("name", ["second_factor", "set_up", "recovery_codes"])
def test_strangers_and_odd_methods_are_turned_away(db, client, name, django_user_model):
    address = reverse(f"admin:{name}")
    assert client.get(address)["Location"].startswith(LOGIN)
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(address)["Location"].startswith(LOGIN)
    assert client.put(address).status_code == 405


def test_a_demonstration_asks_for_none_unless_one_was_set_up(client, editor, settings):
    settings.SECOND_FACTOR = False
    assert sign_in(client).redirect_chain[-1][0] == INDEX
    client.get(reverse("admin:set_up"))
    client.post(reverse("admin:set_up"), {"code": code_of(editor, confirmed=False)})
    other = Client()
    assert sign_in(other).redirect_chain[-1][0].startswith("/admin/second-factor/")


def test_what_is_fresh_is_so_for_a_quarter_of_an_hour(client, editor, clock):
    set_up(client, editor)
    request = client.get(INDEX).wsgi_request
    assert session.is_fresh(request)
    clock.shift(timedelta(minutes=16))
    assert not session.is_fresh(client.get(INDEX).wsgi_request)
    assert client.get(reverse("admin:recovery_codes")).status_code == 302


@pytest.mark.parametrize("code", ["", "\0", "9" * 39, "٣٣٣٣٣٣", "' OR 1=1", "😀" * 20, "a" * 500])
def test_an_odd_code_is_refused(client, editor, code):
    set_up(client, editor)
    other = Client()
    sign_in(other)
    assert give(other, code).status_code == 200
    assert other.get(INDEX).status_code == 302


def test_whoever_lost_everything_sets_up_another(client, editor, capsys):
    with pytest.raises(CommandError, match="no second factor"):
        call_command("second_factor", "editor", write=True)
    with pytest.raises(CommandError, match="Nobody"):
        call_command("second_factor", "ghost", write=True)
    codes = set_up(client, editor)
    call_command("second_factor", "editor")
    assert "10 recovery codes" in capsys.readouterr().out
    assert factors.has_authenticator(editor)
    call_command("second_factor", "editor", write=True)
    assert factors.accept(editor, codes[0]) is None
    assert sign_in(Client()).redirect_chain[-1][0].startswith("/admin/second-factor/set-up/")


def test_nobody_reads_the_secrets_of_others_in_the_administration(admin_client):
    for address in ("otp_totp/", "otp_totp/totpdevice/", "otp_static/staticdevice/", "axes/accessattempt/"):
        assert admin_client.get(INDEX + address).status_code == 404, address
