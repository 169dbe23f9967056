"""What the engine says is said in the language of the window, all of it."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from engine import GridSpec, Means
from gui.engine_sentences import SENTENCES
from gui.engine_words import NESTED, _recognise, engine_clause, engine_sentence, engine_text
from gui.i18n import CHINESE, ENGLISH, Translations

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "engine"

PROTOCOL = "the details of a message that cannot be believed: field names and values of the protocol"
NOT_IN_THE_WINDOW = {
    "cli": "the command line speaks English",
    "demo": "the demo exchange's answers are protocol texts, quoted as the exchange's own words",
    "tape.py": "tapes are read by the command line",
    "tape_columns.py": "tapes are read by the command line",
    "backtest.py": "backtests run from the command line",
    "grvt/check_login.py": "the steps of a sign-in are told by the command line",
    "grvt/environment.py": "wrong settings are told on the console, before there is a window",
    "grid/preview_warnings.py": "the window words warnings by their keys (gui/panels/draft_words.py)",
    "secret.py": "for the log",
    "grid/cells.py": "names of states in the errors of defects",
    "desk/export/bundle.py": "notes inside the bundle, for those who help",
    **dict.fromkeys(
        (
            *("grvt/account.py", "grvt/funding_and_margin.py", "grvt/numbers.py", "grvt/payloads.py"),
            *("grvt/private_frames.py", "grvt/structs.py", "grvt/wire.py"),
        ),
        PROTOCOL,
    ),
}
"""Files and folders of the engine whose texts do not reach the window in words of ours, and why."""

NOT_TOLD = {
    "no message": "a part of a sentence with its code",
    "grid file": "a part of a sentence with what is wrong in it",
    "gridwellctl key set --env 7": "a command",
    "7 in a message for 7": PROTOCOL,
    "asked for 7, got 7": PROTOCOL,
    "7: 7 cannot happen while 7": "a defect",
    "total before fees": "a defect",
}

DEFECTS = re.compile(
    "AssertionError|ValueError|TypeError|RuntimeError|sqlite3.IntegrityError"
    "|IllegalCellEvent|UnmatchedFill|IdentityBroken"
)
"""Raised where the program itself is wrong: their words are for the report of the defect."""

PUT_TOGETHER = {
    "{place}: {error}",
    "{name}: is not a key of a grid file; known keys: {legal}",
    '{error} (code {code}: "no message")',
    'the exchange refused: "no message" (code {code})',
    'the exchange rejected the API key: "{reason}". {advice}',
    "A bot check or country block in front of the exchange answers so as well. {advice}",
    "{error} A key can still be used for this session, in memory only.",
    "the price {price} reached stop_below = {stop}",
    "the price {price} reached stop_above = {stop}",
    "sign-in answered HTTP {status}",
    'sign-in answered HTTP {status}: "{said}"',
    "market data: {error}",
    "account feed: {error}",
    "grid file: {error}",
    "a new grid was started from the same file (--new)",
}
"""Templates of sentences that the engine puts together from several of its texts, or its command line leaves behind."""

WORDS = re.compile(r"(?<![\w%./=-])[A-Za-z]+ [A-Za-z]+")
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|BEGIN|PRAGMA|WHERE|RETURNING|ORDER BY)\b|\bg\.grid_id\b")
SAMPLE = "7"


def reads_like_words(text: str) -> bool:
    return WORDS.search(text) is not None and SQL.search(text) is None


def sample_of(node: ast.expr) -> str | None:
    """A text of the source with a digit for everything that is put into it."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else SAMPLE for part in node.values)
    return None


def texts_of(node: ast.AST) -> Iterator[str]:
    """Every text in a piece of source that could be told: no docstrings, types, logs, names of tasks, or defects."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return
        case ast.Raise(exc=ast.Call() as call) if DEFECTS.fullmatch(ast.unparse(call.func)):
            return
        case ast.Call() if ast.unparse(node.func).startswith(("_log", "re.compile", "TypeVar")):
            return
        case ast.keyword(arg="name"):
            return
        case ast.AnnAssign():
            children: list[ast.AST] = [node.value] if node.value else []
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            children = [*node.args.defaults, *node.body]
        case ast.JoinedStr():
            children = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        case _:
            children = list(ast.iter_child_nodes(node))
    text = sample_of(node) if isinstance(node, ast.expr) else None
    if text is not None and reads_like_words(text):
        yield text
    for child in children:
        yield from texts_of(child)


@cache
def told_texts() -> tuple[tuple[str, str], ...]:
    """Every text of the engine that can reach the window, with where it stands."""
    return tuple(_told_texts())


def _told_texts() -> Iterator[tuple[str, str]]:
    for path in sorted(ENGINE.rglob("*.py")):
        where = path.relative_to(ENGINE).as_posix()
        if where not in NOT_IN_THE_WINDOW and where.partition("/")[0] not in NOT_IN_THE_WINDOW:
            for text in texts_of(ast.parse(path.read_text(encoding="utf-8"))):
                if text not in NOT_TOLD:
                    yield where, text


def templates_in(message: str) -> Iterator[str]:
    """The templates that a sentence is made of; unknown words come as they are."""
    found = _recognise(message)
    if found is None:
        if reads_like_words(message):
            yield message
        return
    template, values = found
    yield template
    for name, value in values.items():
        if name in NESTED:
            yield from templates_in(value)
        elif reads_like_words(value):
            yield value


def test_everything_that_the_engine_says_has_a_template() -> None:
    known = set(SENTENCES)
    missing = sorted(
        f"{where}: {text}" for where, text in told_texts() if not known.issuperset(templates_in(text))
    )
    assert missing == [], "add a template in gui/engine_sentences, then run `make translations`"


def test_no_template_is_left_over() -> None:
    used = {template for _, text in told_texts() for template in templates_in(text)}
    words = {template for template in SENTENCES if reads_like_words(template)}
    assert sorted(words - used - PUT_TOGETHER) == []
    assert sorted(PUT_TOGETHER - set(SENTENCES)) == []


def test_no_exception_to_the_rule_is_left_over() -> None:
    assert [name for name in NOT_IN_THE_WINDOW if not (ENGINE / name).exists()] == []


def test_the_settings_of_a_grid_have_names() -> None:
    keys = {field.name for kind in (GridSpec, Means) for field in fields(kind)}
    assert sorted(keys - set(SENTENCES)) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('raise DeskError(f"grid {number} has no wings")', ["grid 7 has no wings"]),
        ('drop("nobody knows why" if late else "too early")', ["nobody knows why", "too early"]),
        ('raise ValueError("a defect of ours")', []),
        ('_log.warning("only in the log")', []),
        ('def f() -> "a type":\n    """Says what it does."""', []),
    ],
)
def test_the_rule_would_notice(source: str, found: list[str]) -> None:
    assert list(texts_of(ast.parse(source))) == found


@pytest.fixture
def translations(qapp: QApplication) -> Iterator[Translations]:
    before = QLocale()
    translations = Translations(qapp)
    yield translations
    translations.remove()
    QLocale.setDefault(before)


NESTED_SENTENCES = [
    (
        "missed trades could not be fetched: market-data.grvt.io: no answer within 10 s",
        "无法获取错过的成交：market-data.grvt.io：10 秒内没有响应",
    ),
    (
        'gave up after 3 retries: 127.0.0.1:8701: the exchange had an internal error (code 1002: "Oops: 5")',
        "重试 3 次后放弃：127.0.0.1:8701：交易所内部错误（代码 1002：“Oops: 5”）",
    ),
    ("lower: 5 is out of range; a price above 0", "下限（lower）：5 超出范围；应为大于 0 的价格"),
    (
        "grid file: /a/folder/grid.toml cannot be read: No such file or directory",
        "网格文件：无法读取 /a/folder/grid.toml：No such file or directory",
    ),
    (
        "edge.grvt.io: sign-in answered HTTP 502 without a session cookie",
        "edge.grvt.io：登录返回 HTTP 502，但没有会话 Cookie",
    ),
    (
        "the exchange closed the connection (code 1000)",
        "交易所关闭了连接（代码 1000）",
    ),
    (
        'the exchange rejected the API key: "bad key". The demo exchange has its own key: unset GRVT_API_KEY or'
        " give the key it was started with.",
        "交易所拒绝了 API 密钥：“bad key”。演示交易所有自己的密钥：请取消设置 GRVT_API_KEY，或提供启动时使用的密钥。",
    ),
    (
        "the margin rules could not be read, trying again: trades.grvt.io: margin_rules answered HTTP 503",
        "无法读取保证金规则，正在重试：trades.grvt.io：margin_rules 返回 HTTP 503",
    ),
    ("the price 2990.5 reached stop_below = 2991", "价格 2990.5 触及下方止损 2991"),
]


@pytest.mark.parametrize(("english", "chinese"), NESTED_SENTENCES)
def test_sentences_in_sentences(english: str, chinese: str, translations: Translations) -> None:
    translations.use(CHINESE)
    assert engine_text(english) == chinese
    translations.use(ENGLISH)
    assert engine_text(english) == english


@pytest.mark.parametrize(
    "text", ["", "something unheard of", "eve: something unheard of", "(code 7)", "a" * 5000]
)
def test_unknown_words_stay_as_they_are(text: str, translations: Translations) -> None:
    translations.use(CHINESE)
    assert engine_text(text) == text


def test_no_template_hides_another(translations: Translations) -> None:
    """Each one, filled with samples, is recognised as something that gives the same English again."""
    translations.use(ENGLISH)
    for template in SENTENCES:
        message = re.sub(r"\{\w+\}", SAMPLE, template)
        assert engine_text(message) == message


def test_sentences_and_clauses(translations: Translations) -> None:
    assert engine_sentence("stopped by the user") == "Stopped by the user."
    assert engine_sentence("The key store failed while reading the key: gone.").endswith("gone.")
    assert engine_clause("Check the network and try again.") == "Check the network and try again"
    translations.use(CHINESE)
    assert engine_sentence("stopped by the user") == "由用户停止。"
    assert engine_clause("Check the network and try again.") == "请检查网络后重试"
    assert engine_sentence("") == ""


ENGINE_ERRORS = re.compile(r"\b(DeskError|ExchangeError|GridSpecError|KeyStoreError|UnusableKeyError)\b")
MAY_HAVE_IT = re.compile(
    r"engine_(text|sentence|clause)|_log\..*|self\._reporter\.failed|self\._show_trouble|_complain"
)
SAID_FURTHER_ON = {
    "gui/models/history.py": "gui.records_controller says it",
    "gui/records_controller.py": "where it says what the tables of history could not read",
    "gui/app.py": "on the console, before there is a window",
}


def raw_uses(tree: ast.AST) -> Iterator[int]:
    """The lines where a caught error of the engine is used in other words than those of the window's language."""
    for handler in ast.walk(tree):
        if (
            not isinstance(handler, ast.ExceptHandler)
            or handler.name is None
            or handler.type is None
            or not ENGINE_ERRORS.search(ast.unparse(handler.type))
        ):
            continue
        said = {
            id(inner)
            for node in ast.walk(handler)
            if isinstance(node, ast.Call) and MAY_HAVE_IT.fullmatch(ast.unparse(node.func))
            for inner in ast.walk(node)
        }
        for node in ast.walk(handler):
            if isinstance(node, ast.Name) and node.id == handler.name and id(node) not in said:
                yield node.lineno


def test_no_error_goes_past_the_translation() -> None:
    past = [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path in sorted((ROOT / "gui").rglob("*.py"))
        if path.relative_to(ROOT).as_posix() not in SAID_FURTHER_ON
        for line in raw_uses(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert past == [], "say it with engine_text, engine_sentence or engine_clause of gui.engine_words"


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("show(str(error))", 1),
        ("text.format(reason=error)", 1),
        ("show(engine_text(str(error)))", 0),
        ("pass", 0),
    ],
)
def test_that_rule_would_notice(use: str, found: int) -> None:
    tree = ast.parse(f"try:\n    start()\nexcept (DeskError, OSError) as error:\n    {use}")
    assert len(list(raw_uses(tree))) == found
