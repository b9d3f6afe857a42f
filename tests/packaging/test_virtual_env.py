"""When .venv is made, brought up to date, made anew, and left alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import virtual_env

PYPROJECT = """\
[project]
name = "trial"
version = "1"
dependencies = [{dependencies}]

[dependency-groups]
dev = ["pytest>=8"]

[tool.ruff]
line-length = {length}
"""

PREPARE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background starts without it
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import virtual_env
virtual_env.ROOT = Path(sys.argv[2])
virtual_env.VENV = virtual_env.ROOT / ".venv"
virtual_env.prepare_venv(with_tests=False)
"""

# A uv that makes real, if pip-less, environments, and pretends to install.
UV = f"""
case "$1" in
venv) for folder; do :; done; {sys.executable} -m venv --without-pip "$folder";;
pip) : > "$(dirname "$5")/archdesk";;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs) -> Path:
    """A checkout of a trial project, on a machine with uv."""
    root = tmp_path / "checkout"
    root.mkdir()
    monkeypatch.setattr(virtual_env, "ROOT", root)
    monkeypatch.setattr(virtual_env, "VENV", root / ".venv")
    programs.add("uv", UV)
    (programs.folder / "dirname").symlink_to("/usr/bin/dirname")
    write_pyproject(root)
    return root


def write_pyproject(root: Path, dependencies: str = "", length: int = 110) -> None:
    (root / "pyproject.toml").write_text(PYPROJECT.format(dependencies=dependencies, length=length), "utf-8")


def prepare(programs, *, with_tests: bool = False) -> list[str]:
    """What preparing did this time: ``venv`` and ``install ...``."""
    before = len(programs.calls())
    virtual_env.prepare_venv(with_tests=with_tests)
    steps = []
    for call in programs.calls()[before:]:
        words = call.split()
        steps.append("venv" if words[1] == "venv" else " ".join(["install", *words[words.index("-e") + 2 :]]))
    return steps


@pytest.mark.usefixtures("checkout")
def test_the_second_run_does_nothing(programs) -> None:
    assert prepare(programs) == ["venv", "install"]
    assert prepare(programs) == []


@pytest.mark.usefixtures("checkout")
def test_testing_adds_the_development_tools_and_running_keeps_them(programs) -> None:
    prepare(programs)
    assert prepare(programs, with_tests=True) == ["install pytest>=8"]
    assert prepare(programs, with_tests=True) == []
    assert prepare(programs) == []


def test_a_new_dependency_is_installed_but_a_linters_setting_is_none(programs, checkout: Path) -> None:
    prepare(programs)
    write_pyproject(checkout, length=100)
    assert prepare(programs) == []
    write_pyproject(checkout, '"networkx"', 100)
    assert prepare(programs) == ["install"]


def test_a_moved_checkout_is_installed_again(
    programs, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(programs)
    moved = checkout.rename(checkout.with_name("elsewhere"))
    monkeypatch.setattr(virtual_env, "ROOT", moved)
    monkeypatch.setattr(virtual_env, "VENV", moved / ".venv")
    assert prepare(programs) == ["install"]


def test_an_interrupted_first_run_is_started_over(programs, checkout: Path) -> None:
    # No program is found here but those added: the shell itself takes the second the interruption needs.
    programs.add("uv", "kill -INT $PPID; i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done")
    half_made = checkout / ".venv"
    done = subprocess.run(
        [sys.executable, "-c", PREPARE, str(Path(virtual_env.__file__).parent), str(checkout)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert half_made.is_dir()
    (half_made / "left-over").touch()
    programs.add("uv", UV)
    assert prepare(programs) == ["venv", "install"]
    assert not (half_made / "left-over").exists()


def test_a_venv_the_developer_made_is_used_and_never_removed(programs, checkout: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout / ".venv"], check=True)
    own = checkout / ".venv" / "own-file"
    own.touch()
    assert prepare(programs) == ["install"]
    assert prepare(programs) == []
    write_pyproject(checkout, '"networkx"')
    assert prepare(programs) == ["install"]
    assert own.exists()


def test_a_venv_whose_python_does_not_start_is_made_anew(programs, checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/no/such/interpreter\n", "utf-8")
    python.chmod(0o755)
    assert prepare(programs) == ["venv", "install"]


@pytest.mark.usefixtures("checkout")
def test_an_unreadable_note_means_no_note(programs) -> None:
    prepare(programs)
    virtual_env.stamp_file().write_text("{", "utf-8")
    assert virtual_env.read_stamp() is None
    assert prepare(programs) == ["install"]


def test_pythons_own_venv_takes_over_where_uv_fails(programs, checkout: Path) -> None:
    programs.add("uv", "exit 2")
    (checkout / ".venv").mkdir()
    virtual_env.make_venv()
    assert virtual_env.venv_works()
    assert (checkout / ".venv" / "bin" / "pip").exists()


def test_what_went_wrong_while_installing_is_said_in_the_installers_words(programs, checkout: Path) -> None:
    prepare(programs)
    programs.add("uv", "exit 1")
    with pytest.raises(virtual_env.SetupError, match=r"could not install(.|\n)*no-such-folder"):
        virtual_env.install([str(checkout / "no-such-folder")])


def test_this_projects_own_development_tools_are_found() -> None:
    names = {
        requirement.split(">")[0].split("[")[0] for requirement in virtual_env.development_requirements()
    }
    assert {"pytest", "ruff", "mypy", "cfn-lint"} <= names
