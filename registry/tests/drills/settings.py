"""The settings of a drill: the same, on a cluster of its own that may be killed."""

import os
from pathlib import Path

from portal.local_postgres.cluster import DATABASE, OWNER, SERVER, cluster_at
from portal.settings import *  # noqa: F403  (the same settings, by definition)
from portal.settings import LOGGING, STORAGES

HOME = Path(os.environ["DRILL_HOME"])
CLUSTER = {
    "ENGINE": "portal.local_postgres",
    "AVAL_HOME": HOME,
    "HOST": os.fspath(cluster_at(HOME).socket_folder),
    "PORT": "5432",
    "NAME": DATABASE,
}
DATABASES = {"default": {**CLUSTER, "USER": SERVER}, "owner": {**CLUSTER, "USER": OWNER}}
DATABASE_SERVER_ROLE = SERVER
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LOGGING["loggers"]["django.request"]["level"] = "CRITICAL"  # a database that is away is what the drill is about
