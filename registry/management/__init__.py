"""What the registry does from the command line."""
