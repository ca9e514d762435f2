"""The official notices, quoted, and the applications that they concern."""
