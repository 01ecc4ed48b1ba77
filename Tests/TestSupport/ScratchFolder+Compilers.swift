// SPDX-License-Identifier: Apache-2.0
package import Formats
import Foundation

extension ScratchFolder {
    /// A file's bytes as formats read them.
    package func contents(_ name: String) throws -> BytesInMemory { BytesInMemory(try bytes(name)) }

    /// Compiles one source file, C++ if it is named so, by the machine's compiler to `program`, and reads that.
    package func compile(
        _ source: String, as file: String = "main.c", to program: String = "program", _ options: [String] = []
    ) throws -> BytesInMemory {
        try write(source, to: file)
        try run(file.hasSuffix(".cpp") ? "g++" : "cc", [file, "-o", program] + options)
        return try contents(program)
    }

    /// Compiles a Go program that prints `hello` for another system.
    package func compileGo(
        _ system: String, _ architecture: String, flags: [String] = []
    ) throws -> BytesInMemory {
        try write("module hello\n\ngo 1.21\n", to: "go.mod")
        try write("package main\n\nfunc main() { println(\"hello\") }\n", to: "main.go")
        let name = "hello-\(system)-\(architecture)"
        var environment = [
            "GOOS": system, "GOARCH": architecture, "GOARM": "7", "CGO_ENABLED": "0", "GOPROXY": "off", "GOFLAGS": "",
        ]
        // Where what Go has compiled before is kept.
        environment["HOME"] = ProcessInfo.processInfo.environment["HOME"]
        try run("go", ["build", "-trimpath", "-o", name] + flags + ["."], environment: environment)
        return try contents(name)
    }
}
