"""The custody of private keys: files that a passphrase encrypts, never the database, never a log.

A key is kept as PKCS #12 (AES-256, PBKDF2 with 600,000 rounds), which `openssl pkcs12` reads too. Those of the
root belong on a medium that is only there when keys.json is signed.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12
from joserfc.jwk import ECKey

from registry.channels.folder import put

ROUNDS = 600_000
DEMONSTRATION = b"demonstration"
"""The passphrase of a demonstration's keys, which everybody has."""

SIGNING, ROOT = "FEED_PASSPHRASE", "FEED_ROOT_PASSPHRASE"
"""The variables that hold the passphrases of the operational keys and of the root; with _FILE, the path of a file."""


class NoKey(Exception):
    """A private key is not there, or its passphrase is not."""


def passphrase(variable: str, *, demo: bool) -> bytes:
    """Return the passphrase that a variable holds, or the file that it names with _FILE.

    Raises `NoKey` where there is none, unless the keys are those of a demonstration.
    """
    if path := os.environ.get(f"{variable}_FILE"):
        try:
            found = Path(path).read_bytes().strip()
        except OSError as error:
            raise NoKey(f"{variable}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    else:
        found = os.environ.get(variable, "").encode()
    if found:
        return found
    if demo:
        return DEMONSTRATION
    raise NoKey(f"There is no passphrase: set {variable}_FILE to the path of a file that holds it, or {variable}.")


def make_key(folder: Path, secret: bytes) -> ECKey:
    """Make a key on P-256, keep it in a folder under a passphrase, and return it."""
    key = ECKey.generate_key("P-256", private=True)
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(secret)
    )
    private = key.private_key
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise TypeError("A key that was made has its private half.")
    raw = pkcs12.serialize_key_and_certificates(key.thumbprint().encode(), private, None, None, encryption)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    put(_path(folder, key.thumbprint()), raw, mode=0o600)
    return key


def read_key(folder: Path, kid: str, secret: bytes) -> ECKey:
    """Return the private key of an id from a folder. Raises `NoKey`, which says nothing of the passphrase."""
    try:
        raw = _path(folder, kid).read_bytes()
    except FileNotFoundError as error:
        raise NoKey(f"The private key {kid} is not in {folder}.") from error
    try:
        private = pkcs12.load_key_and_certificates(raw, secret)[0]
    except ValueError:
        private = None
    if not isinstance(private, ec.EllipticCurvePrivateKey):
        raise NoKey(f"The private key {kid} in {folder} cannot be read: its passphrase is another, or it is damaged.")
    key = ECKey.import_key(private)
    if key.thumbprint() != kid:
        raise NoKey(f"The private key in {_path(folder, kid)} is another than its name says.")
    return key


def has_key(folder: Path, kid: str) -> bool:
    """Tell whether the private key of an id is in a folder."""
    return _path(folder, kid).is_file()


def _path(folder: Path, kid: str) -> Path:
    return folder / f"{kid}.p12"
