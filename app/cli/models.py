"""`./parlance models`: what is here, what there is, and bringing it here."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.arguments import MODEL_HELP, Parser, number
from app.cli.interrupt import cancelled_by_ctrl_c
from app.cli.models_fit import fit
from app.cli.models_help import EPILOGS
from app.cli.models_here import clear_up, move, remove, test, verify, why
from app.cli.models_output import MB, SENSES, Meter, count, make_hub, print_json, size, wrapped
from app.cli.output import Output, ReaderGone, say
from app.errors import EXIT_INTERRUPTED, UserError, reason_of
from engine.errors import Cancelled

if TYPE_CHECKING:
    from app.hub.search import Found
    from app.inventory import Installed
    from ui.models_window.values import Fit


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
    verifying = _on_model(verbs, "verify", "compare every file with its checksum", verify)
    then = verifying.add_mutually_exclusive_group()
    then.add_argument("--refetch", action="store_true", help="fetch damaged files again")
    then.add_argument("--remove", action="store_true", help="delete damaged files")
    _on_model(verbs, "test", "load a model, ask it what is known, measure its speed", test)
    _on_model(verbs, "why", "what is known of a model that is slow or wrong", why)
    removing = _on_model(verbs, "remove", "delete a model from the disk", remove)
    removing.add_argument("--yes", action="store_true", help="do not ask")
    moving = _on_model(verbs, "move", "move a model to another disk, compared file by file", move)
    moving.add_argument("folder", metavar="FOLDER", help="a folder on that disk")
    fitting = _on_model(verbs, "fit", "whether a model fits this machine, here or on the hub", fit)
    fitting.add_argument("--revision", default="main", metavar="R", help="branch, tag or commit")
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
    parser.epilog = EPILOGS[word]
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
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
    parser.add_argument("model", metavar="M", help=MODEL_HELP)
    return parser


# list


def _list(options: argparse.Namespace) -> int:
    from app.inventory import take_stock
    from app.mending import damaged
    from app.model_notes import Note, load_notes

    clear_up()
    stock = take_stock(Path(folder).expanduser() for folder in options.folder)
    stock.sort(key=_ORDERS[options.sort])
    notes = load_notes()
    bad = {each: damaged(each.info.path, notes.get(each.info.path, Note())) for each in stock}
    if options.json:
        told = [{**each.as_json(), "damaged": list(bad[each])} for each in stock]
        return print_json({"models": told})
    lines = [line for each in stock for line in _stock_lines(each, bad[each])]
    Output().write("\n".join(lines) + "\n")
    return 0


def _stock_lines(each: Installed, bad: Sequence[str]) -> list[str]:
    info = each.info
    name = each.repo or info.name
    if each.unfinished:
        share = 100 * each.fetched / each.total
        come = f"    {share:.0f} % of {size(each.total)} downloaded"
        return [name, come, f"    ./parlance models get {name} goes on with it"]
    if info.problem:
        return [name, *wrapped(info.problem), f"    {info.path}"]
    facts = [
        info.family,
        ", ".join(SENSES[sense] for sense in info.senses),
        count(info.parameters),
        info.quantisation,
        size(each.on_disk or info.nbytes),
    ]
    lines = [name, *wrapped(" · ".join(fact for fact in facts if fact)), f"    {info.path}"]
    if bad:
        lines += wrapped(f"damaged or missing: {', '.join(bad)}")
        lines += wrapped(f"./parlance models verify {name} --refetch fetches them again")
    if each.used:
        lines.append(f"    last used {datetime.fromtimestamp(each.used):%Y-%m-%d %H:%M}")
    return lines + [f"    the same weights as {path}" for path in each.twins]


# search


def _search(options: argparse.Namespace) -> int:
    from app.hub.client import ask
    from app.hub.search import search
    from app.hub.worth import runs_here
    from app.model_survey import fit_of
    from engine.memory import recommended_bytes

    limit = int(options.limit)
    with closing(make_hub()) as hub:
        found = ask(lambda: search(hub, options.text, runs_here, limit))
    given = recommended_bytes()
    fit = {each: fit_of(each.nbytes, given) for each in found}
    if options.json:
        return print_json({"found": [{**each.as_json(), "fit": fit[each]} for each in found]})
    if not found:
        raise UserError(
            f"Nothing named {options.text!r} on the hub can be run here; try a shorter name, or "
            "the name of a family such as gemma-4 or qwen3."
        )
    Output().write("\n".join(_found_lines(each, fit[each]) for each in found) + "\n")
    return 0


_FITS = {"fits": "", "tight": "fits if little else runs", "large": "too large for this machine"}


def _found_lines(each: Found, fit: Fit) -> str:
    facts = [each.family]
    facts += [f"{each.bits}-bit"] if each.bits else []
    facts += [size(each.nbytes)] if each.nbytes else []
    facts += [f"{each.downloads:,} download{'' if each.downloads == 1 else 's'}"]
    facts += ["gated: terms to accept"] if each.gated else []
    facts += [_FITS[fit]] if _FITS[fit] else []
    return "\n".join([each.repo, *wrapped(" · ".join(facts))])


# catalogue


def _catalogue(options: argparse.Namespace) -> int:
    from app.catalogue import all_repos, choose_three, load_catalogue, take_in
    from app.catalogue_facts import load_facts, update_facts
    from engine.memory import recommended_bytes

    if options.file:
        try:
            take_in(Path(options.file).expanduser().read_bytes(), options.sha256)
        except OSError as error:
            raise UserError(
                f"The list {options.file} cannot be taken, because {reason_of(error)}; "
                "check its path, and whether Parlance's folder can be written."
            ) from error
    if options.update:
        try:
            with closing(make_hub()) as hub, cancelled_by_ctrl_c() as cancel:
                update_facts(hub, all_repos(), cancel)
        except Cancelled:
            return EXIT_INTERRUPTED
    models, facts = load_catalogue(), load_facts()
    if options.json:
        told = [each.as_json() for each in models]
        gone = [repo for repo, fact in facts.items() if fact.gone]
        return print_json({"models": told, "gone": gone})
    roles = {"able": "the most able for this machine", "quick": "the quickest for this machine"}
    suits = {
        pick.version.repo: roles.get(pick.role, "suits this machine")
        for pick in choose_three(models, recommended_bytes())
    }
    lines = []
    for model in models:
        lines += wrapped(f"{model.name}: {model.purpose}", first="")
        for version in model.versions:
            about = "" if version.exact else "about "
            weighs = f"{about}{size(version.about_bytes)}"
            why = f" · {suits[version.repo]}" if version.repo in suits else ""
            lines += wrapped(f"{version.repo} · {version.bits}-bit · {weighs}{why}")
    Output().write("\n".join(lines) + "\n")
    return 0


# get


def _get(options: argparse.Namespace) -> int:
    from app.hub.download import Download
    from app.hub.fetch import Manners
    from app.hub.worth import refuse_useless
    from app.models import cache_folder

    with closing(make_hub()) as hub:
        if not options.anyway:
            refuse_useless(hub, options.repo, options.revision)
        meter = Meter(options.repo, quiet=options.json)
        manners = Manners(bytes_per_s=int(options.limit * MB))
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
        return print_json({"repo": options.repo, "path": str(path)})
    Output().write(f"{path}\n")
    return 0
