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

    /// Nil for a release without archives for Linux or macOS.
    init?(
        project: LoadedProject, version: ReleaseVersion, archives: [Artifact], built: [Artifact],
        values: TemplateValues,
        place: DownloadPlace
    )
        throws
    {
        let usable = archives.filter { $0.target?.os != .windows }
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
        need() { has "$1" || fail "$1 is not there, which $archive is packed with" "install it"; }
        refused() { fail "cannot write to $1" "name another folder with --bin-dir"; }

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
                # By itself GNU's tries 20 times. BusyBox may be built without -T, and then crashes at it.
                case "$(wget --help 2>&1)" in
                *"-T "* | *"-T,"*) wget -q -t 3 -T 30 -O "$2" "$1" ;;
                *) wget -q -t 3 -O "$2" "$1" ;;
                esac
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
                *.artifactbundle.zip) ;;
                \(namePattern).tar.* | \(namePattern).zip)
                    printf '%s %s\\n' "$sum" "$file"
                    return 0
                    ;;
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
                --bin-dir) [ -n "${2:-}" ] || fail "--bin-dir needs a folder"; bin_dir=$2; shift 2 ;;
                --bin-dir=*) bin_dir=${1#--bin-dir=}; [ -n "$bin_dir" ] || fail "--bin-dir needs a folder"; shift ;;
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
            # Links are made to what lies beside it.
            case "$bin_dir" in /*) ;; *) bin_dir=$(pwd)/$bin_dir ;; esac
            # `mv` would put the program into such a folder.
            for program in $PROGRAMS; do
                [ ! -d "$bin_dir/$program" ] ||
                    fail "$bin_dir/$program is a folder" "move it away, or name another folder with --bin-dir"
            done

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

            bin_staging='' library_staging='' library=''
            work=$(mktemp -d)
            trap clean_up EXIT
            trap 'exit 129' HUP
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
            case "$archive" in
            *.zip) need unzip ;;
            *.gz)
                need tar
                # GNU's asks gzip; BusyBox's and libarchive's unpack by themselves.
                case "$(tar --version 2>/dev/null)" in *GNU*) need gzip ;; esac
                ;;
            *.xz) need tar; need xz ;;
            *) need tar; need zstd ;;
            esac

            say "downloading $archive"
            download "$folder/$archive" "$work/archive" || fail "cannot download $folder/$archive"
            actual=$(digest "$work/archive")
            [ "$actual" = "$expected" ] ||
                fail "$archive is not what was published: its SHA-256 is $actual, not $expected" "try again; nothing was installed"

            mkdir "$work/unpacked"
            unpack || fail "cannot unpack $archive"
            # An archive may have a folder of its own around everything.
            root=$work/unpacked
            for program in $PROGRAMS; do
                if [ ! -e "$root/$program" ]; then
                    for item in "$root"/*/"$program"; do [ ! -e "$item" ] || root=${item%/*}; done
                fi
                [ -e "$root/$program" ] || fail "$archive has no $program"
            done
            [ ! -d "$bin_dir" ] || bin_dir=$(cd "$bin_dir" && pwd)
            find_library
            mkdir -p "$bin_dir" || fail "cannot make the folder $bin_dir" "name another one with --bin-dir"
            bin_dir=$(cd "$bin_dir" && pwd)
            # A `..` in a folder that was not there yet leads elsewhere only now.
            find_library
            install_programs
            say "installed $NAME $version in $bin_dir"
            case ":$PATH:" in
            *":$bin_dir:"*) ;;
            *) say "hint: add $bin_dir to your PATH" ;;
            esac
        }

        # Removes what is half done. A library that was moved away when the run broke off goes back.
        clean_up() {
            # Nothing breaks this off.
            trap '' HUP INT TERM
            rm -rf "$work"
            [ -z "$bin_staging" ] || rm -rf "$bin_staging"
            [ -n "$library_staging" ] || return 0
            [ ! -d "$library_staging/old" ] || [ -e "$library" ] || mv "$library_staging/old" "$library" || return 0
            rm -rf "$library_staging"
        }

        unpack() {
            case "$archive" in
            # What unzip might ask would be answered by the rest of a script that comes through a pipe.
            *.zip) unzip -q -o "$work/archive" -d "$work/unpacked" </dev/null ;;
            *.gz) tar -xzf "$work/archive" -C "$work/unpacked" ;;
            *.xz) xz -dc <"$work/archive" | tar -xf - -C "$work/unpacked" ;;
            *) zstd -dcq <"$work/archive" | tar -xf - -C "$work/unpacked" ;;
            esac
        }

        # Programs look for their resources beside themselves, so all of it goes to a folder of its own.
        find_library() {
            resources=
            for item in "$root"/*; do
                case "$item" in *.resources | *.bundle) resources=yes ;; esac
            done
            [ -n "$resources" ] || return 0
            libraries=$(dirname "$bin_dir")/lib
            library=$libraries/$NAME
            is_free_or_own || fail "$library is there already, and not from this script" \\
                "move it away, or name another folder with --bin-dir"
        }

        # Whether the library's place is empty, or has what was installed before, which may be replaced.
        is_free_or_own() {
            [ -e "$library" ] || [ -L "$library" ] || return 0
            [ -d "$library" ] || return 1
            is_empty=yes
            for entry in "$library"/* "$library"/.[!.]* "$library"/..?*; do
                if [ -e "$entry" ] || [ -L "$entry" ]; then is_empty=''; fi
            done
            [ -z "$is_empty" ] || return 0
            for program in $PROGRAMS; do
                [ ! -f "$library/$program" ] || return 0
            done
            # An earlier version may have had programs of other names.
            for program in "$bin_dir"/*; do
                case "$(readlink "$program" 2>/dev/null)" in "$library"/*) return 0 ;; esac
            done
            return 1
        }

        # Everything is brought to where it only needs to be renamed, under names that nobody else has.
        install_programs() {
            bin_staging=$(mktemp -d "$bin_dir/.$NAME.XXXXXX") || refused "$bin_dir"
            if [ -n "$resources" ]; then
                mkdir -p "$libraries" || refused "$libraries"
                library_staging=$(mktemp -d "$libraries/.$NAME.XXXXXX") || refused "$libraries"
                cp -R "$root" "$library_staging/new" || refused "$libraries"
            fi
            for program in $PROGRAMS; do
                if [ -n "$resources" ]; then
                    chmod 755 "$library_staging/new/$program"
                    ln -s "$library/$program" "$bin_staging/$program" || refused "$bin_dir"
                else
                    cp "$root/$program" "$bin_staging/$program" || refused "$bin_dir"
                    chmod 755 "$bin_staging/$program"
                fi
            done
            if [ -n "$resources" ]; then
                [ ! -d "$library" ] || mv "$library" "$library_staging/old" || refused "$libraries"
                mv "$library_staging/new" "$library" || refused "$libraries"
            fi
            for program in $PROGRAMS; do
                mv -f "$bin_staging/$program" "$bin_dir/$program" || refused "$bin_dir"
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
