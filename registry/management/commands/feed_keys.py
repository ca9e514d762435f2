"""`manage.py feed_keys`: the keys of the signed channels, from the first ones to those that are taken back."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from joserfc.jwk import ECKey

from registry.channels import keyring as rings
from registry.channels.custody import ROOT, SIGNING, NoKey, make_key, passphrase
from registry.channels.folder import public, turn
from registry.channels.keyring import DAY, Keyring


class Command(BaseCommand):
    """Makes keys and signs keys.json with the root; does nothing without --write."""

    help = "Makes, announces, changes and takes back the keys of the signed channels. Needs --write, show aside."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is to be done, and where the root's private keys are."""
        parser.add_argument("action", choices=("init", "announce", "rotate", "rotate-root", "revoke", "show"))
        parser.add_argument("kid", nargs="?", help="the key that revoke takes back")
        parser.add_argument("--roots", type=int, default=1, help="how many keys a new root has")
        parser.add_argument("--threshold", type=int, default=1, help="how many of them have to sign")
        parser.add_argument(
            "--root-folder", type=Path, help="folder of the root's private keys; best a medium of its own"
        )
        parser.add_argument("--demo", action="store_true", help="make keys that are marked as worth nothing")
        parser.add_argument("--write", action="store_true", help="do it; without this, only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is asked for, one at a time."""
        self.now = time.time()
        self.root_folder: Path = options["root_folder"] or settings.FEED_KEYS / "root"
        try:
            with turn():
                self._do(**options)
        except (NoKey, OSError) as error:
            raise CommandError(str(error)) from error

    def _do(self, *, action: str, kid: str | None, write: bool, **options: Any) -> None:
        if action == "show":
            self._show(rings.read_keyring())
            return
        if action == "init":
            after, old = self._first(write=write, **options), []
        else:
            ring = rings.read_keyring()
            self.demo = bool(ring.get("demo"))
            old = [ring["root"]]
            after = self._following(action, ring, kid, write=write, **options)
        if not write:
            self.stdout.write(f"Would sign and publish version {after['version']}. Nothing was done: add --write.")
            return
        rings.publish(after, *old, folder=self.root_folder, secret=passphrase(ROOT, demo=self.demo))
        self._show(after)

    def _first(self, *, roots: int, threshold: int, demo: bool, write: bool, **options: Any) -> Keyring:
        if (public() / "keys.json").exists():
            raise CommandError("There is a keyring already: announce, rotate or revoke.")
        if demo and settings.PRODUCTION:
            raise CommandError("Keys of a demonstration are worth nothing: in production make real ones.")
        self.demo = demo
        of_root = self._new(roots, self.root_folder, ROOT, write=write)
        self._check(threshold, of_root)
        (key,) = self._new(1, settings.FEED_KEYS / "signing", SIGNING, write=write)
        return rings.first(of_root, threshold, key, demo=demo, now=self.now)

    def _following(
        self, action: str, ring: Keyring, kid: str | None, *, roots: int, threshold: int, write: bool, **options: Any
    ) -> Keyring:
        """Return the version of the keyring that follows."""
        if action == "announce":
            if sum(rings.seconds(one["use_until"]) > self.now for one in ring["operational"]) >= rings.MOST_KEYS:
                raise CommandError(
                    f"There are {rings.MOST_KEYS} operational keys: devices read no more. Nothing is due."
                )
            (key,) = self._new(1, settings.FEED_KEYS / "signing", SIGNING, write=write)
            return rings.with_successor(ring, key, now=self.now)
        if action == "rotate-root":
            of_root = self._new(roots, self.root_folder, ROOT, write=write)
            self._check(threshold, of_root)
            return rings.following(ring, now=self.now, root=rings.as_root(of_root, threshold))
        known = [one["kid"] for one in ring["operational"]]
        if action == "revoke" and kid not in known:
            raise CommandError(f"{kid!r} is no operational key: {', '.join(known)}.")
        stay = [one for one in ring["operational"] if action == "revoke" and one["kid"] != kid]
        after = rings.following(ring, now=self.now, operational=stay)
        if any(rings.seconds(one["use_from"]) <= self.now for one in after["operational"]):
            return after
        # Nothing signs any more, now: a new key begins at once.
        (key,) = self._new(1, settings.FEED_KEYS / "signing", SIGNING, write=write)
        return after | {"operational": [*after["operational"], rings.operational(key, self.now)]}

    def _new(self, number: int, folder: Path, variable: str, *, write: bool) -> list[ECKey]:
        """Return so many new keys; without --write, they are kept nowhere."""
        if not 1 <= number <= 16:
            raise CommandError("A root has from 1 to 16 keys.")
        if not write:
            return [ECKey.generate_key("P-256", private=True) for _ in range(number)]
        secret = passphrase(variable, demo=self.demo)
        return [make_key(folder, secret) for _ in range(number)]

    def _check(self, threshold: int, of_root: list[ECKey]) -> None:
        if not 1 <= threshold <= len(of_root):
            raise CommandError(f"Of {len(of_root)} keys of the root from 1 to {len(of_root)} have to sign.")

    def _show(self, ring: Keyring) -> None:
        """Say what the keyring holds: never a private key, nor where its passphrase is."""
        root = ring["root"]
        marked = ", of a demonstration: worth nothing" if ring.get("demo") else ""
        self.stdout.write(f"keys.json version {ring['version']}{marked}, until {ring['expires_at']}")
        self.stdout.write(f"epochs: {', '.join(map(str, ring['epochs']))}")
        self.stdout.write(f"root: {root['threshold']} of {len(root['keys'])} sign; devices pin its fingerprint")
        self.stdout.write(f"  {rings.fingerprint(ring)}")
        for key in ring["operational"]:
            left = int((rings.seconds(key["use_until"]) - self.now) // DAY)
            self.stdout.write(f"signs heads: {key['kid']} from {key['use_from']}, {left} days left")
