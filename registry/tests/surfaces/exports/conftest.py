"""What the tests of exports share: a clock that stands still, and a way to fetch."""

from registry.tests.surfaces.feed.conftest import noon  # noqa: F401  (a fixture)
