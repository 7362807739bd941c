"""`./parlance models` for what lies on this machine: check, mend, test, move, remove."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.models_output import SENSES, Copying, Meter, make_hub, print_json, size, wrapped
from app.cli.output import Output, say
from app.errors import EXIT_INTERRUPTED, EXIT_USER_ERROR, UserError
from engine.errors import Cancelled

if TYPE_CHECKING:
    from app.hub.verify import Verified
    from app.inventory import Installed
    from engine.cancel import CancelToken
    from engine.self_test import SelfTest


def verify(options: argparse.Namespace) -> int:
    from app.mending import check
    from app.models import find_model

    folder = find_model(options.model).absolute()
    told: dict[str, Any] = {}
    try:
        with cancelled_by_ctrl_c() as cancel:
            result = check(folder, cancel, None if options.json else say)
            if not options.json:
                Output().write(result.sentence + "\n")
            if not result.good and (options.refetch or options.remove):
                told = _mend(options, folder, result, cancel)
    except Cancelled:
        return EXIT_INTERRUPTED
    if options.json:
        print_json({**result.as_json(), **told})
    mended = options.refetch and not told.get("left", True)
    return 0 if result.good or mended else EXIT_USER_ERROR


def _mend(
    options: argparse.Namespace, folder: Path, result: Verified, cancel: CancelToken
) -> dict[str, Any]:
    """Remove the damaged files, or fetch them again; returns what to tell beside the check."""
    from app.mending import refetch, remove_damaged

    if options.remove:
        freed = remove_damaged(folder, result.wrong)
        if not options.json:
            Output().write(f"{len(result.wrong)} damaged files are removed; {size(freed)} free.\n")
        return {"removed": list(result.wrong), "freed": freed}
    meter = Meter(options.model, quiet=options.json)
    try:
        with closing(make_hub()) as hub:
            left = refetch(hub, folder, result.wrong, cancel=cancel, report=meter.show)
    finally:
        meter.end()
    fetched = [name for name in result.wrong if name not in left]
    if not options.json:
        Output().write(f"Fetched again: {', '.join(fetched) or 'nothing'}.\n")
    return {"refetched": fetched, "left": left}


def move(options: argparse.Namespace) -> int:
    from app.moving import move, plan_move
    from app.settings import load_settings, save_settings

    plan = plan_move(_one(options.model), Path(options.folder))
    meter = Copying(quiet=options.json)
    try:
        with cancelled_by_ctrl_c() as cancel:
            moved = move(plan, cancel, meter.show)
    except Cancelled:
        say(f"Stopped; {options.model} is where it was.")
        return EXIT_INTERRUPTED
    finally:
        meter.end()
    settings = load_settings()
    if settings.model == str(plan.installed.info.path):
        save_settings(settings.replace(model=str(moved.path)))
    if options.json:
        told = {"moved": options.model, "path": str(moved.path), "freed": moved.freed}
        return print_json({**told, "left": moved.left, "versions": moved.versions})
    if moved.left:
        say(moved.left)
    if moved.versions > 1:
        say(f"{moved.versions} versions of it share their files, and went together")
    Output().write(f"{moved.path}\n")
    return 0


def test(options: argparse.Namespace) -> int:
    from app.models import find_model
    from app.paths import resource
    from app.self_tests import keep_result
    from engine.loading import import_heavy, load_model

    folder = find_model(options.model)
    try:
        with cancelled_by_ctrl_c() as cancel:
            if not options.json:
                say("loading the model, then asking it, then half a minute at most of measuring")
            import_heavy(cancel)
            from engine.self_test import run_self_test

            model = load_model(folder, context=4096, cancel=cancel)
            result = run_self_test(model, resource("samples/seven.wav"), cancel)
    except Cancelled:
        return EXIT_INTERRUPTED
    keep_result(folder.absolute(), result)
    if options.json:
        print_json({"model": options.model, "load_s": round(model.load_s, 2), **result.as_json()})
    else:
        Output().write("\n".join(_test_lines(result)) + "\n")
    return 0 if result.good else EXIT_USER_ERROR


def _test_lines(result: SelfTest) -> list[str]:
    lines = [f"✗ {fault}" for fault in result.faults]
    for each in result.answers:
        mark = "✓" if each.right else "✗"
        lines.append(
            f"{mark} {SENSES[each.sense]}: {each.prompt} “{' '.join(each.answer.split())}”"
        )
    if result.ttft_s is not None:
        lines.append(
            f"first token after {result.ttft_s:.2f} s, reading {result.prompt_tps:.0f} tokens/s, "
            f"writing {result.generation_tps:.1f} tokens/s"
        )
    return lines


def why(options: argparse.Namespace) -> int:
    """`./parlance models why M`: exit code 1 if anything is wrong."""
    from app.models import find_model
    from app.why import explain

    findings = explain(find_model(options.model).absolute(), window=False)
    good = not any(finding.good is False for finding in findings)
    if options.json:
        told = [{"text": finding.text, "good": finding.good} for finding in findings]
        print_json({"model": options.model, "good": good, "findings": told})
    else:
        marks = {True: "✓", False: "✗", None: "?"}
        lines = [
            line
            for finding in findings
            for line in wrapped(finding.text, first=f"{marks[finding.good]} ")
        ]
        Output().write("\n".join(lines) + "\n")
    return 0 if good else EXIT_USER_ERROR


def remove(options: argparse.Namespace) -> int:
    from app.inventory import remove

    chosen = _one(options.model)
    name = chosen.repo or str(chosen.info.path)
    if not options.yes and not _agreed(f"Delete {name} and free {size(chosen.on_disk)}?"):
        raise UserError(f"{name} was kept; --yes deletes it without asking.")
    freed = remove(chosen)
    if options.json:
        return print_json({"removed": name, "freed": freed})
    Output().write(f"{name} is removed; {size(freed)} are free again.\n")
    return 0


def clear_up() -> None:
    """After a move that was killed: it has happened, or it has not."""
    from app.move_journal import settle
    from app.settings import load_settings, save_settings

    for old, new in settle():
        settings = load_settings()
        if settings.model == old:
            save_settings(settings.replace(model=new))


def _one(name: str) -> Installed:
    """The model of that name, or in that folder.

    Raises:
        UserError: there is none.
    """
    from app.inventory import take_stock

    clear_up()
    folder = None
    with suppress(OSError, RuntimeError):  # no file system has names like that; nobody's home
        folder = wanted if (wanted := Path(name).expanduser()).is_dir() else None
    for each in take_stock([folder] if folder else []):
        here = folder is not None and each.info.path.is_dir() and folder.samefile(each.info.path)
        if here or name == (each.repo or each.source):
            return each
    raise UserError(
        f"There is no model named {name} on this machine; "
        "./parlance models list shows what there is."
    )


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        return False
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")
