"""The keys of the channels: made, announced, changed, taken back, and never told."""

import base64
import json
import time
import traceback
from datetime import timedelta

import pytest
from aval_client import _read_keys
from django.core.management import CommandError, call_command

from registry.channels import custody
from registry.channels.custody import NoKey, make_key, read_key
from registry.channels.folder import public
from registry.channels.keyring import fingerprint, read_keyring, signing_kid
from registry.channels.signing import opened
from registry.tests.surfaces.feed.shaped import check


@pytest.fixture(autouse=True)
def _days(noon):
    """Let no test depend on the day."""


@pytest.fixture
def secrets(folder, monkeypatch, tmp_path):
    """Set passphrases, one in a file and one in the environment."""
    (tmp_path / "passphrase").write_text("correct horse\n")
    monkeypatch.setenv(f"{custody.ROOT}_FILE", str(tmp_path / "passphrase"))
    monkeypatch.setenv(custody.SIGNING, "battery staple")
    return folder


def do(*words, **options):
    call_command("feed_keys", *words, write=True, **options)
    return checked()


def checked():
    for path in (public() / "keys.json", *(public() / "keys").iterdir()):
        check("jws", json.loads(path.read_bytes()))
        check("keys", opened(path.read_bytes()))
    newest = read_keyring()
    assert (public() / "keys" / f"{newest['version']}.json").read_bytes() == (public() / "keys.json").read_bytes()
    return newest


def test_nothing_is_done_unasked(folder, capsys) -> None:
    call_command("feed_keys", "init", demo=True)
    assert "Nothing was done" in capsys.readouterr().out
    assert not list(folder.rglob("*.json"))


def test_a_root_of_two_of_three(secrets, settings) -> None:
    keyring = do("init", roots=3, threshold=2)
    assert (keyring["root"]["threshold"], len(keyring["root"]["keys"])) == (2, 3)
    assert "demo" not in keyring
    assert len(json.loads((public() / "keys.json").read_bytes())["signatures"]) == 3
    with pytest.raises(CommandError, match="already"):
        do("init")


def test_one_key_of_the_root_may_be_away_and_not_two(secrets, settings) -> None:
    keyring = do("init", roots=3, threshold=2)
    first, second, _third = (settings.FEED_KEYS / "root" / f"{one['kid']}.p12" for one in keyring["root"]["keys"])
    first.unlink()
    assert do("announce")["version"] == 2
    second.unlink()
    with pytest.raises(CommandError, match="2 keys of the root have to sign"):
        do("announce")
    assert read_keyring()["version"] == 2


def test_without_a_passphrase_no_key_is_made_but_a_demonstrations(folder) -> None:
    with pytest.raises(CommandError, match="There is no passphrase: set FEED_ROOT_PASSPHRASE_FILE"):
        do("init")
    assert do("init", demo=True)["demo"] is True


def test_in_production_no_demonstration_is_made(folder, settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="worth nothing"):
        do("init", demo=True)


def test_a_successor_is_announced_thirty_days_ahead_and_then_signs(secrets, noon) -> None:
    (first,) = do("init")["operational"]
    noon.shift(timedelta(days=40))
    old, new = do("announce")["operational"]
    assert old == first
    assert new["use_from"] == "2027-02-02T11:00:00Z"
    assert signing_kid(read_keyring(), noon_now()) == first["kid"]
    noon.shift(timedelta(days=31))
    assert signing_kid(read_keyring(), noon_now()) == new["kid"]
    noon.shift(timedelta(days=20))
    assert do("announce")["operational"][0] == new, "what has lapsed is left out"


def noon_now() -> float:
    return time.time()


def test_nobody_signs_once_every_key_has_lapsed(secrets, noon) -> None:
    do("init")
    noon.shift(timedelta(days=90))
    with pytest.raises(NoKey, match="announce or rotate"):
        signing_kid(read_keyring(), noon_now())


def test_no_more_keys_are_announced_than_devices_read(secrets, tmp_path) -> None:
    do("init")
    for _ in range(15):
        keyring = do("announce")
    assert len(keyring["operational"]) == 16
    before = (public() / "keys.json").read_bytes()
    with pytest.raises(CommandError, match="devices read no more"):
        do("announce")
    assert (public() / "keys.json").read_bytes() == before
    assert len(_read_keys(json.dumps(keyring).encode()).operational) == 16


def test_a_key_that_is_taken_back_is_gone_at_once_and_another_begins(secrets) -> None:
    (first,) = do("init")["operational"]
    (second,) = do("revoke", first["kid"])["operational"]
    assert second["kid"] != first["kid"]
    assert signing_kid(read_keyring(), noon_now()) == second["kid"]
    with pytest.raises(CommandError, match="is no operational key"):
        do("revoke", first["kid"])


def test_a_new_root_is_signed_by_the_old_one_and_by_itself(secrets) -> None:
    before = do("init")
    after = do("rotate-root", roots=3, threshold=2)
    assert fingerprint(after) != fingerprint(before)
    assert len(json.loads((public() / "keys.json").read_bytes())["signatures"]) == 4


def test_what_is_shown_and_what_is_kept_tells_no_private_key(secrets, settings, capsys) -> None:
    keyring = do("init")
    call_command("feed_keys", "show")
    shown = capsys.readouterr().out
    assert fingerprint(keyring) in shown
    kid = keyring["operational"][0]["kid"]
    key = read_key(settings.FEED_KEYS / "signing", kid, b"battery staple")
    number = key.private_key.private_numbers().private_value
    raw = number.to_bytes(32, "big")
    kept = b"".join(path.read_bytes() for path in settings.FEED_KEYS.rglob("*.p12"))
    served = b"".join(path.read_bytes() for path in public().rglob("*.json"))
    for form in (raw, raw.hex().encode(), base64.urlsafe_b64encode(raw).rstrip(b"="), str(number).encode()):
        assert form not in kept
        assert form not in served
        assert form not in shown.encode()
    assert b"battery staple" not in kept + served + shown.encode()
    for path in settings.FEED_KEYS.rglob("*.p12"):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_is_not_read_under_another_passphrase_or_name(folder, settings) -> None:
    key = make_key(settings.FEED_KEYS, b"right")
    kid = key.thumbprint()
    with pytest.raises(NoKey, match="passphrase"):
        read_key(settings.FEED_KEYS, kid, b"wrong")
    with pytest.raises(NoKey, match="is not in"):
        read_key(settings.FEED_KEYS, "other", b"right")
    (settings.FEED_KEYS / "other.p12").write_bytes((settings.FEED_KEYS / f"{kid}.p12").read_bytes())
    with pytest.raises(NoKey, match="another than its name"):
        read_key(settings.FEED_KEYS, "other", b"right")


@pytest.mark.parametrize("spoilt", ["another passphrase", "a damaged key", "no key", "a passphrase that is a folder"])
def test_no_error_tells_a_passphrase(secrets, settings, db, monkeypatch, tmp_path, capsys, caplog, spoilt) -> None:
    do("init")
    (key,) = (settings.FEED_KEYS / "signing").iterdir()
    match spoilt:
        case "another passphrase":
            monkeypatch.setenv(custody.SIGNING, "wrong battery")
        case "a damaged key":
            key.write_bytes(key.read_bytes()[:100])
        case "no key":
            key.unlink()
        case _:
            monkeypatch.setenv(f"{custody.SIGNING}_FILE", str(tmp_path))
    with pytest.raises(CommandError) as raised:
        call_command("publish_feeds")
    shown = capsys.readouterr()
    told = "".join(traceback.format_exception(raised.value)) + shown.out + shown.err + caplog.text
    assert "the last heads stay" in told
    assert "battery" not in told
    assert "horse" not in told
