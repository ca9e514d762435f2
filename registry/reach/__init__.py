"""The reach of a publication: how many records of a channel it turns or drops at once, and who confirmed the number."""
