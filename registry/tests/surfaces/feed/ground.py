"""The ground of the tests of the feed: a ministry below a root, and a category."""


def records(document):
    """Return the records of a document by their ids."""
    return {record["id"]: record for record in document["records"]}


def begin(scene):
    """Publish a ministry below a root, a category, and whoever publishes applications."""
    scene.root, *of_root = scene.new_organisation("etat", None)
    scene.ministry, *of_ministry = scene.new_organisation("culture", scene.root)
    scene.social, place = scene.new_category("social", None)
    scene.publish(scene.root, *of_root, scene.ministry, *of_ministry, scene.social, place)
    assert scene.publisher
