"""Certificates and keys, made for the tests."""

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def certificate(key: Key, since: datetime, until: datetime, *, signer: Key | None = None, name: str = "Aval"):
    """Return a certificate on a key, signed with itself unless another signs."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Root")]) if signer else subject
    made = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number(), since, until)
    made = made.add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
    return made.sign(signer or key, SHA256())


def laid(folder: Path, key: Key, *certificates: x509.Certificate) -> tuple[Path, Path]:
    """Return where certificates and a key were laid."""
    paths = folder / "signing.pem", folder / "signing.key"
    paths[0].write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in certificates))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return paths
