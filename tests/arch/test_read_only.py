"""No code path can place, change or cancel an order, or move funds: the engine does not know how it is said."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path.relative_to(ROOT)
    for folder in ("engine", "gui")
    for path in (ROOT / folder).rglob("*.py")
    if "demo" not in path.relative_to(ROOT).parts
)

# protocol reference, section 6.2
TRADING = re.compile(
    r"create_order|cancel_order|cancel_all_orders|bulk_orders|replace_order|cancel_on_disconnect"
    r"|set_initial_leverage|set_position_config|add_position_margin|set_sub_account_mode|derisk"
    r"|eip.?712|\bv[12]/(transfer|withdrawal|vault_|builder_)"
)
READ_ONLY = {"account_summary", "positions", "open_orders", "fill_history"}
ALLOWED_METHODS = {"subscribe", "unsubscribe"}


def _calls(source: str, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield node


def first_arguments(source: str, name: str) -> list[object]:
    """The first argument of each call of ``name``: its value where it is a constant, else its text."""
    return [
        call.args[0].value if isinstance(call.args[0], ast.Constant) else ast.unparse(call.args[0])
        for call in _calls(source, name)
        if call.args
    ]


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_the_source_names_no_endpoint_that_trades(path: Path) -> None:
    assert not TRADING.findall((ROOT / path).read_text(encoding="utf-8").lower())


def test_the_demo_exchange_is_where_such_names_are_found() -> None:
    text = (ROOT / "engine" / "demo" / "endpoints.py").read_text(encoding="utf-8")
    assert len(set(TRADING.findall(text))) >= 1
    assert TRADING.search("self._private('create_order', body)")
    assert TRADING.search("method = 'v1/transfer'")


def test_private_rest_calls_only_read() -> None:
    calls = [
        argument
        for path in SOURCES
        for argument in first_arguments((ROOT / path).read_text(encoding="utf-8"), "_private")
    ]
    assert set(calls) == READ_ONLY
    assert first_arguments("self._private(name, body)", "_private") == ["name"]


def test_sockets_only_subscribe_and_unsubscribe() -> None:
    source = (ROOT / "engine" / "grvt" / "requests.py").read_text(encoding="utf-8")
    assert set(first_arguments(source, "_request")) == ALLOWED_METHODS
    senders = [
        str(path)
        for path in SOURCES
        if re.search(r"\.send_(str|json|bytes|frame)\(", (ROOT / path).read_text(encoding="utf-8"))
    ]
    assert senders == ["engine/grvt/socket.py"]
    socket = (ROOT / "engine" / "grvt" / "socket.py").read_text(encoding="utf-8")
    assert {str(argument).partition("(")[0] for argument in first_arguments(socket, "_send")} == {
        "subscribe_request",
        "unsubscribe_request",
    }


def test_posts_to_the_exchange_are_made_in_two_places_only() -> None:
    posts = sorted(
        str(path)
        for path in SOURCES
        if re.search(r"http\.(post|put|delete|patch|request)\(", (ROOT / path).read_text(encoding="utf-8"))
    )
    assert posts == ["engine/grvt/login.py", "engine/grvt/rest.py"]
