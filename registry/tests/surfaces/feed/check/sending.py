"""What the tests of the check send: identifiers that the registry knows, and bodies that it refuses."""

import hashlib
import json

from registry.tests.surfaces.machines import problem

CHECK = "/api/v1/organisations/culture/check/"
CHAT = {"kind": "android_package", "value": "org.example.chat"}
CLIPS = {"kind": "dns_domain", "value": "clips.example"}
NOTES = {"kind": "ios_bundle_id", "value": "org.example.notes"}
FAMILY = {"kind": "windows_package_family_name", "value": "Example.Chat_8wekyb3d8bbwe"}


def refused(client, body, status, content_type="application/json"):
    sent = body if isinstance(body, bytes) else json.dumps(body)
    return problem(client.post(CHECK, sent, content_type=content_type, headers={"Accept-Language": "en"}), status)


def hash_of(identifier):
    return hashlib.sha256(f"{identifier['kind']}\n{identifier['value']}".encode()).hexdigest()
