"""The window in Chinese: no English is left in it, wherever one looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QLocale, QMimeData, Qt, QUrl
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.language import LANGUAGES, choose_language, preferred
from app.undo_words import sentence
from engine.errors import Failure
from engine.types import Done, MemoryUse, ModelInfo, SamplingDefaults, Saw, Stage
from tests.ui import models_scenes
from tests.ui.gallery import PICTURE, SAW_PICTURE, SAW_SOUND, SOUND, STARTER, STATS
from ui import wording
from ui.chat_settings_values import ChatSettings, Preset
from ui.drop_overlay import promise
from ui.main_window import MainWindow
from ui.message_values import MessageView, QueuedView
from ui.models_window.window import ModelsWindow
from ui.settings.privacy import Usage
from ui.settings.values import Preferences
from ui.settings.window import SettingsWindow
from ui.sidebar import days
from ui.values import Assets, ChatItem, FolderItem, SearchHit

pytestmark = [
    pytest.mark.usefixtures("qapp", "chinese"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

# Names, and what keys are called; everything else of three Latin letters would be English.
NAMES = {"Parlance", "Starter", "Markdown", "Hugging", "Face", "English", "Esc", "Shift", "Ctrl"}
NAMES |= {"Min", "Top", "Cmd", "JSON", "PDF", "TOKEN", "Gemma", "Studio", "HTTP", "SOCKS"}
# Of files, folders and languages that the scenes have.
NAMES |= {"data", "log", "logs", "models", "parlance", "png", "python", "starter", "text", "wav"}
LATIN = re.compile(r"[A-Za-z]{3,}")
ADDRESS = re.compile(r"https?://\S+")
MODEL_WORDS = re.compile("gemma|qwen|gated|right|frobnicator|Apache|incomplete", re.IGNORECASE)
MODELS = [
    replace(STARTER, defaults=SamplingDefaults(1.0, 0.95, 64), can_think=True),
    ModelInfo(Path("/models/b"), "乙", "x", ("text",), "4-bit", 9, 9, 9, "载入不了。"),
]
SEEN = replace(PICTURE, name="图.png")
HEARD = replace(SOUND, name="声.wav")
CHATS = [
    ChatItem(1, "甲", None, True, False, 1.0, True, False),
    ChatItem(2, "乙", 7, False, False, 2.0, False, True),
    ChatItem(3, "", None, False, False, 3.0, False, False),
]
MESSAGES = [
    MessageView(1, "user", "问", attachments=(SEEN, HEARD)),
    MessageView(
        2, "assistant", "答\n\n```python\n1\n```\n\n|甲|\n|-|\n|乙|\n", "想", 3.0,
        saw=(replace(SAW_PICTURE, name="图.png"), Saw("audio", "声.wav", 1, {}, cached=True)),
        sibling=1, siblings=2, can_continue=True,
    ),
    MessageView(3, "user", "问"),
    MessageView(4, "assistant", "", state="failed", note="失败了。"),
    MessageView(5, "user", "问"),
    MessageView(6, "assistant", "答", state="interrupted"),
    MessageView(7, "user", "问"),
    MessageView(8, "assistant", "", state="stopped"),
]  # fmt: skip


@pytest.fixture
def chinese() -> Iterator[None]:
    place = QLocale()
    assert choose_language("zh_CN") == "zh_CN"
    yield
    choose_language("en")
    QLocale.setDefault(place)


@pytest.fixture
def shown(qtbot: QtBot, assets: Assets) -> Iterator[MainWindow]:
    made = MainWindow(assets)
    qtbot.addWidget(made)
    made.resize(1400, 1000)
    made.show()
    qtbot.waitExposed(made)
    made.set_models(MODELS, "/models")
    made.show_model(str(STARTER.path))
    made.show_memory(MemoryUse(1_240_000_000, 1_530_000_000, 212_000_000))
    made.set_chats(CHATS, [FolderItem(7, "丙")])
    yield made
    made.close()


def english(root: QWidget) -> set[str]:
    """Texts with English words, anywhere in a window or in its menus."""
    texts: set[str] = set()
    for widget in (root, *root.findChildren(QWidget)):
        texts |= {widget.toolTip(), widget.windowTitle(), widget.statusTip()}
        texts |= {widget.accessibleName(), widget.accessibleDescription()}
        if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
            texts.add(widget.text())
        if isinstance(widget, (QLineEdit, QTextEdit, QPlainTextEdit)):
            texts.add(widget.placeholderText())
        if isinstance(widget, QMenu):
            texts.add(widget.title())
        if isinstance(widget, QComboBox):
            texts |= {widget.itemText(at) for at in range(widget.count())}
        if isinstance(widget, QAbstractItemView):
            texts |= set(rows(widget.model()))
        if isinstance(widget, QMenu) or widget is root:
            texts |= {action.text() for action in widget.actions()}
    for action in root.findChildren(QAction):
        texts |= {action.text(), action.toolTip()}
    return {text for text in texts if set(LATIN.findall(ADDRESS.sub("", text))) - NAMES}


def rows(model: QAbstractItemModel | None) -> Iterator[str]:
    for row in range(model.rowCount() if model else 0):
        assert model is not None
        for role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            yield str(model.index(row, 0).data(role) or "")


def test_an_empty_window_is_chinese(shown: MainWindow) -> None:
    assert shown.menus.stop.text() == "停止回答"
    assert english(shown) == set()


def test_a_full_window_is_chinese(qtbot: QtBot, shown: MainWindow) -> None:
    shown.show_chat(MESSAGES)
    shown.offer_continue(8)
    shown.transcript.jump_to_latest()
    qtbot.wait(50)
    shown.composer.put_attachment(SEEN)
    shown.composer.put_attachment(HEARD)
    shown.offer_undo(sentence("trash", "甲", 1))
    shown.show_context(100, 2048)
    shown.show_speed(41.3)
    shown.show_load(Stage("load", 1, 3))
    shown.show_queue([QueuedView(11, "再问"), QueuedView(12, "又问")], "")
    shown.transcript.open_find()
    shown.transcript.find_bar.query.setText("没有的")
    shown.set_busy(True)
    assert english(shown) == set()


def test_an_answer_that_is_written_is_chinese(shown: MainWindow) -> None:
    shown.add_user_message("问", [SEEN, HEARD])
    shown.begin_answer(2)
    for stage in (Stage("encode", 0, 2), Stage("prefill", 1, 2)):
        shown.show_stage(2, stage)
        assert english(shown) == set()
    shown.show_saw(2, replace(SAW_SOUND, name="声.wav", notes=()))
    shown.append_text(2, "想", "thinking")
    shown.append_text(2, "答", "answer")
    shown.finish_answer(2, Done("length", "答", "", (), (), STATS))
    assert english(shown) == set()
    shown.begin_answer(3)
    shown.fail_answer(3, Failure.bug())
    shown.show_recording(True)
    shown.show_level(0.5, 3.0)
    assert english(shown) == set()


def test_menus_of_messages_and_chats_are_chinese(qtbot: QtBot, shown: MainWindow) -> None:
    shown.show_chat(MESSAGES[:2])
    qtbot.wait(50)
    shown.transcript.open_menu(2)
    assert english(shown) == set()
    shown.sidebar._open_menu([1], shown.pos())
    shown.sidebar._open_folder_menu(7, shown.pos())
    shown.chat_menus.chat.folders.aboutToShow.emit()
    assert english(shown) == set()
    for menu in shown.findChildren(QMenu):
        menu.close()


def test_the_sidebar_in_all_its_pages_is_chinese(shown: MainWindow) -> None:
    shown.show_trash([CHATS[1]])
    shown.sidebar.shelves["trash"].empty.click()
    assert english(shown) == set()
    shown.show_archive([])
    assert english(shown) == set()
    shown.sidebar.field.line.setText("天气")
    shown.sidebar.show_hits("天气", [])
    assert english(shown) == set()
    shown.sidebar.show_hits("天气", [SearchHit(1, 2, "甲", "天气好", ((0, 2),))])
    assert english(shown) == set()


def test_lists_and_dialogs_that_open_are_chinese(shown: MainWindow) -> None:
    shown.header.picker.open_list()
    assert english(shown.header.picker.popup) == set()
    shown.header.picker.popup.close()
    shown.show_about()
    assert english(shown) == set()
    for names in (["/甲.png", "/乙.wav"], ["/甲.png"], ["/乙.wav", "/丙.wav"], ["/甲.txt"], []):
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(name) for name in names])
        for model in MODELS:
            assert not any(set(LATIN.findall(said)) - NAMES for said in promise(mime, model))


def test_settings_are_chinese(qtbot: QtBot, assets: Assets) -> None:
    made = SettingsWindow(assets, LANGUAGES, "/logs/parlance.log")
    qtbot.addWidget(made)
    made.set_models(MODELS)
    made.show_preferences(Preferences())
    made.show_usage(Usage("/data", 3, 1_200_000, 1_200_000))
    assert english(made) == set()
    made.close()


def test_models_are_chinese(qtbot: QtBot, assets: Assets) -> None:
    """In what is installed, offered, on its way and found; names of models are names."""
    made = ModelsWindow(assets)
    qtbot.addWidget(made)
    for scene in ("full", "first", "found", "nothing"):  # others show sentences of the hub
        models_scenes.SCENES[scene](made)
        left = {text for text in english(made) if not MODEL_WORDS.search(text)}
        assert left == set()
    made.close()


def test_numbers_and_times_are_written_as_in_china() -> None:
    now = 1_763_750_000.0  # in November 2025
    assert days.month(now - 90 * 86400, now).name == "8月"
    assert days.ago(now - 90 * 86400, now) == "8月23日"
    assert days.ago(now - 600, now) == "10 分钟"
    assert wording.duration(125) == "2 分 5 秒"
    assert wording.figures_line(STATS) == (
        "首个词元 0.42 秒 · 41.3 词元/秒 · 128 个词元 · 缓存 131/214"
    )


@pytest.mark.parametrize(
    ("tags", "language"),
    [
        (["zh-Hans-CN", "en"], "zh_CN"),
        (["zh-CN"], "zh_CN"),
        (["zh-Hans-SG"], "zh_CN"),
        (["zh-Hant-TW", "zh-TW", "zh-Hant", "zh", "en-US"], "en"),
        (["de-DE", "zh-Hans-DE", "en-DE"], "zh_CN"),
        (["de-DE", "de"], "en"),
        (["en-US", "zh-Hans-US"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_there_is_is_spoken(tags: list[str], language: str) -> None:
    assert preferred(tags) == language


def test_a_language_can_be_left_again() -> None:
    assert wording.duration(1) == "1 秒"
    choose_language("en")
    assert wording.duration(1) == "1 second"
    assert Failure.bug().message.startswith("Something went wrong")


def test_presets_are_chinese(shown: MainWindow) -> None:
    from ui.chat_settings_form import ChatSettingsForm

    form = ChatSettingsForm(shown.look, shown)
    form.set_model(MODELS[0])
    form.set_presets([Preset("1", "甲", ChatSettings("简短。"))])
    assert english(form) == set()
