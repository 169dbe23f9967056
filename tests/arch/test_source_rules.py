"""House rules that no linter knows."""

import ast
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path.relative_to(ROOT) for folder in ("engine", "gui") for path in (ROOT / folder).rglob("*.py")
)
MOST_LINES = 400

Rule = Callable[[ast.AST], list[int]]

# written in pieces, so that this file does not name what it forbids
REGISTRY_HOSTS = re.compile(
    "|".join(["python" + "hosted", r"pypi\.org/" + "simple", "registry.npm" + "js", "deb.deb" + "ian"])
)
MACHINE_PATHS = re.compile(rf"(?<![\w.])({re.escape(str(ROOT))}|/ro{'ot'}|/ho{'me'}/\w+|/Us{'ers'}/\w+)/")


def _project_files() -> list[Path]:
    """What belongs to the project: what git tracks or would track, else everything that is not generated."""
    git = shutil.which("git")
    if git is not None and (ROOT / ".git").exists():
        command = [git, "ls-files", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]
    folders = ("engine", "gui", "resources", "tests", "docs", ".ci")
    found = [
        path for folder in folders for path in (ROOT / folder).rglob("*") if "__pycache__" not in path.parts
    ]
    return [path for path in [*found, *ROOT.glob("*")] if path.is_file()]


def _project_texts() -> Iterator[tuple[Path, str]]:
    for path in _project_files():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def _name(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""


def f_strings_in_tr(tree: ast.AST) -> list[int]:
    """Lines of calls of ``tr`` or ``translate`` with an f-string, which can never match a translation."""
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _name(call.func).rpartition(".")[2] in {"tr", "translate"}
        for argument in call.args
        if any(isinstance(part, ast.JoinedStr) for part in ast.walk(argument))
    ]


def blocking_sleeps(tree: ast.AST) -> list[int]:
    """Lines that sleep in a way that blocks a loop."""
    calls = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) == "time.sleep"
    ]
    imports = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module == "time"
        and "sleep" in {a.name for a in node.names}
    ]
    return calls + imports


def swallowed_errors(tree: ast.AST) -> list[int]:
    """Lines of bare excepts, and of handlers for every exception that do nothing."""
    everything = {"", "Exception", "BaseException"}
    return [
        handler.lineno
        for handler in ast.walk(tree)
        if isinstance(handler, ast.ExceptHandler)
        and (
            handler.type is None
            or (
                _name(handler.type) in everything - {""}
                and all(isinstance(s, ast.Pass) for s in handler.body)
            )
        )
    ]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_a_file_stays_readable(path: Path) -> None:
    lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
    assert lines <= MOST_LINES, f"{path} has {lines} lines; a file has one reason to change"


@pytest.mark.parametrize(
    "rule", [f_strings_in_tr, blocking_sleeps, swallowed_errors], ids=lambda rule: rule.__name__
)
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    broken = [f"{path}:{line}" for path in SOURCES for line in rule(_tree(path))]
    assert not broken


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (f_strings_in_tr, 'self.tr(f"{n} levels")'),
        (f_strings_in_tr, 'QCoreApplication.translate("Grid", "a" + f"{n}")'),
        (blocking_sleeps, "import time\ntime.sleep(1)"),
        (blocking_sleeps, "from time import sleep"),
        (swallowed_errors, "try:\n    go()\nexcept:\n    raise"),
        (swallowed_errors, "try:\n    go()\nexcept Exception:\n    pass"),
    ],
)
def test_the_rule_would_notice(rule: Rule, source: str) -> None:
    assert rule(ast.parse(source))


def test_no_file_names_a_package_registry_s_host() -> None:
    assert not [str(path) for path, text in _project_texts() if REGISTRY_HOSTS.search(text)]


def test_no_file_names_a_path_of_one_machine() -> None:
    assert not [
        f"{path}: {found.group()}" for path, text in _project_texts() if (found := MACHINE_PATHS.search(text))
    ]


def test_the_top_level_holds_only_what_belongs_there() -> None:
    known = {
        "engine",
        "gui",
        "resources",
        "tests",
        "docs",
        ".ci",
        "pyproject.toml",
        "README.md",
        "Makefile",
        ".gitignore",
    }
    assert {path.relative_to(ROOT).parts[0] for path in _project_files()} <= known
