"""The style sheet of all windows, made from a theme. Widgets opt in by their `kind` property."""

from __future__ import annotations

from ui.look import Look, Voice
from ui.sidebar.style import sidebar_style
from ui.theme import Theme


def stylesheet(look: Look) -> str:
    """Everything but what widgets paint themselves and the text of documents."""
    theme = look.theme
    parts = _frames(look), _text(look), _buttons(look), _bars(theme), _menus(look)
    return "".join((*parts, sidebar_style(look)))


def _frames(look: Look) -> str:
    theme = look.theme
    return f"""
    QMainWindow, QWidget[kind="page"] {{ background: {theme.window}; }}
    QWidget[kind="header"], QWidget[kind="strip"] {{ background: {theme.window}; }}
    QWidget[kind="header"] {{ border-bottom: 1px solid {theme.border}; }}
    QWidget[kind="strip"] {{ border-top: 1px solid {theme.border}; }}
    QFrame[kind="composer"] {{
        background: {theme.surface}; border: 1px solid {theme.border}; border-radius: 16px;
    }}
    QFrame[kind="composer"][active="true"] {{ border-color: {theme.accent}; }}
    QFrame[kind="bubble"] {{ background: {theme.raised}; border-radius: 16px; }}
    QFrame[kind="chip"] {{ background: {theme.raised}; border-radius: 10px; }}
    QFrame[kind="mark"] {{ background: {theme.raised}; border-radius: 12px; }}
    QFrame[kind="queued"] {{
        background: {theme.surface}; border: 1px solid {theme.border}; border-radius: 12px;
    }}
    QFrame[kind="code"] {{
        background: {theme.code}; border: 1px solid {theme.border}; border-radius: 10px;
    }}
    QFrame[kind="popup"] {{
        background: {theme.surface}; border: 1px solid {theme.border}; border-radius: 12px;
    }}
    QFrame[kind="failure"] {{ background: {theme.danger_soft}; border-radius: 10px; }}
    QFrame[kind="notice"] {{ background: {theme.caution_soft}; border-radius: 10px; }}
    QFrame[kind="news"] {{ background: {theme.accent_soft}; border-radius: 10px; }}
    QFrame[kind="thought"] {{ border: none; border-left: 2px solid {theme.border}; }}
    QFrame[kind="lightbox"] {{ background: {theme.window}; }}
    QFrame[kind="rule"] {{ background: {theme.border}; border: none; }}
    QScrollArea, QScrollArea > QWidget > QWidget[kind="page"] {{ border: none; }}
    QWidget[kind="bare"] {{ background: transparent; border: none; padding: 0; }}
    QToolTip {{
        background: {theme.surface}; color: {theme.text};
        border: 1px solid {theme.border}; padding: 4px 6px; {_size(look, "strong")}
    }}
    """


def _size(look: Look, voice: Voice) -> str:
    return f"font-size: {look.points(voice):.2f}pt;"


def _text(look: Look) -> str:
    theme = look.theme
    return f"""
    QLabel {{ color: {theme.text}; background: transparent; {_size(look, "strong")} }}
    QPlainTextEdit[kind="bare"], QLineEdit[kind="bare"] {{
        color: {theme.text}; placeholder-text-color: {theme.secondary};
    }}
    QLabel[kind="secondary"] {{
        color: {theme.secondary}; {_size(look, "secondary")}
    }}
    QLabel[kind="small"] {{ {_size(look, "secondary")} }}
    QLabel[kind="strong"] {{ font-weight: 600; }}
    QLabel[kind="body"] {{ {_size(look, "body")} }}
    QLabel[kind="failure"] {{ color: {theme.danger}; {_size(look, "body")} }}
    QLabel[kind="notice"] {{ color: {theme.caution}; }}
    QLabel[kind="title"] {{ {_size(look, "title")} font-weight: 600; }}
    """


def _buttons(look: Look) -> str:
    theme = look.theme
    floating = max(30, round(30 * look.scale))
    return f"""
    QToolButton, QPushButton {{
        color: {theme.text}; background: transparent;
        border: 2px solid transparent; border-radius: 8px; padding: 3px;
        {_size(look, "strong")}
    }}
    QToolButton:hover, QPushButton:hover {{ background: {theme.raised}; }}
    QToolButton:pressed, QPushButton:pressed {{ background: {theme.border}; }}
    QToolButton:focus, QPushButton:focus {{ border-color: {theme.accent}; }}
    QToolButton:disabled, QPushButton:disabled {{ color: {theme.secondary}; }}

    QToolButton[kind="small"] {{ border-width: 1px; border-radius: 6px; padding: 0; }}
    QToolButton[kind="small"]:checked {{ background: {theme.border}; }}
    QToolButton[kind="fold"] {{
        color: {theme.secondary}; {_size(look, "secondary")}
        border-left: none; padding: 2px 6px 2px 0;
    }}
    QToolButton[kind="fold"]:hover {{ color: {theme.text}; }}
    QFrame[kind="chip"] QToolButton:hover, QFrame[kind="bubble"] QToolButton:hover {{
        background: {theme.border};
    }}
    QToolButton[kind="send"] {{ background: {theme.accent}; border-radius: 17px; }}
    QToolButton[kind="send"]:hover {{ background: {theme.accent_hover}; }}
    QToolButton[kind="send"]:focus {{ border: 2px solid {theme.text}; }}
    QToolButton[kind="send"]:disabled {{ background: {theme.raised}; }}

    QPushButton[kind="suggestion"] {{
        background: {theme.surface}; border: 1px solid {theme.border}; border-radius: 12px;
        padding: 11px 14px; text-align: left; {_size(look, "body")}
    }}
    QPushButton[kind="suggestion"]:hover {{ background: {theme.raised}; }}
    QPushButton[kind="suggestion"]:focus {{
        border: 2px solid {theme.accent}; padding: 10px 13px;
    }}
    QPushButton[kind="floating"] {{
        background: {theme.surface}; border: 1px solid {theme.border};
        border-radius: {floating // 2 + 1}px; padding: 0 14px 0 10px;
        min-height: {floating}px; max-height: {floating}px;
    }}
    QPushButton[kind="floating"]:hover {{ background: {theme.raised}; }}
    QPushButton[kind="floating"]:focus {{ border: 2px solid {theme.accent}; }}
    QPushButton[kind="row"] {{ text-align: left; padding: 7px 8px; }}
    QPushButton[kind="default"] {{
        background: {theme.accent}; color: {theme.on_accent}; padding: 3px 14px;
    }}
    QPushButton[kind="default"]:hover {{ background: {theme.accent_hover}; }}
    QPushButton[kind="default"]:focus {{ border-color: {theme.text}; }}
    QPushButton[kind="default"]:disabled {{
        background: {theme.raised}; color: {theme.secondary};
    }}
    QPushButton[kind="quiet"] {{
        color: {theme.accent}; {_size(look, "secondary")}
        border: 1px solid {theme.border}; border-radius: 8px; padding: 1px 9px;
        min-height: 20px;
    }}
    QPushButton[kind="quiet"]:focus {{ border-color: {theme.accent}; }}
    """


def _bars(theme: Theme) -> str:
    grip = theme.secondary
    return f"""
    QScrollBar {{ background: transparent; border: none; margin: 0; }}
    QScrollBar:vertical {{ width: 10px; }}
    QScrollBar:horizontal {{ height: 10px; }}
    QScrollBar::handle {{ background: {theme.border}; border-radius: 3px; margin: 2px; }}
    QScrollBar::handle:vertical {{ min-height: 36px; }}
    QScrollBar::handle:horizontal {{ min-width: 36px; }}
    QScrollBar::handle:hover {{ background: {grip}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """


def _menus(look: Look) -> str:
    """Only seen where menus are not the system's own."""
    theme = look.theme
    return f"""
    QMenuBar {{ background: {theme.window}; color: {theme.text}; }}
    QMenuBar::item {{ padding: 4px 9px; background: transparent; border-radius: 6px; }}
    QMenuBar::item:selected {{ background: {theme.raised}; }}
    QMenu {{
        background: {theme.surface}; color: {theme.text};
        border: 1px solid {theme.border}; padding: 5px; {_size(look, "strong")}
    }}
    QMenu::item {{ padding: 5px 22px 5px 22px; border-radius: 6px; }}
    QMenu::item:selected {{ background: {theme.accent}; color: {theme.on_accent}; }}
    QMenu::item:disabled {{ color: {theme.secondary}; }}
    QMenu::separator {{ height: 1px; background: {theme.border}; margin: 5px 8px; }}
    """
