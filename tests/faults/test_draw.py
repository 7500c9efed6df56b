"""Many declarations at one instant: numbers without a gap, one task each, nobody in two parts."""

import argparse
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import IntegrityError, connections

from tests.people import NOW, a_person
from tests.work import a_goods, assigned, everywhere, officers
from thongquan.actions import assignment, reference
from thongquan.actions.assignment.epochs import key_of, nonces_of
from thongquan.cli import draw as command
from thongquan.models import Draw, DrawEpoch, Task
from thongquan.queries.assignment.verify import verify_epoch
from thongquan.queries.scope import platform, scope


def at_once(acts):
    """Each act in a connection of its own; what they returned."""
    def run(act):
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_eight_registrations_at_one_instant_leave_no_gap_and_replay_clean(real_commits):
    reference.load()
    assignment.ensure_parties(stand_ins=True)
    officers(6)

    def eight(worker):
        return lambda: [assigned(worker * 10 + n, at=NOW + timedelta(seconds=n)).officer_id for n in range(5)]

    given = at_once([eight(worker) for worker in range(8)])
    assert all(officer for row in given for officer in row)
    with scope(everywhere()), platform():
        assert list(Draw.objects.order_by("seq").values_list("seq", flat=True)) == list(range(40))
        epoch = DrawEpoch.objects.get()
        held = {party: nonce.hex() for party, nonce in nonces_of(epoch.name).items()}
        found = verify_epoch(epoch, key_of(epoch.name), held)
        assert {finding.code for finding in found} <= {"ORDER"}, found  # the test's own moments come out of order


def test_one_declaration_asked_for_twice_at_once_gets_one_officer_and_parts_stay_apart(real_commits):
    reference.load()
    assignment.ensure_parties()
    for n in range(3):
        a_person(f"all{n}", "dossier_officer", "inspector", "reviewer")
    for n in range(5):
        with scope(everywhere()):
            goods = a_goods(n)

        def give(kind, goods=goods):
            def act():
                try:
                    with scope(everywhere()):
                        return assignment.assign(goods, kind, at=NOW).pk
                except IntegrityError:
                    return None  # one of two at once may be sent back by the database; it is asked again
            return act

        done = at_once([give("dossier"), give("dossier"), give("inspection"), give("review")])
        assert any(done)
        with scope(everywhere()):
            parts = list(Task.objects.filter(declaration=goods, officer_id__isnull=False).values_list("kind", "officer_id"))
        assert len({kind for kind, _ in parts}) == len(parts) == len({officer for _, officer in parts})


def test_the_command_replays_an_epoch_and_publishes_its_bundle(real_commits, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("THONGQUAN_APP_DSN", real_commits.app)
    reference.load()
    assignment.ensure_parties(stand_ins=True)
    officers(4)
    for n in range(6):
        assigned(n, at=NOW + timedelta(minutes=n))
    name = "20BB/2026-11-25/dossier"

    def said(**words):
        status = command.run(argparse.Namespace(**words))
        return status, capsys.readouterr().out

    status, out = said(act="verify", epoch=name)
    assert (status, json.loads(out)["open"], json.loads(out)["draws"]) == (0, True, 6)
    assert said(act="bundle", epoch=name, out=None)[0] == 2  # not before its day is over
    assignment.nightly(NOW + timedelta(days=1))
    assert said(act="bundle", epoch=name, out=tmp_path / "b.json")[0] == 0
    assert said(act="verify", epoch=str(tmp_path / "b.json"))[0] == 0
    assert said(act="verify", epoch="nowhere/2026-01-01/dossier")[0] == 2
    assert name in said(act="list", days=400)[1] or "20BB" in said(act="list", days=4000)[1]
    secret = tmp_path / "association.secret"
    said_words = [json.loads(said(act="say", what=what, epoch="20BB/2026-11-28/dossier", party="association", secret=secret)[1])
                  for what in ("commit", "hand")]
    assert said(act="party", code="association", key=said_words[0]["key"], name="Hiệp hội")[0] == 0
    for word in said_words:
        (tmp_path / "word.json").write_text(json.dumps(word))
        assert said(act="send", file=tmp_path / "word.json")[0] == 0
    assert said(act="send", file=tmp_path / "word.json")[0] == 1
