"""`./parlance models`: what is here, what there is, and bringing it here."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from app.cli.arguments import Parser, number
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.output import Output, ReaderGone, say
from app.errors import EXIT_INTERRUPTED, EXIT_USER_ERROR, UserError
from engine.errors import Cancelled

if TYPE_CHECKING:
    from app.hub.client import Hub
    from app.hub.download import Progress
    from app.hub.search import Found
    from app.hub.verify import Verified
    from app.inventory import Installed
    from engine.cancel import CancelToken
    from engine.doctor import Report
    from engine.self_test import SelfTest

_SENSES = {"text": "text", "image": "pictures", "audio": "sound"}
_MB = 1_000_000
_BAR = 24  # columns
_EVERY_S = 1.0  # a line of progress where the terminal cannot be written over


_ORDERS: dict[str, Callable[[Installed], Any]] = {
    "found": lambda _: 0,
    "used": lambda each: -each.used,
    "name": lambda each: (each.repo or each.info.name).casefold(),
    "size": lambda each: -(each.on_disk or each.info.nbytes),
}


def main(argv: list[str]) -> int:
    """Exit code: 0; 1 where something is wrong with a model; 130 after Ctrl-C.

    Raises:
        UserError: one sentence for the person.
    """
    parser = Parser("models", "Models on this machine and on the hub.")
    verbs = parser.add_subparsers(
        dest="verb", metavar="WORD", required=True, parser_class=_WordParser
    )
    _listing(verbs)
    _searching(verbs)
    _getting(verbs)
    _suggesting(verbs)
    verifying = _on_model(verbs, "verify", "compare every file with its checksum", _verify)
    then = verifying.add_mutually_exclusive_group()
    then.add_argument("--refetch", action="store_true", help="fetch damaged files again")
    then.add_argument("--remove", action="store_true", help="delete damaged files")
    _on_model(verbs, "test", "load a model, ask it what is known, measure its speed", _test)
    removing = _on_model(verbs, "remove", "delete a model from the disk", _remove)
    removing.add_argument("--yes", action="store_true", help="do not ask")
    moving = _on_model(verbs, "move", "move a model to another disk, compared file by file", _move)
    moving.add_argument("folder", metavar="FOLDER", help="a folder on that disk")
    fitting = _on_model(verbs, "fit", "whether a model fits this machine, here or on the hub", _fit)
    fitting.add_argument("--revision", default="main", metavar="R")
    options = parser.parse_args(argv)
    run: Callable[[argparse.Namespace], int] = options.run
    with suppress(ReaderGone):
        return run(options)
    return 0


class _WordParser(Parser):
    """Made by argparse, which gives it all that it needs by name."""

    def __init__(self, *, prog: str, description: str) -> None:
        super().__init__(prog.removeprefix("./parlance "), description)


def _add(verbs: Any, word: str, text: str, run: Callable[[argparse.Namespace], int]) -> Any:
    parser = verbs.add_parser(word, help=text, description=f"{text[:1].upper()}{text[1:]}.")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)
    return parser


def _listing(verbs: Any) -> None:
    parser = _add(verbs, "list", "list the models on this machine", _list)
    parser.add_argument(
        "--folder", action="append", default=[], metavar="F", help="look in there, too"
    )
    parser.add_argument(
        "--sort", choices=list(_ORDERS), default="found", help="last used or largest first"
    )


def _searching(verbs: Any) -> None:
    parser = _add(verbs, "search", "look for models on the hub that can be run here", _search)
    parser.add_argument("text", metavar="TEXT")
    parser.add_argument("--limit", type=number(1, 100, whole=True), default=20, metavar="N")


def _getting(verbs: Any) -> None:
    parser = _add(verbs, "get", "download a model, or go on with it", _get)
    parser.add_argument("repo", metavar="OWNER/NAME")
    parser.add_argument("--revision", default="main", metavar="R", help="branch, tag or commit")
    parser.add_argument(
        "--limit", type=number(0, 1e6), default=0, metavar="MB", help="megabytes a second, at most"
    )
    parser.add_argument("--anyway", action="store_true", help="even if it cannot be run here")


def _suggesting(verbs: Any) -> None:
    parser = _add(verbs, "catalogue", "list the models that Parlance suggests", _catalogue)
    parser.add_argument("--update", action="store_true", help="ask the hub about each of them")
    parser.add_argument("--file", metavar="F", help="use another list, from this file")
    parser.add_argument("--sha256", default="", metavar="HEX", help="the checksum of that file")


def _on_model(verbs: Any, word: str, text: str, run: Callable[[argparse.Namespace], int]) -> Any:
    parser = _add(verbs, word, text, run)
    parser.add_argument("model", metavar="M", help="OWNER/NAME, or a folder")
    return parser


# list


def _list(options: argparse.Namespace) -> int:
    from app.inventory import take_stock

    stock = take_stock(Path(folder).expanduser() for folder in options.folder)
    stock.sort(key=_ORDERS[options.sort])
    if options.json:
        return _print_json({"models": [each.as_json() for each in stock]})
    lines = [line for each in stock for line in _stock_lines(each)]
    Output().write("\n".join(lines) + "\n")
    return 0


def _stock_lines(each: Installed) -> list[str]:
    info = each.info
    name = each.repo or info.name
    if each.unfinished:
        share = 100 * each.fetched / each.total
        return [f"{name}", f"    {share:.0f} % of {_size(each.total)} downloaded"]
    if info.problem:
        return [f"{name}", f"    {info.problem}", f"    {info.path}"]
    facts = [
        info.family,
        " + ".join(_SENSES[sense] for sense in info.senses),
        _count(info.parameters),
        info.quantisation,
        _size(each.on_disk or info.nbytes),
    ]
    lines = [name, "    " + " · ".join(facts), f"    {info.path}"]
    if each.used:
        lines.append(f"    last used {datetime.fromtimestamp(each.used):%Y-%m-%d %H:%M}")
    return lines + [f"    the same weights as {path}" for path in each.twins]


# search


def _search(options: argparse.Namespace) -> int:
    from app.hub.client import ask
    from app.hub.search import search
    from app.hub.worth import runs_here

    limit = int(options.limit)
    with closing(_hub()) as hub:
        found = ask(lambda: search(hub, options.text, runs_here, limit))
    if options.json:
        return _print_json({"found": [each.as_json() for each in found]})
    if not found:
        raise UserError(
            f"Nothing named {options.text!r} on the hub can be run here; try a shorter name, or "
            "the name of a family such as gemma-4 or qwen3."
        )
    Output().write("\n".join(_found_line(each) for each in found) + "\n")
    return 0


def _found_line(each: Found) -> str:
    facts = [each.family]
    facts += [f"{each.bits}-bit"] if each.bits else []
    facts += [_size(each.nbytes)] if each.nbytes else []
    facts += [f"{each.downloads:,} downloads"]
    facts += ["gated"] if each.gated else []
    return f"{each.repo}\n    {' · '.join(facts)}"


# catalogue


def _catalogue(options: argparse.Namespace) -> int:
    from app.catalogue import all_repos, load_catalogue, take_in
    from app.catalogue_facts import load_facts, update_facts

    if options.file:
        try:
            take_in(Path(options.file).expanduser().read_bytes(), options.sha256)
        except (OSError, UnicodeError) as error:
            raise UserError(f"{options.file} cannot be used as a list of models.") from error
    if options.update:
        try:
            with closing(_hub()) as hub, cancelled_by_ctrl_c() as cancel:
                update_facts(hub, all_repos(), cancel)
        except Cancelled:
            return EXIT_INTERRUPTED
    models, facts = load_catalogue(), load_facts()
    if options.json:
        told = [each.as_json() for each in models]
        gone = [repo for repo, fact in facts.items() if fact.gone]
        return _print_json({"models": told, "gone": gone})
    lines = []
    for model in models:
        lines.append(f"{model.name}: {model.purpose}")
        for version in model.versions:
            about = "" if version.exact else "about "
            size = f"{about}{_size(version.about_bytes)}"
            lines.append(f"    {version.repo} · {version.bits}-bit · {size}")
    Output().write("\n".join(lines) + "\n")
    return 0


# get


def _get(options: argparse.Namespace) -> int:
    from app.hub.download import Download
    from app.hub.fetch import Manners
    from app.hub.worth import refuse_useless
    from app.models import cache_folder

    with closing(_hub()) as hub:
        if not options.anyway:
            refuse_useless(hub, options.repo, options.revision)
        meter = _Meter(options.repo, quiet=options.json)
        manners = Manners(bytes_per_s=int(options.limit * _MB))
        try:
            with cancelled_by_ctrl_c() as cancel:
                path = Download(
                    hub,
                    options.repo,
                    cache_folder(),
                    revision=options.revision,
                    manners=manners,
                    cancel=cancel,
                    report=meter.show,
                ).run()
        except Cancelled:
            meter.end()
            say(f"Stopped; ./parlance models get {options.repo} goes on with it.")
            return EXIT_INTERRUPTED
        finally:
            meter.end()
    if options.json:
        return _print_json({"repo": options.repo, "path": str(path)})
    Output().write(f"{path}\n")
    return 0


class _Copying:
    """Progress of a move: one line that changes."""

    def __init__(self, quiet: bool) -> None:
        self._live = sys.stderr.isatty() and not quiet
        self._shown_at = 0.0

    def show(self, done: int, total: int) -> None:
        now = monotonic()
        if self._live and now - self._shown_at >= 0.1:
            self._shown_at = now
            sys.stderr.write(f"\r\x1b[K{_bar(done / total)}  {_size(done)} of {_size(total)}")
            sys.stderr.flush()

    def end(self) -> None:
        if self._shown_at:
            sys.stderr.write("\n")


class _Meter:
    """Progress on standard error: one line that changes, or a line a second in a log."""

    def __init__(self, name: str, quiet: bool) -> None:
        self._name = name
        self._quiet = quiet
        self._live = sys.stderr.isatty()
        self._shown_at = 0.0
        self._open = False

    def show(self, progress: Progress) -> None:
        now = monotonic()
        if self._quiet or (not self._live and now - self._shown_at < _EVERY_S):
            return
        self._shown_at = now
        line = progress_line(progress)
        if self._live:
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()
            self._open = True
        else:
            say(line)

    def end(self) -> None:
        if self._open:
            sys.stderr.write("\n")
            self._open = False


def progress_line(progress: Progress) -> str:
    """ "████░░░░  41 %  1.2 of 2.9 GB  34 MB/s  1 min left"."""
    share = progress.done / progress.total if progress.total else 1.0
    left = progress.seconds_left
    parts = [_bar(share), f"{_size(progress.done)} of {_size(progress.total)}"]
    if progress.bytes_per_s and progress.done < progress.total:
        parts.append(f"{progress.bytes_per_s / _MB:.1f} MB/s")
    if left is not None and progress.done < progress.total:
        parts.append(f"{left / 60:.0f} min left" if left >= 90 else f"{left:.0f} s left")
    return "  ".join(parts)


def _bar(share: float) -> str:
    full = int(share * _BAR)
    return "█" * full + "░" * (_BAR - full) + f" {100 * share:3.0f} %"


# verify, move, remove, fit


def _verify(options: argparse.Namespace) -> int:
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
        _print_json({**result.as_json(), **told})
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
            Output().write(f"{len(result.wrong)} damaged files are removed; {_size(freed)} free.\n")
        return {"removed": list(result.wrong), "freed": freed}
    meter = _Meter(options.model, quiet=options.json)
    try:
        with closing(_hub()) as hub:
            left = refetch(hub, folder, result.wrong, cancel=cancel, report=meter.show)
    finally:
        meter.end()
    fetched = [name for name in result.wrong if name not in left]
    if not options.json:
        Output().write(f"Fetched again: {', '.join(fetched) or 'nothing'}.\n")
    return {"refetched": fetched, "left": left}


def _move(options: argparse.Namespace) -> int:
    from app.moving import move, plan_move
    from app.settings import load_settings, save_settings

    plan = plan_move(_one(options.model), Path(options.folder))
    meter = _Copying(quiet=options.json)
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
        return _print_json({**told, "left": moved.left})
    if moved.left:
        say(moved.left)
    Output().write(f"{moved.path}\n")
    return 0


def _test(options: argparse.Namespace) -> int:
    from app.models import find_model
    from app.paths import resource
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
    if options.json:
        _print_json({"model": options.model, "load_s": round(model.load_s, 2), **result.as_json()})
    else:
        Output().write("\n".join(_test_lines(result)) + "\n")
    return 0 if result.good else EXIT_USER_ERROR


def _test_lines(result: SelfTest) -> list[str]:
    lines = [f"✗ {fault}" for fault in result.faults]
    for each in result.answers:
        mark = "✓" if each.right else "✗"
        lines.append(
            f"{mark} {_SENSES[each.sense]}: {each.prompt} “{' '.join(each.answer.split())}”"
        )
    if result.ttft_s is not None:
        lines.append(
            f"first token after {result.ttft_s:.2f} s, reading {result.prompt_tps:.0f} tokens/s, "
            f"writing {result.generation_tps:.1f} tokens/s"
        )
    return lines


def _remove(options: argparse.Namespace) -> int:
    from app.inventory import remove

    chosen = _one(options.model)
    name = chosen.repo or str(chosen.info.path)
    if not options.yes and not _agreed(f"Delete {name} and free {_size(chosen.on_disk)}?"):
        raise UserError(f"{name} was kept; --yes deletes it without asking.")
    freed = remove(chosen)
    if options.json:
        return _print_json({"removed": name, "freed": freed})
    Output().write(f"{name} is removed; {_size(freed)} are free again.\n")
    return 0


def _one(name: str) -> Installed:
    """The model of that name, or in that folder.

    Raises:
        UserError: there is none.
    """
    from app.inventory import take_stock

    wanted = Path(name).expanduser()
    for each in take_stock([wanted] if wanted.is_dir() else []):
        here = wanted.is_dir() and each.info.path.is_dir() and wanted.samefile(each.info.path)
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


def _fit(options: argparse.Namespace) -> int:
    from app.hub.worth import examine_remote
    from app.models import find_model

    report: Report
    try:
        folder = find_model(options.model)
    except UserError:
        if "/" not in options.model or options.model.startswith(("/", ".", "~")):
            raise
        with closing(_hub()) as hub:
            report = examine_remote(hub, options.model, options.revision)
    else:
        from engine.doctor import examine

        report = examine(folder)
    if options.json:
        return _print_json({**report.as_json(), "path": "", "name": options.model})
    from app.cli.doctor import facts

    Output().write("\n".join([*facts(report, name=options.model)]) + "\n")
    return 0 if report.healthy else EXIT_USER_ERROR


def _hub() -> Hub:
    from app.hub.access import find_access
    from app.hub.client import Hub
    from app.settings import load_settings

    return Hub(find_access(load_settings()))


def _print_json(value: object) -> int:
    Output().write(json.dumps(value, ensure_ascii=False) + "\n")
    return 0


def _size(nbytes: int) -> str:
    from engine.estimate import size_text

    return size_text(nbytes)


def _count(parameters: int) -> str:
    if parameters >= 1e9:
        return f"{parameters / 1e9:.1f} B parameters"
    return f"{parameters / 1e6:.1f} M parameters"
