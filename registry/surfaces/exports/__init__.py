"""Exports: files that device management takes as they are, written from the records of the feed."""
