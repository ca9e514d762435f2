"""The message in which Santa's clients are sent rules, restated as a descriptor.

Source: northpolesec/protos (Apache-2.0), sync/v1.proto: names, numbers and types of the fields, nothing else.
"""

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

POLICIES = ("POLICY_UNKNOWN", "ALLOWLIST", "ALLOWLIST_COMPILER", "BLOCKLIST", "SILENT_BLOCKLIST", "REMOVE")
RULE_TYPES = ("RULETYPE_UNKNOWN", "BINARY", "CERTIFICATE", "TEAMID", "SIGNINGID", "CDHASH")
TEXT, ENUM, MESSAGE = (getattr(FieldDescriptorProto, f"TYPE_{one}") for one in ("STRING", "ENUM", "MESSAGE"))
ONE, MANY = FieldDescriptorProto.LABEL_OPTIONAL, FieldDescriptorProto.LABEL_REPEATED
FIELDS = (
    ("identifier", TEXT, None),
    ("policy", ENUM, ".restated.Policy"),
    ("rule_type", ENUM, ".restated.RuleType"),
    ("custom_msg", TEXT, None),
    ("custom_url", TEXT, None),
)


def _described() -> FileDescriptorProto:
    file = FileDescriptorProto(name="restated.proto", package="restated", syntax="proto3")
    for name, values in (("Policy", POLICIES), ("RuleType", RULE_TYPES)):
        enum = file.enum_type.add(name=name)
        for number, value in enumerate(values):
            enum.value.add(name=value, number=number)
    rule = file.message_type.add(name="Rule")
    for number, (name, kind, of) in enumerate(FIELDS, start=1):
        rule.field.add(
            name=name, number=number, type=kind, type_name=of or None, label=FieldDescriptorProto.LABEL_OPTIONAL
        )
    rules = file.message_type.add(name="RuleDownloadResponse")
    rules.field.add(name="rules", number=1, type=MESSAGE, type_name=".restated.Rule", label=MANY)
    return file


_POOL = DescriptorPool()
_POOL.Add(_described())
Rules = GetMessageClass(_POOL.FindMessageTypeByName("restated.RuleDownloadResponse"))
