"""Addresses of the signed channels, under /feed/v1/."""

from django.urls import path, re_path

from registry.channels.views import blob, head, keys

app_name = "channels"

CHANNEL = r"(?P<organisation>[-a-zA-Z0-9_]{1,80})/(?P<device>[a-z_]{1,40})"

urlpatterns = [
    path("keys.json", keys, name="keys"),
    re_path(r"^keys/(?P<version>[1-9][0-9]{0,5})\.json$", keys, name="keys_version"),
    re_path(rf"^{CHANNEL}/head\.json$", head, name="head"),
    re_path(rf"^{CHANNEL}/blobs/(?P<name>(?:full|delta)-[-0-9a-f]{{1,120}}\.json\.gz)$", blob, name="blob"),
]
