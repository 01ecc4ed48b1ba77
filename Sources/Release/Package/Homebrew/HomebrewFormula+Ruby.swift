// SPDX-License-Identifier: Apache-2.0

extension HomebrewFormula {
    /// The formula's text, its parts in the order that `brew style` asks for.
    package func ruby() throws(HomebrewFormulaError) -> String {
        let className = try Self.className(of: name)
        guard !programs.isEmpty else { throw .noPrograms }
        var blocks = [header]
        if !dependencies.isEmpty || !systemRequirement.isEmpty {
            blocks.append(systemRequirement + dependencies.sorted().map { "depends_on \(RubyString($0).literal)" })
        }
        for system in System.allCases {
            let block = try systemBlock(system)
            if !block.isEmpty { blocks.append(block) }
        }
        guard !downloads.isEmpty else { throw .noDownloads }
        if !conflicts.isEmpty {
            let names = programs.map { "`\($0)`" }.joined(separator: " and ")
            blocks.append(
                conflicts.sorted().map {
                    "conflicts_with \(RubyString($0).literal), because: \(RubyString("both install \(names)").literal)"
                })
        }
        blocks.append(["def install"] + Self.indented(installLines) + ["end"])
        if let caveats {
            var lines = caveats.split(separator: "\n", omittingEmptySubsequences: false)
            while lines.last?.isEmpty == true { lines.removeLast() }
            let text = lines.map { RubyString(String($0) + "\n").literal }.joined(separator: " \\\n      ")
            blocks.append(["def caveats", "  " + text, "end"])
        }
        if let service { blocks.append(["service do"] + Self.indented(lines(of: service)) + ["end"]) }
        blocks.append(["test do"] + Self.indented(testLines) + ["end"])
        let body = blocks.map { Self.indented($0).joined(separator: "\n") }.joined(separator: "\n\n")
        return "class \(className) < Formula\n\(body)\nend\n"
    }

    private var header: [String] {
        var lines = ["desc \(RubyString(Self.styled(description, name: name)).literal)"]
        if let homepage { lines.append("homepage \(RubyString(homepage).literal)") }
        lines.append("version \(RubyString(version).literal)")
        if let license { lines.append("license \(RubyString(license).literal)") }
        return lines
    }

    /// What `brew audit` wants of a description: no article first, a capital letter, no full stop.
    private static func styled(_ text: String, name: String) -> String {
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        if words.count > 1, ["a", "an", "the"].contains(words[0].lowercased()) { words.removeFirst() }
        var line = words.joined(separator: " ")
        while line.hasSuffix(".") { line.removeLast() }
        guard let first = line.first else { return name }
        return first.uppercased() + line.dropFirst()
    }

    private var systemRequirement: [String] {
        let systems = Set(downloads.map(\.system))
        if systems == [.macos] { return ["depends_on :macos"] }
        if systems == [.linux] { return ["depends_on :linux"] }
        return []
    }

    private func systemBlock(_ system: System) throws(HomebrewFormulaError) -> [String] {
        let own = downloads.filter { $0.system == system }
        var byProcessor: [Processor: Download] = [:]
        for download in own where byProcessor.updateValue(download, forKey: download.processor) != nil {
            throw .duplicateDownload(system, download.processor)
        }
        guard !own.isEmpty else { return [] }
        var lines: [String] = []
        let thin = [Processor.arm, .intel].compactMap { byProcessor[$0] }
        if let universal = byProcessor[.universal], thin.count < 2 {
            lines = Self.address(universal)
        } else if thin.count == 1, let only = thin.first {
            lines = ["depends_on arch: \(only.processor == .arm ? ":arm64" : ":x86_64")", ""] + Self.address(only)
        } else {
            for download in thin {
                if !lines.isEmpty { lines.append("") }
                lines += ["on_\(download.processor.rawValue) do"] + Self.indented(Self.address(download)) + ["end"]
            }
        }
        return ["on_\(system.rawValue) do"] + Self.indented(lines) + ["end"]
    }

    private static func address(_ download: Download) -> [String] {
        ["url \(RubyString(download.url).literal)", "sha256 \(RubyString(download.sha256).literal)"]
    }

    private var installLines: [String] {
        let names = programs.map { RubyString($0).literal }.joined(separator: ", ")
        var lines: [String] = []
        if hasResources {
            // Found beside the real program, to which a script in bin leads.
            lines.append("libexec.install \(names), *Dir[\"*.{bundle,resources}\"]")
            lines += programs.map { "bin.write_exec_script libexec/\(RubyString($0).literal)" }
        } else {
            lines.append("bin.install \(names)")
        }
        lines += extras.bashCompletions.map {
            "bash_completion.install \(RubyString($0).literal) => \(RubyString(Self.command($0)).literal)"
        }
        lines += extras.zshCompletions.map {
            "zsh_completion.install \(RubyString($0).literal) => \(RubyString("_" + Self.command($0)).literal)"
        }
        lines += extras.fishCompletions.map {
            "fish_completion.install \(RubyString($0).literal) => \(RubyString(Self.command($0) + ".fish").literal)"
        }
        lines += extras.manPages.compactMap { page in
            guard let section = page.last, ("1"..."9").contains(section) else { return nil }
            return "man\(section).install \(RubyString(page).literal)"
        }
        lines += extras.settings.map { setting in
            let folder = setting.place.split(separator: "/").dropLast().joined(separator: "/")
            let name = setting.place.split(separator: "/").last.map(String.init) ?? setting.place
            let isNamedSo = setting.file.split(separator: "/").last.map(String.init) == name
            return (folder.isEmpty ? "etc" : "(etc/\(RubyString(folder).literal))")
                + ".install \(RubyString(setting.file).literal)" + (isNamedSo ? "" : " => \(RubyString(name).literal)")
        }
        return lines
    }

    /// The command that a completion file is for.
    private static func command(_ path: String) -> String {
        ShellCompletion.command(ofFile: path)
    }

    private func lines(of service: Service) -> [String] {
        var words = service.command.map(Self.serviceWord)
        if let program = service.command.first {
            let name = program.split(separator: "/").last.map(String.init) ?? program
            words[0] = programs.contains(name) ? "opt_bin/\(RubyString(name).literal)" : words[0]
        }
        var lines = [words.count == 1 ? "run \(words[0])" : "run [\(words.joined(separator: ", "))]"]
        switch service.keepAlive {
        case .always: lines.append("keep_alive true")
        case .afterFailure: lines.append("keep_alive crashed: true")
        case .afterSuccess: lines.append("keep_alive successful_exit: true")
        case .never: break
        }
        let variables = service.environment.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        if !variables.isEmpty {
            let list = variables.map { "\(RubyString($0.key).literal): \(RubyString($0.value).literal)" }
            lines.append("environment_variables(\(list.joined(separator: ", ")))")
        }
        let log = "var/\(RubyString("log/\(name).log").literal)"
        return lines + ["log_path \(log)", "error_log_path \(log)"]
    }

    /// A word of the service's command, in which `/etc` and `/var` are Homebrew's.
    private static func serviceWord(_ word: String) -> String {
        for folder in ["etc", "var"] {
            if word.hasPrefix("/\(folder)/") {
                return "\(folder)/\(RubyString(String(word.dropFirst(folder.count + 2))).literal)"
            }
            // `--config=/etc/hello.conf`
            if let range = word.firstRange(of: "=/\(folder)/") {
                let option = RubyString(String(word[..<range.lowerBound]) + "=").literal.dropLast()
                let rest = RubyString("/" + word[range.upperBound...]).literal.dropFirst()
                return "\(option)#{\(folder)}\(rest)"
            }
        }
        return RubyString(word).literal
    }

    private var testLines: [String] {
        if let test {
            return test.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                .reversed().drop(while: \.isEmpty).reversed()
        }
        let program = programs[0].replacing("\"", with: "").replacing("\\", with: "").replacing("#", with: "")
        return ["assert_match version.to_s, shell_output(\"#{bin}/\(program) --version 2>&1\")"]
    }

    private static func indented(_ lines: [String]) -> [String] {
        lines.map { $0.isEmpty ? $0 : "  " + $0 }
    }
}
