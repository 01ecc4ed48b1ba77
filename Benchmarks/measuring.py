# SPDX-License-Identifier: Apache-2.0
"""Runs a command and tells its wall time, cpu time and peak memory, children included."""
import json
import statistics
import subprocess
import sys
from pathlib import Path

# Starts a command from a small process, because a child's peak begins at that of the process which it was forked from.
LAUNCHER = """
import json, os, sys, time
command, folder = json.loads(sys.argv[1])
os.chdir(folder)
quiet = os.open(os.devnull, os.O_WRONLY)
log = os.open(sys.argv[2], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
began = time.monotonic()
child = os.posix_spawnp(command[0], command, os.environ, file_actions=[
    (os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, log, 2)])
_, status, usage = os.wait4(child, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), time.monotonic() - began, usage.ru_utime + usage.ru_stime,
    usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)]))
"""


class Figures:
    """What several runs of one command took."""

    def __init__(self):
        self.walls, self.cpus, self.peaks = [], [], []

    def run(self, command, folder, log: Path):
        arguments = json.dumps([[str(word) for word in command], str(folder)])
        launched = subprocess.run([sys.executable, "-I", "-S", "-c", LAUNCHER, arguments, str(log)],
                                  stdout=subprocess.PIPE, check=True)
        code, wall, cpu, peak = json.loads(launched.stdout)
        if code != 0:
            sys.exit(f"{' '.join(map(str, command))[:300]}: exit code {code}\n{log.read_text(errors='replace')[-2000:]}")
        self.walls.append(wall)
        self.cpus.append(cpu)
        self.peaks.append(peak)

    @property
    def wall(self):
        return statistics.median(self.walls)

    @property
    def cpu(self):
        return statistics.median(self.cpus)

    @property
    def peak(self):
        return statistics.median(self.peaks)
