"""Taking records out of the window: a grid's files, the bundle for support, a table as it is shown."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from engine import DeskError
from gui.dialogs.export import ExportDialog, SupportDialog
from tests.fakes.record_values import two_past_grids
from tests.gui.conftest import Kit


@pytest.fixture
def keeping(make_kit: Callable[..., Kit]) -> Kit:
    """A window on a desk that keeps what happens."""
    kit = make_kit()
    kit.desk.archive = two_past_grids()
    return kit


def test_a_grid_is_exported_where_the_user_wants_it(
    keeping: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.open()
    keeping.tasks.step()
    asked: list[tuple[int, Path, set[str]]] = []

    async def write(_archive: object, grid_id: int, folder: Path, *, formats: set[str]) -> tuple[Path, ...]:
        asked.append((grid_id, folder, formats))
        if len(asked) > 1:
            raise DeskError(f"{folder} is read-only")
        return (folder / "grid-1-fills.json",)

    monkeypatch.setattr("gui.export_controller.export_grid", write)
    keeping.window.grids_panel.choose(1)
    keeping.window.commands.export_grid.trigger()
    dialog = keeping.window.findChild(ExportDialog)
    assert dialog is not None
    assert dialog.grid_id == 1
    dialog.csv.setChecked(False)
    assert not dialog.write_button.isEnabled()
    dialog.json.setChecked(True)
    dialog.place.setText(str(tmp_path))
    dialog.write_button.click()
    assert asked == [(1, tmp_path, {"json"})]
    assert str(tmp_path) in dialog.status
    dialog.write_button.click()
    assert "read-only" in dialog.status
    assert dialog.write_button.isEnabled()
    dialog.reject()


def test_the_chosen_grid_is_the_exported_one_while_a_key_is_held(keeping: Kit, qtbot: QtBot) -> None:
    keeping.open()
    keeping.tasks.step()
    panel = keeping.window.grids_panel
    qtbot.keyPress(panel, Qt.Key.Key_Control, Qt.KeyboardModifier.ControlModifier)
    try:
        panel.choose(1)
        assert [row.grid_id for row in panel.table.selected_rows()] == [1]
    finally:
        qtbot.keyRelease(panel, Qt.Key.Key_Control)


def test_nothing_can_be_exported_from_a_desk_that_keeps_nothing(kit: Kit) -> None:
    kit.open()
    kit.window.commands.export_grid.trigger()
    dialog = kit.window.findChild(ExportDialog)
    assert dialog is not None
    assert not dialog.write_button.isEnabled()
    assert "Nothing is kept" in dialog.status
    dialog.reject()


def test_the_support_bundle_says_where_it_is(
    kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kit.open()
    made: list[tuple[Path, Path]] = []

    async def make(home: Path, target: Path) -> Path:
        made.append((home, target))
        return target

    monkeypatch.setattr("gui.export_controller.make_support_bundle", make)
    kit.window.commands.support_bundle.trigger()
    dialog = kit.window.findChild(SupportDialog)
    assert dialog is not None
    dialog.place.setText(str(tmp_path / "bundle.zip"))
    dialog.write_button.click()
    assert made == [(kit.settings.path.parent, tmp_path / "bundle.zip")]
    assert "bundle.zip" in dialog.status
    dialog.reject()


def test_a_table_is_exported_whole_though_only_a_page_was_read(keeping: Kit, tmp_path: Path) -> None:
    keeping.open()
    keeping.tasks.step()
    target = tmp_path / "fills.csv"
    keeping.window.fills_panel.export_requested.emit()
    files = keeping.window.findChild(QFileDialog, "export-table")
    assert files is not None
    files.fileSelected.emit(str(target))
    for _ in range(30):
        keeping.tasks.step()
    assert "480 rows were written" in keeping.window.notice.text
    assert len(target.read_text(encoding="utf-8").splitlines()) == 481
    keeping.bench.records.export.write_table(keeping.window.fills_panel, str(tmp_path / "no" / "x.csv"))
    assert "was not written" in keeping.window.notice.text
    files.reject()
