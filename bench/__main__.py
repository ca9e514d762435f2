"""`python -m bench`: makes a large registry in a database of its own, prints what it costs, and drops it."""

import argparse
import os
import time


def main() -> None:
    """Parse, set Django up on a database that is thrown away, and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--applications", type=int, default=10_000)
    parser.add_argument("--ministries", type=int, default=30)
    parser.add_argument("--rulings-each", type=int, default=200)
    parser.add_argument("--in-large-category", type=int, default=2_000)
    options = parser.parse_args()

    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings_test"
    import django

    django.setup()
    from django.db import connection

    from bench import rulings
    from bench.large_registry import LargeRegistry

    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        start = time.perf_counter()
        registry = LargeRegistry(**vars(options))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(
            f"{options.applications} applications × {options.ministries} ministries × {options.rulings_each} rulings"
            f" each, made in {time.perf_counter() - start:.0f} s"
        )
        rulings.report(registry)
    finally:
        connection.creation.destroy_test_db("aval", verbosity=0)


if __name__ == "__main__":
    main()
