// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Dispatch
import Foundation
import Greeting

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer HTTP requests with a greeting, until SIGTERM or SIGINT.")

    @Option(help: "The numeric address to listen on; 127.0.0.1 unless the configuration says otherwise.")
    var host: String?

    @Option(help: "The port to listen on, 0 for any free one; 8090 unless the configuration says otherwise.")
    var port: UInt16?

    @Option(help: "The configuration file.", completion: .file(extensions: ["conf"]))
    var config: String?

    func run() throws {
        let preferences = try config.map(Self.preferences) ?? Preferences()
        let greetings = try Greetings.bundled()
        let language = preferences.language ?? "en"
        guard greetings.bestLanguage(of: [language]) == language else {
            throw ValidationError("There is no greeting in `\(language)`.")
        }
        let receptionist = Receptionist(greetings: greetings, language: language, name: preferences.name ?? "world")
        let host = host ?? preferences.host ?? "127.0.0.1"
        let listener = try Listener(host: host, port: port ?? preferences.port ?? 8090)
        let stop = Pipe()
        let signals = [SIGTERM, SIGINT].map { Self.forward($0, to: stop.fileHandleForWriting) }
        signal(SIGPIPE, SIG_IGN)
        Self.report("listening on http://\(host.contains(":") ? "[\(host)]" : host):\(listener.port)")
        withExtendedLifetime(signals) {
            listener.serve(receptionist, until: stop.fileHandleForReading.fileDescriptor)
        }
        Self.report("stopped")
    }

    private static func preferences(at path: String) throws -> Preferences {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        do {
            return try Preferences(parsing: text)
        } catch {
            throw ValidationError("\(path): \(error)")
        }
    }

    /// Writes a byte to `pipe` when `number` arrives, instead of dying of it.
    private static func forward(_ number: Int32, to pipe: FileHandle) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { pipe.write(Data([1])) }
        source.resume()
        return source
    }

    private static func report(_ line: String) {
        FileHandle.standardError.write(Data("hello: \(line)\n".utf8))
    }
}
