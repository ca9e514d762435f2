"""A small tree on which rulings are made."""

from registry.models import Application, Category, Organisation
from registry.tests.scene import Scene


class Small(Scene):
    """A root, two ministries, a service of the first one, and two applications in two categories."""

    def __init__(self) -> None:
        super().__init__()
        seats = {}
        for slug, below in (("etat", None), ("culture", "etat"), ("interior", "etat"), ("museums", "culture")):
            seats[slug] = self.new_organisation(slug, seats[below][0] if below else None)
        self.etat: Organisation = seats["etat"][0]
        self.culture: Organisation = seats["culture"][0]
        self.interior: Organisation = seats["interior"][0]
        self.museums: Organisation = seats["museums"][0]
        social, messaging = self.new_category("social", None), self.new_category("messaging", None)
        self.social: Category = social[0]
        self.messaging: Category = messaging[0]
        app, other = self.new_application("app", self.social), self.new_application("other", self.messaging)
        self.app: Application = app[0]
        self.other: Application = other[0]
        self.publish(*(change for changes in (*seats.values(), social, messaging, app, other) for change in changes))
