"""Signing: what signs the files of formats that can be signed, where the site was given a certificate and its key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from django.conf import settings
from django.core import checks
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RENEW = timedelta(days=30)
"""How long before its end a certificate is to be renewed."""

NOT_SET = _(
    "This site signs nothing yet. Whoever runs it sets EXPORT_SIGNING_CERTIFICATE and EXPORT_SIGNING_KEY to files in"
    " PEM; until then take the unsigned file, which most management systems sign themselves."
)
UNREADABLE = _(
    "The certificate or the key of this site cannot be read: both are files in PEM, the key without a password."
)
NO_RSA = _("The key of this site is no RSA key, with which alone the same file is signed in the same bytes.")
NO_PAIR = _("The certificate and the key of this site do not belong together.")
NOT_VALID = _("The certificate of this site is not valid now: renew it.")


class NoSigner(Exception):
    """Nothing can be signed; `sentence` says what to do."""

    def __init__(self, sentence: Promise) -> None:
        """Keep what to do."""
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Signer:
    """A certificate with its key, and the certificates that lead from it to one that devices trust."""

    key: RSAPrivateKey
    certificate: x509.Certificate
    chain: Sequence[x509.Certificate]

    @property
    def tag(self) -> str:
        """Return what tells its signatures from those of another."""
        return "+".join(one.fingerprint(SHA256()).hex() for one in (self.certificate, *self.chain))

    def sign(self, content: bytes) -> bytes:
        """Return a content signed: CMS SignedData with the content in it (RFC 5652), in DER.

        It has no signed attributes: one of them is the time, and the same content would be signed in other bytes.
        """
        builder = PKCS7SignatureBuilder().set_data(content).add_signer(self.certificate, self.key, SHA256())
        for one in self.chain:
            builder = builder.add_certificate(one)
        return builder.sign(Encoding.DER, [PKCS7Options.Binary, PKCS7Options.NoAttributes])


def signer() -> Signer:
    """Return what signs the files of this site. Raises `NoSigner` where nothing does, or where it may not now."""
    if not (settings.EXPORT_SIGNING_CERTIFICATE and settings.EXPORT_SIGNING_KEY):
        raise NoSigner(NOT_SET)
    paths = Path(settings.EXPORT_SIGNING_CERTIFICATE), Path(settings.EXPORT_SIGNING_KEY)
    try:
        found = _read(*((path, path.stat().st_mtime_ns) for path in paths))
    except (OSError, ValueError, TypeError) as error:
        raise NoSigner(UNREADABLE) from error
    if not found.certificate.not_valid_before_utc <= timezone.now() < found.certificate.not_valid_after_utc:
        raise NoSigner(NOT_VALID)
    return found


@lru_cache(maxsize=2)
def _read(certificate: tuple[Path, int], key: tuple[Path, int]) -> Signer:
    """Return what two files hold, each with the time of its last change: a renewed one is read anew."""
    signing = load_pem_private_key(key[0].read_bytes(), password=None)
    if not isinstance(signing, RSAPrivateKey):
        raise NoSigner(NO_RSA)
    first, *chain = x509.load_pem_x509_certificates(certificate[0].read_bytes())
    if first.public_key() != signing.public_key():
        raise NoSigner(NO_PAIR)
    return Signer(signing, first, tuple(chain))


def files_can_be_signed(**options: Any) -> list[checks.CheckMessage]:
    """Return an error where the site was given a certificate or a key and cannot sign, a warning before it ends."""
    if not (settings.EXPORT_SIGNING_CERTIFICATE or settings.EXPORT_SIGNING_KEY):
        return []
    try:
        last = signer().certificate.not_valid_after_utc
    except NoSigner as error:
        cure = "Set EXPORT_SIGNING_CERTIFICATE and EXPORT_SIGNING_KEY to a valid pair, or unset both."
        return [checks.Error(f"Exports cannot be signed. {error.sentence}", hint=cure, id="aval.E010")]
    if last - timezone.now() < RENEW:
        what = f"The certificate that signs exports ends on {last:%Y-%m-%d}."
        return [checks.Warning(what, hint="Renew it.", id="aval.W010")]
    return []
