"""Second factors: codes of an authenticator (TOTP, RFC 6238), and recovery codes for when it is lost.

The database holds no recovery code, only what follows from it under the secret of the site.
"""

import base64
import hashlib
import hmac
import math
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

ISSUER = "Aval"
CODES = 10
CODE_BYTES = 10
"""Of chance in a recovery code: 80 bits, which nobody guesses."""
KEPT = 16
"""Characters of what is kept of a recovery code."""
FEW = 3
"""Recovery codes left at which their owner is told so."""


def authenticator(user: User) -> TOTPDevice | None:
    """Return the authenticator of a user, None where none is set up."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def has_authenticator(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Tell whether a user has set an authenticator up."""
    return bool(TOTPDevice.objects.filter(user=user.pk, confirmed=True).exists())


def awaited(user: User) -> TOTPDevice:
    """Return the authenticator that a user is setting up, made where there is none."""
    device, _made = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": ISSUER})
    return device


def spoken_secret(device: TOTPDevice) -> str:
    """Return the secret of an authenticator in groups of four, to be typed where no camera reads it."""
    secret = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def accept(user: User, code: str) -> Device | None:
    """Return the device of a user that gave a code, None where none did; each code is taken once.

    A device that was tried in vain takes no code for a while, twice as long each time.
    """
    with transaction.atomic():
        devices, said = _asked(user, code)
        return next(
            (device for device in devices.filter(confirmed=True).select_for_update() if device.verify_token(said)), None
        )


def waits_for(user: User, code: str) -> int:
    """Return for how many seconds no code of the kind of one is taken, since others were wrong; 0 where one is."""
    devices, _said = _asked(user, code)
    waits = (device.verify_is_allowed() for device in devices)
    until = [why["locked_until"] for allowed, why in waits if not allowed]
    return max((math.ceil((one - timezone.now()).total_seconds()) for one in until), default=0)


def confirm(device: TOTPDevice, code: str) -> bool:
    """Set an authenticator up, in place of any other one, where a code shows that it works."""
    with transaction.atomic():
        if not device.verify_token("".join(code.split())):
            return False
        TOTPDevice.objects.filter(user=device.user, confirmed=True).delete()
        device.confirmed = True
        device.save()
    return True


def new_codes(user: User) -> list[str]:
    """Return new recovery codes of a user, in place of the old ones. They cannot be shown again."""
    codes = [base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode() for _ in range(CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name=ISSUER)
        device.token_set.bulk_create([device.token_set.model(device=device, token=_kept(user, code)) for code in codes])
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def codes_left(user: User) -> int:
    """Return how many recovery codes a user has left."""
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=user))


def forget(user: User) -> None:
    """Take every second factor from a user, who sets up a new one at the next sign-in."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _asked(user: User, code: str) -> tuple[QuerySet[Any], str]:
    """Return the devices that may have given a code, and what they are asked: digits come from an authenticator."""
    typed = "".join(code.split()).replace("-", "").upper()
    if typed.isdigit() and typed.isascii():
        return TOTPDevice.objects.filter(user=user), typed
    return StaticDevice.objects.filter(user=user), _kept(user, typed)


def _kept(user: User, code: str) -> str:
    """Return what is kept of a recovery code: under the site's secret and for this user alone."""
    said = f"recovery code {user.pk} {code}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, hashlib.sha256).hexdigest()[:KEPT]
