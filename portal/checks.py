"""The numbered checks of a deployment, each with a sentence that says what to set.

What the environment alone tells (E001 to E006, E008, E009, E011) is refused by the settings: no process starts unsafe.
What only the database can tell (E007) is asked as the server starts, and by `manage.py check --database default`.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

from portal.skin import PARTS, skin

ENVIRONMENTS = ("demo", "production")
TRUE_WORDS = ("1", "true", "yes", "on")
SHORTEST_SECRET = 50
FEWEST_DISTINCT = 10


def flag(environ: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """Return whether a variable says yes: 1, true, yes or on; the default where it is absent or empty."""
    word = environ.get(name, "").strip().lower()
    return word in TRUE_WORDS if word else default


def words(environ: Mapping[str, str], name: str) -> list[str]:
    """Return the values of a comma-separated variable, without the empty ones."""
    return [word.strip() for word in environ.get(name, "").split(",") if word.strip()]


def refusals(environ: Mapping[str, str]) -> list[Error]:
    """Return what forbids a start in this environment; nothing for a safe one.

    A demonstration is refused what cannot be meant alone: an environment, a skin or an address that is none.
    """
    kind = environ.get("AVAL_ENV", "demo")
    if kind not in ENVIRONMENTS:
        return [_error(6, f"AVAL_ENV is {kind!r}.", f"Set it to {' or '.join(ENVIRONMENTS)}.")]
    found = [_skin(environ), _public_url(environ.get("PUBLIC_URL", ""))]
    if kind == "demo":
        return [error for error in found if error]
    found += [
        _weak_secret(environ.get("SECRET_KEY", "")),
        _error(2, "DEBUG is on in production.", "Unset DEBUG, or set DEBUG=0.") if flag(environ, "DEBUG") else None,
        _open_hosts(words(environ, "ALLOWED_HOSTS")),
        _one_factor(environ),
        *_database_roles(environ.get("DATABASE_URL", ""), environ.get("DATABASE_OWNER_URL", "")),
    ]
    return [error for error in found if error]


def _error(number: int, what: str, cure: str) -> Error:
    return Error(what, hint=cure, id=f"aval.E{number:03}")


def _weak_secret(secret: str) -> Error | None:
    make = 'one comes from: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    if not secret:
        return _error(1, "SECRET_KEY is missing.", f"Set SECRET_KEY to a long random value; {make}")
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_DISTINCT or secret.startswith("django-insecure-"):
        return _error(1, "SECRET_KEY is weak.", f"Set it to {SHORTEST_SECRET} random characters or more; {make}")
    return None


def _one_factor(environ: Mapping[str, str]) -> Error | None:
    if flag(environ, "SECOND_FACTOR", default=True):
        return None
    return _error(11, "SECOND_FACTOR is off in production.", "Unset it: a stolen password must not be enough.")


def _open_hosts(hosts: Sequence[str]) -> Error | None:
    if not hosts:
        return _error(3, "ALLOWED_HOSTS is missing.", "Set it to the names of the site, separated by commas.")
    if "*" in hosts:
        return _error(3, "ALLOWED_HOSTS allows any name.", "Set it to the names of the site instead of *.")
    return None


def _skin(environ: Mapping[str, str]) -> Error | None:
    folder = skin(environ)
    if folder is None or any((folder / part).is_dir() for part in PARTS):
        return None
    cure = f"Set SKIN to a folder with {' or '.join(f'{part}/' for part in PARTS)} in it, or unset it."
    if not folder.is_dir():
        return _error(8, f"SKIN names no folder: {folder}.", cure)
    return _error(8, f"SKIN has nothing of a skin: {folder}.", cure)


def _public_url(url: str) -> Error | None:
    scheme, host, *rest = urlsplit(url.rstrip("/"))
    if not url or (scheme in ("http", "https") and host and not any(rest)):
        return None
    return _error(9, f"PUBLIC_URL is no address of a site: {url!r}.", "Set it to https://… with a host and no path.")


def _database_roles(server: str, owner: str) -> list[Error]:
    found = []
    if not server:
        cure = "Set it to postgresql://aval_server:…@host:5432/aval, with the role that `manage.py grants` describes."
        found.append(_error(4, "DATABASE_URL is missing.", cure))
    elif owner and urlsplit(server).username == urlsplit(owner).username:
        cure = "Give DATABASE_URL a role of its own, with the grants that `manage.py grants` prints."
        found.append(_error(5, "DATABASE_URL and DATABASE_OWNER_URL name the same role.", cure))
    return found


def refuse_owner() -> None:
    """Stop a production server whose role owns the tables; while the database is away there is nobody to ask."""
    from django.db import OperationalError

    try:
        found = server_owns_no_table(databases=["default"])
    except OperationalError as error:
        logging.getLogger(__name__).warning("The rights of the server's role could not be checked: %s", error)
        return
    if found:
        raise ImproperlyConfigured("\n".join(f"{error.id}: {error.msg} {error.hint}" for error in found))


@register(Tags.database)
def server_owns_no_table(databases: Sequence[str] | None = None, **options: Any) -> list[CheckMessage]:
    """Return an error where the role of the server owns tables: an owner may drop the triggers that guard facts."""
    from django.conf import settings
    from django.db import connections

    if "default" not in (databases or ()) or not settings.PRODUCTION:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, r.rolsuper, EXISTS (SELECT FROM pg_tables t"
            " WHERE t.schemaname = 'public' AND pg_has_role(current_user, t.tableowner, 'USAGE'))"
            " FROM pg_roles r WHERE r.rolname = current_user"
        )
        row = cursor.fetchone()
    role, superuser, owner = row or ("", False, False)
    if not (superuser or owner):
        return []
    cure = "Give DATABASE_URL a role that owns nothing, with the grants that `manage.py grants` prints."
    return [_error(7, f"The server's role {role} owns the tables, or is a superuser.", cure)]
