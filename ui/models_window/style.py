"""What the models' window adds to the style sheet of the settings."""

from __future__ import annotations

from ui.look import Look
from ui.settings.style import settings_style


def models_style(look: Look) -> str:
    theme = look.theme
    return (
        settings_style(look)
        + f"""
    QLabel[kind="caution"] {{
        color: {theme.caution}; font-size: {look.points("secondary"):.2f}pt;
    }}
    QWidget[kind="model"] {{ border: 2px solid transparent; border-radius: 8px; }}
    QWidget[kind="model"]:focus {{ border-color: {theme.accent}; }}
    QToolButton::menu-indicator {{ image: none; }}
    """
    )
