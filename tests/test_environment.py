"""The three lists of dependencies agree: pyproject.toml, environment.yml and requirements.lock."""

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

# What conda calls by another name; its matplotlib brings a window system and its seaborn a package for
# statistics that nothing here needs, its tzdata no package of Python.
CONDA_NAMES = {
    "matplotlib-base": "matplotlib",
    "python-tzdata": "tzdata",
    "seaborn-base": "seaborn",
}


@pytest.fixture(scope="module")
def project(repository: Path) -> dict[str, Any]:
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def required(project: dict[str, Any]) -> dict[str, Requirement]:
    """What grading needs: the base, which is a student's part, and the instructor's."""
    extras = project["optional-dependencies"]
    texts = [*project["dependencies"], *extras["libraries"], *extras["instructor"]]
    found = [one for one in map(Requirement, texts) if one.name != project["name"]]
    return {canonicalize_name(one.name): one for one in found}


@pytest.fixture(scope="module")
def conda(repository: Path) -> list[Any]:
    text = (repository / "environment.yml").read_text(encoding="utf-8")
    return yaml.safe_load(text)["dependencies"]


@pytest.fixture(scope="module")
def lock(repository: Path) -> str:
    return (repository / "requirements.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def lock_of_grading(repository: Path) -> str:
    return (repository / "requirements-grading.lock").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pinned(lock: str) -> list[tuple[Requirement, int]]:
    """The packages of the lock, each with the number of its hashes."""
    entries = re.findall(r"^(\S.*?)((?: \\\n    --hash=\S+)*)$", lock, flags=re.MULTILINE)
    return [
        (Requirement(line), hashes.count("--hash=sha256:"))
        for line, hashes in entries
        if not line.startswith("#")
    ]


def test_conda_and_pip_install_the_same_packages_within_the_same_bounds(
    conda: list[Any], required: dict[str, Requirement]
) -> None:
    found = {}
    for line in conda:
        one = Requirement(line) if isinstance(line, str) else None
        if one is not None and one.name not in ("pip", "python"):
            found[CONDA_NAMES.get(one.name, one.name)] = one.specifier
    assert found == {name: one.specifier for name, one in required.items()}


def test_conda_and_pip_agree_on_python(conda: list[Any], project: dict[str, Any]) -> None:
    (one,) = [one for one in map(Requirement, conda[:-1]) if one.name == "python"]
    assert one.specifier == SpecifierSet(project["requires-python"])


def test_conda_installs_the_package_itself_with_pip_and_nothing_else(conda: list[Any]) -> None:
    assert conda[-1] == {"pip": ["--editable .[instructor]"]}


def test_only_tomli_is_conditional_and_only_where_python_lacks_it(
    required: dict[str, Requirement],
) -> None:
    conditional = {name for name, one in required.items() if one.marker is not None}
    assert conditional == {"tomli"}
    marker = required["tomli"].marker
    assert marker is not None
    assert marker.evaluate({"python_version": "3.10"})
    assert not marker.evaluate({"python_version": "3.11"})


def test_every_dependency_has_a_lower_bound(required: dict[str, Requirement]) -> None:
    for name, one in required.items():
        assert any(part.operator == ">=" for part in one.specifier), name


def test_every_package_of_the_lock_has_one_version_and_hashes(
    pinned: list[tuple[Requirement, int]],
) -> None:
    assert len(pinned) > 50
    for one, hashes in pinned:
        assert [part.operator for part in one.specifier] == ["=="], one
        assert hashes > 0, one


def test_a_grammar_that_takes_seconds_to_import_is_left_out(
    repository: Path, pinned: list[tuple[Requirement, int]]
) -> None:
    """Does no command of nbgrader's import it, and does pip not fetch it after all?"""
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    found = re.search(r"^LEFT_OUT := (.*)$", makefile, flags=re.MULTILINE)
    assert found is not None
    assert not {canonicalize_name(one.name) for one, _ in pinned} & set(found[1].split())
    assert "--no-deps --require-hashes" in makefile
    validate = "import nbformat, sys; nbformat.validate(nbformat.v4.new_notebook())"
    command = [sys.executable, "-c", f"{validate}; print('rfc3987_syntax' in sys.modules)"]
    if "rfc3987-syntax" not in {one.metadata["Name"] for one in metadata.distributions()}:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "False"


def test_the_lock_for_grading_is_a_part_of_the_lock(lock: str, lock_of_grading: str) -> None:
    """Has each package the same version in both, and a file in common?

    That nothing is missing, `doors/test_gradescope_container.py` compares with what is installed.
    """
    whole, part = (
        {
            line.partition(" ")[0]: set(re.findall(r"--hash=(\S+)", hashes))
            for line, hashes in re.findall(
                r"^([^\s#].*?)((?: \\\n    --hash=\S+)*)$", text, flags=re.MULTILINE
            )
        }
        for text in (lock, lock_of_grading)
    )
    assert len(part) > 50
    assert not {one for one, hashes in part.items() if not hashes & whole.get(one, set())}
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:|@ ", lock_of_grading)


def test_every_line_of_the_lock_is_understood(
    lock: str, pinned: list[tuple[Requirement, int]]
) -> None:
    begun = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert len(begun) == len(pinned)
    assert lock.count("--hash=sha256:") == sum(hashes for _, hashes in pinned)


def test_the_lock_names_no_index_and_no_address(lock: str) -> None:
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:|@ ", lock)


def test_the_lock_is_within_the_bounds_of_the_project(
    project: dict[str, Any], pinned: list[tuple[Requirement, int]]
) -> None:
    versions: dict[str, list[Version]] = {}
    for one, _ in pinned:
        (part,) = one.specifier
        versions.setdefault(canonicalize_name(one.name), []).append(Version(part.version))
    extras = project["optional-dependencies"].values()
    texts = [*project["dependencies"], *(text for extra in extras for text in extra)]
    for one in map(Requirement, texts):
        if one.name == project["name"]:
            continue
        found = versions.get(canonicalize_name(one.name))
        assert found, f"{one.name} is not in the lock"
        assert all(version in one.specifier for version in found), one


def test_the_lock_has_what_the_makefile_needs(
    repository: Path, pinned: list[tuple[Requirement, int]]
) -> None:
    lines = (repository / "requirements.in").read_text(encoding="utf-8").splitlines()
    locked = {canonicalize_name(one.name) for one, _ in pinned}
    for line in lines:
        if line and not line.startswith("#"):
            assert canonicalize_name(Requirement(line).name) in locked, line
