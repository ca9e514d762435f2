"""Under which account the local server runs: PostgreSQL refuses root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NoAccount(RuntimeError):
    """Nobody here may run PostgreSQL on these files; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """The account of the server's processes: ours, or where we are root an unprivileged one."""

    uid: int | None
    gid: int | None

    @classmethod
    def for_data(cls, data: Path) -> "Account":
        """Return the account that owns the data directory, or that shall own it."""
        if os.geteuid() != 0:
            return cls(None, None)
        if data.exists() and data.stat().st_uid != 0:
            return cls(data.stat().st_uid, data.stat().st_gid)
        nobody = pwd.getpwnam("nobody")
        return cls(nobody.pw_uid, nobody.pw_gid)

    def take(self, directory: Path) -> None:
        """Make a private directory of the account's own, or refuse one that is somebody else's."""
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted = os.geteuid() if self.uid is None else self.uid
        if directory.is_symlink() or directory.stat().st_uid not in (wanted, os.geteuid()):
            raise NoAccount(f"{directory} belongs to somebody else: remove it, or work as its owner.")
        if self.uid is not None and self.gid is not None:
            os.chown(directory, self.uid, self.gid)
        directory.chmod(0o700)

    def popen(self, command: list[str], *, reaching: list[Path], **options: Any) -> "subprocess.Popen[bytes]":
        """Start a command under the account, away from our terminal and working directory."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        settings = {"cwd": "/", "env": environment, "stdin": subprocess.DEVNULL, "start_new_session": True, **options}
        if self.uid is None or self.gid is None:
            return subprocess.Popen(command, **settings)
        if self._reaches(reaching):
            return subprocess.Popen(command, user=self.uid, group=self.gid, extra_groups=[], **settings)
        return subprocess.Popen([*self._passing(), *command], **settings)

    def _reaches(self, paths: list[Path]) -> bool:
        return all(parent.stat().st_mode & 0o001 for path in paths for parent in path.resolve().parents)

    def _passing(self) -> list[str]:
        # A clone in /root, say: its folders let no other account pass. Rather than open them to everybody,
        # the server keeps the one capability that passes them (and `access()` is told to count it).
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise NoAccount(
                "As root, the local PostgreSQL runs as an account that cannot enter this folder, and `setpriv` is"
                " missing. Move the clone where everybody may enter, work as another user, or set DATABASE_URL."
            )
        capability = "+dac_override"
        return [
            setpriv, f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups",
            f"--inh-caps={capability}", f"--ambient-caps={capability}", "--securebits=+no_setuid_fixup",
        ]  # fmt: skip
