"""LM Studio's chats: `*.conversation.json`, one each, in folders as its sidebar shows them.

Every message has `versions`, of which one is `currentlySelected`; what follows belongs to that
one. Answers are made of steps: blocks of text, some of them thinking. Pictures lie in the folder
`user-files` beside `conversations`.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from app.store.archives import Archive
from app.store.carried import CarriedChat, CarriedMedia, CarriedMessage, Found, Load, nothing
from app.store.values import Json, State

SUFFIX = ".conversation.json"
_FINISH = {
    "eosFound": "stop",
    "stopStringFound": "stop",
    "maxPredictedTokensReached": "length",
    "contextLengthReached": "context",
}
_STATES: dict[str, State] = {
    "userStopped": "stopped",
    "modelUnloaded": "interrupted",
    "failed": "failed",
}
_SAMPLING = {
    "llm.prediction.temperature": "temperature",
    "llm.prediction.topPSampling": "top_p",
    "llm.prediction.topKSampling": "top_k",
    "llm.prediction.minPSampling": "min_p",
    "llm.prediction.repeatPenalty": "repetition_penalty",
    "llm.prediction.maxPredictedTokens": "max_tokens",
}
_STATS = {
    "timeToFirstTokenSec": "ttft_s",
    "tokensPerSecond": "generation_tps",
    "promptTokensCount": "prompt_tokens",
    "predictedTokensCount": "generation_tokens",
}


def is_lmstudio(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and isinstance(document.get("messages"), list)
        and ("createdAt" in document or "name" in document)
        and all(isinstance(m, dict) and "versions" in m for m in document["messages"])
    )


def read_lmstudio(document: Any, archive: Archive, name: str) -> Found:
    """Raises KeyError, TypeError, ValueError, AttributeError: it is not what it seemed."""
    messages: list[CarriedMessage] = []
    parent: str | None = None
    for number, message in enumerate(document["messages"]):
        versions = message["versions"]
        selected = message.get("currentlySelected", 0)
        if not versions or not 0 <= selected < len(versions):
            continue
        keys = [f"{number}.{at}" for at in range(len(versions))]
        for key, version in zip(keys, versions, strict=True):
            messages.append(_message(version, key, parent, archive))
        parent = keys[selected]
    config = {
        entry.get("key"): entry.get("value")
        for entry in (document.get("perChatPredictionConfig") or {}).get("fields") or []
    }
    created = _seconds(document.get("createdAt"))
    last = max(
        _seconds(document.get("userLastMessagedAt")),
        _seconds(document.get("assistantLastMessagedAt")),
    )
    prompt = document.get("systemPrompt") or config.get("llm.prediction.systemPrompt") or ""
    return CarriedChat(
        title=str(document.get("name") or ""),
        messages=tuple(messages),
        leaf=parent,
        folder=_folder(name),
        pinned=bool(document.get("pinned")),
        created=created,
        updated=last or created,
        system_prompt=str(prompt),
        sampling=_sampling(config),
        model=str((document.get("lastUsedModel") or {}).get("identifier") or ""),
        draft=str(document.get("clientInput") or ""),
    )


def _message(version: Any, key: str, parent: str | None, archive: Archive) -> CarriedMessage:
    if version["role"] == "user":
        text, attachments = _content(version.get("content") or [], archive)
        return CarriedMessage(key, parent, "user", text, attachments=attachments)
    if version["role"] != "assistant":
        raise ValueError(version["role"])
    said, thought = "", ""
    about: Any = {}
    created = 0.0
    for step in version.get("steps") or [version]:
        text, _ = _content(step.get("content") or [], archive)
        if (step.get("style") or {}).get("type") == "thinking":
            thought += ("\n\n" if thought and text else "") + text
        elif step.get("type", "contentBlock") in ("contentBlock", "singleStep"):
            said += ("\n\n" if said and text else "") + text
        about = step.get("genInfo") or about
        created = created or _seconds(str(step.get("stepIdentifier") or "").partition("-")[0])
    stats = about.get("stats") or {}
    sender = (version.get("senderInfo") or {}).get("senderName")
    return CarriedMessage(
        key,
        parent,
        "assistant",
        said,
        created=created,
        thinking=thought,
        state=_state(stats),
        finish_reason=_FINISH.get(stats.get("stopReason", ""), ""),
        model=str(about.get("identifier") or sender or ""),
        stats={ours: stats[theirs] for theirs, ours in _STATS.items() if theirs in stats} or None,
    )


def _content(parts: Any, archive: Archive) -> tuple[str, tuple[CarriedMedia, ...]]:
    if isinstance(parts, str):
        return parts, ()
    text = ""
    attachments: list[CarriedMedia] = []
    for part in parts:
        if part.get("type") == "text":
            text += part.get("text") or ""
        elif part.get("type") == "file" and part.get("fileType") in ("image", "audio"):
            name = PurePosixPath(str(part.get("fileIdentifier") or "")).name
            load = _file(archive, name)
            attachments.append(CarriedMedia(name, part["fileType"], load, media=name))
    return text, tuple(attachments)


def _file(archive: Archive, name: str) -> Load:
    """From the archive if it came along, else from LM Studio's own folder above it."""
    for inside in archive.names:
        if PurePosixPath(inside).name == name:
            return partial(archive.read, inside)
    for folder in archive.path.resolve().parents:
        path = folder / "user-files" / name
        if name and path.is_file():
            return partial(_bytes, path)
    return nothing


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _sampling(config: dict[Any, Any]) -> Json | None:
    """LM Studio keeps some as {"checked": bool, "value": number}."""
    found: dict[str, Any] = {}
    for theirs, ours in _SAMPLING.items():
        value = config.get(theirs)
        if isinstance(value, dict):
            value = value.get("value") if value.get("checked") else None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            found[ours] = value
    return found or None


def _state(stats: Any) -> State:
    return _STATES.get(stats.get("stopReason", ""), "whole")


def _folder(name: str) -> str:
    """Its folder in the sidebar: the one it lies in, below `conversations`."""
    parts = PurePosixPath(name).parts[:-1]
    if "conversations" in parts:
        parts = parts[parts.index("conversations") + 1 :]
    return " / ".join(parts)


def _seconds(milliseconds: Any) -> float:
    try:
        return float(milliseconds) / 1000
    except (TypeError, ValueError, OverflowError):
        return 0.0
