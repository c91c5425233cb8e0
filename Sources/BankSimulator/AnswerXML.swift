// A small writer of XML for the bank's side; it shares nothing with the writer of payment orders.
//
// Invariants:
// (1) Every element that is opened is closed; text and attributes are escaped.
// (2) Same calls, same bytes.

/// Writes elements into a buffer.
struct AnswerXML {
    /// What was written.
    private(set) var bytes: [UInt8] = []

    /// A document of a message, opened.
    init(message: String) {
        append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        append("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:\(message)\">\n")
    }

    /// The document, closed.
    mutating func finished() -> [UInt8] {
        append("</Document>\n")
        return bytes
    }

    /// An element with content.
    mutating func element(_ name: String, _ content: (inout AnswerXML) -> Void) {
        append("<\(name)>")
        content(&self)
        append("</\(name)>")
    }

    /// An element with text.
    mutating func element(_ name: String, text: String) {
        append("<\(name)>")
        escape(text)
        append("</\(name)>")
    }

    /// Elements one in the other, with text in the innermost: `Id/Othr/Id`.
    mutating func nested(_ names: [String], text: String) {
        for name in names { append("<\(name)>") }
        escape(text)
        for name in names.reversed() { append("</\(name)>") }
    }

    /// An amount in đồng, without decimals.
    mutating func amount(_ name: String, _ dong: Int64) {
        append("<\(name) Ccy=\"VND\">\(dong)</\(name)>")
    }

    /// Ends a line, so that a reader of the file sees one entry a line.
    mutating func line() { bytes.append(0x0A) }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func escape(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append("&amp;")
            case UInt8(ascii: "<"): append("&lt;")
            case UInt8(ascii: ">"): append("&gt;")
            default: bytes.append(byte)
            }
        }
    }
}
