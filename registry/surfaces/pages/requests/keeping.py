"""How long what an agent sends is kept, as the pages say that ask for it or tell of it."""

from registry.requests.models import CONTACT_DAYS, KEPT_DAYS

KEEPING = {"contact_days": CONTACT_DAYS, "kept_days": KEPT_DAYS}
