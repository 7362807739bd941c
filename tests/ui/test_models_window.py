"""The models' window: what its rows say, what they wish, and who can use them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from engine.types import Stage
from tests.ui import models_scenes as scenes
from tests.ui.keys import press, write
from ui.main_window import MainWindow
from ui.models_window.findings import Findings
from ui.models_window.rows import DownloadRow, InstalledRow, OfferRow
from ui.models_window.values import DownloadView, OfferView
from ui.models_window.window import ModelsWindow
from ui.values import Assets

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

Shown = TypeVar("Shown", bound=QWidget)
MOE = str(scenes.MOE.path)
STARTER = str(scenes.STARTER.path)


@pytest.fixture
def window(qtbot: QtBot, assets: Assets) -> Iterator[ModelsWindow]:
    made = ModelsWindow(assets)
    qtbot.addWidget(made)
    scenes.full(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


def said(row: QWidget) -> list[str]:
    return [each.text() for each in row.findChildren(QLabel) if not each.isHidden()]


def installed(window: ModelsWindow) -> dict[str, InstalledRow]:
    return {row.view.path: row for row in shown(window, InstalledRow)}


def offered(window: ModelsWindow) -> dict[str, OfferRow]:
    return {row.view.name: row for row in shown(window, OfferRow)}


def coming(window: ModelsWindow) -> dict[str, DownloadRow]:
    return {row.view.repo: row for row in shown(window, DownloadRow)}


def shown(window: ModelsWindow, kind: type[Shown]) -> list[Shown]:
    """Without those that have been replaced and wait to be deleted."""
    return [row for row in window.findChildren(kind) if row.isVisibleTo(window)]


def choice(row: InstalledRow, text: str) -> QAction:
    (found,) = (each for each in row.more.menu().actions() if each.text() == text)
    return found


def test_row_tells_what_a_model_takes_in_weighs_and_needs(window: ModelsWindow) -> None:
    row = installed(window)[MOE]
    name, figures, used, need, crowded, twins, tested = said(row)
    assert name == "mlx-community/gemma-4-26b-a4b-it-4bit"
    assert figures == "Text · Pictures · 25.2 billion parameters · 4-bit · 15.7 GB"
    assert used == "Used 2 days ago"
    assert need == "Takes 18.6 GB of 27 GB with 32,768 tokens of context"
    assert crowded == "More than is free now: quit other apps before you use it"
    assert "/Users/ada/.lmstudio/models" in twins
    assert tested.startswith("Tested today")


def test_model_that_does_not_fit_says_so_and_may_be_tried(window: ModelsWindow) -> None:
    view = scenes.installed()[1]
    window.set_installed([replace(view, need=scenes.need(30, 4, 2, 27, 32_768))])
    row = installed(window)[MOE]
    assert "Takes 36 GB with 32,768 tokens of context, more than 27 GB" in said(row)
    assert row.load.isEnabled()


def test_model_that_does_not_fit_tells_with_what_it_would(window: ModelsWindow) -> None:
    scenes.tight(window)
    line = (
        "Fits with 65,536 tokens of context · Fits with its context in 8 bits: see Settings, Models"
    )
    assert line in said(installed(window)[MOE])
    need = scenes.need(30, 4, 2, 27, 32_768)
    window.set_installed([replace(scenes.installed()[1], need=need)])
    assert not any("Fits with" in each for each in said(installed(window)[MOE]))


def test_model_is_used_tested_shown_and_deleted_by_its_own_row(window: ModelsWindow) -> None:
    wishes: list[tuple[str, str]] = []
    for name in ("load", "reveal", "test", "remove"):
        signal = getattr(window.wishes, name)
        signal.connect(lambda path, name=name: wishes.append((name, path)))
    rows = installed(window)
    rows[MOE].load.click()
    choice(rows[MOE], "Show in Folder").trigger()
    choice(rows[MOE], "Delete…").trigger()
    choice(rows[STARTER], "Test It").trigger()
    assert wishes == [("load", MOE), ("reveal", MOE), ("remove", MOE), ("test", STARTER)]


def test_model_in_use_is_marked_and_only_it_can_be_tested(window: ModelsWindow) -> None:
    rows = installed(window)
    assert rows[STARTER].load.text() == "In Use"
    assert not rows[STARTER].load.isEnabled()
    assert not choice(rows[MOE], "Test It").isEnabled()
    window.show_loaded(MOE)
    rows = installed(window)
    assert rows[MOE].load.text() == "In Use"
    assert rows[STARTER].load.isEnabled()
    assert choice(rows[MOE], "Test It").isEnabled()


def test_starter_cannot_be_deleted(window: ModelsWindow) -> None:
    assert not choice(installed(window)[STARTER], "Delete…").isEnabled()


def test_damaged_model_says_why_and_can_only_be_deleted(window: ModelsWindow) -> None:
    row = installed(window)["/m/half"]
    assert "the download is incomplete" in said(row)[1]
    assert not hasattr(row, "load")
    assert choice(row, "Delete…").isEnabled()


def test_load_is_stopped_by_its_row(window: ModelsWindow) -> None:
    stopped: list[str] = []
    window.wishes.stop_load.connect(stopped.append)
    window.show_load(Stage("load", 0, 0))
    row = installed(window)[STARTER]
    assert row.load.accessibleName() == "Stop loading Parlance Starter"
    row.load.click()
    assert stopped == [STARTER]
    assert not choice(row, "Test It").isEnabled()
    assert installed(window)[MOE].load.isEnabled(), "another may be chosen meanwhile"
    window.show_load(None)
    assert installed(window)[STARTER].load.text() == "In Use"


def test_nothing_is_deleted_without_a_yes(window: ModelsWindow) -> None:
    deleted: list[bool] = []
    view = scenes.installed()[1]
    for button in ("Cancel", "Delete"):
        window.ask_remove(view, lambda: deleted.append(True))
        box = window.findChildren(QMessageBox)[-1]
        assert "15.7 GB" in box.informativeText()
        default = box.defaultButton()
        assert default is not None
        assert default.text() == "Cancel"
        (chosen,) = (each for each in box.buttons() if each.text() == button)
        chosen.click()
        assert deleted == ([True] if button == "Delete" else [])


def test_offer_is_fetched_by_its_button_unless_it_is_here_or_too_large(
    window: ModelsWindow,
) -> None:
    wanted: list[str] = []
    window.get_requested.connect(wanted.append)
    here, tight, large, fits = offered(window).values()
    assert (here.get.text(), here.get.isEnabled()) == ("Here", False)
    assert "Fits if little else runs" in said(tight)
    assert "Too large for this machine" in said(large)
    large.get.click()
    assert wanted == []
    tight.get.click()
    fits.get.click()
    assert wanted == [tight.view.repo, fits.view.repo]


def test_offer_on_its_way_is_not_fetched_twice(window: ModelsWindow) -> None:
    name, view = list(offered(window).items())[3][0], list(offered(window).values())[3].view
    window.set_downloads([DownloadView(view.repo, "running", 1, 2)])
    row = offered(window)[name]
    assert (row.get.text(), row.get.isEnabled()) == ("On Its Way", False)
    window.set_downloads([])
    assert offered(window)[name].get.isEnabled()


def test_download_tells_how_far_it_is_in_the_row_that_is_there(window: ModelsWindow) -> None:
    repo = "people/Model"
    window.set_downloads([DownloadView(repo, "looking")])
    row = coming(window)[repo]
    assert said(row)[1] == "Looks whether it fits…"
    window.set_downloads([DownloadView(repo, "running", 250_000_000, 10**9, 5e6, 150.0)])
    assert coming(window)[repo] is row
    assert said(row)[1] == "250 MB of 1 GB · 5 MB a second · 2 min 30 s left"
    assert row.bar.value() == 25
    window.set_downloads([DownloadView(repo, "failed", sentence="The disk is full.")])
    assert said(row)[1] == "The disk is full."


def test_download_is_paused_gone_on_with_and_removed(window: ModelsWindow) -> None:
    wishes: list[tuple[str, str]] = []
    for name in ("get", "pause", "stop"):
        signal = getattr(window, f"{name}_requested")
        signal.connect(lambda repo, name=name: wishes.append((name, repo)))
    window.set_downloads([DownloadView("a/b", "running", 1, 2)])
    row = coming(window)["a/b"]
    assert row.pause.accessibleName() == "Pause a/b"
    row.pause.click()
    window.set_downloads([DownloadView("a/b", "paused", 1, 2)])
    assert row.pause.accessibleName() == "Go on with a/b"
    row.pause.click()
    row.stop.click()
    assert wishes == [("pause", "a/b"), ("get", "a/b"), ("stop", "a/b")]


def test_hub_is_asked_when_the_person_has_stopped_typing_or_presses_return(
    qtbot: QtBot, window: ModelsWindow
) -> None:
    asked: list[str] = []
    window.search_requested.connect(asked.append)
    write(window.field, "qwen")
    assert asked == []
    with qtbot.waitSignal(window.search_requested):
        pass
    write(window.field, "3 ")
    press(window.field, Qt.Key.Key_Return)
    assert asked == ["qwen", "qwen3"]


def test_answer_to_an_earlier_search_is_not_shown(window: ModelsWindow) -> None:
    view = OfferView("people/Found", "people/Found")
    write(window.field, "found")
    window.set_found("fou", [view])
    assert "people/Found" not in offered(window)
    window.set_found("found", [view])
    assert list(offered(window)) == ["people/Found"]
    window.field.clear()
    assert len(offered(window)) == 4, "what suits this machine is back"


def test_nothing_found_is_said(window: ModelsWindow) -> None:
    write(window.field, "frobnicator")
    window.set_found("frobnicator", [])
    texts = [each.text() for each in window.findChildren(QLabel) if each.isVisible()]
    assert "Nothing by that name can be run here. A shorter name finds more." in texts


def test_what_went_wrong_is_said_until_something_else_is(window: ModelsWindow) -> None:
    window.say("The hub cannot be reached.")
    assert window.said.isVisible()
    assert window.said.property("kind") == "caution"
    window.say("The model is tested.", "secondary")
    assert window.said.property("kind") == "secondary"
    window.say("")
    assert not window.said.isVisible()


def tabbed_through(window: ModelsWindow) -> list[str]:
    """Names of what Tab comes to, until it comes round."""
    window.field.setFocus()
    names: list[str] = []
    while True:
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is window.field and names:
            return names
        names.append(focused.accessibleName() or getattr(focused, "text", str)())
        assert len(names) < 40, names
        press(focused, Qt.Key.Key_Tab)


def test_tab_goes_from_top_to_bottom_whatever_came_last(window: ModelsWindow) -> None:
    window.set_downloads([*scenes.downloads(), DownloadView("a/b", "paused", 1, 2)])
    window.set_installed(scenes.installed()[:2])
    fourth = scenes.offers()[3].name
    assert tabbed_through(window) == [
        "Search for models, here and on the hub",
        "Add a Folder…",
        "Order of the models",
        "Parlance Starter",
        "More for Parlance Starter",
        "mlx-community/gemma-4-26b-a4b-it-4bit",
        "Use mlx-community/gemma-4-26b-a4b-it-4bit",
        "More for mlx-community/gemma-4-26b-a4b-it-4bit",
        "Pause mlx-community/gemma-4-12B-it-4bit",
        "Remove the download of mlx-community/gemma-4-12B-it-4bit",
        "Pause mlx-community/Qwen3-VL-4B-Instruct-4bit",
        "Remove the download of mlx-community/Qwen3-VL-4B-Instruct-4bit",
        "Go on with a/b",
        "Remove the download of a/b",
        f"Get {scenes.offers()[1].name}",
        f"Get {fourth}",
        "Ask the hub about the suggested models",
    ]


def test_focus_stays_with_a_row_that_is_made_anew(window: ModelsWindow) -> None:
    installed(window)[MOE].more.setFocus()
    window.set_installed(scenes.installed()[1:])
    focused = QApplication.focusWidget()
    assert focused is installed(window)[MOE].more
    window.set_installed(scenes.installed()[:1])
    assert QApplication.focusWidget() is installed(window)[STARTER], "its row is gone"


def test_rows_stay_where_nothing_has_changed(window: ModelsWindow) -> None:
    rows, offers = installed(window), offered(window)
    window.set_installed(scenes.installed())
    window.set_offers(scenes.offers())
    assert installed(window) == rows, "an open menu would be closed"
    assert offered(window) == offers


def test_list_has_the_keyboard_and_return_uses_the_model_that_it_is_on(
    window: ModelsWindow,
) -> None:
    wanted: list[str] = []
    window.wishes.load.connect(wanted.append)
    window.show_up()
    focused = QApplication.focusWidget()
    assert focused is installed(window)[STARTER], "the model in use"
    press(focused, Qt.Key.Key_Return)
    assert wanted == [], "it is in use"
    press(focused, Qt.Key.Key_Down)
    focused = QApplication.focusWidget()
    assert focused is installed(window)[MOE]
    assert "Return uses it" in focused.accessibleDescription()
    press(focused, Qt.Key.Key_Return)
    assert wanted == [MOE]


def test_arrow_keys_stay_in_the_list_and_a_damaged_model_is_not_used(window: ModelsWindow) -> None:
    wanted: list[str] = []
    window.wishes.load.connect(wanted.append)
    rows = installed(window)
    rows[STARTER].setFocus()
    for key, path in (
        (Qt.Key.Key_Up, STARTER),
        (Qt.Key.Key_End, "/m/half"),
        (Qt.Key.Key_Down, "/m/half"),
        (Qt.Key.Key_Home, STARTER),
    ):
        focused = QApplication.focusWidget()
        assert focused is not None
        press(focused, key)
        assert QApplication.focusWidget() is rows[path]
    press(rows["/m/half"], Qt.Key.Key_Return)
    assert wanted == []


def test_double_click_uses_a_model(window: ModelsWindow) -> None:
    wanted: list[str] = []
    window.wishes.load.connect(wanted.append)
    QTest.mouseDClick(installed(window)[MOE], Qt.MouseButton.LeftButton)
    assert wanted == [MOE]


def test_keyboard_goes_to_the_list_when_the_models_come_later(qtbot: QtBot, assets: Assets) -> None:
    made = ModelsWindow(assets)
    qtbot.addWidget(made)
    made.show_up()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_loaded(MOE)
    made.set_installed(scenes.installed())
    assert QApplication.focusWidget() is installed(made)[MOE]
    made.close()


def test_models_are_in_the_order_that_was_chosen(window: ModelsWindow) -> None:
    chosen: list[str] = []
    window.ordered.connect(chosen.append)
    assert list(installed(window)) == [STARTER, MOE, "/m/half"], "used today, before, never"
    orders = {"name": [MOE, "/m/half", STARTER], "size": [MOE, "/m/half", STARTER]}
    for order, paths in orders.items():
        window.list.order.chosen.emit(order)
        assert list(installed(window)) == paths
    assert chosen == ["name", "size"]
    window.show_order("used")
    assert list(installed(window)) == [STARTER, MOE, "/m/half"]
    window.show_order("nonsense")
    assert window.list.order.currentData() == "used"


def test_search_shows_what_is_here_by_that_name(window: ModelsWindow) -> None:
    write(window.field, "gemma 26b")
    assert list(installed(window)) == [MOE]
    window.field.clear()
    assert len(installed(window)) == 3


def test_row_tells_how_far_its_model_is_loaded_without_being_made_anew(
    window: ModelsWindow,
) -> None:
    window.show_load(Stage("load", 0, 0))
    row = installed(window)[STARTER]
    assert "Loading…" in said(row)
    window.show_load(Stage("load", 3_000_000_000, 10_000_000_000))
    assert installed(window)[STARTER] is row
    assert "Loading… 3 GB of 10 GB" in said(row)
    window.show_load(None)
    assert "Used today" in said(installed(window)[STARTER])


def test_sheet_is_closed_by_choosing_and_by_done_and_is_a_window_again(
    qtbot: QtBot, window: ModelsWindow, assets: Assets
) -> None:
    over = MainWindow(assets)
    qtbot.addWidget(over)
    over.show()
    window.show_over(over)
    assert window.parentWidget() is over
    assert window.windowType() == Qt.WindowType.Sheet
    assert window.windowModality() == Qt.WindowModality.WindowModal
    assert window.done.isVisible()
    installed(window)[MOE].load.click()
    assert not window.isVisible()
    window.show_over(over)
    window.done.click()
    assert not window.isVisible()
    window.show_up()
    assert window.parentWidget() is None
    assert window.windowModality() == Qt.WindowModality.NonModal
    assert not window.done.isVisible()
    installed(window)[MOE].load.click()
    assert window.isVisible()


def test_damaged_files_are_named_and_fetched_again_or_removed(window: ModelsWindow) -> None:
    wishes: list[tuple[str, str]] = []
    for name in ("refetch", "remove_damaged", "check"):
        signal = getattr(window.wishes, name)
        signal.connect(lambda path, name=name: wishes.append((name, path)))
    scenes.damaged(window)
    row = installed(window)[MOE]
    assert "1 file damaged or missing: model-00002-of-00003.safetensors" in said(row)
    row.refetch.click()
    row.remove.click()
    choice(row, "Check the Files").trigger()
    assert wishes == [("refetch", MOE), ("remove_damaged", MOE), ("check", MOE)]
    assert not hasattr(installed(window)[STARTER], "refetch")


def test_model_from_nowhere_cannot_be_fetched_again(window: ModelsWindow) -> None:
    view = replace(scenes.installed()[1], repo="", damaged=("a", "b", "c", "d"))
    window.set_installed([view])
    row = installed(window)[MOE]
    assert "4 files damaged or missing: a, b, c, …" in said(row)
    assert not row.refetch.isVisible()
    assert row.remove.isVisible()
    assert not choice(row, "Check the Files").isEnabled()


def test_long_work_is_told_and_stopped(window: ModelsWindow) -> None:
    stopped: list[bool] = []
    window.stop_work_requested.connect(lambda: stopped.append(True))
    window.show_work("The files are read…", None)
    assert window.work.isVisible()
    assert not window.work.bar.isVisible()
    window.show_work("The files are copied…", 0.5)
    assert (window.work.words.text(), window.work.bar.value()) == ("The files are copied…", 50)
    window.work.stop.click()
    assert stopped == [True]
    window.show_work("", None)
    assert not window.work.isVisible()


def test_model_is_moved_to_the_folder_that_is_chosen(window: ModelsWindow) -> None:
    wanted: list[tuple[str, str]] = []
    window.move_wanted.connect(lambda path, folder: wanted.append((path, folder)))
    choice(installed(window)[MOE], "Move to Another Disk…").trigger()
    (dialog,) = window.findChildren(QFileDialog)
    dialog.fileSelected.emit("/Volumes/Big")
    dialog.close()
    assert wanted == [(MOE, "/Volumes/Big")]


def test_findings_about_a_model_are_told_what_is_wrong_first(window: ModelsWindow) -> None:
    wanted: list[str] = []
    window.wishes.why.connect(wanted.append)
    choice(installed(window)[MOE], "Why Is It Slow or Wrong?").trigger()
    assert wanted == [MOE]
    scenes.findings(window)
    (shown,) = window.findChildren(Findings)
    texts = [each.text() for each in shown.findChildren(QLabel) if each.text()]
    assert texts == [
        "Why is mlx-community/gemma-4-26b-a4b-it-4bit slow or wrong?",
        *(text for text, _ in scenes.FINDINGS),
    ]
    spoken = {each.text(): each.accessibleName() for each in shown.findChildren(QLabel)}
    assert spoken[texts[1]] == texts[1]
    assert spoken[texts[-1]] == f"Good: {texts[-1]}"
    shown.close()


def test_escape_closes_the_window(qtbot: QtBot, window: ModelsWindow) -> None:
    with qtbot.waitSignal(window.closed):
        press(window.field, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_window_keeps_no_app_open(window: ModelsWindow) -> None:
    assert not window.testAttribute(Qt.WidgetAttribute.WA_QuitOnClose)


def test_bars_tell_screen_readers_what_they_show(window: ModelsWindow) -> None:
    row = coming(window)["mlx-community/gemma-4-12B-it-4bit"]
    assert row.bar.accessibleName() == "Downloaded of mlx-community/gemma-4-12B-it-4bit"
    assert row.bar.value() == 41


@pytest.mark.parametrize("width", [460, 700])
@pytest.mark.parametrize("scene", ["full", "damaged"])
def test_nothing_is_cut_off_sideways(window: ModelsWindow, width: int, scene: str) -> None:
    scenes.SCENES[scene](window)
    window.resize(width, 640)
    QApplication.processEvents()
    for each in window.findChildren(QAbstractButton):
        if each.isVisible():
            right = each.mapTo(window, each.rect().topRight()).x()
            assert 0 < right < width, each.accessibleName()
            assert each.width() >= each.sizeHint().width(), each.accessibleName()


@pytest.mark.parametrize("size", [(460, 420), (900, 680)])
def test_page_of_a_new_chat_offers_models_in_the_smallest_window_too(
    qtbot: QtBot, assets: Assets, size: tuple[int, int]
) -> None:
    window = MainWindow(assets)
    qtbot.addWidget(window)
    window.resize(*size)
    window.set_models([scenes.STARTER])
    window.show_model(STARTER)
    window.show()
    window.offer_models(3)
    offer = window.empty_state.offer
    assert offer is not None
    assert offer.isVisible()
    assert window.empty_state.rect().contains(offer.geometry())
    assert window.empty_state.examples[0].isVisible()
