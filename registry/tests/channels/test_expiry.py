"""Keys that end: told before they do, by the publisher and to whoever asks, and what is told to do mends it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from registry.channels.expiry import expiry, signed_until
from registry.channels.folder import public
from registry.channels.keyring import DAY
from registry.channels.signing import moment

NOW = 1_800_000_000


def ring(*keys: tuple[int, int], expires: int = 120):
    operational = [{"use_from": moment(NOW + a * DAY), "use_until": moment(NOW + b * DAY)} for a, b in keys]
    return {"operational": operational, "expires_at": moment(NOW + expires * DAY)}


@pytest.mark.parametrize(
    ("keyring", "days"),
    [
        pytest.param(ring((-10, 80)), 80, id="the one that signs"),
        pytest.param(ring((20, 110), (-60, 30)), 110, id="and its successor, in whatever order"),
        pytest.param(ring((-60, 30), (31, 121)), 30, id="but none after a day on which nobody signs"),
        pytest.param(ring((-60, 30), (-10, 20)), 30, id="one that ends within another adds nothing"),
        pytest.param(ring((-90, 0), (1, 91)), 0, id="nobody now"),
        pytest.param(ring((-10, 80), expires=12), 12, id="the keyring itself ends before its keys"),
        pytest.param(ring((-10, 80), expires=-3), 0, id="the keyring has ended"),
        pytest.param(ring(), 0, id="no key at all"),
    ],
)
def test_heads_can_be_signed_until_the_first_day_on_which_nobody_may(keyring, days) -> None:
    assert signed_until(keyring, NOW) == NOW + days * DAY


def test_where_there_are_no_keys_nothing_ends_and_damaged_ones_have_ended(folder, noon) -> None:
    assert expiry() is None
    public().mkdir(parents=True)
    (public() / "keys.json").write_bytes(b"{")
    assert (expiry().days_left, expiry().is_near) == (0, True)


def published() -> str:
    said = StringIO()
    call_command("publish_feeds", stdout=said, stderr=said)
    return said.getvalue()


def test_the_publisher_tells_it_until_the_next_key_is_announced(db, keys, noon) -> None:
    noon.shift(timedelta(days=69))
    assert "more day" not in published()
    noon.shift(timedelta(days=1))
    assert "The keys sign for 20 more day(s), until 2027-02-22: have the root run feed_keys announce" in published()
    call_command("feed_keys", "announce", write=True)
    assert "more day" not in published()
    assert expiry().days_left > 60


def test_keys_that_have_ended_begin_again_by_the_same_command(db, keys, noon) -> None:
    noon.shift(timedelta(days=91))
    with pytest.raises(CommandError, match="No operational key may sign now"):
        published()
    call_command("feed_keys", "announce", write=True)
    assert "more day" not in published()
