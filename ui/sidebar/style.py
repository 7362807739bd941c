"""The sidebar's part of the style sheet."""

from __future__ import annotations

from ui.look import Look


def sidebar_style(look: Look) -> str:
    theme = look.theme
    return f"""
    QWidget[kind="sidebar"] {{ background: {theme.sidebar}; }}
    QWidget[kind="sidebar"][drawer="true"] {{ border-right: 1px solid {theme.border}; }}
    QWidget[kind="scrim"] {{ background: rgba(0, 0, 0, {120 if theme.dark else 60}); }}
    QSplitter::handle {{ background: {theme.border}; }}
    QListView[kind="chats"] {{ background: transparent; border: none; outline: none; }}
    QFrame[kind="search"] {{
        background: {theme.surface}; border: 1px solid {theme.border}; border-radius: 8px;
    }}
    QFrame[kind="search"][active="true"] {{ border-color: {theme.accent}; }}
    QFrame[kind="search"] QLineEdit {{
        color: {theme.text}; background: transparent; border: none; padding: 0;
        font-size: {look.points("strong"):.2f}pt;
    }}
    QLineEdit[kind="rename"] {{
        color: {theme.text}; background: {theme.surface};
        border: 2px solid {theme.accent}; border-radius: 7px; padding: 0 5px;
    }}
    QWidget[kind="sidebar"] QLineEdit {{
        selection-background-color: {theme.accent}; selection-color: {theme.on_accent};
    }}
    QWidget[kind="sidebar"] QToolButton:hover, QWidget[kind="sidebar"] QPushButton:hover {{
        background: {theme.sidebar_lit};
    }}
    QPushButton[kind="danger"] {{
        color: {theme.danger}; background: {theme.surface}; border: 1px solid {theme.border};
        padding: 3px 12px; min-height: 18px;
    }}
    QPushButton[kind="plain"] {{
        background: {theme.surface}; border: 1px solid {theme.border}; padding: 3px 12px;
        min-height: 18px;
    }}
    QPushButton[kind="danger"]:focus, QPushButton[kind="plain"]:focus {{
        border: 2px solid {theme.accent}; padding: 2px 11px;
    }}
    QFrame[kind="undo"] {{
        background: {theme.surface}; border: 1px solid {theme.border}; border-radius: 10px;
    }}
    QPushButton[kind="link"] {{ color: {theme.accent}; font-weight: 600; padding: 3px 10px; }}
    QPushButton[kind="link"]:disabled {{ color: {theme.secondary}; font-weight: 400; }}
    QWidget[kind="sidebar"] QPushButton[kind="row"]:checked {{ background: {theme.sidebar_lit}; }}
    """
