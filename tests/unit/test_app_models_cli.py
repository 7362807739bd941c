"""`./parlance models`, against a hub on this machine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from app.bench_download.hub_server import Asked, Fault, HubServer, Repo, hub_server
from app.cli.models_help import KEYS
from app.cli.models_output import progress_line
from app.errors import UserError
from app.hub.client import Access, Hub
from app.hub.download import Progress
from app.hub.preview import hollow_copy
from app.mending import remove_damaged
from app.model_notes import load_notes, note_use
from app.settings import Settings, load_settings, save_settings
from engine.doctor import examine
from tests.quantised import Mode, quantised_copy
from tests.tiny_models import GEMMA4, GOLDEN, shard_weights

NAME = "people/Tiny-Gemma"


def repo_of(folder: Path, **told: Any) -> Repo:
    return Repo({p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}, **told)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with hub_server() as server:
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", server.address)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        config = json.loads((GEMMA4 / "config.json").read_text())
        server.repos[NAME] = repo_of(GEMMA4, downloads=7, config=config)
        yield server


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setenv("PARLANCE_DATA", str(tmp_path / "data"))
    return tmp_path / "hub"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["models", *words])
    out, err = capsys.readouterr()
    return code, out, err


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    code, out, err = run(capsys, *words, "--json")
    assert code == 0, err
    return json.loads(out)


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    return {each["name"]: each for each in run_json(capsys, "list")["models"]}


@pytest.mark.usefixtures("server")
def test_a_model_is_fetched_listed_verified_and_removed(
    capsys: pytest.CaptureFixture[str], cache: Path
) -> None:
    got = run_json(capsys, "get", NAME)
    path = Path(got["path"])
    assert (path / "model.safetensors").read_bytes() == (GEMMA4 / "model.safetensors").read_bytes()
    entry = listed(capsys)[NAME]
    assert entry["path"] == str(path)
    assert entry["takes_in"] == ["text", "image", "audio"]
    assert entry["problem"] == ""
    assert entry["on_disk"] >= entry["nbytes"]
    verified = run_json(capsys, "verify", NAME)
    assert verified["good"]
    assert "model.safetensors" in verified["right"]
    removed = run_json(capsys, "remove", NAME, "--yes")
    assert removed["freed"] == entry["on_disk"]
    assert NAME not in listed(capsys)
    assert not list(cache.glob("models--*"))


@pytest.mark.usefixtures("server")
def test_list_tells_when_models_were_used_and_sorts_by_that(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(run_json(capsys, "get", NAME)["path"])
    assert listed(capsys)[NAME]["last_used"] is None
    monkeypatch.setattr("app.model_notes.time", lambda: 1_795_300_200.0)
    note_use(path)
    assert listed(capsys)[NAME]["last_used"] == "2026-11-21T22:30:00+00:00"
    sort = {
        order: [each["name"] for each in run_json(capsys, "list", "--sort", order)["models"]]
        for order in ("found", "used", "size", "name")
    }
    assert sort["found"] == ["Parlance Starter", NAME]
    assert sort["used"] == [NAME, "Parlance Starter"]
    assert sort["size"] == ["Parlance Starter", NAME]
    assert sort["name"] == ["Parlance Starter", NAME]
    code, out, _ = run(capsys, "list")
    assert code == 0
    assert "    last used 2026-11-" in out


@pytest.mark.usefixtures("server")
def test_a_damaged_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(run_json(capsys, "get", NAME)["path"])
    weights = (path / "model.safetensors").resolve()
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    (path / "config.json").resolve().unlink()
    code, out, _ = run(capsys, "verify", NAME)
    assert code == 1
    assert "2 of" in out
    assert "config.json (it is gone)" in out
    assert "model.safetensors (it is damaged)" in out


def damage(path: Path) -> None:
    """One bit of the weights, and a file that is gone."""
    weights = (path / "model.safetensors").resolve()
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    (path / "config.json").resolve().unlink()


def test_damaged_files_alone_are_fetched_again(
    server: HubServer, capsys: pytest.CaptureFixture[str], cache: Path
) -> None:
    path = Path(run_json(capsys, "get", NAME)["path"])
    damage(path)
    with (path / "model.safetensors").open("rb") as loaded:  # as an engine has it
        old = loaded.read()
        server.asked.clear()
        told = run_json(capsys, "verify", NAME, "--refetch")
        loaded.seek(0)
        assert loaded.read() == old, "what is loaded stays as it is"
    assert told["refetched"] == ["config.json", "model.safetensors"]
    assert told["left"] == {}
    fetched = {each.path for each in server.asked if each.kind == "resolve"}
    assert {name.rpartition("/")[2] for name in fetched} == set(told["refetched"])
    assert run_json(capsys, "verify", NAME)["good"]
    assert load_notes()[path].damaged == {}
    assert not list(cache.rglob("*.parlance-*"))
    assert "1 of" not in run(capsys, "list")[1]


def test_damaged_files_stay_where_the_hub_cannot_give_them_again(
    server: HubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(run_json(capsys, "get", NAME)["path"])
    damage(path)
    before = (path / "model.safetensors").read_bytes()
    server.fault = lambda _: Fault(status=404)
    code, _, err = run(capsys, "verify", NAME, "--refetch")
    assert code == 1
    assert "no model named" in err
    assert (path / "model.safetensors").read_bytes() == before
    assert set(load_notes()[path].damaged) == {"config.json", "model.safetensors"}


@pytest.mark.usefixtures("server")
def test_damaged_files_are_removed_and_named_as_gone(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(run_json(capsys, "get", NAME)["path"])
    damage(path)
    size = (path / "model.safetensors").stat().st_size
    code, out, _ = run(capsys, "verify", NAME, "--remove", "--json")
    told = json.loads(out)
    assert (code, told["freed"]) == (1, size)
    assert told["removed"] == ["config.json", "model.safetensors"]
    assert not (path / "model.safetensors").exists()
    assert (path / "tokenizer.json").exists()
    code, out, _ = run(capsys, "verify", NAME, "--refetch")
    assert code == 0
    assert "Fetched again: config.json, model.safetensors." in out


@pytest.mark.parametrize("name", ["../../../../outside", "/etc/hosts"])
def test_name_that_leads_out_of_the_model_is_never_removed(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (tmp_path / "outside").write_text("mine")
    with pytest.raises(UserError, match="is no file of this model, so it was left alone"):
        remove_damaged(folder, [name])
    assert (tmp_path / "outside").exists()


@pytest.mark.usefixtures("server")
def test_model_is_moved_to_a_folder_and_still_found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = run_json(capsys, "get", NAME)["path"]
    save_settings(Settings(model=path))
    disk = tmp_path / "disk"
    disk.mkdir()
    told = run_json(capsys, "move", NAME, str(disk))
    assert told["path"].startswith(str(disk))
    assert not Path(path).exists()
    assert listed(capsys)[NAME]["path"] == told["path"]
    assert load_settings().model == told["path"]
    assert run_json(capsys, "verify", NAME)["good"]
    code, _, err = run(capsys, "move", "people/None", str(disk))
    assert code == 1
    assert "no model named people/None" in err
    assert run_json(capsys, "remove", NAME, "--yes")["removed"] == NAME
    assert NAME not in listed(capsys)


def test_an_unfinished_download_is_listed_and_removed(
    server: HubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(asked: Asked) -> Fault | None:
        weights = asked.kind == "resolve" and asked.path == "model.safetensors"
        return Fault(status=401, code="GatedRepo") if weights else None

    server.fault = fault
    code, _, err = run(capsys, "get", NAME, "--anyway")
    assert code == 1
    assert "gated" in err
    entry = listed(capsys)[NAME]
    assert 0 < entry["fetched"] < entry["total"]
    assert "go on with it" in entry["problem"]
    _, out, _ = run(capsys, "list")
    assert "% of" in out
    assert run_json(capsys, "remove", NAME, "--yes")["freed"] > 0
    assert NAME not in listed(capsys)


@pytest.mark.usefixtures("server")
def test_removing_asks_first(capsys: pytest.CaptureFixture[str]) -> None:
    run_json(capsys, "get", NAME)
    code, _, err = run(capsys, "remove", NAME)
    assert code == 1
    assert "was kept" in err
    assert NAME in listed(capsys)


def test_the_starter_stays(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "remove", "starter", "--yes")
    assert code == 1
    assert "came with Parlance" in err


def test_a_search_shows_what_can_be_run(
    server: HubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.repos["people/tiny-unknown"] = Repo({}, config={"model_type": "frobnicator"})
    server.repos["people/tiny-bare"] = Repo({})
    server.repos["people/tiny-mlx"] = Repo(
        {}, downloads=9, config={"model_type": "qwen3", "quantization": {"bits": 4}}, gated=True
    )
    found = run_json(capsys, "search", "tiny")["found"]
    assert [each["repo"] for each in found] == ["people/tiny-mlx", NAME]
    assert (found[0]["bits"], found[0]["gated"]) == (4, True)
    _, out, _ = run(capsys, "search", "tiny")
    assert "people/tiny-mlx\n    qwen3 · 4-bit · 9 downloads · gated" in out


@pytest.mark.usefixtures("server")
def test_nothing_found_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "search", "nowhere")
    assert code == 1
    assert "Nothing named 'nowhere'" in err


def test_fit_is_decided_before_the_weights_are_fetched(
    server: HubServer, capsys: pytest.CaptureFixture[str], cache: Path
) -> None:
    found = run_json(capsys, "fit", NAME)
    here = examine(GEMMA4)
    assert found["parameters"] == here.parameters
    assert found["takes_in"] == list(here.senses)
    assert [need["total"] for need in found["memory"]] == [need.total for need in here.memory]
    assert server.sent < (GEMMA4 / "model.safetensors").stat().st_size
    assert not cache.exists()


def test_what_cannot_be_run_is_not_fetched(
    server: HubServer, capsys: pytest.CaptureFixture[str], cache: Path
) -> None:
    files = dict(server.repos[NAME].files)
    files["config.json"] = files["config.json"].replace(b'"gemma4"', b'"gemma9"')
    server.repos[NAME] = Repo(files)
    code, _, err = run(capsys, "get", NAME)
    assert code == 1
    assert "could not be run here" in err
    assert not list(cache.glob("models--*"))


@pytest.mark.usefixtures("server")
def test_what_does_not_fit_is_not_fetched(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.doctor.recommended_bytes", lambda: 1_000_000)
    code, _, err = run(capsys, "get", NAME)
    assert code == 1
    assert "does not fit this machine" in err
    code, _, err = run(capsys, "get", NAME, "--anyway")
    assert code == 0


@pytest.mark.usefixtures("server")
def test_fit_begins_with_the_answer_and_fails_where_the_model_does_not_fit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run(capsys, "fit", NAME)
    assert code == 0
    assert out.startswith(f"{NAME} fits this machine with all ")
    assert "\n[█" in out
    monkeypatch.setattr("engine.doctor.recommended_bytes", lambda: 1_000_000)
    code, out, _ = run(capsys, "fit", NAME)
    assert code == 1
    assert out.startswith(f"{NAME} does not fit this machine: ")
    code, out, _ = run(capsys, "fit", NAME, "--json")
    assert (code, json.loads(out)["fits"]) == (1, False)


@pytest.mark.parametrize("columns", [44, 60, 100])
@pytest.mark.usefixtures("server")
def test_lines_are_no_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in (("fit", NAME), ("search", "gemma"), ("why", "starter"), ("catalogue",)):
        _, out, _ = run(capsys, *words)
        wide = [line for line in out.splitlines() if len(line) > columns]
        assert [line for line in wide if len(line.split()) > 1] == [], "names alone are not cut"


@pytest.mark.usefixtures("server")
def test_help_tells_the_keys_of_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "get", NAME)
    told = {
        "list": run_json(capsys, "list")["models"][0],
        "search": run_json(capsys, "search", "tiny")["found"][0],
        "get": run_json(capsys, "get", NAME),
        "fit": run_json(capsys, "fit", NAME),
        "catalogue": run_json(capsys, "catalogue"),
        "verify": run_json(capsys, "verify", NAME),
        "why": run_json(capsys, "why", NAME),
        "move": run_json(capsys, "move", NAME, str(tmp_path / "there")),
        "remove": run_json(capsys, "remove", NAME, "--yes"),
    }
    more = {"fit"}  # has more than help names
    for word, keys in KEYS.items():
        if word in told:
            assert set(keys) <= set(told[word]), word
            assert word in more or set(told[word]) == set(keys), word
        code, out, _ = run(capsys, word, "--help")
        assert code == 0
        assert set(keys) <= set(out.split()), word
        assert "Exit code: 0; 1 with one sentence" in out


@pytest.mark.usefixtures("server")
def test_list_tells_what_is_damaged_and_how_to_mend_it(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(run_json(capsys, "get", NAME)["path"])
    (path / "tokenizer.json").resolve().unlink()
    assert listed(capsys)[NAME]["damaged"] == ["tokenizer.json"]
    _, out, _ = run(capsys, "list")
    assert "damaged or missing: tokenizer.json" in out
    assert f"./parlance models verify {NAME} --refetch" in out


def test_no_network_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    for words in (("search", "x"), ("get", "a/b"), ("fit", "a/b")):
        code, out, err = run(capsys, *words)
        assert (code, out) == (1, "")
        assert err.count("\n") == 1
        assert "cannot be reached" in err


@pytest.mark.usefixtures("server")
def test_the_same_weights_twice_are_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = run_json(capsys, "get", NAME)["path"]
    copy = tmp_path / "data" / "models" / "copy"
    shutil.copytree(GEMMA4, copy)
    stock = listed(capsys)
    assert stock[NAME]["same_weights_as"] == [str(copy)]
    assert stock["copy"]["same_weights_as"] == [path]


def test_lm_studios_models_are_found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    shutil.copytree(GEMMA4, tmp_path / ".lmstudio" / "models" / "people" / "Studio-Gemma")
    elsewhere = tmp_path / "elsewhere" / "people" / "Other"
    shutil.copytree(GEMMA4, elsewhere)
    settings = {"downloadsFolder": str(tmp_path / "elsewhere")}
    (tmp_path / ".lmstudio" / "settings.json").write_text(json.dumps(settings))
    assert {"Studio-Gemma", "Other"} <= listed(capsys).keys()


@pytest.mark.parametrize("shards", [1, 3])
def test_a_hollow_copy_is_judged_like_the_model(
    server: HubServer, tmp_path: Path, shards: int
) -> None:
    folder = quantised_copy(GOLDEN / "qwen3" / "model", tmp_path / "four", Mode(4, 64))
    if shards > 1:
        shard_weights(folder, shards)
    server.repos["people/four"] = repo_of(folder)
    hub = Hub(Access(server.address))
    with hollow_copy(hub, hub.model("people/four")) as hollow:
        there, here = examine(hollow), examine(folder)
    hub.close()
    assert there.faults == here.faults == ()
    assert (there.quantisation, there.parameters) == (here.quantisation, here.parameters)
    assert there.memory == here.memory


def test_weights_that_are_none_are_refused(
    server: HubServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.repos[NAME] = Repo({"config.json": b"{}", "model.safetensors": b"\xff" * 20_000})
    code, _, err = run(capsys, "fit", NAME)
    assert code == 1
    assert "not a safetensors file" in err


def test_progress_is_one_line_with_what_people_ask_for() -> None:
    line = progress_line(Progress(1_200_000_000, 2_900_000_000, "a", 1, 2, 34_000_000))
    assert line.endswith("  41 %  1.2 GB of 2.9 GB  34.0 MB/s  50 s left")


def test_suggestions_are_listed_and_the_hub_is_asked_about_them_only_when_that_is_wanted(
    server: HubServer, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = run_json(capsys, "catalogue")
    assert len(told["models"]) > 8
    assert told["gone"] == []
    assert server.asked == []
    first = told["models"][0]["versions"][0]["repo"]
    server.repos[first] = server.repos[NAME]
    again = run_json(capsys, "catalogue", "--update")
    assert {v["repo"] for model in again["models"] for v in model["versions"]} == {first}
    assert again["models"][0]["versions"][0]["exact"]
    assert len(again["gone"]) == len(server.asked) - 1
    other = tmp_path / "list.json"
    other.write_text("{}")
    code, _, err = run(capsys, "catalogue", "--file", str(other), "--sha256", "0" * 64)
    assert code == 1
    assert "was changed on its way" in err
    assert run(capsys, "catalogue", "--file", str(tmp_path / "none"))[0] == 1
