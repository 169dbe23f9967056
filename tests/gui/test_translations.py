"""Both languages are complete: no text is missing, unfinished, misspelt in its placeholders, or out of reach."""

import ast
import gc
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QApplication

from gui.i18n import CHINESE, ENGLISH, LANGUAGES, SYSTEM, Translations, compiled, language_for

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
SOURCES = sorted((ROOT / "gui").rglob("*.py"))
TOOLS = Path(sys.executable).parent
PLURALS = {ENGLISH: 2, CHINESE: 1}
GIVEN_ELSEWHERE = {str(Path("gui") / name) for name in ("i18n.py", "engine_words.py")}
"""Where a text is translated that is marked for it somewhere else."""
HAN = re.compile("[\u4e00-\u9fff]")
SAME_IN_CHINESE = re.compile(r"[^A-Za-z]*|.*\{.*|Qt \{version\}|[A-Z]{2,}|API|d MMM|UTC")


@dataclass(frozen=True)
class Message:
    language: str
    context: str
    source: str
    forms: tuple[str, ...]
    unfinished: bool

    def __str__(self) -> str:
        return f"{self.context}: {self.source}"


def read(path: Path, language: str) -> Iterator[Message]:
    for context in ET.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            forms = [form.text or "" for form in translation.iter("numerusform")]
            yield Message(
                language,
                context.findtext("name"),
                message.findtext("source"),
                tuple(forms) if message.get("numerus") == "yes" else (translation.text or "",),
                translation.get("type") == "unfinished",
            )


def messages(language: str) -> list[Message]:
    return list(read(FOLDER / f"gridwell_{language}.ts", language))


def tool(name: str) -> str:
    found = shutil.which(name, path=str(TOOLS)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} comes with PySide6-Essentials and is not there")
    return found


def update(ts: Path, language: str) -> None:
    plurals = ["-pluralonly"] if language == ENGLISH else []
    command = [tool("pyside6-lupdate"), "-silent", "-extensions", "py", "-locations", "none", "-no-obsolete"]
    command += [*plurals, "gui", "-source-language", "en", "-target-language", language, "-ts", str(ts)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_or_left_over(language: str, tmp_path: Path) -> None:
    ts = tmp_path / f"gridwell_{language}.ts"
    shutil.copy(FOLDER / ts.name, ts)
    update(ts, language)
    kept = {(one.context, one.source) for one in messages(language)}
    now = {(one.context, one.source) for one in read(ts, language)}
    assert sorted(now - kept) == [], "run `make translations`, then translate what is unfinished"
    assert sorted(kept - now) == [], "run `make translations`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_unfinished(language: str) -> None:
    unfinished = [str(one) for one in messages(language) if one.unfinished or not all(one.forms)]
    assert unfinished == []
    wrong = [
        str(one) for one in messages(language) if "%n" in one.source and len(one.forms) != PLURALS[language]
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_the_translation(language: str) -> None:
    wrong = [
        f"{one} -> {form}"
        for one in messages(language)
        for form in one.forms
        if form and (placeholders(form) != placeholders(one.source) or ends(form) != ends(one.source))
    ]
    assert wrong == []


def placeholders(text: str) -> set[str]:
    return {*re.findall(r"\{[^}]*\}", text), *re.findall(r"%n", text)}


def ends(text: str) -> tuple[bool, bool]:
    """Whether a dialog follows, and whether there is a key for it."""
    return text.rstrip().endswith("…"), bool(re.search(r"&\w", text.replace("&&", "")))


def test_chinese_is_chinese() -> None:
    english = [
        f"{one} -> {form}"
        for one in messages(CHINESE)
        for form in one.forms
        if form and not HAN.search(form) and not SAME_IN_CHINESE.fullmatch(one.source)
    ]
    assert english == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_program_reads_is_made_from_what_people_edit(language: str, tmp_path: Path) -> None:
    qm = tmp_path / "made.qm"
    command = [tool("pyside6-lrelease"), "-silent", str(FOLDER / f"gridwell_{language}.ts"), "-qm", str(qm)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert qm.read_bytes() == compiled(language), "run `make translations`"


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Every call of ``tr`` and ``translate``: where, the call, and the name that is called."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                owner, _, name = ast.unparse(node.func).rpartition(".")
                if name == "tr" or (owner, name) == ("QCoreApplication", "translate"):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node, name


def text_of(call: ast.Call, name: str) -> str | None:
    arguments = call.args[1:] if name == "translate" else call.args
    first = arguments[0] if arguments else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def test_every_text_can_be_extracted() -> None:
    """lupdate finds literals only, and takes a plural from ``self.tr`` only."""
    extracted = {one.source for one in messages(CHINESE)}
    problems = []
    for where, call, name in calls():
        text = text_of(call, name)
        if text is None:
            if where.partition(":")[0] not in GIVEN_ELSEWHERE:
                problems.append(f"{where}: not a literal")
        elif "%n" in text and (name != "tr" or len(call.args) != 3):
            problems.append(f"{where}: a plural is self.tr(text, '', n)")
        elif text not in extracted:
            problems.append(f"{where}: {text!r} is not extracted")
    assert problems == []


SHOWN_BY = re.compile(
    "set(Text|ToolTip|StatusTip|WhatsThis|WindowTitle|Title|InformativeText|PlaceholderText|LabelText"
    "|AccessibleName|AccessibleDescription|Prefix|Suffix)|addMenu|addAction|addTab|addRow|addItem|insertItem"
    "|say|set_caption|show_waiting|show_problem|set_message|tell|alarm"
    "|QLabel|QPushButton|QToolButton|QCheckBox|QRadioButton|QGroupBox|QAction|QDockWidget|QMenu"
)
WORD = re.compile(r"[A-Za-z]{2,}")


def shown_words(call: ast.Call) -> list[str]:
    """Words in the literals that a call would put on the screen untranslated."""
    shown = []
    first_only = ast.unparse(call.func).endswith("set_caption")  # what follows names a style
    for argument in call.args[:1] if first_only else call.args:
        if isinstance(argument, ast.Call):
            continue
        literals = [argument] if isinstance(argument, ast.Constant) else []
        if isinstance(argument, ast.JoinedStr):
            literals = [part for part in argument.values if isinstance(part, ast.Constant)]
        if isinstance(argument, ast.BinOp):
            literals = [side for side in (argument.left, argument.right) if isinstance(side, ast.Constant)]
        shown += [part.value for part in literals if isinstance(part.value, str) and WORD.search(part.value)]
    return shown


def test_no_text_goes_past_the_translation() -> None:
    past = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and SHOWN_BY.fullmatch(ast.unparse(node.func).rpartition(".")[2]):
                past += [f"{path.relative_to(ROOT)}:{node.lineno}: {words!r}" for words in shown_words(node)]
    assert past == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('label.setText("Start grid")', 1),
        ('QLabel(f"{count} fills")', 1),
        ('button.setToolTip("Start " + name)', 1),
        ('label.setText(self.tr("Start grid"))', 0),
        ('label.setText("–")', 0),
    ],
)
def test_the_rule_would_notice(source: str, found: int) -> None:
    call = ast.parse(source, mode="eval").body
    assert isinstance(call, ast.Call)
    assert len(shown_words(call)) == found


@pytest.fixture
def translations(qapp: QApplication) -> Iterator[Translations]:
    before = QLocale()
    translations = Translations(qapp)
    yield translations
    translations.remove()
    QLocale.setDefault(before)


def test_languages_are_switched_at_run_time_and_plurals_are_right(translations: Translations) -> None:
    translations.use(ENGLISH)
    one, many = (QCoreApplication.translate("Leaving", "Stop %n paper grid(s)?", "", n) for n in (1, 3))
    assert (one, many) == ("Stop 1 paper grid?", "Stop 3 paper grids?")
    translations.use(CHINESE)
    assert HAN.search(QCoreApplication.translate("Leaving", "Stop %n paper grid(s)?", "", 3))
    assert QLocale().language() is QLocale.Language.Chinese
    translations.use(ENGLISH)
    assert QCoreApplication.translate("Leaving", "Stop all") == "Stop all"


def test_a_language_lasts(translations: Translations) -> None:
    """Qt does not copy the compiled texts: they must outlive what else happens in the memory."""
    translations.use(CHINESE)
    gc.collect()
    litter = [bytes([number]) * 90_000 for number in range(200)]
    plain = [one for one in messages(CHINESE) if len(one.forms) == 1 and "%n" not in one.source]
    lost = [one for one in plain if QCoreApplication.translate(one.context, one.source) != one.forms[0]]
    del litter
    assert [str(one) for one in lost if one.context != "Dates"] == []


@pytest.mark.parametrize(
    ("choice", "system", "language"),
    [
        ("en", "zh_CN", ENGLISH),
        ("zh_CN", "en_US", CHINESE),
        (SYSTEM, "zh_CN", CHINESE),
        (SYSTEM, "en_GB", ENGLISH),
        (SYSTEM, "de_DE", ENGLISH),
        ("klingon", "zh_CN", CHINESE),
    ],
)
def test_the_systems_language_is_taken_where_we_speak_it(choice: str, system: str, language: str) -> None:
    assert language_for(choice, QLocale(system)) == language
