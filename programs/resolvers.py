"""BIND and Unbound on ports of their own, each with a zone in which every name below `test` answers, and our policy."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import dns.exception
import dns.message
import dns.query
import dns.rcode

from programs.found import program

ANSWER = "192.0.2.1"
"""What every name answers, as far as the policy lets it (RFC 5737: an address of nobody)."""

ZONE = "rpz.aval.example"
PATIENCE = 60  # seconds until a resolver answers

EVERY_NAME = f"""\
$TTL 300
@ SOA localhost. root.localhost. 1 3600 600 604800 300
@ NS localhost.
* A {ANSWER}
"""

NAMED = """\
options {{
  directory "{folder}";
  listen-on port {port} {{ 127.0.0.1; }};
  listen-on-v6 {{ none; }};
  pid-file none;
  session-keyfile none;
  lock-file none;
  recursion yes;
  dnssec-validation no;
  empty-zones-enable no;
  {policy}
}};
controls {{ }};
zone "test" {{ type primary; file "every-name.zone"; }};
{zone}
"""

UNBOUND = """\
server:
  directory: "{folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  interface: 127.0.0.1@{port}
  do-not-query-localhost: no
  module-config: "respip iterator"
  local-zone: "test." transparent
auth-zone:
  name: "test."
  zonefile: "{folder}/every-name.zone"
  for-upstream: yes
  for-downstream: no
remote-control:
  control-enable: no
{policy}
"""


def named_configuration(folder: Path, policy: Path | None, port: int = 5300) -> Path:
    """Write the configuration of BIND, and return where it is."""
    asks = f'response-policy {{ zone "{ZONE}"; }} qname-wait-recurse no;'
    zone = f'zone "{ZONE}" {{ type primary; file "{policy}"; }};'
    folder.joinpath("every-name.zone").write_text(EVERY_NAME)
    path = folder / "named.conf"
    path.write_text(NAMED.format(folder=folder, port=port, policy=asks if policy else "", zone=zone if policy else ""))
    return path


def unbound_configuration(folder: Path, policy: Path | str | None, port: int = 5300) -> Path:
    """Write the configuration of Unbound, with the policy from a file or an address; return where it is."""
    source = f'  url: "{policy}"' if isinstance(policy, str) else f'  zonefile: "{policy}"'
    folder.joinpath("every-name.zone").write_text(EVERY_NAME)
    path = folder / "unbound.conf"
    rpz = f'rpz:\n  name: "{ZONE}."\n{source}\n' if policy else ""
    path.write_text(UNBOUND.format(folder=folder, port=port, policy=rpz))
    return path


@contextlib.contextmanager
def running(name: str, configuration: Path, port: int) -> Iterator[None]:
    """Run a resolver until it is no longer needed."""
    arguments = {"named": ["-g", "-c"], "unbound": ["-d", "-c"]}[name]
    said = configuration.with_suffix(".log")
    with said.open("w") as output:
        server = subprocess.Popen([program(name), *arguments, str(configuration)], stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(port):
            assert server.poll() is None, said.read_text()
            assert time.monotonic() < deadline, said.read_text()
            time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def resolves(name: str, port: int) -> bool:
    """Tell whether a name resolves, or does not exist; fail where neither is so."""
    asked = dns.message.make_query(name, "A")
    answer = dns.query.udp(asked, "127.0.0.1", port=port, timeout=10)
    found = [str(record) for records in answer.answer for record in records]
    if answer.rcode() == dns.rcode.NXDOMAIN:
        assert not found
        return False
    assert (answer.rcode(), found) == (dns.rcode.NOERROR, [ANSWER]), f"{name}: {answer}"
    return True


def _answers(port: int) -> bool:
    with contextlib.suppress(dns.exception.Timeout, OSError):
        dns.query.udp(dns.message.make_query("up.test", "A"), "127.0.0.1", port=port, timeout=1)
        return True
    return False
