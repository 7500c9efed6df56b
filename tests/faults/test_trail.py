"""The log from the act to the verdict of its verifier."""

from tests import border


def test_a_whole_day_verifies_clean(real_commits, tmp_path, settings):
    settings.HOME = tmp_path
    cast = border.open_border()
    border.home_again(cast, 1)
    border.crossed_out(cast, 2)
    border.accepted(cast, 3)
    assert border.shown(cast, "12345").verdict.sign == "stop"
    assert border.seal(real_commits.sealer, tmp_path) > 10
    report = border.verified(real_commits.owner, tmp_path)
    assert report.findings == []
    assert report.leaves > 10 and report.rows > 30
