// SPDX-License-Identifier: Apache-2.0
import Foundation
#if canImport(FoundationXML)
    import FoundationXML
#endif

/// An XML element with all that is in it, without the white space between elements.
struct XMLTree: Hashable, CustomStringConvertible {
    var name: String
    var attributes: [String: String]
    var text = ""
    var children: [XMLTree] = []

    /// - Throws: What the parser says of text that is not well-formed.
    init(parsing document: [UInt8]) throws {
        let builder = Builder()
        let parser = XMLParser(data: Data(document))
        parser.delegate = builder
        guard parser.parse(), let root = builder.open.first?.children.first else {
            throw parser.parserError ?? CocoaError(.propertyListReadCorrupt)
        }
        self = root
    }

    fileprivate init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    func child(_ name: String) -> XMLTree? { children.first { $0.name == name } }

    /// The elements in order, one a line, so that two can be compared by people.
    var description: String {
        let values = attributes.sorted { $0.key < $1.key }.map { " \($0.key)=`\($0.value)`" }.joined()
        let content = children.isEmpty && !text.isEmpty ? ": `\(text)`" : ""
        let inner = children.flatMap { $0.description.split(separator: "\n") }.map { "  \($0)\n" }.joined()
        return "\(name)\(values)\(content)\n" + inner
    }

    private final class Builder: NSObject, XMLParserDelegate {
        var open = [XMLTree(name: "", attributes: [:])]

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            open.append(XMLTree(name: name, attributes: attributes))
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) { open[open.count - 1].text += text }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            var element = open.removeLast()
            if !element.children.isEmpty { element.text = "" }
            open[open.count - 1].children.append(element)
        }
    }
}
