"""What the hub says today of the suggested models: whether they are there, sizes, terms.

Which models are suggested comes with the app, whose code holds the list's checksum: there is no
server of ours whose word could be taken for a longer list. What may grow old between two versions
of the app are facts about the repositories, and those the hub itself knows best. It is asked when
a person wants that, and never otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import time
from typing import Any

from app.hub.client import Hub, ask
from app.hub.errors import Damaged, Hostile, NotThere, Refused
from app.paths import data_folder
from app.whole_file import read_object, write_json
from engine.cancel import CancelToken


@dataclass(frozen=True)
class Fact:
    """What is known of one repository.

    Attributes:
        nbytes: to fetch; 0 if nobody says.
        commit: the newest one.
        gone: it is not there any more, or not for everybody; nothing else is known then.
        asked: when, in seconds since the epoch.
    """

    nbytes: int = 0
    gated: bool = False
    licence: str = ""
    commit: str = ""
    gone: bool = False
    asked: float = 0.0


def load_facts() -> dict[str, Fact]:
    """By repository; nothing where nobody has asked, or the file is damaged."""
    found = read_object(_file())
    facts = {repo: _fact(each) for repo, each in found.items() if isinstance(each, dict)}
    return {repo: fact for repo, fact in facts.items() if fact is not None}


def update_facts(
    hub: Hub,
    repos: Iterable[str],
    cancel: CancelToken,
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> dict[str, Fact]:
    """Ask the hub about each of `repos`, and keep what it says.

    What it says of one is not lost with the next: without a network half of the facts are new.

    Raises:
        HubError: the hub does not answer.
        Cancelled: a stop was asked for.
        OSError: they cannot be kept.
    """
    wanted = list(repos)
    facts = {repo: fact for repo, fact in load_facts().items() if repo in wanted}
    try:
        for number, repo in enumerate(wanted):
            report(number, len(wanted))
            cancel.check()
            facts[repo] = _ask(hub, repo)
        report(len(wanted), len(wanted))
    finally:
        write_json(_file(), {repo: asdict(fact) for repo, fact in facts.items()})
    return facts


def _ask(hub: Hub, repo: str) -> Fact:
    try:
        model = ask(lambda: hub.model(repo))
        return Fact(model.nbytes, model.gated, model.licence, model.commit, asked=time())
    except Refused:
        return Fact(gated=True, asked=time())
    except (NotThere, Hostile, Damaged):
        return Fact(gone=True, asked=time())


def _fact(found: dict[str, Any]) -> Fact | None:
    usual = Fact()
    try:
        values = {name: type(getattr(usual, name))(found[name]) for name in asdict(usual)}
    except (KeyError, TypeError, ValueError):
        return None
    return Fact(**values) if 0 <= values["nbytes"] < 1 << 50 else None


def _file() -> Path:
    return data_folder() / "catalogue_facts.json"
