"""What a reader finds at an address that leads nowhere."""

import pytest

from registry.tests.surfaces.pages.markup import Markup

pytestmark = pytest.mark.django_db

SAID = {"fr": "Nous ne trouvons pas cette page", "en": "We do not find this page"}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param("/fr/applications/tik-tok/", "tik tok", id="an application"),
        pytest.param("/fr/applications/tik_tok/timeline/", "tik tok", id="what was known of one"),
        pytest.param("/fr/organisations/ministere-du-temps/", "ministere du temps", id="an organisation"),
        pytest.param("/a/whats-app", "whats app", id="a short address"),
        pytest.param("/fr/tiktok", "tiktok", id="a page that never was"),
        pytest.param("/fr/jeux/candy%20crush/", "candy crush", id="a folder that never was"),
        pytest.param("/fr/%C3%A9l%C3%A9phant/", "éléphant", id="accents"),
        pytest.param("/fr/applications/?page=99&q=tik", "tik", id="a list that is shorter"),
        pytest.param("/fr/changes/?page=99", "", id="a list that is not searched"),
        pytest.param("/fr/%22%3E%3Cscript%3Ex/", "script x", id="a script"),
        pytest.param(f"/fr/{'a-' * 300}/", ("a " * 50).strip(), id="three hundred words"),
        pytest.param("/fr/%E2%80%AE%00/", "", id="nothing that is a word"),
    ],
)
def test_an_address_that_leads_nowhere_offers_the_search_for_its_words(seeded, get, address, words):
    markup = get(address, status=404)
    (field,) = (one for one in markup.all("input") if one.get("name") == "q")
    assert field["value"] == words
    assert markup.all("form") == [
        {"class": "asking asking-one", "method": "get", "action": "/fr/applications/", "role": "search"}
    ]


@pytest.mark.parametrize(
    ("accepted", "language"), [("en", "en"), ("fr-CA", "fr"), ("de", "fr"), ("", "fr"), ("en;q=0.1, fr", "fr")]
)
@pytest.mark.parametrize("address", ["/nowhere", "/nowhere/", "/a/no-such-application", "/wp-login.php"])
def test_outside_a_language_a_dead_end_is_told_in_that_of_the_browser(seeded, client, address, accepted, language):
    response = client.get(address, headers={"accept-language": accepted})
    markup = Markup(response)
    assert (response.status_code, markup.all("html")) == (404, [{"lang": language}])
    assert SAID[language] in markup.text
    assert "Accept-Language" in response.headers["Vary"]
