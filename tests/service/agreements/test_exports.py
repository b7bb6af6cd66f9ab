"""Exports: lists as CSV, in which no cell is a formula."""

from __future__ import annotations

import pytest

from services.agreements.queries import exports
from tests.service.agreements import scene
from tests.service.agreements.client import AgreementsClient


async def test_csv_has_every_line_in_batches_and_the_right_headers(
    client: AgreementsClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BATCH", 2)
    umbrella = await scene.make_umbrella(client)
    drafts = [await scene.draft_pks(client, umbrella, ends_on=f"2026-{month:02}-28") for month in range(3, 9)]
    headers, lines = await client.export("agreements", party=client.ids["agency"])
    assert headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert headers["content-disposition"] == 'attachment; filename="cooperation-agreements.csv"'
    assert headers["x-content-type-options"] == "nosniff"
    assert [line[0] for line in lines] == ["id", *(draft.id for draft in drafts)]
    _, lines = await client.export("agreements", kind="joint")
    assert [line[0] for line in lines] == ["id", umbrella.id]


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
async def test_no_cell_is_a_formula_and_none_is_broken(client: AgreementsClient, title: str, cell: str) -> None:
    pks = await scene.draft_pks(client, await scene.make_umbrella(client), title=title)
    await client.plan_obligation(pks, what=title)
    (_, agreements), (_, owed) = await client.export("agreements"), await client.export("obligations")
    assert agreements[1][2] == cell
    assert owed[1][3] == cell
    assert [len(line) for line in owed] == [13, 13]


async def test_what_is_empty_is_empty(client: AgreementsClient) -> None:
    assert (await client.export("obligations"))[1] == [list(exports.OBLIGATION)]
