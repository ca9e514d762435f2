"""The Django project: settings, addresses, database and server. It knows nothing of the registry's subject."""
