"""The part of the window that takes files, and asks where files are or should go."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot

from ui import wording
from ui.chats_window import ChatsWindow
from ui.language import translate

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QImage,
        QResizeEvent,
    )
    from PySide6.QtWidgets import QWidget

    from ui.composer import Composer
    from ui.drop_overlay import DropOverlay
    from ui.picture_view import PictureView
    from ui.values import Assets


class FilesWindow(ChatsWindow):
    """What `MainWindow` is built on.

    Signals (wishes): those of `ChatsWindow`, and
        files_offered: list[str], paths dropped, pasted or picked.
        image_pasted: a QImage dropped or pasted without a file.
        models_folder_chosen: a path.
        picture_wanted, picture_save_chosen, picture_reveal_requested: as of `PictureView`.
        export_chosen: a chat, a path, and whether thoughts go with it. import_chosen: a path.
    """

    files_offered = Signal(list)
    image_pasted = Signal(object)
    models_folder_chosen = Signal(str)
    export_chosen = Signal(int, str, bool)
    import_chosen = Signal(str)
    picture_wanted = Signal(int, int)
    picture_save_chosen = Signal(int, int, str)
    picture_reveal_requested = Signal(int, int)

    composer: Composer

    def __init__(self, assets: Assets, parent: QWidget | None = None) -> None:
        super().__init__(assets, parent)
        self.models_folder = ""
        self._cover: DropOverlay | None = None
        self._pictures: PictureView | None = None

    # What menus and buttons do

    def choose_files(self) -> None:
        """Ask which files to attach."""
        from PySide6.QtWidgets import QFileDialog

        patterns = " ".join(f"*{end}" for end in (*wording.PICTURES, *wording.SOUNDS))
        kinds = translate("FilesWindow", "Pictures and sounds ({patterns})")
        dialog = QFileDialog(
            self,
            translate("FilesWindow", "Attach pictures or sounds"),
            "",
            kinds.format(patterns=patterns),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._offer)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def choose_export(self, chat: int, title: str) -> None:
        """Ask where it should go."""
        from ui.carry_dialogs import ask_where

        ask_where(self, title, partial(self.export_chosen.emit, chat))

    def choose_import(self) -> None:
        from ui.carry_dialogs import ask_what

        ask_what(self, self.import_chosen.emit)

    def choose_models_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        title = translate("FilesWindow", "Choose a models folder")
        dialog = QFileDialog(self, title, self.models_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.models_folder_chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _offer(self, paths: list[str]) -> None:
        self.files_offered.emit(paths)
        self.composer.edit.setFocus()

    @property
    def _overlay(self) -> DropOverlay:
        """Made for the first drag."""
        if self._cover is None:
            from ui.drop_overlay import DropOverlay

            self._cover = DropOverlay(self.look, self)
        return self._cover

    @property
    def pictures(self) -> PictureView:
        """Made for the first picture that is opened."""
        if self._pictures is None:
            from ui.picture_view import PictureView

            self._pictures = PictureView(self.look, self)
            self._pictures.wanted.connect(self.picture_wanted)
            self._pictures.save_chosen.connect(self.picture_save_chosen)
            self._pictures.reveal_requested.connect(self.picture_reveal_requested)
        return self._pictures

    @Slot(int, int, object)
    def show_picture(self, message: int, number: int, image: QImage) -> None:
        """If it is still looked at."""
        if self._pictures is not None:
            self._pictures.show_picture(message, number, image)

    @Slot(int, int, str)
    def show_picture_problem(self, message: int, number: int, sentence: str) -> None:
        """Why it cannot be shown."""
        if self._pictures is not None:
            self._pictures.show_problem(message, number, sentence)

    def open_draft_picture(self, number: int) -> None:
        """Show a picture that waits in the composer as large as the window."""
        from ui.sound_state import IN_COMPOSER

        views = self.composer.attachments
        view = next(view for view in views if view.id == number)
        self.pictures.open(IN_COMPOSER, views, number, view.thumbnail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._cover is not None:
            self._cover.setGeometry(self.centralWidget().geometry())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from ui.drop_overlay import takes

        if takes(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._overlay.setGeometry(self.centralWidget().geometry())
            self._overlay.open(event.mimeData(), self.header.picker.current)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._overlay.hide()
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.composer.edit.insertFromMimeData(event.mimeData())
        self.activateWindow()
        self.composer.edit.setFocus()
