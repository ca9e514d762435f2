"""Django's PostgreSQL backend, on a cluster that it starts when first asked for a connection."""

import os
from collections.abc import Iterable
from typing import Any

import psycopg
from django.db.backends.postgresql import base, client

from portal.local_postgres.cluster import BINARIES, cluster_at


class DatabaseClient(client.DatabaseClient):
    """`manage.py dbshell` with the wheel's own psql."""

    executable_name = os.fspath(BINARIES / "psql")

    def runshell(self, parameters: Iterable[str]) -> None:
        """Open psql on the cluster, started if need be."""
        cluster_at(self.connection.settings_dict["AVAL_HOME"]).attach()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the local cluster."""

    client_class = DatabaseClient

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection, to a server that is started where none answers."""
        cluster = cluster_at(self.settings_dict["AVAL_HOME"])
        cluster.attach()
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            # The server died since (killed, out of memory): one more try, on a server that is up again.
            cluster.revive()
            return super().get_new_connection(conn_params)
