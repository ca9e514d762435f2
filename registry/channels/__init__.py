"""The signed channels: what the device feed says, signed, as files that any web server or mirror can serve.

Nothing here writes to the database, and no private key ever reaches it: channels are read from the feed and
written to a folder. docs/feed.md describes them for whoever implements a client.
"""
