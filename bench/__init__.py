"""What the registry costs as it grows: `make bench` prints it, nothing asserts it."""
