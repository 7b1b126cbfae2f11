"""One generation from several builds that each read a part of the files."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from click.testing import CliRunner

from indexer import checking, pipeline
from indexer.cli import cli
from kb.errors import BuildRunsError, IndexStateError, NoIndexError
from kb.lexicon.words import analyser
from kb.store.contracts import FactQuery
from kb.store.local_shelf import LocalShelf
from kb.store.shelf import Part
from kb.store.snapshots import open_snapshot
from tests.test_archive import packed

TEXT = "北京市{place}2024年法治政府建设年度情况报告\n一、主要工作\n受理法律援助案件{cases}件，解答咨询{cases}人次。\n"
PLACES = ("大兴区", "密云区", "通州区", "房山区", "朝阳区", "海淀区", "丰台区", "石景山区", "门头沟区", "顺义区")


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, place in enumerate(PLACES):
        (folder / f"{place}.txt").write_text(TEXT.format(place=place, cases=100 + number), "utf-8")
    (folder / "空.txt").write_text("", "utf-8")
    (folder / "大兴区副本.txt").write_bytes((folder / "大兴区.txt").read_bytes())
    (folder / "包.zip").write_bytes(packed([("内.txt", (folder / "密云区.txt").read_bytes())]))
    settle(folder)
    return folder


def settle(folder):
    """A file of this moment might still change, and would be looked at more closely."""
    for path in folder.iterdir():
        os.utime(path, (10**9, 10**9))


def part(shelf, reports, number, of=3, **chosen):
    """A part as another machine builds it."""
    machine = replace(shelf, index_dir=shelf.index_dir / f"machine{number}")
    return pipeline.build(reports, machine, part=Part(number, of), **chosen)


def whole(reports, folder):
    """The same files in a folder, built at once, or going on from what is there."""
    shelf = LocalShelf(folder)
    pipeline.build(reports, shelf)
    return open_snapshot(shelf, analyser().version)


def same(shelf, local):
    """Whether a generation is sound and holds what one built at once does."""
    far = open_snapshot(shelf, analyser().version)
    assert list(checking.faults(far)) == list(checking.mismatches(far)) == shelf.damaged() == []
    assert far.manifest.counts == local.manifest.counts
    assert far.reports.reports() == local.reports.reports()
    assert far.reports.problems() == local.reports.problems()
    assert far.reports.files() == local.reports.files()
    assert far.figures.facts(FactQuery()) == local.figures.facts(FactQuery())
    return True


def test_every_file_belongs_to_one_part():
    names = [f"报告{number}.txt" for number in range(200)]
    shares = [[name for name in names if Part(number, 4).has(name)] for number in range(1, 5)]
    assert sorted(name for share in shares for name in share) == sorted(names)
    assert min(map(len, shares)) > 20


def test_it_comes_into_force_when_all_parts_are_in(shelf, reports, tmp_path):
    assert part(shelf, reports, 2).missing == (1, 3)
    with pytest.raises(NoIndexError):
        open_snapshot(shelf, analyser().version)
    assert part(shelf, reports, 3).missing == (1,)
    assert part(shelf, reports, 3).missing == (1,)  # once more, and nothing twice
    last = part(shelf, reports, 1)
    assert (last.generation, last.missing) == ("gen-000001", ())
    assert same(shelf, whole(reports, tmp_path / "local"))


def test_the_next_generation_goes_on_in_parts(shelf, reports, tmp_path):
    pipeline.build(reports, shelf)
    pipeline.build(reports, LocalShelf(tmp_path / "local"))
    (reports / "大兴区.txt").write_text(TEXT.format(place="大兴区", cases=999), "utf-8")
    (reports / "昌平区.txt").write_text(TEXT.format(place="昌平区", cases=7), "utf-8")
    (reports / "房山区.txt").unlink()
    settle(reports)
    first = [part(shelf, reports, number) for number in (3, 1)]
    assert sum(one.read for one in first) <= 3
    assert shelf.current() == "gen-000001"
    part(shelf, reports, 2)
    assert shelf.current() == "gen-000002"
    assert same(shelf, whole(reports, tmp_path / "local"))
    assert part(shelf, reports, 1).generation == "gen-000002"  # nothing changed, and none is open
    assert shelf.current() == "gen-000002"


def test_a_part_that_died_is_done_again_and_the_others_wait(shelf, reports, tmp_path):
    part(shelf, reports, 1)

    def die(_done, _total, _source):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        part(shelf, reports, 2, progress=die)
    assert part(shelf, reports, 3).missing == (2,)
    part(shelf, reports, 2)
    assert same(shelf, whole(reports, tmp_path / "local"))


def test_parts_of_another_division_are_refused(shelf, reports):
    part(shelf, reports, 1)
    with pytest.raises(IndexStateError, match=r"共 3 批.*第 2、3 批"):
        part(shelf, reports, 1, of=2)


def test_a_build_of_the_whole_waits_while_parts_are_at_work_and_then_gives_them_up(shelf, reports):
    def meanwhile(_done, _total, _source):
        with pytest.raises(BuildRunsError):
            pipeline.build(reports, replace(shelf, index_dir=shelf.index_dir / "other"))
        with pytest.raises(BuildRunsError):
            part(shelf, reports, 1)

    part(shelf, reports, 1, progress=meanwhile)
    lasting = replace(shelf, index_dir=shelf.index_dir / "other")
    for _ in range(300):
        try:
            built = pipeline.build(reports, lasting)
            break
        except BuildRunsError:
            continue
    assert built.generation == shelf.current() == "gen-000002"
    assert part(shelf, reports, 1).generation == "gen-000002"  # nothing changed


def test_the_command_says_what_is_missing(shelf, cluster, reports, tmp_path, monkeypatch):
    monkeypatch.setenv("KB_STORE", f"{cluster.store}/{shelf.access.prefix}")
    words = ["build", "--reports", str(reports), "--jobs", "1", "--index", str(tmp_path / "machine")]
    told = CliRunner().invoke(cli, [*words, "--part", "1/2"])
    assert told.exit_code == 0, told.output
    assert "还差第 2 批" in told.output
    told = CliRunner().invoke(cli, [*words, "--part", "2/2"])
    assert told.exit_code == 0, told.output
    assert "已建立索引 gen-000001" in told.output
    told = CliRunner().invoke(cli, ["status", "--index", str(tmp_path / "machine")])
    assert "检索集群 jushi-test：正常，3 个节点" in told.output
