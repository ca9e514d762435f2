"""How the site is known outside: one address for each page, site maps, whom to tell of a weakness."""
