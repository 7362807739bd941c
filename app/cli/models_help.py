"""What `./parlance models WORD --help` says below the options: JSON and exit codes."""

from __future__ import annotations

KEYS: dict[str, tuple[str, ...]] = {
    "list": (
        "name", "path", "source", "family", "takes_in", "parameters", "quantisation", "context",
        "nbytes", "on_disk", "fetched", "total", "problem", "same_weights_as", "last_used",
        "damaged",
    ),
    "search": ("repo", "family", "downloads", "gated", "bits", "parameters", "nbytes", "fit"),
    "get": ("repo", "path"),
    "fit": (
        "path", "name", "healthy", "faults", "notes", "family", "takes_in", "files", "memory",
        "verdict", "fits",
    ),
    "catalogue": ("models", "gone"),
    "verify": ("path", "good", "right", "wrong", "unnamed"),
    "test": ("model", "load_s"),
    "why": ("model", "good", "findings"),
    "move": ("moved", "path", "freed", "left", "versions"),
    "remove": ("removed", "freed"),
}  # fmt: skip
_MORE = {
    "list": 'in "models", one object each: ',
    "search": 'in "found", one object each ("fit": fits, tight or large): ',
    "fit": 'among others, sizes in bytes ("fits": true or false): ',
    "verify": 'with --refetch also "refetched" and "left", with --remove "removed" and "freed": ',
    "test": "and what the test found: ",
    "why": 'in "findings" "text" and "good" (null: not known yet): ',
}
_ONE = {
    "list": "",
    "fit": ", and where the model does not fit or cannot be run",
    "verify": ", and where files are damaged or gone and were not fetched again",
    "test": ", and where the model does not work as it should",
    "why": ", and where something is wrong",
}


def _epilog(word: str) -> str:
    keys = " ".join(KEYS[word])
    lines = _fill(f"--json: {_MORE.get(word, '')}{keys}")
    codes = f"Exit code: 0; 1 with one sentence{_ONE.get(word, '')}; 130 after Ctrl-C."
    return "\n".join([*lines, *_fill(codes)])


def _fill(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 79, subsequent_indent="  ")


EPILOGS = {word: _epilog(word) for word in KEYS}
