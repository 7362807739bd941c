"""Where the reader is in the column, and ways to go elsewhere."""

from __future__ import annotations

from ui.virtual_column import MARGIN, VirtualColumn


class ReadingColumn(VirtualColumn):
    """Places are a message and how many points its top is below the view's."""

    def to_end(self) -> None:
        self.following = True
        self.settle(whole=True)

    def go_to(self, message_id: int, below: int = MARGIN) -> None:
        """Bring its top `below` points under the view's. Raises KeyError if it is not there."""
        self.rows.index(message_id)
        self.following = False
        self._anchor = (message_id, below)
        self.settle(whole=True)

    def come_near(self, message_id: int) -> None:
        """Move only if nothing of it is seen."""
        if self.rows.index(message_id) not in self.in_view():
            self.go_to(message_id)

    def show_piece(self, message_id: int, top: int, height: int, above: int = MARGIN) -> None:
        """Scroll as little as needed to see a part of a message, `top` points from its own.

        The topmost points of the view, as many as `above`, do not count as seen.
        """
        page = self.viewport().height()
        y = self.rows.top(self.rows.index(message_id)) + top - self._value
        if y < above:
            self.go_to(message_id, above - top)
        elif y + height > page - MARGIN:
            self.go_to(message_id, max(MARGIN, page - MARGIN - height) - top)

    def reading_place(self) -> tuple[int, int] | None:
        """Where the view stands, for `go_to`; None at the end of the conversation."""
        return None if self.following else self._find_anchor()

    def show_whole(self, message_id: int) -> None:
        """All of it if it fits, else its beginning."""
        row = self.rows.row(message_id)
        room = self.viewport().height() - 48
        self.show_piece(message_id, 0, min(row.height, room))
