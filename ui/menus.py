"""The menu bar. On macOS it stands at the top of the screen."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu

from ui.language import translate
from ui.menu_actions import Key, Keys, Role, add_action
from ui.window_menu import WindowMenu

if TYPE_CHECKING:
    from engine.types import ModelInfo
    from ui.main_window import MainWindow
    from ui.values import Appearance


class Menus:
    """Makes the menus and keeps what changes in them.

    Every action but About, updates, Settings and Quit has `NoRole`: by default macOS would move an
    item whose name merely sounds like a setting.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._models: list[QAction] = []
        self._file()
        self._edit()
        self._view()
        self._model()
        self.windows = WindowMenu(window)
        self._help()

    def set_busy(self, busy: bool, recording: bool, loading: bool = False) -> None:
        self.stop.setEnabled(busy or recording or loading)
        if recording:
            self.stop.setText(translate("Menus", "Discard Recording"))
        elif loading and not busy:
            self.stop.setText(translate("Menus", "Stop Loading"))
        else:
            self.stop.setText(translate("Menus", "Stop Answering"))

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
        keys: Keys | None = None,
        role: QAction.MenuRole = Role.NoRole,
    ) -> QAction:
        return add_action(self._window, menu, text, do, keys, role)

    def _file(self) -> None:
        window = self._window
        menu = self.file = window.menuBar().addMenu(translate("Menus", "&File"))
        self._add(menu, translate("Menus", "New Chat"), window.new_chat_requested.emit, Key.New)
        self._add(
            menu,
            translate("Menus", "New Temporary Chat"),
            window.temporary_requested.emit,
            "Ctrl+Alt+N",
        )
        self._add(
            menu,
            translate("Menus", "New Window"),
            window.new_window_requested.emit,
            "Ctrl+Shift+N",
        )
        self.after_new = menu.addSeparator()
        self._add(menu, translate("Menus", "Attach…"), window.choose_files, Key.Open)
        self._add(
            menu,
            translate("Menus", "Record a Sound"),
            window.record_requested.emit,
            "Ctrl+Shift+R",
        )
        menu.addSeparator()
        words = translate("Menus", "Keep This Chat")
        self.keep = self._add(menu, words, window.keep_requested.emit)
        self.keep.setEnabled(False)
        self._add(menu, translate("Menus", "Import Chats…"), window.choose_import)
        menu.addSeparator()
        self._add(
            menu,
            translate("Menus", "Settings…"),
            window.settings_requested.emit,
            "Ctrl+,",
            Role.PreferencesRole,
        )
        menu.addSeparator()
        self._add(menu, translate("Menus", "Close Window"), window.close, Key.Close)
        quit_key = Key.Quit if sys.platform == "darwin" else "Ctrl+Q"
        words = translate("Menus", "Quit Parlance")
        self._add(menu, words, window.quit_requested.emit, quit_key, Role.QuitRole)

    def _edit(self) -> None:
        menu = self.edit = self._window.menuBar().addMenu(translate("Menus", "&Edit"))
        self._to_focus(translate("Menus", "Undo"), "undo", Key.Undo)
        self._to_focus(translate("Menus", "Redo"), "redo", Key.Redo)
        menu.addSeparator()
        self._to_focus(translate("Menus", "Cut"), "cut", Key.Cut)
        self._to_focus(translate("Menus", "Copy"), "copy", Key.Copy)
        self._to_focus(translate("Menus", "Paste"), "paste", Key.Paste)
        self._to_focus(translate("Menus", "Select All"), "selectAll", Key.SelectAll)
        menu.addSeparator()
        copy = translate("Menus", "Copy Last Answer")
        self._add(menu, copy, self._window.copy_last_answer, "Ctrl+Shift+C")
        menu.addSeparator()
        window = self._window
        self._add(menu, translate("Menus", "Find in This Chat"), window.open_find, Key.Find)
        forward, back = partial(window.find_next, 1), partial(window.find_next, -1)
        self._add(menu, translate("Menus", "Find Next"), forward, Key.FindNext)
        self._add(menu, translate("Menus", "Find Previous"), back, Key.FindPrevious)

    def _view(self) -> None:
        window, look = self._window, self._window.look
        menu = self.view = window.menuBar().addMenu(translate("Menus", "&View"))
        latest = translate("Menus", "Jump to Latest")
        self._add(menu, latest, window.jump_to_latest, "Ctrl+Down")
        thinking = translate("Menus", "Show Thinking")
        self.thoughts = self._add(menu, thinking, self._toggle_thoughts, "Ctrl+Shift+T")
        self.thoughts.setCheckable(True)
        menu.addSeparator()
        self._add(menu, translate("Menus", "Larger Text"), lambda: look.step_scale(1), Key.ZoomIn)
        smaller = translate("Menus", "Smaller Text")
        self._add(menu, smaller, lambda: look.step_scale(-1), Key.ZoomOut)
        self._add(menu, translate("Menus", "Normal Text"), lambda: look.set_scale(1.0), "Ctrl+0")
        menu.addSeparator()
        self._appearance(menu.addMenu(translate("Menus", "Appearance")))
        menu.addSeparator()
        words = translate("Menus", "Full Screen")
        self._add(menu, words, self._toggle_full_screen, Key.FullScreen)

    def _appearance(self, menu: QMenu) -> None:
        window = self._window
        group = QActionGroup(window)
        choices: tuple[tuple[str, Appearance], ...] = (
            (translate("Menus", "Like the System"), "system"),
            (translate("Menus", "Light"), "light"),
            (translate("Menus", "Dark"), "dark"),
        )
        self.appearances: dict[Appearance, QAction] = {}
        for text, choice in choices:
            action = self._add(menu, text, partial(window.choose_appearance, choice))
            action.setCheckable(True)
            action.setChecked(choice == window.look.appearance)
            group.addAction(action)
            self.appearances[choice] = action

    def _model(self) -> None:
        window = self._window
        menu = self.model = window.menuBar().addMenu(translate("Menus", "&Model"))
        models = translate("Menus", "All Models…")
        self._add(menu, models, window.models_requested.emit, "Ctrl+L")
        choose = translate("Menus", "Choose Model")
        self._add(menu, choose, window.header.picker.open_list, "Ctrl+Shift+L")
        menu.addSeparator()
        self._before_models = menu.addSeparator()
        folder = translate("Menus", "Choose a Models Folder…")
        self._add(menu, folder, window.choose_models_folder)
        eject = translate("Menus", "Unload Model")
        self._add(menu, eject, window.eject_requested.emit, "Ctrl+E")
        menu.addSeparator()
        words, wanted = translate("Menus", "Chat Settings…"), window.chat_settings_requested
        self.chat_settings = self._add(menu, words, wanted.emit, "Ctrl+Shift+P")
        menu.addSeparator()
        self.stop = self._add(menu, translate("Menus", "Stop Answering"), window.stop_or_discard)
        self.stop.setShortcuts([QKeySequence("Esc"), QKeySequence("Ctrl+.")])
        self.stop.setEnabled(False)

    def _help(self) -> None:
        window = self._window
        menu = window.menuBar().addMenu(translate("Menus", "&Help"))
        for question in (
            translate("Menus", "What can you do?"),
            translate("Menus", "Which keyboard shortcuts are there?"),
        ):
            words = translate("Menus", "Ask: {question}").format(question=question)
            self._add(menu, words, partial(window.composer.set_text, question))
        menu.addSeparator()
        reports = translate("Menus", "Show Crash Reports")
        self._add(menu, reports, window.crash_reports_requested.emit)
        words = translate("Menus", "Check for Updates…")
        self._add(menu, words, window.updates_requested.emit, role=Role.ApplicationSpecificRole)
        about = translate("Menus", "About Parlance")
        self._add(menu, about, window.show_about, role=Role.AboutRole)

    def _to_focus(self, text: str, method: str, keys: Keys) -> None:
        self._add(self.edit, text, partial(_to_focus, method), keys)

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
