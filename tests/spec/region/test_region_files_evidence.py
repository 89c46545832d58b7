"""How long a region takes to write and what memory it needs, on this machine. Run by `make evidence`.

Seconds are of the processor: one does all the work, and whatever else the machine is doing makes no difference.
"""

import json
import subprocess
import sys

import pytest

METER = """
import json, resource, sys, time
from kenspeckle.cli import main
started = time.process_time()
code = main(["new", *sys.argv[1:], "--json"])
seconds = time.process_time() - started
print(json.dumps({"code": code, "seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
"""


def _made(folder, *options):
    command = [sys.executable, "-c", METER, str(folder / "w"), "--demo", *options]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    answered, measured = ran.stdout.splitlines()
    return json.loads(answered), json.loads(measured)


@pytest.mark.evidence
def test_one_council_with_daily_openings_takes_less_than_thirty_seconds(tmp_path):
    answered, measured = _made(tmp_path)
    assert (measured["code"], answered["councils"], answered["daily"]) == (0, 1, True)
    assert measured["seconds"] < 30


@pytest.mark.evidence
def test_a_country_takes_less_than_three_minutes_and_four_gigabytes(tmp_path):
    answered, measured = _made(tmp_path, "--pupils", "700000")
    assert (measured["code"], answered["councils"], answered["daily"]) == (0, 32, False)
    assert measured["seconds"] < 180
    assert measured["peak"] < 4 << 30
