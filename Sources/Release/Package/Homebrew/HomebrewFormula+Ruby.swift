// SPDX-License-Identifier: Apache-2.0

extension HomebrewFormula {
    /// The formula's text, its parts in the order that `brew style` asks for.
    package func ruby() throws(HomebrewFormulaError) -> String {
        let className = try Self.className(of: name)
        guard !programs.isEmpty else { throw .noPrograms }
        var offers: [(system: System, offer: SystemOffer)] = []
        for system in System.allCases {
            if let offer = try SystemOffer(downloads, for: system) { offers.append((system, offer)) }
        }
        // Homebrew loads formulae of other systems, too, and needs an address in each before it asks what it depends on.
        let only = offers.count == 1 ? offers.first : nil
        var blocks = [header(address: only?.offer.address)]
        let requirements = requirements(only)
        if !requirements.isEmpty { blocks.append(requirements) }
        if let only {
            blocks += only.offer.processorBlocks
        } else {
            blocks += offers.map { ["on_\($0.system.rawValue) do"] + Self.indented($0.offer.lines) + ["end"] }
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

    private func header(address: HomebrewFormula.Download?) -> [String] {
        var lines = ["desc \(RubyString(Self.styled(description, name: name)).literal)"]
        if let homepage { lines.append("homepage \(RubyString(homepage).literal)") }
        if let address { lines.append("url \(RubyString(address.url).literal)") }
        lines.append("version \(RubyString(version).literal)")
        if let address { lines.append("sha256 \(RubyString(address.sha256).literal)") }
        if let license { lines += LicenseExpression(license).ruby }
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

    /// What it depends on, by name: other formulae, and the system and the processor where there is but one.
    private func requirements(_ only: (system: System, offer: SystemOffer)?) -> [String] {
        var named = dependencies.map { (name: $0, line: "depends_on \(RubyString($0).literal)") }
        if let only {
            named.append((only.system.rawValue, "depends_on :\(only.system.rawValue)"))
            if let line = only.offer.requirement { named.append(("arch", line)) }
        }
        return named.sorted { $0.name.lowercased() < $1.name.lowercased() }.map(\.line)
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
        for shell in ShellCompletion.allCases {
            lines += extras.completions.filter { $0.shell == shell }.map(Self.line(of:))
        }
        lines += extras.manPages.map { page in
            let folder =
                page.language.map { "(man/\(RubyString("\($0)/man\(page.section)").literal))" } ?? "man\(page.section)"
            return "\(folder).install \(RubyString(page.file).literal)"
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

    /// Installs a completion script by the name that the shell looks for.
    private static func line(of completion: Extras.Completion) -> String {
        let name =
            switch completion.shell {
            case .bash: completion.command
            case .zsh, .fish: completion.shell.fileName(command: completion.command)
            }
        return "\(completion.shell.rawValue)_completion.install \(RubyString(completion.file).literal)"
            + " => \(RubyString(name).literal)"
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
