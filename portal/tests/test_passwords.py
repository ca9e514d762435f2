"""How passwords are kept: by what ships, not by the fast hasher of the tests."""

from portal import settings as shipped


def test_a_password_is_kept_by_argon2_and_an_older_one_is_kept_anew(db, django_user_model, settings):
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS[1:]
    user = django_user_model.objects.create_user("agent", password="a long enough passphrase")
    assert user.password.startswith("pbkdf2_sha256$")
    settings.PASSWORD_HASHERS = shipped.PASSWORD_HASHERS
    assert user.check_password("a long enough passphrase")
    assert user.password.startswith("argon2$argon2id$")
