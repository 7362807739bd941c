"""The panel of a chat's settings and the settings window, to look at.

The panel is photographed with the other states of the main window (tests.ui.gallery). The window:

QT_QPA_PLATFORM=offscreen python -m tests.ui.settings_scenes FOLDER [--language zh_CN]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.assets import load_assets
from app.language import LANGUAGES, choose_language
from engine.types import GenerationParams, SamplingDefaults
from ui.chat_settings import ChatSettingsPlace
from ui.chat_settings_values import ChatSettings, Preset
from ui.main_window import MainWindow
from ui.settings.privacy import Usage
from ui.settings.values import Preferences
from ui.settings.window import SettingsWindow

TERSE = Preset(
    "1",
    "Terse",
    ChatSettings("Answer in one sentence, without a preamble.", GenerationParams(temperature=0.3)),
)
FREE = Preset("2", "Wild ideas", ChatSettings("", GenerationParams(temperature=1.2)))
TEACHER = Preset("3", "A patient teacher of mathematics and physics", ChatSettings("Explain."))
LOGS = "/Users/ada/Library/Logs/Parlance/parlance.log"
CHATS = "/Users/ada/Library/Application Support/Parlance"


def panel(window: MainWindow, settings: ChatSettings) -> ChatSettingsPlace:
    from tests.ui.gallery import STARTER, settle
    from tests.ui.sidebar_scenes import set_up

    set_up(window)
    place = ChatSettingsPlace(window.look, window, window.splitter)
    form = place.panel.form
    form.set_presets([TEACHER, TERSE, FREE])
    defaults = SamplingDefaults(1.0, 0.95, 64)
    form.set_model(replace(STARTER, defaults=defaults, can_think=True))
    form.show_settings(settings)
    form.show_count(settings.system_prompt, 1 + len(settings.system_prompt) // 4)
    window.mark_settings(settings != ChatSettings())
    place.open_panel()
    settle()
    return place


def chat_settings(window: MainWindow) -> None:
    panel(window, ChatSettings())


def chat_settings_preset(window: MainWindow) -> None:
    panel(window, TERSE.copy())


def chat_settings_changed(window: MainWindow) -> None:
    copied = TERSE.copy()
    panel(window, copied.replace(params=replace(copied.params, top_k=40, seed=7)))


def chat_settings_stale(window: MainWindow) -> None:
    """The preset has changed since, and the name is long."""
    panel(window, TEACHER.replace(settings=ChatSettings("Explained.")).copy())


def chat_settings_naming(window: MainWindow) -> None:
    place = panel(window, ChatSettings("Answer as a pirate would."))
    place.panel.form.presets.menu().actions()[0].trigger()


def chat_settings_deleting(window: MainWindow) -> None:
    place = panel(window, TERSE.copy())
    place.panel.form.presets.menu().actions()[-1].trigger()


def chat_settings_wrong(window: MainWindow) -> None:
    place = panel(window, ChatSettings())
    field = place.panel.form.rows["temperature"].field
    field.setFocus()
    field.setText("99")
    field.textEdited.emit("99")


def chat_settings_huge_text(window: MainWindow) -> None:
    window.look.set_scale(1.5)
    panel(window, TERSE.copy())


SCENES: tuple[Callable[[MainWindow], None], ...] = (
    chat_settings,
    chat_settings_preset,
    chat_settings_changed,
    chat_settings_stale,
    chat_settings_naming,
    chat_settings_deleting,
    chat_settings_wrong,
    chat_settings_huge_text,
)


def make_window(appearance: str = "", text_size: float = 1.0) -> SettingsWindow:
    """With something on every page."""
    from tests.ui.gallery import MODELS, STARTER

    window = SettingsWindow(load_assets(), LANGUAGES, LOGS)
    window.set_models(MODELS)
    window.show_preferences(
        Preferences(
            appearance=appearance,
            text_size=text_size,
            models_folder="/Users/ada/models",
            wrap_code=True,
            new_chats=TERSE.copy(),
            trash_days=30,
        )
    )
    window.set_presets([TEACHER, TERSE, FREE])
    window.show_model(replace(STARTER, defaults=SamplingDefaults(1.0, 0.95, 64), can_think=True))
    window.show_usage(Usage(CHATS, 1234, 45_678_901, 1_230_000_000))
    return window


def main() -> None:
    from tests.ui.gallery import settle

    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", default="en", choices=LANGUAGES)
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    choose_language(options.language)
    for appearance in ("light", "dark"):
        window = make_window(appearance, options.scale)
        window.show()
        for name in window.pages:
            window.open_page(name)
            settle()
            window.grab().save(str(options.folder / f"settings-{name}-{appearance}.png"))
        for name, button in (
            ("privacy", window.privacy.delete),
            ("advanced", window.advanced.reset),
        ):
            window.open_page(name)
            window.resize(window.minimumSize())
            button.click()
            settle()
            window.grab().save(str(options.folder / f"settings-{name}-asked-{appearance}.png"))
        window.close()
        window.deleteLater()
        settle()
    app.quit()


if __name__ == "__main__":
    main()
