"""The log: roots and proofs of RFC 6962, canonical JSON of RFC 8785, signed notes, the outside verifier."""

import base64
import json
import runpy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from thongquan.core import checkpoint, merkle
from thongquan.core.canonical import NotCanonical, canonical
from thongquan.core.checkpoint import BadCheckpoint, Checkpoint

# the eight entries and roots that every Certificate Transparency implementation is tested with
ENTRIES = [bytes.fromhex(h) for h in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
WITNESS = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
ORIGIN = "thongquan.example/trail"
leaves = st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=70).map(lambda e: [merkle.leaf_hash(x) for x in e])


def test_the_known_roots():
    assert [root.hex() for root in merkle.roots(LEAVES)] == ROOTS
    assert merkle.Frontier().root() == merkle.EMPTY_ROOT
    assert merkle.EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_known_proofs():
    assert [h.hex() for h in merkle.inclusion_proof(LEAVES, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [h.hex() for h in merkle.consistency_proof(LEAVES, 2, 5)] == [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ]
    assert merkle.inclusion_path(5, 7) == [(4, 5), (6, 7), (0, 4)]


@given(leaves, st.data())
def test_every_leaf_is_proven_and_no_other_in_its_place(log, data):
    size = data.draw(st.integers(1, len(log)))
    index = data.draw(st.integers(0, size - 1))
    root, proof = merkle.root_of(log[:size]), merkle.inclusion_proof(log, index, size)
    assert merkle.verify_inclusion(log[index], index, size, proof, root)
    assert not merkle.verify_inclusion(merkle.leaf_hash(b"another"), index, size, proof, root)
    assert not merkle.verify_inclusion(log[index], index, size, [*proof, root], root)
    assert not merkle.verify_inclusion(log[index], index, size, proof, merkle.leaf_hash(root))
    assert not merkle.verify_inclusion(log[index], size, size, proof, root)
    if proof:
        assert not merkle.verify_inclusion(log[index], index, size, proof[:-1], root)


@given(leaves, st.data())
def test_a_log_that_only_grew_is_consistent_and_no_other(log, data):
    new = data.draw(st.integers(1, len(log)))
    old = data.draw(st.integers(1, new))
    before, after = merkle.root_of(log[:old]), merkle.root_of(log[:new])
    proof = merkle.consistency_proof(log, old, new)
    assert merkle.verify_consistency(old, new, before, after, proof)
    changed = [merkle.leaf_hash(b"edited"), *log[1:]]
    assert not merkle.verify_consistency(old, new, merkle.root_of(changed[:old]), after, proof)
    assert not merkle.verify_consistency(old, new, before, merkle.root_of(changed[:new]), proof)
    assert not merkle.verify_consistency(old, new, before, after, [*proof, before])


@given(leaves, st.data())
def test_a_frontier_put_away_goes_on_where_it_stopped(log, data):
    stop = data.draw(st.integers(0, len(log)))
    frontier = merkle.Frontier()
    for leaf in log[:stop]:
        frontier.add(leaf)
    again = merkle.Frontier.of_state(json.loads(json.dumps(frontier.state())))
    for leaf in log[stop:]:
        again.add(leaf)
    assert again.root() == merkle.root_of(log) and again.size == len(log)


def test_a_frontier_of_another_size_is_refused():
    with pytest.raises(ValueError):
        merkle.Frontier.of_state({"size": 3, "hashes": ["00" * 32]})


@pytest.mark.parametrize("question", [lambda: merkle.inclusion_path(3, 3), lambda: merkle.consistency_path(0, 3)])
def test_no_proof_of_what_is_not_there(question):
    with pytest.raises(ValueError):
        question()


# RFC 8785 §3.2.2 and §3.2.3
def test_canonical_json_of_the_standard():
    sorted_by_units = {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\x80": 6, "ö": 7}
    assert json.loads(canonical(sorted_by_units), object_pairs_hook=lambda p: [v for _, v in p]) == [2, 4, 6, 7, 1, 5, 3]
    text = '€$\x0f\nA\'B"\\\\"/'
    assert canonical({"string": text, "literals": [None, True, False]}) == (
        '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    )
    assert canonical({"b": [1, {"z": "", "a": -5}], "a": {}}) == b'{"a":{},"b":[1,{"a":-5,"z":""}]}'


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4), max_leaves=12,
)


@given(values)
def test_canonical_json_is_json_and_settles(value):
    once = canonical(value)
    assert json.loads(once) == value and canonical(json.loads(once)) == once


@pytest.mark.parametrize("value", [1.0, {"a": 0.5}, 2**53, -(2**53), {1: 2}, b"x", {"a": {1, 2}}, "\ud800", {"\ud800": 1}, datetime.now])
def test_what_has_no_canonical_form(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_the_known_signed_note():
    """The example of Go's sumdb/note, which every verifier of signed notes knows."""
    line = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    note = text + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    name, public, kind = checkpoint.read_verifier_key(line)
    assert checkpoint.verifier_key(name, public, kind) == line
    assert checkpoint.note_open(note, name, public) == text
    seed = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    assert checkpoint.sign_note(text, name, Ed25519PrivateKey.from_private_bytes(seed)) == note
    with pytest.raises(BadCheckpoint, match="SIGNATURE"):
        checkpoint.note_open(note.replace("answer", "cause"), name, public)


def a_note(size=8, root=None, origin=ORIGIN):
    return checkpoint.checkpoint_sign(Checkpoint(origin, size, root or bytes.fromhex(ROOTS[size - 1])), KEY)


def test_a_checkpoint_and_its_witness():
    at = datetime(2026, 1, 25, 3, 4, 5, tzinfo=UTC)
    note = checkpoint.cosign(a_note(), "witness.example/w1", WITNESS, at)
    assert checkpoint.checkpoint_open(note, ORIGIN, PUBLIC) == Checkpoint(ORIGIN, 8, bytes.fromhex(ROOTS[7]))
    assert checkpoint.cosignature_verify(note, "witness.example/w1", WITNESS.public_key().public_bytes_raw()) == at
    with pytest.raises(BadCheckpoint, match="KEY"):
        checkpoint.cosignature_verify(a_note(), "witness.example/w1", WITNESS.public_key().public_bytes_raw())
    with pytest.raises(BadCheckpoint, match="SIGNATURE"):
        forged = note.replace("\n8\n", "\n9\n")
        checkpoint.cosignature_verify(forged, "witness.example/w1", WITNESS.public_key().public_bytes_raw())


@pytest.mark.parametrize(("spoil", "code"), [
    (lambda n: n.replace("\n8\n", "\n7\n"), "SIGNATURE"), (lambda n: n.replace("\n8\n", "\n08\n"), "SIGNATURE"),
    (lambda n: "", "FORM"), (lambda n: n.replace("\n\n", "\n"), "FORM"), (lambda n: n[:-1], "FORM"),
    (lambda n: n.replace("—", "-"), "FORM"), (lambda n: n[:-2] + "!\n", "FORM"),
    (lambda n: n.replace(f"— {ORIGIN}", "— other"), "KEY"),
    (lambda n: checkpoint.sign_note(f"{ORIGIN}\n08\n{'A' * 43}=\n", ORIGIN, KEY), "FORM"),
    (lambda n: checkpoint.sign_note(f"{ORIGIN}\n8\nAAAA\n", ORIGIN, KEY), "FORM"),
    (lambda n: checkpoint.sign_note(f"elsewhere\n8\n{'A' * 43}=\n", ORIGIN, KEY), "FORM"),
])
def test_a_spoilt_checkpoint_is_refused(spoil, code):
    with pytest.raises(BadCheckpoint, match=code):
        checkpoint.checkpoint_open(spoil(a_note()), ORIGIN, PUBLIC)


@pytest.mark.parametrize("line", ["a+b", "a+00000000+AAAA", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"])
def test_a_damaged_key_line_is_refused(line):
    with pytest.raises(ValueError):
        checkpoint.read_verifier_key(line)


def test_a_key_name_has_no_blanks():
    with pytest.raises(ValueError):
        checkpoint.verifier_key("a name", PUBLIC)


# --- the stand-alone verifier -------------------------------------------------------------------

SCRIPT = Path(__file__).parents[2] / "tools" / "verify_trail.py"
VKEY = checkpoint.verifier_key(ORIGIN, PUBLIC)
PAYLOADS = [canonical({"action": "cross", "n": n}).decode() for n in range(11)]


def an_export(payloads=PAYLOADS, sizes=(4, 11)):
    log = [merkle.leaf_hash(p.encode()) for p in payloads]
    return {
        "format": "thongquan-trail-1", "key": VKEY,
        "events": [{"index": i, "payload": p, "leaf": leaf.hex()} for i, (p, leaf) in enumerate(zip(payloads, log, strict=True))],
        "checkpoints": [a_note(n, merkle.root_of(log[:n])) for n in sizes], "witnesses": [],
    }


def an_event(index=5):
    log = [merkle.leaf_hash(p.encode()) for p in PAYLOADS]
    return {
        "format": "thongquan-event-1", "key": VKEY, "index": index, "payload": PAYLOADS[index],
        "proof": [h.hex() for h in merkle.inclusion_proof(log, index)], "checkpoint": a_note(11, merkle.root_of(log)),
    }


def ask(tmp_path, capsys, export, *more):
    file = tmp_path / "export.json"
    file.write_text(json.dumps(export), "utf-8")
    code = runpy.run_path(str(SCRIPT))["main"]([str(file), "--json", *more])
    told = capsys.readouterr().out
    return code, json.loads(told) if told else None


def test_the_outsider_finds_a_clean_log_clean(tmp_path, capsys):
    code, answer = ask(tmp_path, capsys, an_export(), "--key", VKEY)
    assert code == 0 and answer["ok"] and answer["key_given"]
    assert answer["checked"] == "11 events, 2 checkpoints, 0 witnessed, 0 payloads withheld"
    assert ask(tmp_path, capsys, an_event())[0] == 0
    withheld = an_export()
    withheld["events"][3]["payload"] = None
    assert ask(tmp_path, capsys, withheld)[0] == 0


def edited(export):
    export["events"][2]["payload"] = '{"action":"none"}'


def edited_with_leaf(export):
    edited(export)
    export["events"][2]["leaf"] = merkle.leaf_hash(b'{"action":"none"}').hex()


def dropped(export):
    del export["events"][6]


def cut_short(export):
    del export["events"][9:]


def swapped(export):
    export["events"][1]["payload"], export["events"][2]["payload"] = PAYLOADS[2], PAYLOADS[1]
    export["events"][1]["leaf"], export["events"][2]["leaf"] = export["events"][2]["leaf"], export["events"][1]["leaf"]


def forged_checkpoint(export):
    export["checkpoints"][1] = export["checkpoints"][1].replace("\n11\n", "\n10\n")


def unsigned(export):
    export["checkpoints"] = []


def rewritten(export):
    """The whole history signed again with the stolen log key: only a witness can tell."""
    export.update(an_export([p.replace("cross", "CROSS") for p in PAYLOADS]))


def unsealed(export):
    del export["checkpoints"][1]


@pytest.mark.parametrize("attack", [
    edited, edited_with_leaf, dropped, cut_short, swapped, forged_checkpoint, unsigned, rewritten, unsealed,
])
def test_the_outsider_finds_every_attack(tmp_path, capsys, attack):
    kept = tmp_path / "kept.txt"
    kept.write_text(an_export()["checkpoints"][0], "utf-8")
    export = an_export()
    attack(export)
    code, answer = ask(tmp_path, capsys, export, "--key", VKEY, "--witness", str(kept))
    assert code == 1 and answer["findings"]


def test_without_a_witness_a_stolen_key_goes_unnoticed(tmp_path, capsys):
    """Negative control of the witness: this is why checkpoints are kept outside."""
    export = an_export()
    rewritten(export)
    assert ask(tmp_path, capsys, export, "--key", VKEY)[0] == 0


@pytest.mark.parametrize("spoil", [
    {"payload": "{}"}, {"index": 6}, {"proof": []}, {"checkpoint": "x"}, {"index": 99},
])
def test_the_outsider_refuses_an_event_that_is_not_in_the_log(tmp_path, capsys, spoil):
    assert ask(tmp_path, capsys, an_event() | spoil)[0] == 1


def test_another_key_a_lost_witness_and_garbage(tmp_path, capsys):
    other = WITNESS.public_key().public_bytes_raw()
    assert ask(tmp_path, capsys, an_export(), "--key", checkpoint.verifier_key(ORIGIN, other))[0] == 1
    witness_key = checkpoint.verifier_key("w1", other, checkpoint.WITNESS)
    assert ask(tmp_path, capsys, an_export(), "--witness-key", witness_key)[0] == 1
    witnessed = an_export()
    witnessed["checkpoints"][-1] = checkpoint.cosign(witnessed["checkpoints"][-1], "w1", WITNESS, datetime(2026, 1, 25, tzinfo=UTC))
    assert ask(tmp_path, capsys, witnessed, "--witness-key", witness_key)[0] == 0
    for garbage in ([], {}, {"format": "x", "key": VKEY}, {"key": "x"}):
        assert ask(tmp_path, capsys, garbage)[0] == 2


def test_the_verifier_stays_small_and_alone():
    lines = SCRIPT.read_text("utf-8").splitlines()
    assert len(lines) < 200 and not any("thongquan." in line and "import" in line for line in lines)
