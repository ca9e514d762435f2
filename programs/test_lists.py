"""AGLint on the Adblock list, and the C library with the hosts file in place of its own."""

import subprocess
from pathlib import Path

import pytest

from programs.found import program, with_file
from programs.material import NAMES

AGLINT = Path(__file__).parent.parent / ".venv" / "node" / "node_modules" / ".bin" / "aglint"
CONFIGURATION = """
root: true
extends:
  - aglint:recommended
syntax:
  - AdGuard
"""


@pytest.fixture
def aglint(tmp_path):
    if not AGLINT.exists():
        pytest.fail("AGLint is not here: `make programs` installs it, and runs these tests then.")
    tmp_path.joinpath(".aglintrc.yaml").write_text(CONFIGURATION)

    def check(text: str) -> subprocess.CompletedProcess:
        tmp_path.joinpath("list.txt").write_text(text)
        command = [program("node"), AGLINT, "list.txt"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)

    return check


def test_aglint_finds_nothing_to_say_of_the_list(file, aglint):
    checked = aglint(file("adblock").read_text())
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param("$important", "$importent", id="a modifier that there is not"),
        pytest.param("||tok.test^", "||tok.test^$", id="a modifier that is missing"),
    ],
)
def test_aglint_finds_a_wrong_letter(file, aglint, right, wrong):
    text = file("adblock").read_text()
    assert right in text
    assert aglint(text.replace(right, wrong, 1)).returncode == 1


def looked_up(name: str, version: str, hosts: Path, scratch: Path) -> str:
    scratch.mkdir()
    command = with_file("getent", hosts, "/etc/hosts", scratch)
    found = subprocess.run([*command, version, name], capture_output=True, text=True, timeout=60, check=False)
    return found.stdout.partition(" ")[0]


@pytest.mark.parametrize(("version", "nowhere"), [("ahostsv4", "0.0.0.0"), ("ahostsv6", "::")])
def test_the_c_library_leads_what_the_file_names_nowhere(file, tmp_path, version, nowhere):
    hosts = file("dns-hosts")
    for number, name in enumerate(("tok.test", "www.tok.test", "studio.work.tok.test")):
        assert looked_up(name, version, hosts, tmp_path / f"layer-{number}") == nowhere
    for number, name in enumerate(NAMES):
        if NAMES[name]:
            assert looked_up(name, version, hosts, tmp_path / f"other-{number}") != nowhere
