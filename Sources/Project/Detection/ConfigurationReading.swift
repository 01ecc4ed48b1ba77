// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

/// What came of reading a project's configuration file, before anything is detected.
package struct ConfigurationReading: Sendable {
    /// The file's place in the project's folder, or its path; nil when there is none.
    package let file: String?
    /// The file's settings, or the defaults where there is no file; nil where it cannot be read.
    package let decoded: DecodedConfiguration?
    /// All that is to be told of the file.
    package let diagnostics: [Diagnostic]

    /// - Parameter named: The configuration file, when the user names one; nil is where it is looked for.
    package init(of folder: FilePath, named: FilePath? = nil, on machine: Machine) {
        var diagnostics: [Diagnostic] = []
        do throws(Diagnostic) {
            let (file, decoded) = try Self.read(folder, named, machine, &diagnostics)
            self.file = file
            self.decoded = decoded
            diagnostics += decoded.diagnostics
        } catch {
            file = nil
            decoded = nil
            diagnostics.append(error)
        }
        self.diagnostics = diagnostics
    }

    private static func read(
        _ folder: FilePath, _ named: FilePath?, _ machine: Machine, _ diagnostics: inout [Diagnostic]
    ) throws(Diagnostic) -> (file: String?, decoded: DecodedConfiguration) {
        let path: FilePath
        let place: String
        if let named {
            (path, place) = (named, named.string)
        } else {
            let found = try ConfigurationFile.find(in: folder, files: machine.files)
            diagnostics += found.warnings
            guard let first = found.place else {
                return (nil, DecodedConfiguration(configuration: Configuration(), diagnostics: []))
            }
            (path, place) = (folder.appending(first), first)
        }
        do throws(FileError) {
            let bytes = try machine.files.read(path, limit: YAMLReader.largestFile + 1)
            return (place, Configuration.decode(bytes, file: place, environment: machine.environment))
        } catch {
            if case .larger = error.reason {
                throw Diagnostic(
                    "the configuration is larger than \(YAMLReader.largestFile / 1024) KiB", cause: error,
                    exit: .configuration)
            }
            throw Diagnostic("cannot read the configuration", cause: error, exit: .configuration)
        }
    }
}
