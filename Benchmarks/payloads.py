# SPDX-License-Identifier: Apache-2.0
"""What is packaged: made of the files of the Swift and Go toolchains, the same ones for the same toolchains."""
import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

APP_BYTES = (25_000_000, 30_000_000)
TREE_FILES, TREE_BYTES = 5_000, 200_000_000


@dataclass
class Payload:
    """A tree of files in `<work>/<name>/root`, as it is to be installed."""

    name: str
    package: str
    description: str
    # Where each part lies in the project, and where it is installed.
    contents: list
    # The paths that an .rpm lists.
    tops: list

    def nfpm_contents(self):
        """The contents with nfpm's word for what each is."""
        for source, destination in self.contents:
            tree = destination.endswith("/")
            yield source.removesuffix("/**"), destination.rstrip("/"), "tree" if tree else ""


def toolchains():
    """The folders of the toolchains that are there: Swift's, then Go's."""
    swift = Path(shutil.which("swift")).resolve().parent.parent
    folders = [swift / "lib", swift / "bin", swift / "share", swift / "include"]
    if shutil.which("go"):
        go = subprocess.run(["go", "env", "GOROOT"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        folders.append(Path(go))
    return [folder for folder in folders if folder.is_dir()]


def candidates():
    """All regular files with their sizes, in the order of the hashes of their names."""
    found = []
    for number, folder in enumerate(toolchains()):
        for parent, folders, files in os.walk(folder):
            folders.sort()
            for name in files:
                file = Path(parent, name)
                if not file.is_symlink() and file.is_file():
                    key = f"{number}/{file.relative_to(folder)}"
                    found.append((hashlib.sha256(key.encode()).digest(), key, file, file.stat().st_size))
    return sorted(found)


def is_elf(file):
    with file.open("rb") as stream:
        return stream.read(4) == b"\x7fELF"


def make_app(work):
    """One real ELF of 25 to 30 MB with a man page, completions, a unit, a configuration and a licence."""
    root = work / "app" / "root"
    shutil.rmtree(work / "app", ignore_errors=True)
    middle = sum(APP_BYTES) // 2
    programs = [entry for entry in candidates() if entry[3] > 10_000_000 and is_elf(entry[2])]
    # The first in the range, or else the nearest to it.
    _, _, program, size = min(programs, key=lambda e: (0 if APP_BYTES[0] <= e[3] <= APP_BYTES[1] else abs(e[3] - middle)))
    texts = {
        "usr/share/man/man1/bench-app.1": ".TH BENCH-APP 1\n.SH NAME\nbench-app \\- measures packaging\n",
        "usr/share/bash-completion/completions/bench-app": "complete -f bench-app\n",
        "usr/share/zsh/vendor-completions/_bench-app": "#compdef bench-app\n_files\n",
        "usr/share/fish/vendor_completions.d/bench-app.fish": "complete -c bench-app\n",
        "usr/lib/systemd/system/bench-app.service": "[Service]\nExecStart=/usr/bin/bench-app\n",
        "etc/bench-app.conf": "key = value\n",
        "usr/share/doc/bench-app/copyright": "Apache-2.0\n",
    }
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    (root / "usr/bin").mkdir()
    shutil.copy(program, root / "usr/bin/bench-app")
    paths = ["usr/bin/bench-app", *texts]
    return Payload(
        "app", "bench-app", f"app: one ELF of {size / 1e6:.1f} MB (`{program.name}`) and {len(texts)} small files",
        [(f"payload/{path}", f"/{path}") for path in paths], [f"/{path}" for path in paths])


def make_tree(work):
    """5,000 files of 200 MB: the first by hash of those up to a size that gives that sum, less what is too much."""
    root = work / "tree" / "root" / "usr/share/bench-tree"
    shutil.rmtree(work / "tree", ignore_errors=True)
    root.mkdir(parents=True)
    everything = [entry for entry in candidates() if entry[3] > 0]
    low, high = 0, max(entry[3] for entry in everything)
    while low < high:
        limit = (low + high + 1) // 2
        if sum(entry[3] for entry in first(everything, limit)) <= TREE_BYTES:
            low = limit
        else:
            high = limit - 1
    chosen = first(everything, low)
    for digest, key, file, _ in chosen:
        place = root / f"{digest[0] % 32:02}" / f"{digest.hex()[:8]}-{Path(key).name}"
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, place)
    total = sum(entry[3] for entry in chosen)
    return Payload(
        "tree", "bench-tree", f"tree: {len(chosen):,} files, {total / 1e6:.1f} MB",
        [("payload/usr/share/bench-tree/**", "/usr/share/bench-tree/")], ["/usr/share/bench-tree"])


def first(entries, limit):
    """The first 5,000 entries of at most `limit` bytes."""
    return [entry for entry in entries if entry[3] <= limit][:TREE_FILES]


def make_programs(source, project, targets):
    """Builds the Go program in `source` to `out/<target>/tally` of the project, for each target."""
    for target in targets:
        system, architecture = target.split("_")
        output = project / "out" / target / "tally"
        subprocess.run(
            ["go", "build", "-trimpath", "-ldflags", "-s -w -X main.version=1.2.3", "-o", output, "."], cwd=source, check=True,
            env={**os.environ, "GOOS": system, "GOARCH": architecture, "CGO_ENABLED": "0", "GOTOOLCHAIN": "local"})
        # Each tool looks for it by its own names of systems and files.
        if system == "windows":
            shutil.copy(output, output.with_suffix(".exe"))
        if system == "darwin":
            shutil.copytree(output.parent, project / "out" / target.replace("darwin", "macos"))
