"""The examples in the documentation do what they say."""

import doctest
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", ["docs/accounting.md"])
def test_the_examples_of_a_page_come_out_as_written(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    examples = "\n".join(re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL))
    told: list[str] = []
    test = doctest.DocTestParser().get_doctest(examples, {}, name, None, None)
    result = doctest.DocTestRunner().run(test, out=told.append)
    assert result.attempted > 10
    assert result.failed == 0, "".join(told)
