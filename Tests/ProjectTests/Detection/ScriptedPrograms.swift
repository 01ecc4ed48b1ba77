// SPDX-License-Identifier: Apache-2.0

import Effects
import SystemPackage

/// Answers calls of programs by their name, and is without those it does not know.
struct ScriptedPrograms: ProgramRunner {
    var outputs: [String: String] = [:]
    var failures: [String: String] = [:]

    func run(_ call: ProgramCall) async throws(ProgramError) -> ProgramResult {
        if let output = outputs[call.name] {
            return ProgramResult(outcome: .exited(0), output: CapturedOutput(Array(output.utf8)))
        }
        if let failure = failures[call.name] {
            return ProgramResult(outcome: .exited(1), error: CapturedOutput(Array(failure.utf8)))
        }
        throw .notFound(call.name)
    }

    func find(_ name: String) -> String? { outputs[name].map { _ in "/usr/bin/\(name)" } }
}

/// A machine with real files and scripted programs.
func machine(_ programs: any ProgramRunner = ScriptedPrograms()) -> Machine {
    Machine(programs: programs, clock: SystemClock(), environment: Environment([:]))
}

/// Runs `body` with a project folder called `hello` that has these files.
func withProject<Result>(_ contents: [String: String], _ body: (FilePath) async throws -> Result) async throws -> Result
{
    let files = Files()
    return try await files.withTemporaryDirectory { folder in
        let project = folder.appending("hello")
        try files.createDirectory(project)
        for (name, text) in contents {
            let path = project.pushing(FilePath(name))
            try files.createDirectory(path.removingLastComponent())
            try files.replace(path, Array(text.utf8))
        }
        return try await body(project)
    }
}

/// What SwiftPM says of a package with an implicit product, a product named unlike its target, and resources.
let describedPackage = """
    warning: something that is no JSON
    {"name": "greeter", "path": "/p", "tools_version": "6.0",
     "dependencies": [{"identity": "swift-argument-parser", "type": "sourceControl"}],
     "products": [
       {"name": "hello", "targets": ["CommandLineTool"], "type": {"executable": null}},
       {"name": "Greeting", "targets": ["Greeting"], "type": {"library": ["automatic"]}},
       {"name": "aside", "targets": ["aside"], "type": {"executable": null}},
       {"name": "Format", "targets": ["Format"], "type": {"plugin": null}}],
     "targets": [
       {"name": "CommandLineTool", "c99name": "CommandLineTool", "path": "Sources/Tool", "type": "executable", "module_type": "SwiftTarget",
        "sources": ["Main.swift"], "target_dependencies": ["Greeting"], "product_dependencies": ["ArgumentParser"]},
       {"name": "Greeting", "c99name": "Greeting", "path": "Sources/Greeting", "type": "library", "module_type": "SwiftTarget", "sources": ["A.swift"],
        "target_dependencies": ["Words"], "resources": [{"path": "/p/a.json", "rule": {"embed_in_code": {}}}]},
       {"name": "Words", "c99name": "Words", "path": "Sources/Words", "type": "library", "module_type": "SwiftTarget", "sources": ["B.swift"],
        "resources": [{"path": "/p/b.json", "rule": {"process": {}}}]},
       {"name": "aside", "c99name": "aside", "path": "Sources/aside", "type": "executable", "module_type": "SwiftTarget", "sources": ["main.swift"]},
       {"name": "Format", "c99name": "Format", "path": "Plugins/Format", "type": "plugin", "module_type": "PluginTarget", "sources": ["P.swift"]}]}
    """
