// SPDX-License-Identifier: Apache-2.0
import Project

/// The script that people pipe into a shell: it finds the archive for their machine, checks it, and installs it.
///
/// POSIX sh. All of it is in a function that the last line calls, so that a download cut short does nothing.
struct InstallScript {
    let name: String
    let version: String
    let place: DownloadPlace
    let programs: [String]
    /// The archives for Linux and macOS, by name.
    let archives: [Artifact]
    /// A shell pattern of an archive's name, in which `$os` and `$arch` stand for the machine's.
    let namePattern: String

    /// Nil for a release without archives that the script could unpack.
    init?(
        project: LoadedProject, version: ReleaseVersion, archives: [Artifact], built: [Artifact],
        values: TemplateValues,
        place: DownloadPlace
    )
        throws
    {
        let usable = archives.filter { $0.target?.os != .windows && $0.name.contains(".tar.") }
        guard !usable.isEmpty else { return nil }
        self.init(
            name: project.resolved.name, version: "\(version.version)", place: place,
            programs: Set(built.filter { $0.kind == .binary && $0.target?.os != .windows }.compactMap(\.program))
                .sorted(),
            archives: usable,
            namePattern: try Self.pattern(of: project.configuration.archives.name, values))
    }

    init(
        name: String, version: String, place: DownloadPlace, programs: [String], archives: [Artifact],
        namePattern: String
    ) {
        self.name = name
        self.version = version
        self.place = place
        self.programs = programs
        self.archives = archives.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.namePattern = namePattern
    }

    /// The pattern of names that a template makes: what differs by version is `*`.
    private static func pattern(of template: Located<Template>, _ values: TemplateValues) throws -> String {
        var values = values
        let marks: [(TemplateName, String, String)] = [
            (.os, "\u{1}os\u{2}", "\"$os\""), (.arch, "\u{1}arch\u{2}", "\"$arch\""),
            (.target, "\u{1}target\u{2}", "\"${os}_$arch\""),
        ]
        for name in TemplateName.allCases where name != .name { values[name] = "\u{1}*\u{2}" }
        for (name, mark, _) in marks { values[name] = mark }
        let parts = try template.rendered(values).split(separator: "\u{1}", omittingEmptySubsequences: false)
        return parts.map { part in
            guard let end = part.firstIndex(of: "\u{2}") else {
                return part.isEmpty ? "" : ShellWord(String(part)).quoted
            }
            let mark = "\u{1}" + part[...end]
            let rest = part[part.index(after: end)...]
            return (marks.first { $0.1 == mark }?.2 ?? "*") + (rest.isEmpty ? "" : ShellWord(String(rest)).quoted)
        }.joined()
    }

    /// The script.
    var text: String {
        """
        #!/bin/sh
        # Installs \(Self.comment(name)) \(version), or with --version another one.
        set -eu

        NAME=\(ShellWord(name).quoted)
        VERSION=\(ShellWord(version).quoted)
        BASE_URL=\(ShellWord(place.home).quoted)
        # A version's files are in the folder of this name and the version.
        FOLDER=\(ShellWord(place.prefix).quoted)
        PROGRAMS=\(ShellWord(programs.joined(separator: " ")).quoted)
        # The archives of this version, with their SHA-256 digests.
        ARCHIVES=\(ShellWord(table).quoted)

        say() { printf '%s\\n' "$*" >&2; }
        fail() { say "error: $1"; [ -z "${2:-}" ] || say "hint: $2"; exit 1; }
        has() { command -v "$1" >/dev/null 2>&1; }

        usage() {
            cat <<'USAGE'
        usage: install.sh [--version X.Y.Z] [--bin-dir FOLDER]

          --version X.Y.Z   install that version instead of the newest
          --bin-dir FOLDER  install there; by default /usr/local/bin as root, else ~/.local/bin
        USAGE
        }

        download() {
            if has curl; then
                curl -fsSL --retry 3 -o "$2" "$1"
            elif has wget; then
                wget -q -O "$2" "$1"
            else
                fail "neither curl nor wget is there" "install one of them"
            fi
        }

        digest() {
            if has sha256sum; then
                sha256sum "$1" | cut -d ' ' -f 1
            elif has shasum; then
                shasum -a 256 "$1" | cut -d ' ' -f 1
            elif has openssl; then
                openssl dgst -sha256 "$1" | sed 's/^.*= *//'
            else
                fail "no program for SHA-256 is there" "install sha256sum, shasum or openssl"
            fi
        }

        # Prints the digest and the name of the archive for a machine, from a checksums list on standard input.
        pick() {
            os=$1 arch=$2
            while read -r sum file; do
                case "$file" in
                \(namePattern).tar.*) printf '%s %s\\n' "$sum" "$file"; return 0 ;;
                esac
            done
            return 1
        }

        main() {
            version=$VERSION
            bin_dir=
            while [ $# -gt 0 ]; do
                case "$1" in
                --version) [ $# -ge 2 ] || fail "--version needs a version"; version=${2#v}; shift 2 ;;
                --version=*) version=${1#--version=}; version=${version#v}; shift ;;
                --bin-dir) [ $# -ge 2 ] || fail "--bin-dir needs a folder"; bin_dir=$2; shift 2 ;;
                --bin-dir=*) bin_dir=${1#--bin-dir=}; shift ;;
                -h | --help) usage; exit 0 ;;
                *) usage >&2; fail "unknown option $1" ;;
                esac
            done
            case "$version" in
            "" | *[!0-9A-Za-z.+-]*) fail "$version is no version" ;;
            esac
            if [ -z "$bin_dir" ]; then
                if [ "$(id -u)" -eq 0 ]; then bin_dir=/usr/local/bin; else bin_dir=${HOME:?}/.local/bin; fi
            fi

            case "$(uname -s)" in
            Linux) os=linux ;;
            Darwin) os=macos ;;
            MINGW* | MSYS* | CYGWIN*) fail "this script is for macOS, Linux and WSL" "get the .zip for Windows from $BASE_URL" ;;
            *) fail "there is no $NAME for $(uname -s)" ;;
            esac
            case "$(uname -m)" in
            x86_64 | amd64) arch=amd64 ;;
            aarch64 | arm64) arch=arm64 ;;
            armv7* | armv8l) arch=armv7 ;;
            *) fail "there is no $NAME for $(uname -m)" ;;
            esac
            # A shell under Rosetta says x86_64 on a machine that is not.
            if [ "$os" = macos ] && [ "$(sysctl -n hw.optional.arm64 2>/dev/null || echo 0)" = 1 ]; then arch=arm64; fi

            work=$(mktemp -d)
            trap 'rm -rf "$work"' EXIT
            trap 'exit 130' INT
            trap 'exit 143' TERM
            folder=$FOLDER$version
            if [ "$version" = "$VERSION" ]; then
                printf '%s\\n' "$ARCHIVES" >"$work/checksums"
            else
                download "$folder/${NAME}_${version}_checksums.txt" "$work/checksums" ||
                    fail "cannot get the checksums of $NAME $version" "is there such a version at $BASE_URL?"
            fi
            found=$(pick "$os" "$arch" <"$work/checksums") ||
                found=$( [ "$os" = macos ] && pick macos universal <"$work/checksums") ||
                fail "there is no $NAME $version for $os/$arch" "look at $BASE_URL for what there is"
            expected=${found%% *}
            archive=${found#* }

            say "downloading $archive"
            download "$folder/$archive" "$work/archive" || fail "cannot download $folder/$archive"
            actual=$(digest "$work/archive")
            [ "$actual" = "$expected" ] ||
                fail "$archive is not what was published: its SHA-256 is $actual, not $expected" "try again; nothing was installed"

            mkdir "$work/unpacked"
            unpack
            # An archive may have a folder of its own around everything.
            root=$work/unpacked
            for program in $PROGRAMS; do
                if [ ! -e "$root/$program" ]; then
                    for item in "$root"/*/"$program"; do [ ! -e "$item" ] || root=${item%/*}; done
                fi
                [ -e "$root/$program" ] || fail "$archive has no $program"
            done
            mkdir -p "$bin_dir" || fail "cannot make the folder $bin_dir" "name another one with --bin-dir"
            install_programs
            say "installed $NAME $version in $bin_dir"
            case ":$PATH:" in
            *":$bin_dir:"*) ;;
            *) say "hint: add $bin_dir to your PATH" ;;
            esac
        }

        unpack() {
            case "$archive" in
            *.gz) tar -xzf "$work/archive" -C "$work/unpacked" ;;
            *.xz) has xz || fail "xz is not there, which $archive is packed with" "install it"
                xz -dc <"$work/archive" | tar -xf - -C "$work/unpacked" ;;
            *) has zstd || fail "zstd is not there, which $archive is packed with" "install it"
                zstd -dcq <"$work/archive" | tar -xf - -C "$work/unpacked" ;;
            esac
        }

        install_programs() {
            resources=
            for item in "$root"/*; do
                case "$item" in *.resources | *.bundle) resources=yes ;; esac
            done
            if [ -n "$resources" ]; then
                # Programs look for their resources beside themselves, so all of it goes to a folder of its own.
                library=$(dirname "$bin_dir")/lib/$NAME
                mkdir -p "$(dirname "$library")"
                rm -rf "$library.new" "$library.old"
                cp -R "$root" "$library.new"
                [ ! -d "$library" ] || mv "$library" "$library.old"
                mv "$library.new" "$library"
                rm -rf "$library.old"
            fi
            for program in $PROGRAMS; do
                rm -f "$bin_dir/.$program.new" || fail "cannot write to $bin_dir" "name another folder with --bin-dir"
                if [ -n "$resources" ]; then
                    ln -s "$library/$program" "$bin_dir/.$program.new"
                else
                    cp "$root/$program" "$bin_dir/.$program.new" || fail "cannot write to $bin_dir" "name another folder with --bin-dir"
                    chmod 755 "$bin_dir/.$program.new"
                fi
                mv -f "$bin_dir/.$program.new" "$bin_dir/$program"
            done
        }

        main "$@"

        """
    }

    /// A line of digest and name for each archive of Linux and macOS.
    private var table: String {
        archives.map { "\($0.sha256)  \($0.name)" }.joined(separator: "\n")
    }

    /// The text without what would end a comment.
    private static func comment(_ text: String) -> String {
        String(text.unicodeScalars.filter { $0.value >= 0x20 })
    }
}
