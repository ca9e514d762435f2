"""What people and machines read: pages, API, feed, exports. Each is independent of the others."""
