"""The first start: shows the three ways to begin, in the language that the user picks."""

import asyncio
from dataclasses import replace

from PySide6.QtWidgets import QApplication

from gui.dialogs.first_run import Beginning, FirstRunDialog
from gui.dressing import dress
from gui.i18n import LANGUAGES, Translations
from gui.settings import WindowSettings
from gui.theme import Theme, ui_font


async def ask_how_to_begin(
    settings: WindowSettings, translations: Translations, theme: Theme, quitting: asyncio.Event
) -> Beginning | None:
    """Show the dialog until something is chosen; None when the user closes it, or ``quitting`` is set."""
    loop = asyncio.get_running_loop()
    while True:
        answered: asyncio.Future[Beginning | str | None] = loop.create_future()
        dialog = FirstRunDialog(_other_language(translations.language))
        dress(dialog, theme)
        dialog.chosen.connect(answered.set_result)
        dialog.language_wanted.connect(answered.set_result)
        dialog.closed.connect(lambda answered=answered: answered.set_result(None))
        dialog.show()
        leaving = asyncio.create_task(_answer_none(quitting, answered))
        answer = await answered
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        dialog.blockSignals(True)
        dialog.close()
        dialog.deleteLater()
        if not isinstance(answer, str):
            return answer
        settings.preferences = replace(settings.preferences, language=answer)
        translations.use(answer)
        QApplication.setFont(ui_font())


async def _answer_none(quitting: asyncio.Event, answered: "asyncio.Future[Beginning | str | None]") -> None:
    await quitting.wait()
    if not answered.done():
        answered.set_result(None)


def _other_language(present: str) -> tuple[str, str]:
    return next((code, name) for code, name in LANGUAGES.items() if code != present)
