#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes many .rpm files that differ: one by rpmbuild, of which copies get other names, versions and digests.

    Benchmarks/rpms.py FOLDER COUNT    packages of about 10 kB, with 24 files and 30 dependencies each
"""
import hashlib
import random
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

NAME, VERSION = "pkg-0000000", "1.00000"
FILES, NEEDS = 24, 30


def spec():
    """The spec of the package that all others are made of."""
    needs = "".join(f"Requires: libsomething-{number} >= {number}.2\n" for number in range(NEEDS))
    changes = "".join(f"* Mon Jan 0{day} 2024 Ada Lovelace <ada@example.org> - 0.{day}\n- Mend what was found in release {day}\n"
                      for day in (8, 1))
    return f"""Name: {NAME}
Version: {VERSION}
Release: 1
Summary: A package that is made to be one of many
License: MIT
URL: https://example.org/{NAME}
Packager: Ada Lovelace <ada@example.org>
AutoReqProv: no
BuildArch: x86_64
{needs}%description
It has the files and dependencies that packages have on the average,
and a description of two lines.
%install
mkdir -p %{{buildroot}}/usr/bin %{{buildroot}}/usr/share/{NAME}
head -c 3000 /dev/urandom > %{{buildroot}}/usr/bin/{NAME}
for n in $(seq {FILES - 1}); do echo $n > %{{buildroot}}/usr/share/{NAME}/file-$n.txt; done
%files
/usr/bin/{NAME}
/usr/share/{NAME}
%changelog
{changes}"""


def template():
    """The bytes of the first package."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "a.spec").write_text(spec(), encoding="utf-8")
        subprocess.run(["rpmbuild", "--quiet", "--define", f"_topdir {folder}", "--define", "_build_id_links none",
                        "--define", "__strip /bin/true", "-bb", f"{folder}/a.spec"], check=True)
        return next(Path(folder, "RPMS").rglob("*.rpm")).read_bytes()


def header(data, start):
    """The entries of a header, and where its store begins and ends."""
    count, size = struct.unpack(">II", data[start + 8:start + 16])
    store = start + 16 + count * 16
    entries = {}
    for number in range(count):
        tag, _, offset, length = struct.unpack(">IIII", data[start + 16 + number * 16:start + 32 + number * 16])
        entries[tag] = (store + offset, length)
    return entries, store + size


def make(folder, count):
    """Writes so many packages."""
    folder.mkdir(parents=True, exist_ok=True)
    data = template()
    signatures, end = header(data, 96)
    start = end + -end % 8
    _, payload = header(data, start)
    generator = random.Random(1)
    for number in range(count):
        name, version = f"pkg-{number:07d}", f"1.{generator.randrange(100000):05d}"
        described = data[start:payload].replace(NAME.encode(), name.encode()).replace(VERSION.encode(), version.encode())
        front = bytearray(data[:start])
        digests = {269: hashlib.sha1(described).hexdigest().encode(), 273: hashlib.sha256(described).hexdigest().encode(),
                   1004: hashlib.md5(described + data[payload:]).digest()}
        for tag, digest in digests.items():
            if tag in signatures:
                place = signatures[tag][0]
                front[place:place + len(digest)] = digest
        (folder / f"{name}-{version}-1.x86_64.rpm").write_bytes(bytes(front) + described + data[payload:])


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
