"""The list of applications, as pages, files and suggestions: what narrows it, what it finds, how it is shown."""
