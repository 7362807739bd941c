"""Links lead outside, after a look at where, and nothing is ever loaded for showing a text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.message_values import MessageView
from ui.prose import ProseView


def prose(window: MainWindow, text: str) -> ProseView:
    window.show_chat([MessageView(1, "user", "q"), MessageView(2, "assistant", text)])
    (pane,) = window.transcript.item(2).findChildren(ProseView)
    return pane


def over(pane: ProseView, letter: int) -> QPoint:
    """The middle of a letter."""
    cursor = QTextCursor(pane.document())
    cursor.setPosition(letter)
    return pane.cursorRect(cursor).center() + QPoint(3, 0)


def test_a_click_opens_it_outside_and_a_hover_shows_where_it_leads(
    qtbot: QtBot, window: MainWindow, opened: list[str]
) -> None:
    pane = prose(window, "[See here](https://example.org/a?b=c) now")
    with qtbot.waitSignal(pane.highlighted):
        QTest.mouseMove(pane.viewport(), over(pane, 2))
    assert pane.viewport().toolTip() == "https://example.org/a?b=c"
    assert opened == []
    QTest.mouseClick(pane.viewport(), Qt.MouseButton.LeftButton, pos=over(pane, 2))
    assert opened == ["https://example.org/a?b=c"]
    with qtbot.waitSignal(pane.highlighted):
        QTest.mouseMove(pane.viewport(), over(pane, 11))
    assert pane.viewport().toolTip() == ""


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "smb://host/share",
        "parlance://do",
        "/etc/passwd",
        "vbscript:x",
        "JavaScript:x",
        " file:///x",
    ],
)
def test_other_addresses_are_words(window: MainWindow, opened: list[str], address: str) -> None:
    pane = prose(window, f"[See here](<{address}>) now")
    assert "See here" in pane.toPlainText()
    assert pane.anchorAt(over(pane, 2)) == ""
    QTest.mouseClick(pane.viewport(), Qt.MouseButton.LeftButton, pos=over(pane, 2))
    pane.anchorClicked.emit(QUrl(address))  # should a document hold one all the same
    assert opened == []


@pytest.mark.parametrize("address", ["mailto:a@example.org", "HTTP://example.org"])
def test_mail_and_large_letters_are_fine(
    window: MainWindow, opened: list[str], address: str
) -> None:
    pane = prose(window, f"[See here]({address}) now")
    QTest.mouseClick(pane.viewport(), Qt.MouseButton.LeftButton, pos=over(pane, 2))
    assert [one.lower() for one in opened] == [address.lower()]


def test_pictures_of_an_answer_are_links_and_never_loaded(
    window: MainWindow, opened: list[str]
) -> None:
    pane = prose(
        window, '![chart](https://example.org/x.png) <img src="https://example.org/y.png">'
    )
    window.grab()
    assert pane.anchorAt(over(pane, 2)) == "https://example.org/x.png"
    assert "<img" not in pane.toHtml()
    kind = int(QTextDocument.ResourceType.ImageResource.value)
    assert not pane.loadResource(kind, QUrl("https://example.org/x.png"))
    assert opened == []


def test_the_address_of_a_link_can_be_copied(window: MainWindow) -> None:
    pane = prose(window, "[See here](https://example.org) now")
    at = pane.viewport().mapToGlobal(over(pane, 2))
    assert window.transcript.item(2).link_at(at) == "https://example.org"
