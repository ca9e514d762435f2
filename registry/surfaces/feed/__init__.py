"""The device feed: what holds for the devices of one class at one organisation, in one document."""
