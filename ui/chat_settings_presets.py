"""Presets in a row: choose one, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QScrollArea, QVBoxLayout, QWidget

from ui.buttons import IconButton, TextButton, label
from ui.chat_settings_values import ChatSettings, Preset
from ui.language import translate
from ui.look import Look
from ui.settings.controls import Choice


class PresetRow(QWidget):
    """Which preset the values were copied from, and whether they are still the same.

    Signals:
        chosen: a Preset whose values are to be copied; None for no values at all.
        undone: what `chosen` brought about is to be taken back.
        saved: a name for a new preset of the present values.
        updated: id of a preset that is to have the present values.
        renamed: id and name. deleted: id.
    """

    chosen = Signal(object)
    undone = Signal()
    saved = Signal(str)
    updated = Signal(str)
    renamed = Signal(str, str)
    deleted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets: dict[str, Preset] = {}
        self._settings = ChatSettings()
        self._undo_offered = False
        self.name = label(translate("PresetRow", "Preset"), "setting")
        self.choice = Choice(look, translate("PresetRow", "Preset"))
        self.name.setBuddy(self.choice)
        self.more = IconButton(look, "more", translate("PresetRow", "More for presets"), size=18)
        self.more.setFixedSize(28, 28)
        self.state = label("", "secondary")
        self.state.setWordWrap(True)
        self.undo = TextButton(look, translate("PresetRow", "Undo"), kind="link")
        self.ask = Question(look)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(6)
        top.addWidget(self.name)
        top.addStretch(1)
        top.addWidget(self.choice, 3)
        top.addWidget(self.more)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self.state, 1)
        below.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self.ask)
        self.choice.chosen.connect(self._choose)
        self.more.clicked.connect(self._open_menu)
        self.undo.clicked.connect(self.undone)
        self._show()

    def set_presets(self, presets: Sequence[Preset]) -> None:
        self._presets = {preset.id: preset for preset in presets}
        self._show()

    def show_settings(self, settings: ChatSettings, *, undo: bool = False) -> None:
        """`undo`: they were just copied, and what was before can come back."""
        self._settings, self._undo_offered = settings, undo
        self._show()

    @property
    def source(self) -> Preset | None:
        """The preset that the values came from, as it is now; None if it is gone."""
        copied = self._settings.preset
        return None if copied is None else self._presets.get(copied.id)

    def menu(self) -> QMenu:
        """What can be done now."""
        menu = QMenu(self)
        source = self.source
        self._add(menu, translate("PresetRow", "Save as New Preset…"), self._ask_name)
        if source is not None:
            name = source.name.replace("&", "&&")
            menu.addSeparator()
            update = translate("PresetRow", "Update “{name}” with These Values").format(name=name)
            action = self._add(menu, update, lambda: self.updated.emit(source.id))
            action.setEnabled(source.settings != self._settings.values)
            rename = translate("PresetRow", "Rename “{name}”…").format(name=name)
            self._add(menu, rename, lambda: self._ask_new_name(source))
            delete = translate("PresetRow", "Delete “{name}”…").format(name=name)
            self._add(menu, delete, lambda: self._ask_delete(source))
        return menu

    def _show(self) -> None:
        copied, source = self._settings.preset, self.source
        none = translate("PresetRow", "None")
        offers: list[tuple[str, object]] = [(none, "")]
        offers += [(preset.name, preset.id) for preset in self._presets.values()]
        self.choice.offer(offers)
        self.choice.show_value("" if copied is None else copied.id, copied.name if copied else none)
        self.state.setText(self._sentence(copied, source))
        self.state.setVisible(bool(self.state.text()))
        self.undo.setVisible(self._undo_offered)

    def _sentence(self, copied: Preset | None, source: Preset | None) -> str:
        if copied is None:
            return ""
        name = source.name if source is not None else copied.name
        if self._settings.changed:
            return translate("PresetRow", "Changed from preset “{name}”.").format(name=name)
        if source is None:
            said = translate("PresetRow", "From preset “{name}”, which has been deleted.")
        elif source.settings != copied.settings:
            said = translate(
                "PresetRow",
                "From preset “{name}”, which has changed since. Choose it again to copy its "
                "present values.",
            )
        else:
            said = translate("PresetRow", "From preset “{name}”.")
        return said.format(name=name)

    def _choose(self, id: str) -> None:
        if not id:
            self.chosen.emit(None)
        elif (preset := self._presets.get(id)) is not None:
            self.chosen.emit(preset)

    def _open_menu(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _add(self, menu: QMenu, text: str, do: Callable[[], None]) -> QAction:
        action = menu.addAction(text)
        action.triggered.connect(lambda _=False: do())
        return action

    def _ask_name(self) -> None:
        copied = self._settings.preset
        self.ask.ask_text(
            translate("PresetRow", "Name of the new preset"),
            copied.name if copied else "",
            translate("PresetRow", "Save"),
            self.saved.emit,
        )

    def _ask_new_name(self, preset: Preset) -> None:
        self.ask.ask_text(
            translate("PresetRow", "New name of the preset"),
            preset.name,
            translate("PresetRow", "Rename"),
            lambda name: self.renamed.emit(preset.id, name),
        )

    def _ask_delete(self, preset: Preset) -> None:
        said = translate(
            "PresetRow", "Delete the preset “{name}”? Chats that use its values keep them."
        ).format(name=preset.name)
        delete = translate("PresetRow", "Delete")
        self.ask.ask(said, delete, lambda: self.deleted.emit(preset.id))


class Question(QWidget):
    """A question in its place instead of a window above all others: for a name, or for a yes."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Callable[[], None] | None = None
        self._before: QWidget | None = None
        self.said = label("", "small")
        self.said.setWordWrap(True)
        self.line = QLineEdit()
        self.line.setProperty("kind", "field")
        self.line.setMaxLength(80)
        self.said.setBuddy(self.line)
        self.line.setAccessibleName(translate("Question", "Name"))
        self.yes = TextButton(look, translate("Question", "Save"), kind="default")
        self.danger = TextButton(look, translate("Question", "Delete"), kind="danger")
        self.no = TextButton(look, translate("Question", "Cancel"), kind="plain")
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addStretch(1)
        for button in (self.no, self.danger, self.yes):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 3)
        column.setSpacing(6)
        column.addWidget(self.said)
        column.addWidget(self.line)
        column.addLayout(row)
        self.no.clicked.connect(self.close_question)
        self.yes.clicked.connect(self._agree)
        self.danger.clicked.connect(self._agree)
        self.line.textChanged.connect(lambda text: self.yes.setEnabled(bool(text.strip())))
        self.line.returnPressed.connect(self._agree)
        self.hide()

    def ask_text(self, said: str, text: str, button: str, answer: Callable[[str], object]) -> None:
        self._open(said, lambda: answer(self.line.text()))
        self.line.setAccessibleName(said)
        self.line.setText(text)
        self.line.selectAll()
        self.line.show()
        self._name(self.yes, button)
        self.yes.setEnabled(bool(text.strip()))
        self.danger.hide()
        self.line.setFocus()

    def ask(self, said: str, button: str, answer: Callable[[], object]) -> None:
        """Something is about to be lost."""
        self._open(said, answer)
        self.line.hide()
        self.yes.hide()
        self._name(self.danger, button)
        self.no.setFocus()

    def close_question(self) -> None:
        self._answer = None
        self.hide()
        if self._before is not None:
            self._before.setFocus()

    def _open(self, said: str, answer: Callable[[], object]) -> None:
        self._before = self.window().focusWidget()
        self.said.setText(said)
        self._answer = lambda: (answer(), None)[1]
        self.show()
        QTimer.singleShot(0, self, self._come_into_view)

    def _come_into_view(self) -> None:
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(self, 0, 12)

    def _name(self, button: TextButton, text: str) -> None:
        button.setText(text)
        button.setAccessibleName(text)
        button.show()

    def _agree(self) -> None:
        answer = self._answer
        if answer is not None and (self.line.isHidden() or self.line.text().strip()):
            self.close_question()
            answer()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_question()
        else:
            super().keyPressEvent(event)
