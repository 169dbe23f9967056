"""The diagrams of docs/connection.md are those of the table; ``UPDATE_DOCS=1`` writes them anew."""

import os
import re
from pathlib import Path

import pytest

from engine.feed.connection import ConnectionEvent, Endpoint, transitions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "connection.md"


def diagram(endpoint: Endpoint) -> str:
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> offline"]
    for (state, event), target in transitions(endpoint).items():
        if event is not ConnectionEvent.STOP:
            lines.append(f"    {state.value} --> {target.value}: {event.value}")
    return "\n".join([*lines, "```"])


def section(text: str, endpoint: Endpoint) -> re.Match[str] | None:
    return re.search(rf"(<!-- {endpoint.value} -->\n).*?(\n<!-- end -->)", text, re.DOTALL)


@pytest.mark.parametrize("endpoint", Endpoint)
def test_the_page_shows_the_table(endpoint):
    text = PAGE.read_text(encoding="utf-8")
    found = section(text, endpoint)
    assert found is not None, f"docs/connection.md has no section for {endpoint.value}"
    expected = found[1] + diagram(endpoint) + found[2]
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(text.replace(found[0], expected), encoding="utf-8")
    else:
        assert found[0] == expected, "run the tests once with UPDATE_DOCS=1 to draw the diagrams anew"
