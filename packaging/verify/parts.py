"""What the app cannot do without, and nothing else here would miss."""

from __future__ import annotations

from verify.bundle import Bundle

PARTS = {
    "parlance/app/__main__.py": "nothing starts",
    "parlance/engine/__init__.py": "no model answers",
    "parlance/ui/main_window.py": "no window opens",
    "parlance/resources/models/starter/model.safetensors": "the first answer needs a download",
    "parlance/resources/icons/send.svg": "buttons stay empty",
    "parlance/resources/translations/parlance_zh_CN.qm": "the window speaks English alone",
    "site-packages/PySide6/Qt/translations/qtbase_zh_CN.qm": "Qt's own words stay English",
}


def check_parts(bundle: Bundle) -> None:
    """Report parts that are missing or empty."""
    report = bundle.report("part")
    for part, consequence in PARTS.items():
        path = bundle.layout.resources / part
        if not path.is_file() or not path.stat().st_size:
            report(path, f"is missing: without it {consequence}", "keep it in keep.toml")
