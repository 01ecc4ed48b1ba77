// SPDX-License-Identifier: Apache-2.0

/// The JSON Schema of `fledge.yaml`, from the definition that decodes it.
package enum ConfigurationSchema {
    /// The schema, draft 2020-12, as indented JSON with a line break at its end; the same text every time.
    package static func json() -> String {
        let head = SchemaJSON.object([
            "$schema": .text("https://json-schema.org/draft/2020-12/schema"),
            "title": .text("fledge.yaml"),
            "description": .text(Configuration.summary),
        ])
        return head.merging(ValueSchema<Configuration>.section.makeJSON()).formatted + "\n"
    }
}
