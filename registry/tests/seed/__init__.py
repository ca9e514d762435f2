"""The seed files, read without a database."""
