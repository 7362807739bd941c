"""What self-tests found, kept from one start to the next: one small JSON file."""

from __future__ import annotations

import logging
from pathlib import Path
from time import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, QLocale

from app.paths import data_folder
from app.whole_file import read_object, write_json
from ui import wording
from ui.language import translate

if TYPE_CHECKING:
    from engine.self_test import SelfTest

log = logging.getLogger(__name__)

Results = dict[str, dict[str, Any]]  # by the model's folder


def load_results() -> Results:
    """Nothing where the file is missing or damaged: a test is soon made again."""
    found = read_object(_file())
    return {path: result for path, result in found.items() if isinstance(result, dict)}


def keep_result(path: Path, result: SelfTest) -> Results:
    """With those before. What cannot be written is logged, and known until the app ends."""
    results = load_results()
    results[str(path)] = {**result.as_json(), "at": time()}
    try:
        write_json(_file(), results)
    except OSError as error:
        log.warning("self-test not kept: %s", error)
    return results


def result_line(result: dict[str, Any]) -> str:
    """ "Tested 3 Nov 2026: every answer was right, 41.3 tokens/s"."""
    at = QDateTime.fromSecsSinceEpoch(int(_number(result.get("at"))))
    day = QLocale().toString(at.date(), QLocale.FormatType.ShortFormat)
    speed = wording.speed(_number(result.get("generation_tps")))
    if result.get("good"):
        words = translate("SelfTests", "Tested {day}: every answer was right, {speed}.")
        return words.format(day=day, speed=speed)
    words = translate("SelfTests", "Tested {day}: {fault} {speed}.")
    return words.format(day=day, fault=_fault(result), speed=speed)


def _fault(result: dict[str, Any]) -> str:
    """The first thing that was wrong, as a sentence."""
    for fault in result.get("faults") or ():
        return str(fault)
    for each in result.get("answers") or ():
        if isinstance(each, dict) and not each.get("right"):
            words = translate("SelfTests", "to “{prompt}” it said “{answer}”.")
            answer = " ".join(str(each.get("answer", "")).split())
            return words.format(prompt=each.get("prompt", ""), answer=answer[:120])
    return translate("SelfTests", "something was wrong.")


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _file() -> Path:
    return data_folder() / "self_tests.json"
