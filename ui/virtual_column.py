"""A scrolling column of which only what is near the view exists as widgets.

All the rest is known by its height alone: guessed, until a widget was made and measured. When a
guess turns out wrong, or anything above the view grows, what the reader looks at stays where it
is and the scroll bar gives way.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.look import Look
from ui.message import Message
from ui.message_rows import Measures, Rows
from ui.message_values import MessageView
from ui.placeholders import draw_placeholder

NEAR_END = 32
GAP, MARGIN = 2, 24
LOW, LOW_END = 320, -6  # a view in which every line counts; messages end with room of their own
BUDGET_MS = 6  # for new widgets, of the 16 that a frame has
SLICE_MS = 4  # for the text of one message; the rest of it comes with the next frames
WHOLE_MS = 60  # the same after a jump
REST_MS = 150
MOST_ITEMS = 60  # in a long scroll; at rest there are fewer
FLING_MS = 100  # moves by more than half a page that come closer than that are a fling
PAUSE_MS = 50  # after the last of them the reader wants to read again


class VirtualColumn(QAbstractScrollArea):
    """Follows the end until the reader scrolls away from it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.rows = Rows(GAP, MARGIN)
        self.following = True
        self._items: dict[int, Message] = {}
        self._anchor: tuple[int, int] | None = None  # a message, and how far down its top is
        self._value = 0
        self._put_at = 0  # the value that the widgets stand at
        self._bare = False  # there are placeholders in the view
        self._own_move = False
        self._settling = False
        self._since_move = QElapsedTimer()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._ahead = QTimer(self)
        self._ahead.setSingleShot(True)
        self._ahead.timeout.connect(self._make_ahead)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._guess_again)
        bar = self.verticalScrollBar()
        bar.setSingleStep(24)
        bar.valueChanged.connect(self._scrolled)
        look.changed.connect(self._rest.start)
        look.widened.connect(self._take_width)
        self._guess_again()

    def _make(self, view: MessageView) -> Message:
        raise NotImplementedError

    def _drop(self, message_id: int, item: Message) -> None:
        """It is about to go: remember what is to be the same when it comes back."""

    def _finished(self, message_id: int, item: Message) -> None:
        """All of its text is there now."""

    def _kept(self) -> set[int]:
        """Messages whose widgets stay, however far away."""
        return set()

    def _place_changed(self) -> None:
        """`following` may be different now."""

    def item(self, message_id: int) -> Message:
        """Its widget, made if need be. Raises KeyError if there is no such message."""
        if message_id not in self._items:
            self._add_item(self.rows.index(message_id), None)
            self.settle()
        elif not self._items[message_id].complete:
            self._build(message_id, None)
            self.settle()
        return self._items[message_id]

    def items(self) -> Iterator[tuple[int, Message]]:
        """Those that exist."""
        return iter(list(self._items.items()))

    def in_view(self) -> range:
        """Indices of the rows of which something is seen."""
        return self._around(0)

    def settle(self, *, whole: bool = False) -> None:
        """Measure what exists, keep the reader's place, and make what the view shows.

        If that takes too long and need not be `whole`, the rest comes with the next frames.
        """
        if self._settling or not self.isVisible() or not len(self.rows):
            return
        self._settling = True
        try:
            for message_id, item in self._items.items():
                self._measure(self.rows.index(message_id), item)
            self._fill(whole)
            if not self.following:
                self._place_changed()
                if self._at_end():
                    self._rest.start()  # or has it shrunk for a moment, to be laid out anew?
        finally:
            self._settling = False

    def forget(self, message_ids: set[int] | None = None) -> None:
        """Remove widgets, by default all."""
        for message_id in list(self._items) if message_ids is None else message_ids:
            item = self._items.pop(message_id, None)
            if item is not None:
                self._drop(message_id, item)
                item.hide()
                item.deleteLater()

    # The work

    def _column_box(self) -> tuple[int, int]:
        """Left edge and width. Centred in the window, not beside the scroll bar."""
        side = max(24, (self.width() - self._look.line_width) // 2)
        return side, max(80, self.width() - 2 * side)

    def _around(self, beyond: int) -> range:
        """Rows within the view and `beyond` points on both sides."""
        if not len(self.rows):
            return range(0)
        first = self.rows.at(self._value - beyond)
        last = self.rows.at(self._value + self.viewport().height() + beyond)
        return range(first, last + 1)

    def _missing(self, beyond: int) -> int | None:
        """The next row that wants a widget: from the end if that is what the reader follows."""
        rows = self._around(beyond)
        for index in reversed(rows) if self.following else rows:
            if self.rows[index].view.id not in self._items:
                return index
        return None

    def _unfinished(self, beyond: int) -> int | None:
        """A message that has a widget, but not all of its text yet."""
        for index in self._around(beyond):
            item = self._items.get(self.rows[index].view.id)
            if item is not None and not item.complete:
                return self.rows[index].view.id
        return None

    def _fill(self, whole: bool) -> None:
        clock = QElapsedTimer()
        clock.start()
        self._hold()
        while (index := self._missing(0)) is not None:
            self._add_item(index, WHOLE_MS if whole else SLICE_MS)
            self._hold()
            if clock.elapsed() > BUDGET_MS and not whole:
                break
        self._put()
        self._ahead.start(0)

    def _hold(self) -> None:
        """Make the scroll bar agree with the heights, the reader's place being the same."""
        bar, page = self.verticalScrollBar(), self.viewport().height()
        most = max(0, self.rows.total - page)
        value = most
        if not self.following and self._anchor is not None and self._anchor[0] in self.rows:
            value = self.rows.top(self.rows.index(self._anchor[0])) - self._anchor[1]
        self._own_move = True
        bar.setPageStep(page)
        bar.setRange(0, most)
        bar.setValue(min(max(value, 0), most))
        self._own_move = False

    def _put(self) -> None:
        """Everything where it belongs. What only moves is not painted anew."""
        if moved := self._value - self._put_at:
            self._put_at = self._value
            self.viewport().scroll(0, -moved)
        left, width = self._column_box()
        for message_id, item in self._items.items():
            index = self.rows.index(message_id)
            item.setGeometry(
                left, self.rows.top(index) - self._value, width, self.rows[index].height
            )
        if self._bare or self.hasFocus() or self._missing(0) is not None:
            self.viewport().update()  # with placeholders, or a ring around a message

    def _add_item(self, index: int, budget_ms: int | None) -> None:
        row = self.rows[index]
        left, width = self._column_box()
        item = self._make(row.view)
        if (column := item.layout()) is not None:  # what is there of it stands at its top
            column.setAlignment(Qt.AlignmentFlag.AlignTop)
        if (below := self._made_below(index)) is not None:
            item.stackUnder(below)  # screen readers walk them in this order
        self._items[row.view.id] = item
        self._build(row.view.id, budget_ms)
        item.setGeometry(left, self.rows.top(index) - self._value, width, row.height)
        was, self._settling = self._settling, True
        item.show()
        # Text knows its height once it has its width; that height goes up by these events.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._settling = was
        if self.isVisible():
            self._measure(index, item)

    def _made_below(self, index: int) -> Message | None:
        """The next message that has a widget."""
        made = ((self.rows.index(one), item) for one, item in self._items.items())
        return min((pair for pair in made if pair[0] > index), default=(0, None))[1]

    def _build(self, message_id: int, budget_ms: int | None) -> None:
        item = self._items[message_id]
        if item.build(budget_ms):
            self._finished(message_id, item)

    def _measure(self, index: int, item: Message) -> None:
        by_width = item.hasHeightForWidth()
        height = item.heightForWidth(item.width()) if by_width else item.sizeHint().height()
        if not item.complete:  # its text is coming from the top: the guess holds until then
            height = max(height, self.rows[index].height)
        self.rows.set_height(index, height, measured=item.complete)

    def _make_ahead(self) -> None:
        """What will be seen soon, a slice at a time; then what is far goes."""
        if not self.isVisible():
            return
        beyond = max(600, self.viewport().height())
        for reach in (0, beyond):
            if (index := self._missing(reach)) is not None:
                self._settling = True
                self._add_item(index, SLICE_MS)
                self._hold()
                self._put()
                self._settling = False
                self._ahead.start(0)
                break
            if (message_id := self._unfinished(reach)) is not None:
                self._build(message_id, SLICE_MS)
                self.settle()
                break
        else:
            self._drop_far(beyond * 5 // 2)
        if len(self._items) > MOST_ITEMS:
            self._drop_far(beyond * 5 // 2)

    def _drop_far(self, beyond: int) -> None:
        """Three at a time: taking widgets down costs about a third of making them."""
        near = self._around(beyond)
        far = {message_id for message_id in self._items if self.rows.index(message_id) not in near}
        far -= self._kept()
        if far:
            self.forget(set(list(far)[:3]))
            self._ahead.start(0)

    def _guess_again(self) -> None:
        font = QFontMetricsF(self._look.font("body"))
        letter = font.averageCharWidth()
        self.rows.set_measures(Measures(self._column_box()[1], letter, font.lineSpacing()))
        self.settle()
        if not self.following and self._at_end() and len(self.rows) and self.isVisible():
            self.following = True
            self._place_changed()

    def _find_anchor(self) -> tuple[int, int] | None:
        """What the reader sees first, of what is measured if possible."""
        seen = list(self._around(0))
        if not seen:
            return None
        made = [index for index in seen if self.rows[index].view.id in self._items]
        index = (made or seen)[0]
        return self.rows[index].view.id, self.rows.top(index) - self._value

    def _scrolled(self, value: int) -> None:
        """The page moved. A reader who moves up, however little, wants to stay there."""
        before, self._value = self._value, value
        if self._own_move:
            return
        self._anchor = self._find_anchor()
        self._take_place(upwards=value < before)
        if self._is_fling(abs(value - before)):
            self._put()
            self._ahead.start(PAUSE_MS)
            return
        self._settling = True
        self._fill(whole=False)
        self._settling = False

    def _is_fling(self, moved: int) -> bool:
        """Messages pass by that nobody can read: making them would only hold up the next frame."""
        again = self._since_move.isValid() and self._since_move.elapsed() < FLING_MS
        far = moved > self.viewport().height() // 2
        if far:
            self._since_move.start()
        else:
            self._since_move.invalidate()
        return far and again

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum()

    def _take_place(self, *, upwards: bool) -> None:
        bar = self.verticalScrollBar()
        self.following = bar.value() >= bar.maximum() - (0 if upwards else NEAR_END)
        self._place_changed()

    def _take_width(self) -> None:
        """Everything as wide as the column is now."""
        left, width = self._column_box()
        if any(item.width() != width for item in self._items.values()):
            self._settling = True
            for item in self._items.values():
                item.setGeometry(left, item.y(), width, item.height())
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self._settling = False
        self._rest.start()
        self.settle(whole=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(self._look.theme.window))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, width = self._column_box()
        self._bare = False
        for index in self._around(0):
            row = self.rows[index]
            item = self._items.get(row.view.id)
            if item is None or not (item.complete or item.panes()):
                self._bare = True
                box = QRectF(left, self.rows.top(index) - self._value, width, row.height)
                ink = QColor(self._look.theme.raised)
                draw_placeholder(painter, box, ink, question=row.view.role == "user")

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802
        """Qt would paint all of it anew: see `_put`."""

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # some message needs more or less room
            self.settle()
            return True
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.rows.end = LOW_END if self.viewport().height() < LOW else MARGIN
        self._take_width()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._guess_again()
        self.settle(whole=True)
