// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import Testing

@Suite("A template")
struct TemplateTests {
    private let values = TemplateValues(
        [
            .name: "hello", .version: "1.2.3", .tag: "v1.2.3", .commit: "0123456789", .shortCommit: "0123456",
            .date: "2026-11-22T00:00:00Z", .track: "stable",
        ],
        environment: Environment(["BUILD": "<7> & \"8\"", "MUSTACHE": "{{name}}"])
    ).adding(.linuxAmd64)

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("{{name}}", "hello"), ("{{ name }}", "hello"), ("{ {name} }", "{ {name} }"),
        ("{{name}}_{{version}}_{{os}}_{{arch}}.tar.gz", "hello_1.2.3_linux_amd64.tar.gz"),
        (
            "{{target}} {{tag}} {{commit}} {{shortCommit}} {{date}} {{track}}",
            "linux_amd64 v1.2.3 0123456789 0123456 2026-11-22T00:00:00Z stable"
        ),
        ("{{env.BUILD}}", "<7> & \"8\""), ("{{env.MUSTACHE}}", "{{name}}"), ("<&\"'>{{name}}", "<&\"'>hello"),
        ("  {{name}}\n", "  hello\n"), ("{{name}}}", "hello}"), ("äöü {{name}} 🎈", "äöü hello 🎈"),
    ])
    func `replaces names and nothing else`(_ text: String, _ expected: String) throws {
        #expect(try Template(parsing: text).render(values) == expected)
    }

    @Test(arguments: [
        ("{{nmae}}", TemplateError.unknownName("nmae")), ("{{env}}", .unknownName("env")),
        ("{{env.}}", .unknownName("env.")),
        ("{{.}}", .unknownName(".")), ("{{name", .unfinishedTag), ("{{}}", .emptyTag), ("{{ }}", .emptyTag),
        ("{{#name}}x{{/name}}", .unsupportedTag("#name")), ("{{> partial}}", .unsupportedTag("> partial")),
        ("{{{name}}}", .unsupportedTag("{name")), ("{{&name}}", .unsupportedTag("&name")),
        ("{{=<% %>=}}", .unsupportedTag("=<% %>=")),
        ("{{uppercased(name)}}", .unsupportedTag("uppercased(name)")),
        ("{{% CONTENT_TYPE:HTML}}", .unsupportedTag("% CONTENT_TYPE:HTML")),
        ("{{env.A-B}}", .unknownName("env.A-B")), ("{{env.1A}}", .unknownName("env.1A")),
    ])
    func `refuses what it does not know`(_ text: String, _ error: TemplateError) {
        #expect(throws: error) { try Template(parsing: text) }
    }

    @Test func `says what has no value`() throws {
        #expect(throws: TemplateError.noValue(.os)) { try Template(parsing: "{{os}}").render(TemplateValues()) }
        #expect(throws: TemplateError.unsetVariable("NOT_SET")) {
            try Template(parsing: "{{env.NOT_SET}}").render(values)
        }
        #expect(TemplateError.unknownName("shortcommit").hint == "did you mean `{{shortCommit}}`?")
    }
}
