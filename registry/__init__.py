"""The registry of applications and of what each ministry has ruled about them."""
