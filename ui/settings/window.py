"""The settings: a window of its own, beside which everything else goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

from PySide6.QtCore import QByteArray, QSize, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from engine.types import ModelInfo
from ui.chat_settings_values import Preset
from ui.language import translate
from ui.own_window import OwnWindow, scrolling
from ui.settings.advanced import AdvancedPage
from ui.settings.appearance import AppearancePage
from ui.settings.general import GeneralPage
from ui.settings.generation import GenerationPage
from ui.settings.models import ModelsPage
from ui.settings.page import Page
from ui.settings.privacy import PrivacyPage, Usage
from ui.settings.style import settings_style
from ui.settings.values import Preferences
from ui.values import Assets

SIZE = QSize(720, 560)
LEAST_SIZE = QSize(560, 400)
LIST_WIDTH, LIST_EDGE = 172, 10
MOST_WIDTH = 640  # of a page


class SettingsWindow(OwnWindow):
    """Signals:
    changed: name of a field of `Preferences`, and its new value; by the person.
    wished: see the pages for what.
    left: it was closed; its geometry and page, to be the same next time.
    """

    changed = Signal(str, object)
    wished = Signal(str)
    left = Signal(str, str)

    def __init__(
        self,
        assets: Assets,
        languages: Mapping[str, str],
        log_file: str,
        parent: QWidget | None = None,
    ) -> None:
        title = translate("SettingsWindow", "Settings")
        super().__init__(assets, title, SIZE, LEAST_SIZE, settings_style, parent)
        look = self.look
        self.general = GeneralPage(look, languages)
        self.models = ModelsPage(look)
        self.generation = GenerationPage(look)
        self.appearance = AppearancePage(look)
        self.privacy = PrivacyPage(look)
        self.advanced = AdvancedPage(look, log_file)
        self.pages: dict[str, Page] = {
            "general": self.general,
            "models": self.models,
            "generation": self.generation,
            "appearance": self.appearance,
            "privacy": self.privacy,
            "advanced": self.advanced,
        }
        self.first = self.list = QListWidget()
        self._stack = QStackedWidget()
        self._arrange()
        for page in self.pages.values():
            page.changed.connect(self.changed)
            page.wished.connect(self.wished)
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        self.finish()

    @property
    def page(self) -> str:
        """The name of the one that is seen."""
        return list(self.pages)[max(self.list.currentRow(), 0)]

    @Slot(str)
    def open_page(self, name: str) -> None:
        if name in self.pages:
            self.list.setCurrentRow(list(self.pages).index(name))

    def restore(self, geometry: str, page: str) -> None:
        """As `left` once said."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        self.open_page(page)

    @Slot(object)
    def show_preferences(self, preferences: Preferences) -> None:
        """What is chosen now, whoever chose it."""
        for page in self.pages.values():
            page.show_preferences(preferences)
        self.dress_as(preferences.appearance, preferences.text_size)

    @Slot(list)
    def set_presets(self, presets: Sequence[Preset]) -> None:
        self.generation.form.set_presets(presets)

    @Slot(list)
    def set_models(self, models: Sequence[ModelInfo]) -> None:
        self.models.set_models(models)

    def show_model(self, model: ModelInfo | None, *, resting: bool = False) -> None:
        """The one that answers; a resting one is not in memory."""
        self.models.show_loaded(model.name if model is not None and not resting else "")
        self.generation.form.set_model(model)

    @Slot(object)
    def show_usage(self, usage: Usage) -> None:
        self.privacy.show_usage(usage)

    def _arrange(self) -> None:
        names = {
            "general": (translate("SettingsWindow", "General"), "settings"),
            "models": (translate("SettingsWindow", "Models"), "model"),
            "generation": (translate("SettingsWindow", "Generation"), "sliders"),
            "appearance": (translate("SettingsWindow", "Appearance"), "appearance"),
            "privacy": (translate("SettingsWindow", "Privacy"), "privacy"),
            "advanced": (translate("SettingsWindow", "Advanced"), "advanced"),
        }
        self._icons = [icon for _, icon in names.values()]
        self.list.setProperty("kind", "pages")
        self.list.setAccessibleName(translate("SettingsWindow", "Pages of the settings"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setIconSize(QSize(18, 18))
        for key, page in self.pages.items():
            name, _ = names[key]
            self.list.addItem(QListWidgetItem(name))
            page.setAccessibleName(name)
            self._stack.addWidget(scrolling(page, MOST_WIDTH))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self._stack, 1)

    def dress(self) -> None:
        super().dress()
        for at, icon in enumerate(self._icons):
            self.list.item(at).setIcon(self.look.icon(icon))
        wide = sqrt(max(self.look.scale, 1.0))  # numbers and their names stand side by side
        self.setMinimumSize(round(LEAST_SIZE.width() * wide), LEAST_SIZE.height())
        self.list.ensurePolished()
        self.list.setFixedWidth(max(LIST_WIDTH, self.list.sizeHintForColumn(0) + 2 * LIST_EDGE))

    def closeEvent(self, event: QCloseEvent) -> None:
        self.generation.form.flush()
        packed = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        self.left.emit(packed, self.page)
        super().closeEvent(event)
