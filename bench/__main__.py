"""`python -m bench`: makes a large registry in a database of its own, prints what it costs, and drops it."""

import argparse
import gc
import importlib
import os
import time

PARTS = ("pages", "searching", "rulings", "feed", "channels", "exports")
"""The modules that report, each under its own name."""

ALL = (*PARTS, "growth")
"""With what `channels` runs at several sizes."""


def main() -> None:
    """Parse, set Django up on a database that is thrown away, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--applications", type=int, default=10_000)
    parser.add_argument("--ministries", type=int, default=30)
    parser.add_argument("--rulings-each", type=int, default=200)
    parser.add_argument("--in-large-category", type=int, default=2_000)
    parser.add_argument("--published", type=int, help="publish so many applications, enter the others beside them")
    parser.add_argument(
        "--only", choices=(*PARTS, "growth"), action="append", help="measure this part alone; by default all"
    )
    options = vars(parser.parse_args())
    parts = options.pop("only") or PARTS

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings_test"
    import django

    django.setup()
    from django.db import connection

    from bench.large_registry import LargeRegistry

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        start = time.perf_counter()
        registry = LargeRegistry(**options)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        gc.collect()
        gc.freeze()  # a server does not hold the rows of which the registry was made, and looks for no garbage in them
        print(
            "{applications} applications × {ministries} ministries × {rulings_each} rulings each".format_map(options)
            + f", made in {time.perf_counter() - start:.0f} s"
        )
        for part in parts:
            importlib.import_module(f"bench.{part}").report(registry)
    finally:
        connection.creation.destroy_test_db("aval", verbosity=0)


if __name__ == "__main__":
    main()
