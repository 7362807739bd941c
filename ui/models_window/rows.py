"""Rows of the models' window: one model each, its figures, and what can be done with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from ui import wording
from ui.buttons import IconButton, TextButton, label
from ui.language import translate
from ui.look import Look
from ui.models_window import words
from ui.models_window.fit_bar import Bar
from ui.models_window.values import DownloadView, InstalledView, OfferView
from ui.models_window.wishes import Wishes

_BAR_WIDTH = 260
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class _Row(QWidget):
    """Words left, controls right, perhaps a bar below the words."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setAccessibleName(name)
        self.name = label(name, "setting")
        self.name.setWordWrap(True)
        self.words = QVBoxLayout()
        self.words.setSpacing(2)
        self.words.addWidget(self.name)
        self._controls: list[QWidget] = []
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 11, 0, 11)
        self.row.setSpacing(6)
        self.row.addLayout(self.words, 1)

    def say(self, text: str, kind: str = "secondary") -> None:
        line = label(text, kind)
        line.setWordWrap(True)
        self.words.addWidget(line)

    def put(self, *controls: QWidget) -> None:
        for control in controls:
            control.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self.row.addWidget(control, 0, _MIDDLE)
            self._controls.append(control)


_LOADS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -1000, Qt.Key.Key_End: 1000}


class InstalledRow(_Row):
    """A model as an item of a list: Return or a double click uses it.

    Signals, beside those of `wishes`:
    stepped: this row, and by how many the keyboard wants to go from it.
    focused: this row has the keyboard now.
    """

    stepped = Signal(object, int)
    focused = Signal(object)

    def __init__(
        self, look: Look, view: InstalledView, loaded: bool, busy: bool, wishes: Wishes
    ) -> None:
        name = view.name
        super().__init__(look, name)
        self.view, self.wishes = view, wishes
        self._loaded, self._busy = loaded, busy
        self.setProperty("kind", "model")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.row.setContentsMargins(8, 10, 8, 10)
        if view.info.problem:
            self.say(view.info.problem, "caution")
        else:
            self.say(words.installed_line(view))
        self.state = label("", "secondary")
        self.words.addWidget(self.state)
        self.show_state("")
        if view.need is not None:
            self._show_need(view)
        if view.twins:
            self.say(words.twins_line(view))
        if view.damaged:
            self._show_damage(view)
        if view.tested:
            self.say(view.tested, "secondary" if view.works else "caution")
        if not view.info.problem:
            self.load = self._load_button(name, loaded, busy)
            self.put(self.load)
        self.more = self._more(name, loaded, busy)
        self.put(self.more)
        self.setAccessibleDescription(self._spoken())

    @property
    def stops(self) -> list[QWidget]:
        """What Tab goes through."""
        return [self, *self._controls]

    @property
    def can_load(self) -> bool:
        return not self.view.info.problem and not self._loaded

    def show_state(self, loading: str) -> None:
        """How far it is loaded; else when it was used."""
        text = loading or words.used_line(self.view.used, time.time())
        self.state.setText(text)
        self.state.setVisible(bool(text))

    def _spoken(self) -> str:
        """For screen readers, when the keyboard comes to it."""
        info = self.view.info
        parts = [info.problem or words.installed_line(self.view)]
        if self._loaded:
            parts.append(translate("ModelsWindow", "in use"))
        elif not info.problem:
            parts.append(translate("ModelsWindow", "Return uses it"))
        return wording.listed(parts)

    def _load(self) -> None:
        if self.can_load:
            self.wishes.load.emit(self.view.path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _LOADS:
            self._load()
        elif key in _STEPS:
            self.stepped.emit(self, _STEPS[key])
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._load()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(self)

    def _show_need(self, view: InstalledView) -> None:
        need = view.need
        assert need is not None
        bar = Bar(self.look, words.need_line(need))
        bar.setToolTip(words.need_help(need))
        given = max(1, need.recommended)
        bar.show_shares([part / given for part in (need.weights, need.kv_cache, need.transient)])
        bar.setMaximumWidth(_BAR_WIDTH)
        line = QHBoxLayout()  # in a narrow window the bar is shorter
        line.addWidget(bar, 1)
        line.addStretch()
        self.words.addLayout(line)
        self.say(words.need_line(need), "secondary" if need.fits else "caution")
        if remedy := words.remedy_line(need):
            self.say(remedy)
        elif view.crowded and not self._loaded:
            self.say(words.crowded_line())

    def _show_damage(self, view: InstalledView) -> None:
        """What is wrong, and the two ways out of it."""
        self.say(words.damaged_line(view.damaged), "caution")
        line = QHBoxLayout()
        line.setContentsMargins(0, 4, 0, 2)
        line.setSpacing(6)
        fetch = translate("ModelsWindow", "Fetch Again")
        spoken = translate("ModelsWindow", "Fetch damaged files of {name} again")
        self.refetch = self._mend_button(fetch, spoken, self.wishes.refetch)
        self.refetch.setVisible(bool(view.repo))
        remove = translate("ModelsWindow", "Remove Damaged")
        spoken = translate("ModelsWindow", "Remove damaged files of {name}")
        self.remove = self._mend_button(remove, spoken, self.wishes.remove_damaged)
        for each in (self.refetch, self.remove):
            line.addWidget(each)
            self._controls.append(each)
        line.addStretch(1)
        self.words.addLayout(line)

    def _mend_button(self, text: str, spoken: str, signal: SignalInstance) -> TextButton:
        made = TextButton(self.look, text, kind="plain")
        made.setAccessibleName(spoken.format(name=self.view.name))
        made.clicked.connect(lambda: signal.emit(self.view.path))
        return made

    def _load_button(self, name: str, loaded: bool, busy: bool) -> TextButton:
        if loaded and busy:
            text = translate("ModelsWindow", "Stop")
            spoken = translate("ModelsWindow", "Stop loading {name}")
        elif loaded:
            text = translate("ModelsWindow", "In Use")
            spoken = translate("ModelsWindow", "{name} is in use")
        else:
            text = translate("ModelsWindow", "Use")
            spoken = translate("ModelsWindow", "Use {name}")
        made = TextButton(self.look, text, kind="plain")
        made.setAccessibleName(spoken.format(name=name))
        made.setEnabled(not loaded or busy)
        signal = self.wishes.stop_load if loaded else self.wishes.load
        made.clicked.connect(lambda: signal.emit(self.view.path))
        return made

    def _more(self, name: str, loaded: bool, busy: bool) -> IconButton:
        words_ = translate("ModelsWindow", "More for {name}").format(name=name)
        made = IconButton(self.look, "more", words_)
        menu = QMenu(made)
        choices: Sequence[tuple[str, SignalInstance, bool]] = (
            (translate("ModelsWindow", "Unload"), self.wishes.unload, loaded and not busy),
            (translate("ModelsWindow", "Show in Folder"), self.wishes.reveal, True),
            (
                translate("ModelsWindow", "Test It"),
                self.wishes.test,
                loaded and not busy and not self.view.info.problem,
            ),
            (
                translate("ModelsWindow", "Why Is It Slow or Wrong?"),
                self.wishes.why,
                True,
            ),
            (
                translate("ModelsWindow", "Check the Files"),
                self.wishes.check,
                bool(self.view.repo),
            ),
            (
                translate("ModelsWindow", "Move to Another Disk…"),
                self.wishes.move,
                self.view.movable and not busy,
            ),
            (
                translate("ModelsWindow", "Delete…"),
                self.wishes.remove,
                bool(self.view.on_disk),
            ),
        )
        for text, signal, enabled in choices:
            action = QAction(text, menu)
            action.setEnabled(enabled)
            action.triggered.connect(partial(_emit, signal.emit, self.view.path))
            menu.addAction(action)
        made.setMenu(menu)
        made.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        return made


def _emit(emit: Callable[[str], None], path: str, _checked: bool = False) -> None:
    emit(path)


class OfferRow(_Row):
    """Signals: get_requested, with the repository."""

    get_requested = Signal(str)

    def __init__(self, look: Look, view: OfferView, coming: bool) -> None:
        super().__init__(look, view.name)
        self.view = view
        if purpose := words.purpose_line(view):
            self.say(purpose, "small")
        self.say(words.offer_line(view))
        if line := words.fit_line(view):
            self.say(line, "caution")
        if view.name != view.repo:
            self.setToolTip(view.repo)
        if view.here:
            text = translate("ModelsWindow", "Here")
        elif coming:
            text = translate("ModelsWindow", "On Its Way")
        else:
            text = translate("ModelsWindow", "Get")
        self.get = TextButton(look, text, kind="default" if view.fit == "fits" else "plain")
        self.get.setAccessibleName(translate("ModelsWindow", "Get {name}").format(name=view.name))
        self.get.setEnabled(not view.here and not coming and view.fit != "large")
        self.get.clicked.connect(lambda: self.get_requested.emit(view.repo))
        self.put(self.get)


class UpdateRow(QWidget):
    """How old what is told of the offers is. Signals: update_requested."""

    update_requested = Signal()

    def __init__(self, look: Look, asked: float) -> None:
        super().__init__()
        line = label(words.asked_line(asked), "secondary")
        line.setWordWrap(True)
        self.button = TextButton(look, translate("ModelsWindow", "Ask the Hub"), kind="quiet")
        spoken = translate("ModelsWindow", "Ask the hub about the suggested models")
        self.button.setAccessibleName(spoken)
        self.button.clicked.connect(self.update_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 9, 0, 9)
        row.addWidget(line, 1)
        row.addWidget(self.button)


class DownloadRow(_Row):
    """Signals, each with the repository: get_requested (go on), pause_requested, stop_requested,
    page_requested (its page on the hub); and token_requested (where an access token is added).
    """

    get_requested = Signal(str)
    pause_requested = Signal(str)
    stop_requested = Signal(str)
    page_requested = Signal(str)
    token_requested = Signal()

    def __init__(self, look: Look, view: DownloadView) -> None:
        super().__init__(look, view.repo)
        self.view = view
        self.bar = Bar(
            look, translate("ModelsWindow", "Downloaded of {name}").format(name=view.repo)
        )
        self.line = label("", "secondary")
        self.line.setWordWrap(True)
        self.words.addWidget(self.bar)
        self.words.addWidget(self.line)
        self.ways = self._ways_out()
        pause = translate("ModelsWindow", "Pause {name}").format(name=view.repo)
        self.pause = IconButton(look, "pause", pause)
        stop = translate("ModelsWindow", "Remove the download of {name}").format(name=view.repo)
        self.stop = IconButton(look, "close", stop)
        self.pause.clicked.connect(self._pause_or_go_on)
        self.stop.clicked.connect(lambda: self.stop_requested.emit(self.view.repo))
        self.put(self.pause, self.stop)
        self.show_view(view)

    def show_view(self, view: DownloadView) -> None:
        self.view = view
        self.bar.show_shares([view.done / view.total if view.total else 0.0])
        self.bar.setVisible(view.state != "failed" or view.done > 0)
        self.line.setText(words.download_line(view))
        self.ways.setVisible(view.refused)
        kind = "caution" if view.state == "failed" else "secondary"
        if self.line.property("kind") != kind:
            self.line.setProperty("kind", kind)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
        if view.state in ("paused", "failed"):
            text = translate("ModelsWindow", "Go on with {name}").format(name=view.repo)
            self.pause.show_as("play", text)
        else:
            text = translate("ModelsWindow", "Pause {name}").format(name=view.repo)
            self.pause.show_as("pause", text)

    def _ways_out(self) -> QWidget:
        """For a model that its owner, or the hub, does not give to everybody."""
        page = TextButton(self.look, translate("ModelsWindow", "Open Its Page"), kind="plain")
        spoken = translate("ModelsWindow", "Open the page of {name}").format(name=self.view.repo)
        page.setAccessibleName(spoken)
        page.clicked.connect(lambda: self.page_requested.emit(self.view.repo))
        token = TextButton(self.look, translate("ModelsWindow", "Access Token…"), kind="plain")
        token.clicked.connect(self.token_requested)
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 4, 0, 2)
        line.setSpacing(6)
        for each in (page, token):
            line.addWidget(each)
        line.addStretch(1)
        self.words.addWidget(made)
        return made

    def _pause_or_go_on(self) -> None:
        if self.view.state in ("paused", "failed"):
            self.get_requested.emit(self.view.repo)
        else:
            self.pause_requested.emit(self.view.repo)
