"""What is read in a text before the database is asked: identifiers in addresses, and the name that stands there."""

import pytest

from registry.catalogue.wanted import Wanted


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("https://play.google.com/store/apps/details?id=com.whatsapp&hl=fr", "COM.WHATSAPP"),
        ("market://details?id=com.whatsapp", "COM.WHATSAPP"),
        ("https://apps.apple.com/fr/app/tiktok/id835599320?mt=8", "835599320"),
        ("itms-apps://apps.apple.com/app/id835599320", "835599320"),
        ("ms-windows-store://pdp/?PFN=MSTeams_8wekyb3d8bbwe", "MSTEAMS_8WEKYB3D8BBWE"),
        ("https://flathub.org/fr/apps/org.signal.Signal", "ORG.SIGNAL.SIGNAL"),
        ("https://flathub.org/apps/details/org.signal.Signal", "ORG.SIGNAL.SIGNAL"),
        ("https://f-droid.org/en/packages/org.fossify.calendar/", "ORG.FOSSIFY.CALENDAR"),
        (
            "https://chromewebstore.google.com/detail/ublock/cjpalhdlnbpafiamejdnhcphjbkeiagm?hl=fr",
            "CJPALHDLNBPAFIAMEJDNHCPHJBKEIAGM",
        ),
        ("https://snapcraft.io/signal-desktop", "SIGNAL-DESKTOP"),
        ("https://formulae.brew.sh/cask/zoom", "ZOOM"),
        ("https://packages.debian.org/fr/trixie/vlc", "VLC"),
        ("www.tiktok.com/@x", "TIKTOK.COM"),
        ("5319275A.WhatsAppDesktop_cv1g1gvanyjgm", "5319275A.WHATSAPPDESKTOP"),
        ("c819b794-a45c-4f27-9860-0c86492a52cc", "{C819B794-A45C-4F27-9860-0C86492A52CC}"),
        ("AB:" * 31 + "AB", "AB" * 32),
        ("UBF8T346G9.com.microsoft.teams2", "COM.MICROSOFT.TEAMS2"),
    ],
)
def test_an_identifier_is_read_where_it_stands(typed, value):
    wanted = Wanted.of(typed)
    assert value in wanted.values
    assert wanted.is_identifier


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("  tik   tok ", "tik tok"),
        ("https://apps.apple.com/us/app/whatsapp-messenger/id310633997", "whatsapp messenger"),
        ("https://apps.apple.com/fr/app/messagerie-priv%C3%A9e/id874139669", "messagerie privée"),
        ("https://www.microsoft.com/fr-fr/p/whatsapp-desktop/9nksqgp7f2nh", "whatsapp desktop"),
        ("https://play.google.com/store/apps/details?id=com.whatsapp", ""),
        ("https://m.facebook.com/story.php?id=1", "facebook"),
        ("l'application Instagram", "Instagram"),
        ("application", "application"),
        ("apps", "apps"),
        ("\u202eTikTok\u202c", "TikTok"),
        ("Tik\u200bTok", "TikTok"),
        ("Ｔｉｋ\u00a0Ｔｏｋ", "Tik Tok"),
        ("a" * 5000, "a" * 100),
        ("\x00", ""),
        ("\ud800", ""),
        ("http://[::1", "http://[::1"),
    ],
)
def test_a_name_is_read_without_what_stands_around_it(typed, text):
    assert Wanted.of(typed).text == text


def test_only_a_few_runs_of_words_are_tried_however_long_the_text():
    assert len(Wanted.of("un deux trois quatre cinq six sept huit neuf dix").runs) == 13
