"""Where models are looked for, which one is loaded, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.types import ModelInfo
from ui.chat_settings_numbers import words
from ui.language import translate
from ui.look import Look
from ui.settings.controls import Choice, Switch
from ui.settings.downloads import DownloadsGroup
from ui.settings.page import Group, Page, button
from ui.settings.values import LAST, NONE, Preferences

CONTEXTS = (2048, 4096, 8192, 16_384, 32_768, 65_536, 131_072)


class ModelsPage(Page):
    """Wishes: "reveal_models", "unload"."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._folder = ""
        self._start = LAST
        self._add_folder(self.group())
        self._add_loading(self.group(translate("ModelSettings", "Loading")))
        self._add_memory(self.group(translate("ModelSettings", "Memory")))
        self.downloads = DownloadsGroup(look)
        self.put(self.downloads)
        self.end()
        self._connect()
        self.set_models([])
        self.show_loaded("")

    def _add_folder(self, group: Group) -> None:
        look = self.look
        self.choose = button(
            look,
            translate("ModelSettings", "Choose…"),
            translate("ModelSettings", "Choose a models folder"),
        )
        self.reveal = button(
            look,
            translate("ModelSettings", "Show"),
            translate("ModelSettings", "Show the models folder"),
        )
        self.remove = button(
            look,
            translate("ModelSettings", "Remove"),
            translate("ModelSettings", "Look in the models folder no longer"),
        )
        self.folder_row = group.add(
            translate("ModelSettings", "Models folder"),
            self.choose,
            self.reveal,
            self.remove,
            help_text=" ",
        )

    def _add_loading(self, group: Group) -> None:
        look = self.look
        start = translate("ModelSettings", "Load at the start")
        self.start = Choice(look, start)
        self._fit()
        look.changed.connect(self._fit)
        group.add(start, self.start)
        limit = translate("ModelSettings", "Longest context")
        self.context = Choice(look, limit)
        usual = translate("ModelSettings", "The model’s, up to {count}").format(
            count=words(32_768, whole=True)
        )
        offers: list[tuple[str, object]] = [(usual, 0)]
        offers += [(_tokens(count), count) for count in CONTEXTS]
        self.context.offer(offers)
        group.add(
            limit,
            self.context,
            help_text=translate(
                "ModelSettings",
                "More room for long chats takes more memory. "
                "Takes effect when a model is next loaded.",
            ),
        )

        eight = translate("ModelSettings", "Context in 8 bits")
        self.eight = Switch(look, eight)
        group.add(
            eight,
            self.eight,
            help_text=translate(
                "ModelSettings",
                "A long chat takes about half the memory, and answers are a little less exact and "
                "slower. Takes effect when a model is next loaded; Gemma 4 and a few others stay "
                "as they are.",
            ),
        )

    def _add_memory(self, group: Group) -> None:
        look = self.look
        idle = translate("ModelSettings", "Unload when idle")
        self.idle = Choice(look, idle)
        self.idle.offer([(_minutes(count), count) for count in (0, 5, 15, 30, 60, 240)])
        group.add(
            idle,
            self.idle,
            help_text=translate(
                "ModelSettings",
                "Its memory is given back, and it is loaded again for the next question.",
            ),
        )
        self.unload = button(
            look,
            translate("ModelSettings", "Unload Now"),
            translate("ModelSettings", "Unload the model now"),
        )
        self.loaded_row = group.add(translate("ModelSettings", "Loaded model"), self.unload)

    def _fit(self) -> None:
        """The name of a model may be of any length."""
        self.start.setMaximumWidth(round(250 * max(self.look.scale, 1.0)))

    def show_preferences(self, preferences: Preferences) -> None:
        self._folder, self._start = preferences.models_folder, preferences.start_model
        self.folder_row.explain(
            self._folder
            or translate(
                "ModelSettings",
                "None. Looked through are the cache of Hugging Face tools, LM Studio’s folder and "
                "Parlance’s own.",
            )
        )
        for each in (self.reveal, self.remove):
            each.setVisible(bool(self._folder))
        self.start.show_value(self._start, self._start.rpartition("/")[2])
        self.context.show_value(preferences.context, _tokens(preferences.context))
        self.eight.show_value(preferences.eight_bit_context)
        self.downloads.show_preferences(preferences)
        self.idle.show_value(preferences.unload_minutes, _minutes(preferences.unload_minutes))

    def set_models(self, models: Sequence[ModelInfo]) -> None:
        offers: list[tuple[str, object]] = [
            (translate("ModelSettings", "The model used last"), LAST),
            (translate("ModelSettings", "None"), NONE),
        ]
        offers += [(model.name, str(model.path)) for model in models if not model.problem]
        self.start.offer(offers)
        self.start.show_value(self._start, self._start.rpartition("/")[2])

    def show_loaded(self, name: str) -> None:
        """The model in memory; empty for none."""
        self.loaded_row.explain(name or translate("ModelSettings", "None"))
        self.unload.setEnabled(bool(name))

    def _connect(self) -> None:
        self.choose.clicked.connect(self._choose_folder)
        self.reveal.clicked.connect(lambda: self.wished.emit("reveal_models"))
        self.remove.clicked.connect(lambda: self.changed.emit("models_folder", ""))
        self.downloads.changed.connect(self.changed)
        self.unload.clicked.connect(lambda: self.wished.emit("unload"))
        self.start.chosen.connect(partial(self.changed.emit, "start_model"))
        self.context.chosen.connect(partial(self.changed.emit, "context"))
        self.eight.flipped.connect(partial(self.changed.emit, "eight_bit_context"))
        self.idle.chosen.connect(partial(self.changed.emit, "unload_minutes"))

    def _choose_folder(self) -> None:
        title = translate("ModelSettings", "Choose a models folder")
        dialog = QFileDialog(self.window(), title, self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(partial(self.changed.emit, "models_folder"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _tokens(count: int) -> str:
    return translate("ModelSettings", "{count} tokens").format(count=words(count, whole=True))


def _minutes(count: int) -> str:
    if count == 0:
        return translate("ModelSettings", "Never")
    if count % 60 == 0:
        return translate("ModelSettings", "After %n hour(s)", "", count // 60)
    return translate("ModelSettings", "After %n minute(s)", "", count)
