"""The colours of the light and the dark window."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette


class Theme:
    """Colours by what they are for, as #rrggbb.

    Attributes:
        window, surface, raised, code: backgrounds, from the bottom up: the page, controls and
            popups, the user's bubbles and hovered controls, code blocks.
        sidebar, sidebar_lit, sidebar_picked: the sidebar, the chat in it that is open, and what
            is selected while the list has the focus.
        border: hairlines that separate; not needed to understand anything.
        text, secondary: ink on any of the backgrounds.
        accent, on_accent: filled buttons, links, focus rings; ink on the fill.
        danger, danger_soft: what failed, and the card behind it.
        caution, caution_soft: notices, and the card behind them.
    """

    dark: bool
    window: str
    surface: str
    raised: str
    code: str
    sidebar: str
    sidebar_lit: str
    sidebar_picked: str
    border: str
    text: str
    secondary: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    danger: str
    danger_soft: str
    caution: str
    caution_soft: str
    code_keyword: str
    code_string: str
    code_number: str
    code_comment: str
    code_name: str

    def __init__(self, *, dark: bool, **colours: str) -> None:
        """All of the above. (As a dataclass of 25 fields it took 2 ms of every start.)"""
        self.dark = dark
        vars(self).update(colours)

    def palette(self) -> QPalette:
        """For what style sheets do not reach: selections, placeholders, links, tooltips."""
        palette = QPalette()
        role = QPalette.ColorRole
        for target, name in (
            (role.Window, self.window),
            (role.Base, self.surface),
            (role.AlternateBase, self.raised),
            (role.Button, self.surface),
            (role.ToolTipBase, self.surface),
            (role.WindowText, self.text),
            (role.Text, self.text),
            (role.ButtonText, self.text),
            (role.ToolTipText, self.text),
            (role.PlaceholderText, self.secondary),
            (role.Link, self.accent),
            (role.LinkVisited, self.accent),
            (role.Highlight, self.accent),
            (role.HighlightedText, self.on_accent),
            (role.Accent, self.accent),
            (role.Mid, self.border),
        ):
            palette.setColor(target, QColor(name))
        for target in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(self.secondary))
        return palette


LIGHT = Theme(
    dark=False,
    window="#fbfbfa",
    surface="#ffffff",
    raised="#eef0f4",
    code="#f4f5f7",
    sidebar="#f2f3f5",
    sidebar_lit="#e2e5eb",
    sidebar_picked="#d6e2f9",
    border="#dfe1e6",
    text="#1c1e23",
    secondary="#5b606b",
    accent="#2f5cc4",
    accent_hover="#264ca6",
    on_accent="#ffffff",
    accent_soft="#e6edfb",
    danger="#a8261c",
    danger_soft="#fcefed",
    caution="#7a5200",
    caution_soft="#fdf5e3",
    code_keyword="#8a2a86",
    code_string="#226b33",
    code_number="#9a4a00",
    code_comment="#646975",
    code_name="#1c5f92",
)

DARK = Theme(
    dark=True,
    window="#1b1c1f",
    surface="#25272b",
    raised="#2f3238",
    code="#232529",
    sidebar="#222428",
    sidebar_lit="#34373e",
    sidebar_picked="#2d3c5c",
    border="#393c43",
    text="#e9eaed",
    secondary="#a6abb6",
    accent="#8fb2ff",
    accent_hover="#abc5ff",
    on_accent="#101b33",
    accent_soft="#27324a",
    danger="#ffa198",
    danger_soft="#3a2524",
    caution="#f2c46d",
    caution_soft="#352d1d",
    code_keyword="#d7a2f0",
    code_string="#9bd6a3",
    code_number="#f0b37a",
    code_comment="#9ca2ae",
    code_name="#8cc4f0",
)
