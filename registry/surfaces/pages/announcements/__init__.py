"""The notices, on lanes and in a list, and one notice with its quotes."""
