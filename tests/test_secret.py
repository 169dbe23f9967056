"""Secrets stay secret in everything that turns a value into text."""

import copy
import json
import logging
import pickle

import pytest

from engine.secret import REDACTED, RedactingFilter, Secret, SecretHeaders, redact

TEXT = 'sk-"quoted"\\and/odd&Ünicode-0123456789'


def test_it_shows_itself_only_when_asked() -> None:
    secret = Secret(TEXT)
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret!r}", f"{secret:>40}", "%s" % secret):  # noqa: UP031
        assert TEXT not in shown
        assert REDACTED in shown
    assert secret.reveal() == TEXT
    assert TEXT not in repr([secret, {"key": secret}])


def test_equal_by_content_and_usable_as_a_key() -> None:
    assert Secret("one") == Secret("one")
    assert Secret("one") != Secret("two")
    assert Secret("one") != "one"
    assert len({Secret("one"), Secret("one"), Secret("two")}) == 2


@pytest.mark.parametrize("copying", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_does_not_leave_the_process(copying: object) -> None:
    with pytest.raises(TypeError, match="secret"):
        copying(Secret(TEXT))  # type: ignore[operator]


def test_headers_name_their_fields_only() -> None:
    headers = SecretHeaders({"Cookie": "gravity=abcdef"})
    assert "abcdef" not in repr(headers)
    assert "abcdef" not in str(headers)
    assert "abcdef" not in f"{headers}"
    assert "Cookie" in repr(headers)
    assert headers["Cookie"] == "gravity=abcdef"


def test_redaction_finds_the_forms_that_json_and_urls_give_it() -> None:
    Secret(TEXT)
    for text in (
        TEXT,
        json.dumps(TEXT),
        json.dumps(TEXT, ensure_ascii=False),
        "?q=sk-%22quoted%22%5Cand%2Fodd%26%C3%9Cnicode-0123456789",
    ):
        clean = redact(f"before {text} after")
        assert "0123456789" not in clean
        assert clean.startswith("before ")
        assert clean.endswith(" after")


def test_a_secret_that_begins_with_another_leaves_no_tail() -> None:
    Secret("overlapping-secret")
    Secret("overlapping-secret-and-its-tail")
    assert redact("overlapping-secret-and-its-tail") == REDACTED


def test_a_very_short_secret_does_not_black_out_ordinary_words() -> None:
    secret = Secret("a")
    assert redact("an ordinary day") == "an ordinary day"
    assert repr(secret) == REDACTED


def _logged(caplog: pytest.LogCaptureFixture, **how: object) -> str:
    lines = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keeper()
    handler.addFilter(RedactingFilter())
    logger = logging.getLogger("tests.secret")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        how["log"](logger)  # type: ignore[operator]
    finally:
        logger.removeHandler(handler)
        logger.propagate = True
    return "\n".join(lines)


def test_the_log_guard_cleans_messages_arguments_tracebacks_and_stacks(
    caplog: pytest.LogCaptureFixture,
) -> None:
    Secret("log-guard-secret")

    def log(logger: logging.Logger) -> None:
        logger.warning("plain log-guard-secret")
        logger.warning("argument %s", "log-guard-secret")
        try:
            raise RuntimeError("inside log-guard-secret")
        except RuntimeError:
            logger.exception("with traceback")
        logger.warning("stack", stack_info=True, extra={"note": "log-guard-secret"})

    text = _logged(caplog, log=log)
    assert "log-guard-secret" not in text
    assert text.count(REDACTED) >= 3
    assert "with traceback" in text
    assert "RuntimeError" in text


def test_the_log_guard_survives_arguments_that_do_not_fit(caplog: pytest.LogCaptureFixture) -> None:
    text = _logged(caplog, log=lambda logger: logger.warning("%s of %d", "all", "x"))
    assert "%s of %d" in text
