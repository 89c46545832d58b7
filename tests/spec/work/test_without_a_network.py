"""After the install nothing asks the network: build, release, verify and attack run where there is none."""

import os
import shutil
import subprocess
import sys

import pytest

REFUSE = """
import socket

def refuse(*arguments, **named):
    raise AssertionError("the network was asked")

class Refusing(socket.socket):
    connect = connect_ex = sendto = refuse

socket.socket = Refusing
socket.create_connection = refuse
socket.getaddrinfo = refuse
socket.gethostbyname = refuse
"""
PATH = """
set -e
ken() { "$PYTHON" -m kenspeckle "$@"; }
ken new w
ken key key --holder Anna
cd w
ken build
ken release --key ../key
ken verify out/bundles/first-story.ken.zip --key ../key.pub
ken verify out/bundles/first-story.ken.zip --key ../key.pub --workspace .
ken attack out/bundles/first-story.ken.zip --key ../key.pub
ken explain stories/first-story.md:9
ken check
ken audit verify
"""


def run(folder, script=PATH, before=(), **environment):
    env = {**os.environ, "PYTHON": sys.executable, **environment}
    command = [*before, "sh", "-c", script]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=300)


def test_the_whole_path_runs_with_every_socket_refused(tmp_path):
    """In Python itself: whoever asks for an address or a connection fails."""
    (tmp_path / "sitecustomize.py").write_text(REFUSE)
    ran = run(tmp_path, PYTHONPATH=os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    assert ran.returncode == 0, ran.stderr
    assert "first-story: genuine." in ran.stdout
    probe = "import socket; socket.create_connection(('127.0.0.1', 9))"
    guarded = run(tmp_path, f'"$PYTHON" -c "{probe}"', PYTHONPATH=str(tmp_path))
    assert "the network was asked" in guarded.stderr


alone = pytest.mark.skipif(
    shutil.which("unshare") is None
    or subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode != 0,
    reason="needs unshare, to run in a network of its own",
)


@alone
def test_the_whole_path_runs_where_there_is_no_network(tmp_path):
    """In the kernel: not even this machine can be reached, by Python, DuckDB or anything else."""
    ran = run(tmp_path, before=("unshare", "-rn"))
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("first-story: genuine.") == 2
