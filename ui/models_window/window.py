"""The models: those on this machine, those on their way, and those that could be fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.types import Stage
from ui import wording
from ui.buttons import TextButton, label
from ui.language import translate
from ui.models_window.findings import Findings
from ui.models_window.installed_list import InstalledList
from ui.models_window.rows import DownloadRow, OfferRow, UpdateRow
from ui.models_window.style import models_style
from ui.models_window.values import DownloadView, InstalledView, OfferView
from ui.models_window.work import Work
from ui.own_window import OwnWindow, scrolling
from ui.settings.page import Group
from ui.values import Assets

SIZE = QSize(700, 640)
LEAST_SIZE = QSize(460, 400)
MOST_WIDTH = 700  # of the column
_TYPED_MS = 500  # after the last letter, the hub is asked


class ModelsWindow(OwnWindow):
    """Signals, beside those of `wishes`:
    move_wanted: a model's path, and the folder that it is to be moved to.
    update_requested: the hub is to be asked about what is suggested.
    stop_work_requested: what `show_work` tells of is to end.
    get_requested, pause_requested, stop_requested, page_requested: a repository.
    token_requested: an access token is to be added.
    search_requested: what to look for on the hub.
    folder_chosen: look for models in this folder, too.
    ordered: the order that the person wants for the list.
    closed.
    """

    move_wanted = Signal(str, str)
    update_requested = Signal()
    stop_work_requested = Signal()
    get_requested = Signal(str)
    pause_requested = Signal(str)
    stop_requested = Signal(str)
    page_requested = Signal(str)
    token_requested = Signal()
    search_requested = Signal(str)
    folder_chosen = Signal(str)
    ordered = Signal(str)
    closed = Signal()

    def __init__(self, assets: Assets, parent: QWidget | None = None) -> None:
        title = translate("ModelsWindow", "Models")
        super().__init__(assets, title, SIZE, LEAST_SIZE, models_style, parent)
        self._offers: list[OfferView] = []
        self._asked = 0.0
        self._found: list[OfferView] | None = None
        self._coming: dict[str, DownloadRow] = {}
        self._to_list = False  # the keyboard goes there as soon as there is one
        self._downloads_place = QVBoxLayout()
        self._offers_place = QVBoxLayout()
        self.list = InstalledList(self.look)
        self.wishes = self.list.wishes
        self.field = QLineEdit()
        self.done = TextButton(self.look, translate("ModelsWindow", "Done"), kind="default")
        self.folder = TextButton(
            self.look, translate("ModelsWindow", "Add a Folder…"), kind="quiet"
        )
        self.said = label("", "caution")
        self.work = Work(self.look)
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._arrange()
        self._typed.timeout.connect(self._ask)
        self.field.textChanged.connect(self._type)
        self.field.returnPressed.connect(self._ask)
        self.folder.clicked.connect(self._choose_folder)
        self.done.clicked.connect(self.close)
        self._connect_list()
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.activated.connect(self.field.setFocus)
        self.finish()

    # What to show

    @Slot(list)
    def set_installed(self, views: Sequence[InstalledView]) -> None:
        if list(views) != self.list.views:
            kept = self._focused()
            self.list.set_views(views)
            self._settle(kept)

    @Slot(str)
    def show_loaded(self, path: str) -> None:
        """The model in use; empty for none."""
        kept = self._focused()
        self.list.show_loaded(path)
        self._settle(kept)

    @Slot(object)
    def show_load(self, stage: Stage | None) -> None:
        """How far the model that is wanted is loaded; None when it is."""
        kept = self._focused()
        self.list.show_load(stage)
        self._settle(kept)

    @Slot(str)
    def show_order(self, order: str) -> None:
        """As `ordered` once said."""
        self.list.show_order(order)
        self._settle("")

    @Slot(list)
    def set_offers(self, views: Sequence[OfferView], asked: float = 0.0) -> None:
        """What is suggested for this machine; `asked`: when the hub was asked about that."""
        if list(views) != self._offers or asked != self._asked:
            self._offers, self._asked = list(views), asked
            self._show_offers()

    @Slot(str, list)
    def set_found(self, text: str, views: Sequence[OfferView]) -> None:
        """What the hub has found for `text`; nothing, if that is no longer looked for."""
        if text == self.field.text().strip():
            self._found = list(views)
            self._show_offers()

    @Slot(list)
    def set_downloads(self, views: Sequence[DownloadView]) -> None:
        """While bytes come, rows stay and change what they say."""
        if [view.repo for view in views] == list(self._coming):
            for view in views:
                self._coming[view.repo].show_view(view)
            return
        kept = self._focused()
        self._coming = {}
        group = Group(translate("ModelsWindow", "On their way"))
        for view in views:
            row = DownloadRow(self.look, view)
            row.get_requested.connect(self.get_requested)
            row.pause_requested.connect(self.pause_requested)
            row.stop_requested.connect(self.stop_requested)
            row.page_requested.connect(self.page_requested)
            row.token_requested.connect(self.token_requested)
            self._coming[view.repo] = row
            group.add_wide(row)
        _put(self._downloads_place, group, bool(views))
        self._show_offers()
        self._settle(kept)

    @Slot(str)
    def say(self, sentence: str, kind: str = "caution") -> None:
        """Something went wrong, or is under way ("secondary"). Empty for nothing."""
        self.said.setProperty("kind", kind)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    @Slot(str, object)
    def show_work(self, words: str, share: float | None) -> None:
        """Something long is being done with a model; empty when it is over."""
        self.work.show_work(words, share)

    def show_findings(self, name: str, findings: Sequence[tuple[str, bool | None]]) -> None:
        """What is known of a model: sentences, and whether all is well there; None: not known."""
        Findings(self, self.look, name, findings).open()

    def ask_remove(self, view: InstalledView, then: Callable[[], None]) -> None:
        """Call `then` if the person means it."""
        words = translate("ModelsWindow", "Delete {name}?").format(name=view.name)
        box = QMessageBox(QMessageBox.Icon.NoIcon, self.windowTitle(), words, parent=self)
        freed = translate("ModelsWindow", "{size} on the disk are freed. It can be fetched again.")
        kept = translate("ModelsWindow", "{size} on the disk are freed. This cannot be undone.")
        size = wording.size(view.on_disk)
        box.setInformativeText((freed if view.repo else kept).format(size=size))
        delete = box.addButton(
            translate("ModelsWindow", "Delete"), QMessageBox.ButtonRole.DestructiveRole
        )
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowModality(Qt.WindowModality.WindowModal)
        delete.clicked.connect(then)
        box.open()

    def show_up(self) -> None:
        """A window of its own, with the keyboard in the list."""
        self._become(None)
        super().show_up()
        self._to_list = not self.list.focus()

    def show_over(self, window: QWidget) -> None:
        """A sheet of that window: choosing a model closes it."""
        self._become(window)
        super().show_up()
        self._to_list = not self.list.focus()

    def detach(self) -> None:
        """The window that it was a sheet of goes."""
        self.close()
        self._become(None)

    # How

    def _become(self, sheet_of: QWidget | None) -> None:
        if self.parentWidget() is not sheet_of:
            self.hide()
            kind = Qt.WindowType.Window if sheet_of is None else Qt.WindowType.Sheet
            self.setParent(sheet_of, kind)
            modal, free = Qt.WindowModality.WindowModal, Qt.WindowModality.NonModal
            self.setWindowModality(free if sheet_of is None else modal)
            self._set_done(sheet_of is not None)

    def _set_done(self, sheet: bool) -> None:
        """A sheet has no button to close it."""
        self.done.setVisible(sheet)
        edge = 14 if sheet else 0
        self._bottom.setContentsMargins(24, edge, 24, edge)

    def _connect_list(self) -> None:
        shown = self.list
        self.wishes.load.connect(self._leave_sheet)
        self.wishes.move.connect(self._choose_disk)
        self.work.stop_requested.connect(self.stop_work_requested)
        shown.ordered.connect(self.ordered)
        shown.ordered.connect(lambda _: self._settle(shown.order.accessibleName()))
        shown.row_focused.connect(self._show_row)

    @Slot(object)
    def _show_row(self, row: QWidget) -> None:
        self._area.ensureWidgetVisible(row, 0, 24)

    @Slot()
    def _leave_sheet(self) -> None:
        """Over a chat it was opened to choose a model; one is chosen."""
        if self.windowModality() != Qt.WindowModality.NonModal:
            self.close()

    def _show_offers(self) -> None:
        kept = self._focused()
        views = self._offers if self._found is None else self._found
        if self._found is None:
            heading = translate("ModelsWindow", "For this machine")
        else:
            heading = translate("ModelsWindow", "Found on the hub")
        group = Group(heading)
        for view in views:
            row = OfferRow(self.look, view, view.repo in self._coming)
            row.get_requested.connect(self.get_requested)
            group.add_wide(row)
        if not views:
            nothing = label(self._nothing(), "secondary")
            nothing.setWordWrap(True)
            nothing.setContentsMargins(0, 11, 0, 11)
            group.add_wide(nothing)
        if self._found is None and self._offers:
            update = UpdateRow(self.look, self._asked)
            update.update_requested.connect(self.update_requested)
            group.add_wide(update)
        _put(self._offers_place, group, True)
        self._settle(kept)

    def _stops(self) -> list[QWidget]:
        """What Tab goes through below the field, from top to bottom."""
        found: list[QWidget] = [self.work.stop, *self.list.stops]
        for place in (self._downloads_place, self._offers_place):
            group = place.itemAt(0).widget() if place.count() else None
            if group is not None:
                found += [
                    each
                    for each in group.findChildren(QWidget)
                    if isinstance(each, QPushButton | QToolButton)
                ]
        return found

    def _focused(self) -> str:
        """The name of the row or its control that has the focus; it may be made anew."""
        focus = self.focusWidget()
        return focus.accessibleName() if focus is not None and focus in self._stops() else ""

    def _settle(self, kept: str) -> None:
        """Tab goes from top to bottom, and whoever had the focus has it again."""
        before: QWidget = self.folder
        for each in (*self._stops(), self.done):
            QWidget.setTabOrder(before, each)
            before = each
        if self._to_list and self.list.focus():
            self._to_list = False
        elif kept:
            again = [each for each in self._stops() if each.accessibleName() == kept]
            if again and again[0].isEnabled():
                again[0].setFocus()
            elif not self.list.focus():
                self.field.setFocus()

    def _nothing(self) -> str:
        if self._found is None:
            return translate("ModelsWindow", "Nothing of the list fits this machine.")
        return translate(
            "ModelsWindow", "Nothing by that name can be run here. A shorter name finds more."
        )

    def _type(self, text: str) -> None:
        self._to_list = False
        self.list.look_for(text)
        if text.strip():
            self._typed.start()
        else:
            self._typed.stop()
            self._found = None
            self._show_offers()

    def _ask(self) -> None:
        self._typed.stop()
        if text := self.field.text().strip():
            self.search_requested.emit(text)

    def _choose_folder(self) -> None:
        words = translate("ModelsWindow", "Choose a folder with models")
        dialog = QFileDialog(self, words)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @Slot(str)
    def _choose_disk(self, path: str) -> None:
        dialog = QFileDialog(self, translate("ModelsWindow", "Choose a folder on another disk"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(partial(self.move_wanted.emit, path))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _arrange(self) -> None:
        self.field.setProperty("kind", "field")
        self.field.setPlaceholderText(translate("ModelsWindow", "Search here and on the hub"))
        self.field.setAccessibleName(
            translate("ModelsWindow", "Search for models, here and on the hub")
        )
        self.field.setClearButtonEnabled(True)
        for clear in self.field.findChildren(QToolButton):
            clear.setAccessibleName(translate("ModelsWindow", "Clear the search"))
        self.said.setWordWrap(True)
        self.said.hide()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 18, 24, 24)
        column.setSpacing(18)
        top = QHBoxLayout()
        top.addWidget(self.field, 1)
        top.addWidget(self.folder)
        column.addLayout(top)
        column.addWidget(self.said)
        column.addWidget(self.work)
        column.addWidget(self.list)
        for place in (self._downloads_place, self._offers_place):
            column.addLayout(place)
        column.addStretch(1)
        area = self._area = scrolling(page, MOST_WIDTH)
        area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.done.hide()
        bottom = self._bottom = QHBoxLayout()
        bottom.setContentsMargins(24, 0, 24, 0)
        bottom.addStretch(1)
        bottom.addWidget(self.done)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        whole.addLayout(bottom)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)


def _put(place: QVBoxLayout, group: Group, seen: bool) -> None:
    """In place of the one before. Only now: what is shown without a parent is a window."""
    while (item := place.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
    place.addWidget(group)
    group.setVisible(seen)
