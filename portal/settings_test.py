"""The settings of the tests: the same, on a database that is thrown away.

Its connection is the owner's, which makes and empties it; `conftest.py` runs each test as the server's role.
"""

import os

from portal.settings import *  # noqa: F403  (the same settings, by definition)
from portal.settings import DATA_DIR, DATABASES, STORAGES

# One name per run, shared by its parallel processes: two runs at once do not meet.
RUN = os.environ.setdefault("AVAL_TEST_RUN", str(os.getpid()))
DISPOSABLE = {"options": "-c aval.disposable=on -c synchronous_commit=off"}
DATABASES["default"] = {**DATABASES["owner"], "OPTIONS": DISPOSABLE, "TEST": {"NAME": f"test_aval_{RUN}"}}
DATABASES["owner"] = {**DATABASES["default"], "TEST": {"MIRROR": "default"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FEED_FOLDER = DATA_DIR / "no-feed"  # what the demonstration published is none of the tests' business
PUBLIC_STATEMENT_TIMEOUT_MS = 60_000  # a busy machine is no failure: the tests of the limit set their own
