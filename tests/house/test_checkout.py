"""What stands in the checkout, and what may not: folders, lock files, names of machines."""

import re
import socket
import subprocess
import tomllib

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.house import sources

ALLOWED = {
    "CHANGELOG.md",
    "README.md",
    "analytics",
    "app",
    "contracts",
    "fixtures",
    "pyproject.toml",
    "reports",
    "requirements-dev.lock",
    "requirements.lock",
    "run",
    "tests",
}
LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^ ;\\]+)", re.MULTILINE)


def test_the_top_level_holds_what_the_design_names_and_nothing_else() -> None:
    top = {name.partition("/")[0] for name in sources.files()}
    assert {name for name in top if not name.startswith(".")} == ALLOWED


@pytest.mark.parametrize("package", sources.PACKAGES)
def test_every_package_has_a_readme(package: str) -> None:
    assert f"{package}/README.md" in sources.files()


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_name_no_host_and_no_path(lock: str) -> None:
    lines = sources.text(lock).splitlines()
    assert [line for line in lines if re.search(r"://| @ |(^|[ =])\.{0,2}/|\\\\", line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", sources.text(lock))
    pinned = [block for block in blocks if PINNED.match(block)]
    assert [block.split()[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_the_development_lock_holds_all_of_the_running_one() -> None:
    running, development = (set(PINNED.findall(sources.text(lock))) for lock in LOCKS)
    assert running - development == set()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads(sources.text("pyproject.toml"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=!~; ]", one)[0].lower().replace("_", "-") for one in wanted}
    assert names - {name for name, _ in PINNED.findall(sources.text(LOCKS[1]))} == set()


def test_no_file_names_this_checkout_or_its_neighbours() -> None:
    places = (f"{sources.ROOT}/", str(sources.ROOT.parent / "shared"), "../" + "shared")
    assert [
        f"{name}: {place}"
        for name in sources.files()
        for place in places
        if place in sources.text(name)
    ] == []


def test_run_and_the_build_server_s_script_are_executable() -> None:
    command = ("test", "-x", "run", "-a", "-x", ".ci/run")
    assert subprocess.run(command, cwd=sources.ROOT, check=False).returncode == 0


def test_tests_reach_this_machine_only() -> None:
    with pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.2)  # kept for examples: RFC 5737
