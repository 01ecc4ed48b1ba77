# SPDX-License-Identifier: Apache-2.0
"""Runs a command and tells its wall time, cpu time and peak memory, children included; keeps tables in a file."""
import json
import re
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

    def saved(self):
        return {"walls": self.walls, "cpus": self.cpus, "peaks": self.peaks}

    @classmethod
    def loaded(cls, values):
        figures = cls()
        figures.walls, figures.cpus, figures.peaks = values["walls"], values["cpus"], values["peaks"]
        return figures


class Rows:
    """What was measured of each size and tool, kept between runs: all of it takes longer than one may have the machine."""

    def __init__(self, file: Path):
        self.file = file
        self.rows = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def get(self, size, label):
        """The figures of the full publication and of an addition, and the bytes of the index; None if not measured."""
        row = self.rows.get(str(size), {}).get(label)
        return row and (Figures.loaded(row["full"]), Figures.loaded(row["one"]), row["index"])

    def set(self, size, label, full, one, index):
        self.rows.setdefault(str(size), {})[label] = {"full": full.saved(), "one": one.saved(), "index": index}
        self.file.write_text(json.dumps(self.rows, indent=1), encoding="utf-8")


def write_section(file: Path, name, lines):
    """Puts lines between the marks of a section."""
    text = file.read_text(encoding="utf-8")
    marks = re.escape(f"<!-- {name} begin -->"), re.escape(f"<!-- {name} end -->")
    pattern = re.compile(f"({marks[0]}\n).*?({marks[1]})", re.DOTALL)
    if not pattern.search(text):
        sys.exit(f"{file} has no section `{name}`")
    content = "\n".join(lines).strip() + "\n"
    file.write_text(pattern.sub(lambda found: found[1] + content + found[2], text), encoding="utf-8")
