"""The formats on offer, in the order in which they are listed. A new one is named here, and nowhere else."""

from collections.abc import Mapping

from registry.surfaces.exports.format import Format
from registry.surfaces.exports.formats.adblock import AdblockList
from registry.surfaces.exports.formats.android import AndroidModify, AndroidPolicy, AndroidRemove
from registry.surfaces.exports.formats.apple_ddm import AppleDdm, AppleDdmMac
from registry.surfaces.exports.formats.apple_profile import AppleProfile, AppleProfileSigned
from registry.surfaces.exports.formats.applocker import AppLocker
from registry.surfaces.exports.formats.chromium import Chromium
from registry.surfaces.exports.formats.firefox import Firefox
from registry.surfaces.exports.formats.fleet import Fleet
from registry.surfaces.exports.formats.hosts import Hosts
from registry.surfaces.exports.formats.osquery_pack import OsqueryPack
from registry.surfaces.exports.formats.rpz import ResponsePolicyZone
from registry.surfaces.exports.formats.santa import SantaProfile, SantaRules
from registry.surfaces.exports.formats.table import Table

FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        AndroidPolicy(),
        AndroidModify(),
        AndroidRemove(),
        AppleProfile(),
        AppleProfileSigned(),
        AppleDdm(),
        AppleDdmMac(),
        Chromium(),
        Firefox(),
        Fleet(),
        OsqueryPack(),
        ResponsePolicyZone(),
        Hosts(),
        AdblockList(),
        SantaRules(),
        SantaProfile(),
        AppLocker(),
        Table(),
    )
}
