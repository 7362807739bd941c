"""The menu bar. On macOS it stands at the top of the screen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from engine.types import ModelInfo
from ui.values import Appearance

if TYPE_CHECKING:
    from ui.main_window import MainWindow

Key = QKeySequence.StandardKey
Role = QAction.MenuRole
_Keys = QKeySequence | QKeySequence.StandardKey | str


class Menus:
    """Makes the menus and keeps what changes in them.

    Every action but About and Quit has `NoRole`: by default macOS would move an item whose name
    merely sounds like a setting.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._models: list[QAction] = []
        self._file()
        self._edit()
        self._view()
        self._model()
        self._help()

    def set_busy(self, busy: bool, recording: bool) -> None:
        self.stop.setEnabled(busy or recording)
        self.stop.setText("Discard Recording" if recording else "Stop Answering")

    def set_models(self, models: Sequence[ModelInfo], current: str) -> None:
        for old in self._models:
            self.model.removeAction(old)
            old.deleteLater()
        self._models = []
        for model in models:
            action = QAction(model.name.replace("&", "&&"), self.model)
            action.setMenuRole(Role.NoRole)
            action.setCheckable(True)
            action.setChecked(str(model.path) == current)
            action.setEnabled(not model.problem)
            path = str(model.path)
            action.triggered.connect(lambda _=False, path=path: self._window.choose_model(path))
            self.model.insertAction(self._before_models, action)
            self._models.append(action)

    def _add(
        self,
        menu: QMenu,
        text: str,
        do: Callable[[], object],
        keys: _Keys | None = None,
        role: QAction.MenuRole = Role.NoRole,
    ) -> QAction:
        action = QAction(text, self._window)
        action.setMenuRole(role)
        if isinstance(keys, QKeySequence.StandardKey):
            action.setShortcuts(keys)
        elif keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False: do())
        menu.addAction(action)
        return action

    def _file(self) -> None:
        window = self._window
        menu = self.file = window.menuBar().addMenu("&File")
        self._add(menu, "New Chat", window.new_chat_requested.emit, Key.New)
        menu.addSeparator()
        self._add(menu, "Attach…", window.choose_files, Key.Open)
        self._add(menu, "Record a Sound", window.record_requested.emit, "Ctrl+Shift+R")
        menu.addSeparator()
        self._add(menu, "Import Chats…", window.choose_import)
        menu.addSeparator()
        self._add(menu, "Close", window.close, Key.Close)
        quit_key = Key.Quit if sys.platform == "darwin" else "Ctrl+Q"
        self._add(menu, "Quit Parlance", window.close, quit_key, Role.QuitRole)

    def _edit(self) -> None:
        menu = self.edit = self._window.menuBar().addMenu("&Edit")
        for text, method, key in (
            ("Undo", "undo", Key.Undo),
            ("Redo", "redo", Key.Redo),
            ("", "", None),
            ("Cut", "cut", Key.Cut),
            ("Copy", "copy", Key.Copy),
            ("Paste", "paste", Key.Paste),
            ("Select All", "selectAll", Key.SelectAll),
        ):
            if not text:
                menu.addSeparator()
                continue
            self._add(menu, text, partial(_to_focus, method), key)
        menu.addSeparator()
        self._add(menu, "Copy Last Answer", self._window.copy_last_answer, "Ctrl+Shift+C")
        menu.addSeparator()
        transcript = self._window.transcript
        self._add(menu, "Find in This Chat", transcript.open_find, Key.Find)
        self._add(menu, "Find Next", partial(transcript.find_next, 1), Key.FindNext)
        self._add(menu, "Find Previous", partial(transcript.find_next, -1), Key.FindPrevious)

    def _view(self) -> None:
        window, look = self._window, self._window.look
        menu = self.view = window.menuBar().addMenu("&View")
        self._add(menu, "Jump to Latest", window.transcript.jump_to_latest, "Ctrl+Down")
        self.thoughts = self._add(menu, "Show Thinking", self._toggle_thoughts, "Ctrl+Shift+T")
        self.thoughts.setCheckable(True)
        menu.addSeparator()
        self._add(menu, "Larger Text", lambda: look.step_scale(1), Key.ZoomIn)
        self._add(menu, "Smaller Text", lambda: look.step_scale(-1), Key.ZoomOut)
        self._add(menu, "Normal Text", lambda: look.set_scale(1.0), "Ctrl+0")
        menu.addSeparator()
        appearance = menu.addMenu("Appearance")
        group = QActionGroup(window)
        choices: tuple[tuple[str, Appearance], ...] = (
            ("Like the System", "system"),
            ("Light", "light"),
            ("Dark", "dark"),
        )
        self.appearances: dict[Appearance, QAction] = {}
        for text, choice in choices:
            action = self._add(appearance, text, partial(window.choose_appearance, choice))
            action.setCheckable(True)
            action.setChecked(choice == look.appearance)
            group.addAction(action)
            self.appearances[choice] = action
        menu.addSeparator()
        self._add(menu, "Full Screen", self._toggle_full_screen, Key.FullScreen)

    def _model(self) -> None:
        window = self._window
        menu = self.model = window.menuBar().addMenu("&Model")
        self._add(menu, "Choose Model", window.header.picker.open_list, "Ctrl+L")
        menu.addSeparator()
        self._before_models = menu.addSeparator()
        self._add(menu, "Choose a Models Folder…", window.choose_models_folder)
        menu.addSeparator()
        self.stop = self._add(menu, "Stop Answering", window.stop_or_discard, "Esc")
        self.stop.setShortcuts([QKeySequence("Esc"), QKeySequence("Ctrl+.")])
        self.stop.setEnabled(False)

    def _help(self) -> None:
        window = self._window
        menu = window.menuBar().addMenu("&Help")
        for question in ("What can you do?", "Which keyboard shortcuts are there?"):
            self._add(
                menu,
                f"Ask: {question}",
                partial(window.composer.set_text, question),
            )
        menu.addSeparator()
        self._add(menu, "About Parlance", window.show_about, role=Role.AboutRole)

    def _toggle_thoughts(self) -> None:
        self._window.transcript.show_thoughts(self.thoughts.isChecked())

    def _toggle_full_screen(self) -> None:
        window = self._window
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()


def _to_focus(method: str) -> None:
    """Edit actions go to whatever holds the caret or a selection."""
    widget = QApplication.focusWidget()
    target = getattr(widget, method, None)
    if callable(target):
        target()
