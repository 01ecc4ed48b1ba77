// SPDX-License-Identifier: Apache-2.0
import Formats

/// What is known of shared libraries on Linux, by their sonames.
enum LinuxLibrary {
    /// Whether every glibc system has it, or a package that is there wherever C++ programs are.
    static func isUniversal(_ soname: String) -> Bool {
        universal.contains(soname) || isLoader(soname)
    }

    static func isLoader(_ soname: String) -> Bool {
        soname.hasPrefix("ld-linux") || soname.hasPrefix("ld64.so.")
    }

    private static let universal: Set<String> = [
        "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libresolv.so.2", "libutil.so.1",
        "libgcc_s.so.1", "libstdc++.so.6", "linux-vdso.so.1",
    ]

    /// The programs that load dynamic programs where the system has glibc (their paths are part of each ABI).
    static let interpreters: Set<String> = [
        "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux.so.2", "/lib/ld-linux-aarch64.so.1",
        "/lib/ld-linux-armhf.so.3", "/lib/ld-linux.so.3", "/lib64/ld64.so.2", "/lib64/ld64.so.1", "/lib/ld64.so.1",
        "/lib/ld-linux-riscv64-lp64d.so.1", "/lib64/ld-linux-loongarch-lp64d.so.1",
    ]

    /// How to get rid of the need for a library.
    static func remedy(for soname: String) -> String {
        if soname.hasPrefix("libswift") || soname.hasPrefix("libFoundation") || soname.hasPrefix("lib_Foundation")
            || soname.hasPrefix("lib_Testing") || soname == "libdispatch.so" || soname == "libBlocksRuntime.so"
        {
            return "set `static: stdlib`, which links the Swift libraries into the program"
        }
        if soname.hasPrefix("libxml2.so.") {
            return "FoundationXML needs it even with `static: stdlib`; do without FoundationXML, "
                + "set `static: full`, which the static library is needed for (`libxml2-dev`), or \(allowance(soname))"
        }
        if soname.hasPrefix("libcurl.so.") {
            return "FoundationNetworking needs it even with `static: stdlib`; do without FoundationNetworking, "
                + "set `static: full`, which the static library is needed for (`libcurl4-openssl-dev`), or \(allowance(soname))"
        }
        if soname == "libc.so" || soname.hasPrefix("libc.musl-") {
            return "it is musl, which most distributions lack; link statically"
        }
        return "link it statically, or \(allowance(soname))"
    }

    private static func allowance(_ soname: String) -> String {
        "allow it by `gates: {audit: {libraries: [\(soname)]}}`, so that packages depend on it"
    }

    /// A Debian package that holds a library, and how its version is found in the versions of the library's symbols.
    struct DebianPackage: Sendable, Hashable {
        let name: String
        /// What precedes a number in the library's symbol versions, where that number is a release of it.
        var symbolPrefix: String?
        var epoch: String?
    }

    /// The Debian package of a library; nil where none is known.
    static func debianPackage(of soname: String) -> DebianPackage? {
        if glibc.contains(soname) || isLoader(soname) { return DebianPackage(name: "libc6") }
        return debianPackages[soname]
    }

    private static let glibc: Set<String> = [
        "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libresolv.so.2", "libutil.so.1",
        "libmvec.so.1", "libanl.so.1",
    ]

    private static let debianPackages: [String: DebianPackage] = [
        "libgcc_s.so.1": DebianPackage(name: "libgcc-s1"),
        "libstdc++.so.6": DebianPackage(name: "libstdc++6"),
        "libatomic.so.1": DebianPackage(name: "libatomic1"),
        "libgomp.so.1": DebianPackage(name: "libgomp1"),
        "libcrypt.so.1": DebianPackage(name: "libcrypt1"),
        "libz.so.1": DebianPackage(name: "zlib1g", symbolPrefix: "ZLIB_", epoch: "1:"),
        "libbz2.so.1.0": DebianPackage(name: "libbz2-1.0"),
        "liblzma.so.5": DebianPackage(name: "liblzma5", symbolPrefix: "XZ_"),
        "libzstd.so.1": DebianPackage(name: "libzstd1"),
        "libssl.so.3": DebianPackage(name: "libssl3", symbolPrefix: "OPENSSL_"),
        "libcrypto.so.3": DebianPackage(name: "libssl3", symbolPrefix: "OPENSSL_"),
        "libcurl.so.4": DebianPackage(name: "libcurl4"),
        "libcurl-gnutls.so.4": DebianPackage(name: "libcurl3-gnutls"),
        "libxml2.so.2": DebianPackage(name: "libxml2", symbolPrefix: "LIBXML2_"),
        "libsqlite3.so.0": DebianPackage(name: "libsqlite3-0"),
        "libuuid.so.1": DebianPackage(name: "libuuid1"),
        "libexpat.so.1": DebianPackage(name: "libexpat1"),
        "libffi.so.8": DebianPackage(name: "libffi8"),
        "libedit.so.2": DebianPackage(name: "libedit2"),
        "libreadline.so.8": DebianPackage(name: "libreadline8"),
        "libtinfo.so.6": DebianPackage(name: "libtinfo6"),
        "libncurses.so.6": DebianPackage(name: "libncurses6"),
        "libncursesw.so.6": DebianPackage(name: "libncursesw6"),
        "libpcre2-8.so.0": DebianPackage(name: "libpcre2-8-0"),
        "libgmp.so.10": DebianPackage(name: "libgmp10"),
        "libarchive.so.13": DebianPackage(name: "libarchive13"),
        "libsystemd.so.0": DebianPackage(name: "libsystemd0"),
        "libpq.so.5": DebianPackage(name: "libpq5"),
        "libdbus-1.so.3": DebianPackage(name: "libdbus-1-3"),
    ]
}
