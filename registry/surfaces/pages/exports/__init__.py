"""The pages of the files for device management: what is on offer to an organisation, and the report on each file."""
