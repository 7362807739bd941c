"""What settings add to the style sheet. Not in the main one: the start need not read it."""

from __future__ import annotations

from ui.look import Look


def settings_style(look: Look) -> str:
    theme = look.theme
    small = f"{look.points('secondary'):.2f}pt"
    strong = f"{look.points('strong'):.2f}pt"
    return f"""
    QFrame[kind="group"] {{
        background: {theme.surface}; border: 1px solid {theme.border}; border-radius: 10px;
    }}
    QFrame[kind="inspector"] {{ background: {theme.sidebar}; border: none; }}
    QFrame[kind="inspector"] QScrollArea, QFrame[kind="inspector"] QScrollArea > QWidget > QWidget,
    QScrollArea[kind="pages"], QScrollArea[kind="pages"] > QWidget > QWidget {{
        background: transparent; border: none;
    }}
    QFrame[kind="inspector"][floating="true"] {{ border-left: 1px solid {theme.border}; }}
    QLabel[kind="heading"] {{ font-size: {small}; font-weight: 600; color: {theme.secondary}; }}
    QLabel[kind="setting"] {{ font-size: {strong}; }}

    QComboBox {{
        color: {theme.text}; background: {theme.surface}; font-size: {strong};
        border: 1px solid {theme.border}; border-radius: 7px; padding: 3px 8px;
        min-height: 20px;
    }}
    QComboBox:hover {{ background: {theme.raised}; }}
    QComboBox:focus {{ border: 2px solid {theme.accent}; padding: 2px 7px; }}
    QComboBox:disabled {{ color: {theme.secondary}; }}
    QComboBox::drop-down {{ border: none; width: 20px; }}
    QComboBox::down-arrow {{ image: none; }}
    QComboBox QAbstractItemView {{
        color: {theme.text}; background: {theme.surface}; border: 1px solid {theme.border};
        outline: none; padding: 4px;
        selection-background-color: {theme.accent}; selection-color: {theme.on_accent};
    }}
    QComboBox QAbstractItemView::item {{ min-height: 24px; padding: 0 6px; border-radius: 5px; }}

    QLineEdit[kind="field"], QPlainTextEdit[kind="field"] {{
        color: {theme.text}; background: {theme.surface}; font-size: {strong};
        border: 1px solid {theme.border}; border-radius: 7px; padding: 3px 7px;
        placeholder-text-color: {theme.secondary};
        selection-background-color: {theme.accent}; selection-color: {theme.on_accent};
    }}
    QLineEdit[kind="field"] {{ min-height: 20px; }}
    QLineEdit[kind="field"]:focus, QPlainTextEdit[kind="field"]:focus {{
        border: 2px solid {theme.accent}; padding: 2px 6px;
    }}
    QLineEdit[kind="field"][wrong="true"] {{ border-color: {theme.danger}; }}

    QSlider {{ min-height: 24px; background: transparent; }}
    QSlider::groove:horizontal {{
        height: 4px; border-radius: 2px; background: {theme.border}; margin: 0 2px;
    }}
    QSlider::sub-page:horizontal {{
        height: 4px; border-radius: 2px; background: {theme.secondary}; margin: 0 2px;
    }}
    QSlider[given="true"]::sub-page:horizontal {{ background: {theme.accent}; }}
    QSlider::handle:horizontal {{
        width: 14px; height: 14px; margin: -6px -1px; border-radius: 8px;
        background: {theme.surface}; border: 1px solid {theme.secondary};
    }}
    QSlider[given="true"]::handle:horizontal {{
        background: {theme.accent}; border-color: {theme.accent};
    }}
    QSlider::handle:horizontal:focus {{ border: 2px solid {theme.text}; }}

    QPushButton[kind="plain"], QPushButton[kind="danger"] {{ font-size: {strong}; }}
    QPushButton[kind="link"] {{ font-size: {small}; font-weight: 600; padding: 1px 4px; }}
    QListWidget[kind="pages"] {{
        background: {theme.sidebar}; border: none; outline: none; font-size: {strong};
        border-right: 1px solid {theme.border}; padding: 10px 8px;
    }}
    QListWidget[kind="pages"]::item {{
        color: {theme.text}; padding: 6px 8px; border-radius: 7px; margin-bottom: 1px;
    }}
    QListWidget[kind="pages"]::item:hover {{ background: {theme.sidebar_lit}; }}
    QListWidget[kind="pages"]::item:selected {{ background: {theme.sidebar_lit}; }}
    QListWidget[kind="pages"]::item:selected:active {{ background: {theme.sidebar_picked}; }}
    """
