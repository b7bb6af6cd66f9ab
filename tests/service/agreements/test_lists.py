"""Lists through their doors: filters, pages, the tree, the timeline, CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.agreements.main import SERVICE
from services.agreements.queries import export
from tests.conftest import RunService
from tests.service.agreements.plan_scene import Scene, local, staged

PKS = "/agreements/cooperation-agreements"


@pytest.fixture
async def scene(harness: RunService) -> AsyncIterator[Scene]:
    async with harness(SERVICE) as running:
        yield await staged(running)


async def ids(scene: Scene, path: str) -> list[str]:
    return [item["id"] for item in (await scene.h.get(path, "coordinator"))["items"]]


@pytest.fixture
async def many(scene: Scene) -> list[str]:
    """Six drafts that end one after the other, two on the same day; the last is of another scope."""
    ends = ["2026-12-31", "2026-03-31", "2026-06-30", "2026-06-30", "2026-09-30"]
    made = [await scene.draft(title=f"PKS {n}", ends_on=day) for n, day in enumerate(ends)]
    made.append(await scene.draft(title="PKS kerja sosial", ends_on="2026-10-31", scopes=["community_service"]))
    by_end = [made[n] for n in (1, 2, 3, 4, 5, 0)]
    by_end[1:3] = sorted(by_end[1:3])
    return by_end


async def test_the_agreement_that_ends_first_is_at_the_top(scene: Scene, many: list[str]) -> None:
    assert await ids(scene, PKS) == many


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
async def test_pages_together_are_the_whole(scene: Scene, many: list[str], limit: int) -> None:
    seen: list[str] = []
    for side in ("", f"&party={scene.agency}", f"&under={scene.umbrella}"):
        seen, after = [], ""
        while True:
            page = await scene.h.get(f"{PKS}?limit={limit}{side}{after}", "coordinator")
            seen += [item["id"] for item in page["items"]]
            assert len(seen) <= len(many)
            if page["next"] is None:
                break
            after = f"&after={page['next']}"
        assert seen == many


async def test_each_filter_and_all_of_them(scene: Scene, many: list[str]) -> None:
    stranger = (
        await scene.h.post("/agreements/organisations", {"code": "x1", "name": "X1", "kind": "agency"}, "clerk")
    )["id"]
    assert await ids(scene, f"{PKS}?scope=community_service") == [many[4]]
    assert await ids(scene, f"{PKS}?party={scene.prison}") == many
    assert await ids(scene, f"{PKS}?party={stranger}") == []
    assert await ids(scene, f"{PKS}?state=in_force") == []
    scene.pks = many[0]
    await scene.conclude()
    assert await ids(scene, f"{PKS}?state=in_force&scope=training&party={scene.agency}&under={scene.umbrella}") == [
        many[0]
    ]
    city = f"/agreements/joint-agreements?party={scene.city}"
    assert await ids(scene, city) == [scene.umbrella]
    assert await ids(scene, f"/agreements/joint-agreements?party={scene.agency}") == []


async def test_ending_within_days_leaves_out_what_has_ended_or_never_began(scene: Scene, many: list[str]) -> None:
    scene.pks = many[0]
    await scene.conclude()
    for days, found in ((49, []), (50, [many[0]]), (3660, [many[0]])):
        assert await ids(scene, f"{PKS}?ending_within_days={days}") == found, "it ends on 31 March, 50 days from now"
    scene.h.clock.set(local("2026-03-31 23:00"))
    assert await ids(scene, f"{PKS}?ending_within_days=0") == [many[0]]
    scene.h.clock.set(local("2026-04-01 00:00"))
    await scene.h.tick()
    assert await ids(scene, f"{PKS}?ending_within_days=30") == []
    assert await ids(scene, f"{PKS}?state=draft&ending_within_days=91") == many[1:3]


@pytest.mark.parametrize(
    "after", ["x", "2026-13-01_01a20ca1-8566-70e8-a57d-62dc3d5dd111", "2026-01-01_x", "2026-01-01"]
)
async def test_a_cursor_we_never_gave_is_refused(scene: Scene, after: str) -> None:
    for path in (PKS, "/agreements/obligations", f"/agreements/joint-agreements/{scene.umbrella}/tree"):
        refused = await scene.h.get(f"{path}?after={after}", "coordinator", status=422)
        assert refused["title"] == "unreadable"


async def test_obligations_by_debtor_state_and_due_date(scene: Scene) -> None:
    await scene.in_force()
    first, second = await scene.agreed(due_on="2026-04-30"), await scene.agreed(due_on="2026-05-31")
    theirs = await scene.agreed(owed_by=scene.prison, due_on="2026-03-31")
    await scene.report(first, 12)
    await scene.confirm(first)
    scene.h.clock.set(local("2026-06-15 08:00"))
    await scene.h.tick()
    for asked, found in {
        "": [theirs, first, second],
        f"owed_by={scene.agency}": [first, second],
        f"owed_by={scene.agency}&state=overdue": [second],
        "state=fulfilled": [first],
        "due_by=2026-04-30": [theirs, first],
        "due_from=2026-04-30&due_by=2026-04-30": [first],
        f"agreement={scene.pks}&state=overdue": [theirs, second],
        f"agreement={scene.umbrella}": [],
    }.items():
        assert await ids(scene, f"/agreements/obligations?{asked}") == found, asked
    page = await scene.h.get("/agreements/obligations?limit=2", "coordinator")
    assert await ids(scene, f"/agreements/obligations?limit=2&after={page['next']}") == [second]


async def test_what_each_debtor_owes(scene: Scene) -> None:
    await scene.draft()
    await scene.plan(scene.prison)
    await scene.in_force()
    for due_on in ("2026-04-30", "2026-05-31", "2026-08-31"):
        await scene.agreed(due_on=due_on)
    await scene.agreed(owed_by=scene.prison, due_on="2026-05-31")
    done = await scene.agreed(owed_by=scene.prison, due_on="2026-05-31")
    await scene.report(done, 12, by=scene.prison)
    await scene.confirm(done, by=scene.agency)
    scene.h.clock.set(local("2026-05-15 08:00"))
    await scene.h.tick()
    path = "/agreements/debtors?due_by=2026-06-30"
    found = (await scene.h.get(path, "coordinator"))["items"]
    assert [(d["code"], d["due"], d["overdue"], d["next_due_on"]) for d in found] == [
        ("dinkop", 1, 1, "2026-05-31"),
        ("lapas", 1, 0, "2026-05-31"),
    ], "what a draft plans is not owed yet, and what is fulfilled no longer"
    assert [d["code"] for d in (await scene.h.get(f"{path}&kind=prison", "coordinator"))["items"]] == ["lapas"]
    assert await ids(scene, f"{path}&limit=1&after=dinkop") == [scene.prison]
    today = (await scene.h.get("/agreements/debtors", "coordinator"))["items"]
    assert [d["due"] for d in today] == [0, 0]


async def test_the_tree_of_an_umbrella(scene: Scene) -> None:
    draft = await scene.draft(ends_on="2026-12-31")
    await scene.plan(scene.agency)
    await scene.in_force()
    done = await scene.agreed()
    await scene.report(done, 12)
    await scene.confirm(done)
    await scene.agreed()
    await scene.plan(scene.prison)
    path = f"/agreements/joint-agreements/{scene.umbrella}/tree"
    found = await scene.h.get(path, "auditor")
    assert (found["id"], found["states"]) == (scene.umbrella, {"draft": 1, "in_force": 1})
    assert [(b["id"], b["state"], b["obligations"]) for b in found["below"]["items"]] == [
        (draft, "draft", {"planned": 1}),
        (scene.pks, "in_force", {"fulfilled": 1, "open": 1, "proposed": 1}),
    ]
    one = await scene.h.get(f"{path}?limit=1", "auditor")
    two = await scene.h.get(f"{path}?limit=1&after={one['below']['next']}", "auditor")
    assert [b["id"] for page in (one, two) for b in page["below"]["items"]] == [draft, scene.pks]
    only = await scene.h.get(f"{path}?state=in_force", "auditor")
    assert [b["id"] for b in only["below"]["items"]] == [scene.pks]
    await scene.h.get(f"/agreements/joint-agreements/{scene.pks}/tree", "auditor", status=404)


async def timeline(scene: Scene, language: str = "id", query: str = "") -> dict[str, Any]:
    headers = {"accept-language": language}
    found: dict[str, Any] = await scene.h.get(f"{scene.path}/timeline{query}", "auditor", headers=headers)
    return found


async def test_the_timeline_tells_the_agreement_and_its_obligations_in_words(scene: Scene) -> None:
    await scene.in_force()
    other = scene.pks
    one = await scene.agreed()
    await scene.report(one, 8)
    scene.h.clock.set(local("2026-07-01 08:00"))
    await scene.h.tick()
    await scene.draft(title="Another")
    scene.pks = other
    told = [entry["text"] for entry in (await timeline(scene))["items"]]
    assert told[0] == "Naskah dibuat: PKS Pelatihan"
    assert told[1:4] == ["Naskah diajukan untuk ditelaah", "Dinkop menyetujui naskah", "Lapas menyetujui naskah"]
    assert told[-4:] == [
        "Dinkop mengusulkan kewajiban baru: jumlah 12, tenggat 30-06-2026",
        "Lapas menyetujui usulan: 12 mesin, tenggat 30-06-2026",
        "Dinkop melaporkan 8 mesin; seluruhnya 8 dari 12",
        "Kewajiban Dinkop lewat tenggat 30-06-2026: 8 dari 12 mesin, menunggu penyerahan",
    ]
    english = await timeline(scene, "en")
    last = english["items"][-1]
    assert last["text"] == "Dinkop is overdue since 30-06-2026: 8 of 12 mesin, awaiting delivery"
    assert (last["about"], last["key"], last["at"]) == (
        "Mesin jahit untuk bengkel kerja",
        one,
        "2026-06-30T15:00:00Z",
    )
    pages, after = [], 0
    while True:
        page = await timeline(scene, query=f"?limit=4&after={after}")
        pages += page["items"]
        if page["next"] is None:
            break
        after = page["next"]
    assert [entry["text"] for entry in pages] == told


async def test_the_timeline_of_an_umbrella_and_of_nothing(scene: Scene) -> None:
    umbrella = await scene.h.get(f"/agreements/joint-agreements/{scene.umbrella}/timeline", "clerk")
    assert umbrella["items"][-1]["text"] == "Mulai berlaku (09-02-2026 s.d. 08-02-2031)"
    await scene.h.get(f"{PKS}/{scene.umbrella}/timeline", "clerk", status=404)


async def download(scene: Scene, path: str) -> tuple[Any, list[list[str]]]:
    answer = await scene.h.client.get(f"/agreements/exports/{path}", headers=scene.h.token("auditor"))
    assert answer.status_code == 200
    return answer.headers, list(csv.reader(io.StringIO(answer.content.decode("utf-8"), newline="")))


async def test_csv_has_every_line_in_batches_and_the_right_headers(
    scene: Scene, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    headers, lines = await download(scene, f"agreements.csv?party={scene.agency}")
    assert headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert headers["content-disposition"] == 'attachment; filename="cooperation-agreements.csv"'
    assert headers["x-content-type-options"] == "nosniff"
    assert [line[0] for line in lines] == ["id", *many]
    assert [line[0] for line in (await download(scene, "agreements.csv?kind=joint"))[1]] == ["id", scene.umbrella]


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ('=HYPERLINK("http://x";"y")', '\'=HYPERLINK("http://x";"y")'),
        ("+62 911", "'+62 911"),
        ("-1+1 kerja", "'-1+1 kerja"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\uff1d1+1 lebar", "'\uff1d1+1 lebar"),
        ('Baris satu\r\nbaris "dua", tiga', 'Baris satu\r\nbaris "dua", tiga'),
        ("Pelatihan – tahap é", "Pelatihan – tahap é"),
    ],
)
async def test_no_cell_is_a_formula_and_none_is_broken(scene: Scene, title: str, cell: str) -> None:
    await scene.draft(title=title)
    await scene.plan(scene.agency, what=title)
    (_, agreements), (_, owed) = await download(scene, "agreements.csv"), await download(scene, "obligations.csv")
    assert agreements[1][2] == cell
    assert owed[1][3] == cell
    assert [len(line) for line in owed] == [13, 13]


async def test_what_is_empty_is_empty(scene: Scene) -> None:
    assert (await download(scene, "obligations.csv"))[1] == [list(export.OBLIGATION)]
