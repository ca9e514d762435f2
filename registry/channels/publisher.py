"""The publisher: brings channels up to date with the registry, signed and in their folder."""

import logging
import time
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from joserfc.jwk import ECKey

from registry.channels.custody import SIGNING, NoKey, passphrase, read_key
from registry.channels.delivery import Delivery, delivery
from registry.channels.folder import Damaged
from registry.channels.heads import RENEWED, Edition, Head, dated, edition
from registry.channels.keyring import DAY, Keyring, read_keyring, seconds, signing_kid
from registry.channels.lines import Lines
from registry.channels.pieces import Misnoted
from registry.channels.radius import radius
from registry.channels.rounds import Round, opened_round
from registry.channels.shelf import Shelf
from registry.channels.signing import HEAD, signed
from registry.reach.limits import Radius
from registry.reach.models import Confirmation
from registry.revisions.models import FIRST_DAY
from registry.surfaces.feed.channel import Channel
from registry.terms import DeviceClass

log = logging.getLogger(__name__)

TOGETHER = 8
"""How many channels are delivered together: the disk is waited for once for all of them."""

MOVED_FOR = 90 * DAY
"""How long the channel of an organisation that ended is signed anew."""

UPDATED, RENEWED_HEAD, FRESH, HELD, MOVED, NOTHING = "updated", "renewed", "fresh", "held", "moved", "nothing"


@dataclass(frozen=True)
class Signer:
    """What signs heads at this moment: the keyring that is published, and a private key that it lists."""

    keyring: Keyring
    key: ECKey
    now: float

    @classmethod
    def of_now(cls) -> "Signer":
        """Return the signer of this moment. Raises `NoKey`."""
        keyring, now = read_keyring(), time.time()
        if keyring.get("demo") and settings.PRODUCTION:
            raise NoKey("The keys are those of a demonstration, which anybody may have: run feed_keys init anew.")
        if settings.FEED_EPOCH not in keyring["epochs"]:
            raise NoKey(f"keys.json does not list epoch {settings.FEED_EPOCH}: run feed_keys rotate.")
        secret = passphrase(SIGNING, demo=bool(keyring.get("demo")))
        return cls(keyring, read_key(settings.FEED_KEYS / "signing", signing_kid(keyring, now), secret), now)

    def sign(self, head: Head, **marks: Any) -> bytes:
        """Return a head signed now."""
        demo = {"demo": True} if self.keyring.get("demo") else {}
        return signed(
            dated(head, now=self.now, keys_version=self.keyring["version"], **demo, **marks), HEAD, [self.key]
        )


@dataclass(frozen=True)
class Outbox:
    """Where heads go: they are signed, and delivered with others."""

    signer: Signer
    delivery: Delivery

    def put(self, shelf: Shelf, head: Head, edition: Edition | None = None, **marks: Any) -> None:
        """Sign a head, and put it on its shelf with the others, with the edition that it names where that is new."""
        self.delivery.add(shelf, self.signer.sign(head, **marks), edition)


Name = tuple[str, DeviceClass]
"""What a channel goes by: the slug of its organisation, and the device class."""


def publish_all(
    signer: Signer, chosen: Iterable[Name] | None = None, *, confirmed: Radius | None = None
) -> Generator[tuple[Name, int, str]]:
    """Bring channels up to date, by default all, in one round; yield of each how many there are and what became of it.

    `confirmed` is how much a person allows to turn. The round ends with the generator, however it is left.
    """
    with opened_round() as one_round:
        # A class after the other, since what is read for the channels of one is kept while they are written.
        of_all = sorted(one_round.channels, key=lambda name: (name[1], name[0]))
        names = list(dict.fromkeys(chosen or ())) or of_all
        for start in range(0, len(names), TOGETHER):
            some = names[start : start + TOGETHER]
            try:
                became = _delivered(one_round, some, signer, confirmed)
            except OSError:
                _make_room(one_round)
                raise
            yield from ((name, len(names), outcome) for name, outcome in became)


def publish(slug: str, device_class: DeviceClass, signer: Signer, *, confirmed: Radius | None = None) -> str:
    """Bring one channel up to date, in a round of its own, and return what became of it."""
    ((_name, _of, outcome),) = publish_all(signer, [(slug, device_class)], confirmed=confirmed)
    return outcome


def _brought_up(one_round: Round, channel: Channel, outbox: Outbox, confirmed: Radius | None) -> str:
    """Publish a channel; one that is damaged waits for a person, and keeps none of the others waiting."""
    try:
        return _publish(one_round, channel, outbox, confirmed)
    except Misnoted as error:
        log.warning("The ledger of %s is wrong and begins anew: %s", channel.name, error)
        Shelf(channel.name).forget_ledger()
        return _brought_up(one_round, channel, outbox, confirmed)
    except Damaged as error:
        log.error("The channel %s is held: %s", channel.name, error)
        Shelf(channel.name).hold({"why": "damaged", "seq": channel.seq})
        return HELD


def _delivered(
    one_round: Round, names: Iterable[Name], signer: Signer, confirmed: Radius | None
) -> list[tuple[Name, str]]:
    """Bring some channels up to date together, and return what became of each."""
    became = []
    with delivery() as heads:
        for name in names:
            channel = one_round.channels.get(name)
            outbox = Outbox(replace(signer, now=time.time()), heads)
            became.append((name, _brought_up(one_round, channel, outbox, confirmed) if channel else NOTHING))
    return became


def _make_room(one_round: Round) -> None:
    """Sweep every channel: a disk that is full stays so where they are swept only once they were published."""
    for channel in one_round.channels.values():
        with suppress(OSError, Damaged):
            Shelf(channel.name).sweep()


def _publish(one_round: Round, channel: Channel, outbox: Outbox, confirmed: Radius | None) -> str:
    shelf = Shelf(channel.name)
    before = shelf.head()
    confirmed = confirmed or shelf.allowed(channel.day)
    if channel.ends_on is not None and channel.ends_on <= channel.day:
        return _publish_moved(channel, shelf, before, outbox)
    if before:
        held, at, served_at = shelf.held(), (settings.FEED_EPOCH, channel.seq), (before["epoch"], before["seq"])
        if at < served_at or (at[0] == served_at[0] and _is_rewritten(one_round, before)):
            # Whoever set the registry back has to raise the epoch: devices refuse what goes back within one.
            return _hold(shelf, before, outbox, {"why": "behind", "seq": channel.seq})
        if at == served_at:
            shelf.hold(None)
            return _renew(shelf, before, outbox)
        if held and (held["why"], held["seq"]) == ("wide", channel.seq) and confirmed is None:
            return _hold(shelf, before, outbox, held)
    ground = one_round.ground(channel)
    if ground.denies_all:
        return _hold(shelf, before, outbox, {"why": "no baseline", "seq": channel.seq}) if before else NOTHING
    ledger = shelf.ledger(before) if before else None
    were = (ledger.records if ledger else shelf.lines(before)) if before else Lines()
    if before and before["epoch"] != settings.FEED_EPOCH:
        ledger = None
    pieces = shelf.pieces(before, ledger) if before and ledger else None
    content = one_round.content(channel, ground, before, ledger, pieces)
    if before:
        wide = radius(were, content.lines, rules=(before["default_rule"], content.state["default_rule"]))
        if wide.is_wide and not wide.is_within(confirmed) and _beyond(wide, channel, before).is_wide:
            told = {"why": "wide", "seq": channel.seq, "turned": wide.turned, "dropped": wide.dropped, "of": wide.of}
            return _hold(shelf, before, outbox, told)
        if wide.is_wide and wide.is_within(shelf.allowed(channel.day)):
            shelf.allow(None)  # a person's word is good for once
    stepped = one_round.stepped(before) if before and ledger else None
    made = edition(content, channel, ledger, prev=shelf.digest(), stepped=stepped)
    outbox.put(shelf, made.head, made)
    return UPDATED


def _beyond(wide: Radius, channel: Channel, head: Head) -> Radius:
    """Return what turns beyond what those who published confirmed since a head. One query.

    Little besides it needs no confirming here either: publications that are close together arrive as one.
    """
    if head["epoch"] != settings.FEED_EPOCH:
        return wide
    confirmations = Confirmation.objects.of_channel(channel.organisation.pk, channel.device_class)
    since = head["revision"], date.fromisoformat(head["day"])
    return wide.beyond(confirmations.on_the_way(since, (channel.revision, channel.day)))


def _is_rewritten(one_round: Round, head: Head) -> bool:
    """Tell whether the registry's past is another than the one that a head was made from."""
    return "revision_digest" in head and head["revision_digest"] != one_round.digest_of(head["revision"])


def _renew(shelf: Shelf, head: Head, outbox: Outbox, **marks: Any) -> str:
    """Sign a head anew where it is time: the same state, fresh for longer."""
    marked = {name: head[name] for name in ("held", "moved_to") if name in head}
    changed = marked != marks or head["keys_version"] != outbox.signer.keyring["version"]
    # One signed in the future was signed while the clock was wrong: devices refuse it until then.
    if 0 <= outbox.signer.now - seconds(head["issued_at"]) < RENEWED and not changed:
        return FRESH
    outbox.put(shelf, head, **marks)
    return RENEWED_HEAD


def _hold(shelf: Shelf, head: Head, outbox: Outbox, told: dict[str, Any]) -> str:
    """Keep the last head, signed anew and marked, and note why: a person has to look."""
    if shelf.held() != told:
        log.warning("The channel %s is held: %s", head["channel"], told)
    shelf.hold(told)
    _renew(shelf, head, outbox, held=True)
    return HELD


def _publish_moved(channel: Channel, shelf: Shelf, head: Head | None, outbox: Outbox) -> str:
    """Keep the last state of an organisation that ended, and name its successor, for 90 days."""
    if head is None or channel.ends_on is None:
        return NOTHING
    ended = (channel.ends_on - FIRST_DAY).days * DAY
    if outbox.signer.now < ended + MOVED_FOR:
        _renew(shelf, head, outbox, moved_to=channel.successor)
    return MOVED
