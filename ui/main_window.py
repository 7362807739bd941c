"""The window: wishes come out as signals, values go in through slots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QIcon, QKeySequence
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from ui.composer import Composer
from ui.empty_state import EmptyState
from ui.header import Header
from ui.icons import draw_svg
from ui.language import translate
from ui.menus import Menus
from ui.notices import Notices
from ui.status_strip import StatusStrip
from ui.stylesheet import stylesheet
from ui.talking_window import TalkingWindow

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent

    from engine.types import MemoryUse, ModelInfo, Stage
    from ui.values import Appearance, Assets, AttachmentView

DEFAULT_SIZE = QSize(900, 680)
LEAST_SIZE = QSize(460, 420)
WARM_UP_MS = 400  # the window is there by then, and nobody has typed a question yet


class MainWindow(TalkingWindow):
    """Everything the person sees.

    Signals (wishes):
        send_requested: the text; attachments are those shown in the composer.
        stop_requested, stop_load_requested, and what `TalkingWindow` adds about files and chats.
        activated: it is the one that is typed into. close_requested: it closes.
        quit_requested, new_window_requested, settings_requested, chat_settings_requested.
        models_requested: their window. models_sheet_requested: the same, over this one.
        eject_requested: the model gives its memory back.
        updates_requested: whether there is a newer version. crash_reports_requested: their folder.
        window_chosen: the number of another window in the Window menu. raise_all_requested.
        attachment_removed: its id; the chip stays until `remove_attachment`.
        record_requested, record_finish_requested, record_cancel_requested.
        model_chosen: a path.
        draft_changed: the text in the composer, while it is written.
        appearance_chosen: "system", "light" or "dark", for the settings.
    """

    send_requested = Signal(str)
    stop_requested = Signal()
    stop_load_requested = Signal()
    close_requested = Signal()
    activated = Signal()
    new_window_requested = Signal()
    settings_requested = Signal()
    chat_settings_requested = Signal()
    models_requested = Signal()
    models_sheet_requested = Signal()
    eject_requested = Signal()
    quit_requested = Signal()
    updates_requested = Signal()
    crash_reports_requested = Signal()
    window_chosen = Signal(int)
    raise_all_requested = Signal()
    attachment_removed = Signal(int)
    record_requested = Signal()
    record_finish_requested = Signal()
    record_cancel_requested = Signal()
    model_chosen = Signal(str)
    appearance_chosen = Signal(str)
    draft_changed = Signal(str)

    def __init__(self, assets: Assets, parent: QWidget | None = None) -> None:
        super().__init__(assets, parent)
        self._sent: str | None = None  # what was asked to be sent, until it is shown
        self._warm = False
        self.loading = False  # a model
        self.header = Header(self.look)
        self.empty_state = EmptyState(self.look)
        self.notices = Notices(self.look)
        self.composer = Composer(self.look)
        self.status = StatusStrip(self.look)
        self._arrange()
        self.menus = Menus(self)
        self._connect()
        self._dress()
        self.composer.edit.setFocus()

    # Models: what to show of them

    @Slot(list, str)
    def set_models(self, models: Sequence[ModelInfo], folder: str = "") -> None:
        """What the picker offers, in this order. `folder` is the chosen models folder."""
        self.models_folder = folder
        self.header.picker.set_models(models, folder)
        self._refresh_model()

    @Slot(str)
    def show_model(self, path: str) -> None:
        """The model in use; empty for none."""
        self.header.picker.show_model(path)
        self._refresh_model()

    @Slot(int)
    def offer_models(self, count: int) -> None:
        """So many others suit this machine; 0 says nothing."""
        self.empty_state.offer_models(count)

    @Slot(object)
    def show_load(self, stage: Stage | None) -> None:
        """Progress of loading; None when it is over, well or not."""
        self.header.picker.show_load(stage)
        self.status.show_load(stage)
        self.loading = stage is not None
        self._refresh_stop()

    # The message being written

    @Slot(object)
    def add_attachment(self, view: AttachmentView) -> None:
        """One more, or one anew, by its id."""
        self.composer.put_attachment(view)

    @Slot(int)
    def remove_attachment(self, attachment_id: int) -> None:
        self.composer.take_attachment(attachment_id)

    @Slot()
    def clear_attachments(self) -> None:
        self.composer.clear_attachments()

    @Slot(bool)
    def set_busy(self, busy: bool) -> None:
        """While busy the send button stops, or lets what is written wait for the answer."""
        self.composer.set_busy(busy)
        self._refresh_stop()
        self.status.set_busy(busy)

    @Slot(bool)
    def show_recording(self, recording: bool) -> None:
        self.composer.set_recording(recording)
        self._refresh_stop()

    @Slot(float, float)
    def show_level(self, level: float, seconds: float) -> None:
        """Microphone level from 0 to 1, and how long it has been on."""
        self.composer.recorder.show_level(level, seconds)

    @Slot(str)
    def show_notice(self, sentence: str) -> None:
        self.notices.add(sentence)

    def offer(
        self, sentence: str, words: str = "", do: Callable[[], object] = lambda: None
    ) -> None:
        """News, perhaps with a button of those words that does something about it."""
        self.notices.offer(sentence, words, do)

    @Slot(str)
    def set_draft(self, text: str) -> None:
        """Put text into the composer, in place of what is there."""
        self.composer.set_text(text)

    @Slot(str)
    def restore_draft(self, text: str) -> None:
        """What was left in another chat's composer. The focus stays where it is."""
        self.composer.edit.setPlainText(text)
        self.composer.edit.moveCursor(self.composer.edit.textCursor().MoveOperation.End)

    @Slot()
    def empty_composer(self) -> None:
        """What was sent from it is on its way; what was written since then stays."""
        self._empty_composer()

    @Slot(str, list)
    def add_user_message(self, text: str, attachments: Sequence[AttachmentView]) -> None:
        """A question without an id of its own."""
        self._empty_composer()
        self.transcript.add_question(text, attachments)
        self._pages.setCurrentIndex(1)

    @Slot(str)
    def quote(self, text: str) -> None:
        """Put it into the composer, above what is written there, marked as a quotation."""
        quoted = "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())
        self.composer.set_text(f"{quoted}\n\n{self.composer.text}")

    # This window among others

    @Slot(str)
    def show_title(self, title: str) -> None:
        """The open chat's name; empty as long as it has none."""
        if not title and self.temporary:
            title = translate("MainWindow", "Temporary Chat")
        self.setWindowTitle(title or translate("MainWindow", "New Chat"))

    @Slot(list, int)
    def show_windows(self, titles: Sequence[str], current: int) -> None:
        """All open windows, for the menu; this one is number `current`."""
        self.menus.windows.show_windows(titles, current)

    def show_up(self) -> None:
        """Come to the front, wherever it was."""
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # The line at the bottom

    @Slot(object)
    def show_memory(self, use: MemoryUse) -> None:
        self.status.show_memory(use)

    @Slot(float)
    def show_speed(self, tokens_per_s: float) -> None:
        self.status.show_speed(tokens_per_s)

    @Slot(int, int)
    def show_context(self, used: int, limit: int) -> None:
        self.status.show_context(used, limit)

    @Slot(str)
    def set_appearance(self, appearance: Appearance) -> None:
        """ "system", "light" or "dark"."""
        self.look.set_appearance(appearance)
        self.menus.appearances[appearance].setChecked(True)

    # What menus and buttons do

    @Slot(bool)
    def mark_settings(self, marked: bool) -> None:
        """Whether the open chat is answered in another way than new ones."""
        keys = self.menus.chat_settings.shortcut()
        self.header.settings.mark(marked, keys.toString(QKeySequence.SequenceFormat.NativeText))

    @Slot(bool)
    def show_resting(self, resting: bool) -> None:
        """The model's memory was given back until the next question."""
        self.header.picker.show_resting(resting)

    @Slot(bool)
    def show_thinking(self, shown: bool) -> None:
        self.menus.thoughts.setChecked(shown)
        self.transcript.show_thoughts(shown)

    def choose_model(self, path: str) -> None:
        """The tick stays where it is until `show_model` moves it."""
        current = self.header.picker.current
        self.menus.set_models(self.header.picker.models, str(current.path) if current else "")
        self.model_chosen.emit(path)

    def choose_appearance(self, appearance: Appearance) -> None:
        self.look.set_appearance(appearance)
        self.appearance_chosen.emit(appearance)

    def stop_or_discard(self) -> None:
        if self.composer.recording:
            self.record_cancel_requested.emit()
        elif self.composer.busy:
            self.stop_requested.emit()
        elif self.loading:
            self.stop_load_requested.emit()

    def _refresh_stop(self) -> None:
        self.menus.set_busy(self.composer.busy, self.composer.recording, self.loading)

    def open_find(self) -> None:
        self.transcript.open_find()

    def find_next(self, step: int) -> None:
        self.transcript.find_next(step)

    def jump_to_latest(self) -> None:
        self.transcript.jump_to_latest()

    def copy_last_answer(self) -> None:
        text = self.transcript.last_answer()
        if text:
            QGuiApplication.clipboard().setText(text)

    def show_about(self) -> None:
        from ui.about import About

        About(self.look, self).show()

    def _arrange(self) -> None:
        self.show_title("")
        self.setMinimumSize(LEAST_SIZE)
        self.resize(DEFAULT_SIZE)
        self.setAcceptDrops(True)
        page = QWidget(self)
        page.setProperty("kind", "page")
        stack = QWidget(page)
        self._pages = QStackedLayout(stack)
        self._pages.addWidget(self.empty_state)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(stack, 1)
        column.addLayout(self.queue_place)
        column.addWidget(self.notices)
        column.addLayout(self.undo_place)
        column.addWidget(self.composer)
        column.addWidget(self.status)
        for part in (stack, self.notices, self.composer, self.status):
            part.raise_()  # screen readers walk them in this order
        self.splitter.addWidget(page)
        self.setCentralWidget(self.splitter)

    def _connect(self) -> None:
        composer, picker = self.composer, self.header.picker
        composer.send_requested.connect(self._send)
        composer.stop_requested.connect(self.stop_requested)
        composer.attach_requested.connect(self.choose_files)
        composer.record_requested.connect(self.record_requested)
        composer.record_finish_requested.connect(self.record_finish_requested)
        composer.record_cancel_requested.connect(self.record_cancel_requested)
        composer.files_pasted.connect(self._offer)
        composer.image_pasted.connect(self.image_pasted)
        composer.attachment_removed.connect(self.attachment_removed)
        composer.edit.textChanged.connect(self._tell_draft)
        composer.page_wanted.connect(self._scroll_pages)
        picker.model_chosen.connect(self.choose_model)
        picker.window_wanted.connect(self.models_sheet_requested)
        picker.folder_wanted.connect(self.choose_models_folder)
        self.header.new_chat.clicked.connect(self.new_chat_requested)
        self.header.settings.clicked.connect(self.chat_settings_requested)
        self.empty_state.example_chosen.connect(composer.set_text)
        self.empty_state.models_wanted.connect(self.models_requested)
        self.look.changed.connect(self._dress)
        self.activated.connect(self.look.follow_accent)

    def _dress(self) -> None:
        self.setPalette(self.look.theme.palette())
        self.setStyleSheet(stylesheet(self.look))

    def _refresh_model(self) -> None:
        picker = self.header.picker
        current = picker.current
        self.menus.set_models(picker.models, str(current.path) if current else "")
        self.empty_state.set_model(current)

    def _empty_composer(self) -> None:
        if self._sent is not None and self.composer.text == self._sent:
            self.composer.edit.clear()
        self._sent = None

    def _send(self, text: str) -> None:
        self._sent = text
        self.send_requested.emit(text)

    def _scroll_pages(self, pages: int) -> None:
        self.transcript.scroll_pages(pages)

    def _tell_draft(self) -> None:
        self.draft_changed.emit(self.composer.edit.toPlainText())

    def _to_message(self) -> None:
        self.composer.edit.setFocus()

    def _warm_up(self) -> None:
        from ui.warm_up import WarmUp

        warm_up = WarmUp(self)
        warm_up.done.connect(self._set_icon)
        warm_up.start()

    def _set_icon(self) -> None:
        self.setWindowIcon(QIcon(draw_svg(self.look.assets.app_icon, 256)))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._warm:
            self._warm = True
            QTimer.singleShot(WARM_UP_MS, self, self._warm_up)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.close_requested.emit()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing goes into the message, wherever the focus is."""
        command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
        if event.text().isprintable() and event.text().strip() and not event.modifiers() & command:
            self.composer.edit.setFocus()
            self.composer.edit.insertPlainText(event.text())
        else:
            super().keyPressEvent(event)
