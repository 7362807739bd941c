"""Qt: the plugins that the app cannot do without, and frameworks that codesign accepts."""

from __future__ import annotations

import os

from verify.bundle import Bundle

PLUGINS = {
    "platforms/libqcocoa.dylib": "no window opens",
    "platforms/libqoffscreen.dylib": "--self-test cannot run without a screen",
    "styles/libqmacstyle.dylib": "controls do not look like the Mac's",
    "iconengines/libqsvgicon.dylib": "icons stay empty",
    "imageformats/libqsvg.dylib": "drawings stay empty",
    "imageformats/libqjpeg.dylib": "photographs cannot be shown",
    "imageformats/libqgif.dylib": "GIF pictures cannot be shown",
    "imageformats/libqwebp.dylib": "WebP pictures cannot be shown",
}


def check_qt(bundle: Bundle) -> None:
    """Report missing plugins, frameworks without their links, and links elsewhere."""
    qt = bundle.layout.site_packages / "PySide6" / "Qt"
    report = bundle.report("qt")
    for plugin, consequence in PLUGINS.items():
        path = qt / "plugins" / plugin
        if not path.is_file():
            report(path, f"is missing: without it {consequence}", "keep it in keep.toml")
    expected = {}
    for framework in sorted(path for path in (qt / "lib").glob("*.framework")):
        name = framework.stem
        expected[framework / "Versions" / "Current"] = "A"
        expected[framework / name] = f"Versions/Current/{name}"
        expected[framework / "Resources"] = "Versions/Current/Resources"
    for link, target in expected.items():
        if not link.is_symlink() or os.readlink(link) != target:
            report(
                link,
                f"is no link to {target}, and codesign calls such a framework ambiguous",
                "let assemble.frameworks make it",
            )
    for path in bundle.paths:
        if path.is_symlink() and path not in expected:
            report(path, f"is a link to {os.readlink(path)} that nobody asked for", "remove it")
