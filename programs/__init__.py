"""The programs of others that take the files of exports: resolvers, browsers and linters, and what they do then."""
