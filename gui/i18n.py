"""The language of the window: which one, and how its texts reach Qt.

The texts stand in English in the source. ``resources/translations`` holds one ``.ts`` file a language, which people
edit, and the ``.qm`` file made from it, which the program reads (``make translations``). English has a file of its
own for its plurals. Qt's own words (the buttons of its dialogs) come from Qt's translations.

A text that is already on the screen keeps its language: the window is built anew after a change.
"""

from datetime import date
from importlib.resources import files

from PySide6.QtCore import QCoreApplication, QDate, QLibraryInfo, QLocale, QTranslator

SYSTEM = "system"
ENGLISH = "en"
CHINESE = "zh_CN"
LANGUAGES = {ENGLISH: "English", CHINESE: "简体中文"}
"""Every language by its code, with the name that its speakers give it."""


def language_for(choice: str, system: QLocale | None = None) -> str:
    """The code of the language that a choice means: itself, or for ``system`` the nearest that we have.

    Args:
        choice: a code of ``LANGUAGES`` or ``system``; anything else counts as ``system``.
        system: the system's locale; default: the one of this computer.
    """
    if choice in LANGUAGES:
        return choice
    for name in (system or QLocale.system()).uiLanguages():
        if name.replace("_", "-").partition("-")[0] == "zh":
            return CHINESE
        if name.replace("_", "-").partition("-")[0] == "en":
            return ENGLISH
    return ENGLISH


class Translations:
    """The translators that are installed in the application; one object for the whole program."""

    def __init__(self, application: QCoreApplication) -> None:
        self._application = application
        self._installed: list[QTranslator] = []
        self._locale = QLocale()
        self._texts = b""
        self.language = ""

    def use(self, language: str) -> None:
        """Speak this language (a code of ``LANGUAGES``) from now on; texts already shown stay as they are."""
        if language == self.language:
            return
        self.remove()
        self.language = language
        # Both languages write numbers with a point and group them by commas, as the window's own numbers are.
        QLocale.setDefault(QLocale(language))
        qt_words = QTranslator(self._application)
        if qt_words.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self._install(qt_words)
        own_words = QTranslator(self._application)
        # Qt reads from these bytes as long as the translator lives (QTranslator::load of data does not copy)
        self._texts = compiled(language)
        if not own_words.load(self._texts):
            raise RuntimeError(f"the translation {language}.qm in resources/translations is damaged")
        self._install(own_words)

    def remove(self) -> None:
        """Speak the source's English again, and write dates as before."""
        QLocale.setDefault(self._locale)
        for translator in self._installed:
            self._application.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()
        self.language = ""

    def _install(self, translator: QTranslator) -> None:
        self._application.installTranslator(translator)
        self._installed.append(translator)


def compiled(language: str) -> bytes:
    """The compiled texts of a language, as the program ships them."""
    return (files("resources") / "translations" / f"gridwell_{language}.qm").read_bytes()


def day_text(day: date) -> str:
    """A day without its year in the language of the window: ``3 May``, ``5月3日``."""
    pattern = QCoreApplication.translate("Dates", "d MMM", "a pattern of QLocale: a day without its year")
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)


def month_text(day: date) -> str:
    """The short name of a day's month in the language of the window: ``May``, ``5月``."""
    return QLocale().standaloneMonthName(day.month, QLocale.FormatType.ShortFormat)
