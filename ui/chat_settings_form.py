"""Everything that decides how a chat is answered: for one chat, or for all new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from engine.types import GenerationParams, ModelInfo
from ui.buttons import TextButton, label
from ui.chat_settings_numbers import NumberRow, Range, words
from ui.chat_settings_presets import PresetRow
from ui.chat_settings_values import NO_LIMIT, ChatSettings, Preset
from ui.language import translate
from ui.look import Look
from ui.settings.controls import Choice, Switch

PAUSE_MS = 500  # of somebody writing a system prompt
COUNT_MS = 300  # the same, until its tokens are counted
LENGTHS = (256, 512, 1024, 2048, 4096, 8192, 16384)

_RANGES = {
    "temperature": Range(0, 10, 0.05, slider=(0, 2)),
    "top_p": Range(0, 1, 0.01, above=True, slider=(0, 1)),
    "top_k": Range(0, NO_LIMIT, 1),
    "min_p": Range(0, 1, 0.01, slider=(0, 1)),
    "repetition_penalty": Range(0, 10, 0.01, above=True, slider=(1, 2)),
    "seed": Range(0, (1 << 32) - 1, 1),
}


class ChatSettingsForm(QWidget):
    """Signals:
    changed: the ChatSettings, by the person.
    count_wanted: a system prompt; `show_count` takes how many tokens it is.
    preset_saved: a name, and the ChatSettings it is for.
    preset_updated: a preset's id, and the ChatSettings.
    preset_renamed: id, name. preset_deleted: id.
    """

    changed = Signal(object)
    count_wanted = Signal(str)
    preset_saved = Signal(str, object)
    preset_updated = Signal(str, object)
    preset_renamed = Signal(str, str)
    preset_deleted = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._settings = ChatSettings()
        self._before: ChatSettings | None = None  # what a preset has just replaced
        self.presets = PresetRow(look)
        self.prompt = QPlainTextEdit()
        self.count = label("", "secondary")
        self._make_prompt()
        names = _names()
        self.rows = {
            field: NumberRow(look, *names[field], bounds) for field, bounds in _RANGES.items()
        }
        self.length = Choice(look, translate("ChatSettingsForm", "Longest answer"))
        self.thinking = Switch(look, translate("ChatSettingsForm", "Think before answering"))
        self.reset = TextButton(
            look, translate("ChatSettingsForm", "Reset All"), kind="plain", icon="reset"
        )
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._soon = QTimer(self, singleShot=True, interval=COUNT_MS)
        self._arrange()
        self._connect()
        self.set_model(None)
        self.show_settings(self._settings)

    @property
    def settings(self) -> ChatSettings:
        """As they stand, with what is still being written."""
        return self._settings.replace(system_prompt=self.prompt.toPlainText())

    def show_settings(self, settings: ChatSettings) -> None:
        """Others than before. A system prompt that is still being written stays."""
        before, self._settings = self._settings, settings
        if settings != before:
            self._before = None
        if settings.system_prompt not in (before.system_prompt, self.prompt.toPlainText()):
            self.prompt.setPlainText(settings.system_prompt)
        for field, row in self.rows.items():
            row.show_value(getattr(settings.params, field))
        tokens = settings.params.max_tokens
        self.length.show_value(tokens, _tokens(tokens))
        self.thinking.show_value(settings.params.thinking)
        self._show_source()

    def set_presets(self, presets: Sequence[Preset]) -> None:
        self.presets.set_presets(presets)

    def set_model(self, model: ModelInfo | None) -> None:
        """Whose recommendations hold where nothing is given."""
        usual = model.defaults if model is not None else None
        own = translate("ChatSettingsForm", "Model’s own")
        for field, row in self.rows.items():
            if field == "seed":
                row.show_usual(None, translate("ChatSettingsForm", "Random"))
            else:
                row.show_usual(getattr(usual, field) if usual is not None else None, own)
        self._thinking_row.setVisible(model is None or model.can_think)
        self.ask_count()

    @Slot()
    def ask_count(self) -> None:
        """It may be another number now: with another text, or for another model."""
        if text := self.prompt.toPlainText():
            self.count_wanted.emit(text)
        else:
            self.count.clear()

    @Slot(str, int)
    def show_count(self, text: str, tokens: int) -> None:
        """Nothing, if something else stands there by now."""
        if text and text == self.prompt.toPlainText():
            self.count.setText(translate("ChatSettingsForm", "%Ln token(s)", "", tokens))

    def flush(self) -> None:
        """Take what is written now, without waiting for a pause."""
        self._pause.stop()
        if self.prompt.toPlainText() != self._settings.system_prompt:
            self._change(self._settings.replace(system_prompt=self.prompt.toPlainText()))

    def _make_prompt(self) -> None:
        edit = self.prompt
        name = translate("ChatSettingsForm", "System prompt")
        edit.setProperty("kind", "field")
        edit.setAccessibleName(name)
        edit.setPlaceholderText(
            translate("ChatSettingsForm", "What the model is told before the first question")
        )
        edit.setTabChangesFocus(True)
        edit.setFrameShape(QFrame.Shape.NoFrame)
        self._fit_prompt()
        self._look.changed.connect(self._fit_prompt)

    def _fit_prompt(self) -> None:
        line = QFontMetrics(self._look.font("strong")).lineSpacing()
        self.prompt.setFixedHeight(6 * line + 16)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.presets)
        column.addLayout(self._titled(translate("ChatSettingsForm", "System prompt")))
        column.addLayout(self._answers())
        column.addLayout(self._sampling())
        self.bottom = QHBoxLayout()
        self.bottom.addStretch(1)
        self.bottom.addWidget(self.reset)
        column.addLayout(self.bottom)
        column.addStretch(1)

    def _titled(self, title: str) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(5)
        name = label(title, "setting")
        name.setBuddy(self.prompt)
        row = QHBoxLayout()
        row.addWidget(name)
        row.addStretch(1)
        row.addWidget(self.count)
        column.addLayout(row)
        column.addWidget(self.prompt)
        return column

    def _answers(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        self._thinking_row = _beside(
            label(translate("ChatSettingsForm", "Think before answering"), "setting"), self.thinking
        )
        column.addWidget(self._thinking_row)
        name = label(translate("ChatSettingsForm", "Longest answer"), "setting")
        column.addWidget(_beside(name, self.length))
        lengths = sorted({*LENGTHS, GenerationParams().max_tokens})
        self.length.offer([(_tokens(count), count) for count in (*lengths, NO_LIMIT)])
        return column

    def _sampling(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(label(translate("ChatSettingsForm", "Sampling"), "heading"))
        for row in self.rows.values():
            column.addWidget(row)
        note = label(
            translate("ChatSettingsForm", "Grey values are what the model itself recommends."),
            "secondary",
        )
        note.setWordWrap(True)
        column.addWidget(note)
        return column

    def _connect(self) -> None:
        for field, row in self.rows.items():
            row.chosen.connect(partial(self._set, field))
        self.length.chosen.connect(partial(self._set, "max_tokens"))
        self.thinking.flipped.connect(partial(self._set, "thinking"))
        self.prompt.textChanged.connect(self._wait)
        self._pause.timeout.connect(self.flush)
        self._soon.timeout.connect(self.ask_count)
        self.prompt.textChanged.connect(self._soon.start)
        self.reset.clicked.connect(lambda: self._replace(ChatSettings()))
        presets = self.presets
        presets.chosen.connect(self._copy)
        presets.undone.connect(self._undo)
        presets.saved.connect(lambda name: self.preset_saved.emit(name, self._settled()))
        presets.updated.connect(lambda id: self.preset_updated.emit(id, self._settled()))
        presets.renamed.connect(self.preset_renamed)
        presets.deleted.connect(self.preset_deleted)

    def _settled(self) -> ChatSettings:
        self.flush()
        return self._settings

    def _wait(self) -> None:
        if self.prompt.toPlainText() != self._settings.system_prompt:
            self._pause.start()
        else:
            self._pause.stop()

    def _set(self, field: str, value: object) -> None:
        params = replace(self._settings.params, **{field: value})  # type: ignore[arg-type]
        self._change(self.settings.replace(params=params))

    def _copy(self, preset: Preset | None) -> None:
        self._replace(ChatSettings() if preset is None else preset.copy())

    def _replace(self, settings: ChatSettings) -> None:
        """All at once, with a way back if something would be lost."""
        before = self.settings
        self._pause.stop()
        self.prompt.setPlainText(settings.system_prompt)
        self._change(settings)
        if before.values not in (settings.values, ChatSettings()):
            self._before = before
        self._show_source()

    def _undo(self) -> None:
        if (before := self._before) is not None:
            self._pause.stop()
            self.prompt.setPlainText(before.system_prompt)
            self._change(before)

    def _change(self, settings: ChatSettings) -> None:
        self._before = None
        self.show_settings(settings)
        self.changed.emit(settings)

    def _show_source(self) -> None:
        self.presets.show_settings(self._settings, undo=self._before is not None)
        self.reset.setEnabled(self._settings != ChatSettings())


def _beside(name: QWidget, control: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(name, 1)
    row.addWidget(control)
    if hasattr(name, "setBuddy"):
        name.setBuddy(control)
    return made


def _tokens(count: int) -> str:
    if count >= NO_LIMIT:
        return translate("ChatSettingsForm", "Until the context is full")
    return translate("ChatSettingsForm", "{count} tokens").format(count=words(count, whole=True))


def _names() -> dict[str, tuple[str, str]]:
    """Name and explanation of each number."""
    return {
        "temperature": (
            translate("ChatSettingsForm", "Temperature"),
            translate(
                "ChatSettingsForm", "Higher is more varied; 0 always takes the likeliest word."
            ),
        ),
        "top_p": (
            translate("ChatSettingsForm", "Top-p"),
            translate(
                "ChatSettingsForm",
                "Only the likeliest words that make up this share are drawn from; 1 is off.",
            ),
        ),
        "min_p": (
            translate("ChatSettingsForm", "Min-p"),
            translate(
                "ChatSettingsForm",
                "Words less likely than this share of the likeliest are left out; 0 is off.",
            ),
        ),
        "repetition_penalty": (
            translate("ChatSettingsForm", "Repetition penalty"),
            translate(
                "ChatSettingsForm",
                "Above 1, words that were just used become less likely; 1 is off.",
            ),
        ),
        "top_k": (
            translate("ChatSettingsForm", "Top-k"),
            translate(
                "ChatSettingsForm",
                "Only this many of the likeliest words are drawn from; 0 is off.",
            ),
        ),
        "seed": (
            translate("ChatSettingsForm", "Seed"),
            translate(
                "ChatSettingsForm", "The same number gives the same answer to the same question."
            ),
        ),
    }
