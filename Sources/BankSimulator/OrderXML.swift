// The pull reader of libxml2 over the bytes of a payment order.
//
// The reader of the bank's side is not the reader of ours, so that no fault of one hides in the other.
//
// Invariants:
// (1) A document type declaration ends the reading, so no entity is ever declared or expanded.
// (2) Nothing is loaded from a network or a file; libxml2's own limits of depth and size hold.

import CXML2

/// One payment order, node by node.
@safe final class OrderXML {
    private let memory: UnsafeMutableBufferPointer<UInt8>
    private let reader: xmlTextReaderPtr
    /// Whether the reading ended before the end of the document.
    private(set) var isBroken = false

    /// A reader of bytes; nil where libxml2 takes none.
    init?(_ bytes: [UInt8]) {
        guard bytes.count <= Int(Int32.max) else { return nil }
        unsafe memory = UnsafeMutableBufferPointer.allocate(capacity: max(1, bytes.count))
        _ = unsafe memory.initialize(from: bytes)
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_NOCDATA.rawValue
        let opened = unsafe memory.withMemoryRebound(to: CChar.self) { text in
            unsafe xmlReaderForMemory(
                text.baseAddress,
                Int32(bytes.count),
                nil,
                nil,
                Int32(bitPattern: UInt32(options))
            )
        }
        guard let opened = unsafe opened else {
            unsafe memory.deallocate()
            return nil
        }
        unsafe reader = unsafe opened
    }

    deinit {
        unsafe xmlFreeTextReader(reader)
        unsafe memory.deallocate()
    }

    /// Goes to the next node; false at the end or after a fault.
    func advance() -> Bool {
        guard !isBroken else { return false }
        switch unsafe xmlTextReaderRead(reader) {
        case 1:
            // 10: a document type declaration; 5: a reference to an entity.
            let type = unsafe xmlTextReaderNodeType(reader)
            isBroken = type == 10 || type == 5
            return !isBroken
        case 0:
            return false
        default:
            isBroken = true
            return false
        }
    }

    /// Whether the node opens an element.
    var isStart: Bool { unsafe xmlTextReaderNodeType(reader) == 1 }
    /// Whether the node closes an element; an empty element has no such node.
    var isEnd: Bool { unsafe xmlTextReaderNodeType(reader) == 15 }
    /// Whether the element has neither content nor an end.
    var isEmpty: Bool { unsafe xmlTextReaderIsEmptyElement(reader) == 1 }
    /// Whether the node is text.
    var isText: Bool { [3, 4].contains(unsafe xmlTextReaderNodeType(reader)) }
    /// The 1-based line of the node.
    var line: Int { unsafe Int(xmlTextReaderGetParserLineNumber(reader)) }
    /// The element's name without its prefix.
    var name: String { unsafe string(xmlTextReaderConstLocalName(reader)) ?? "" }
    /// The element's namespace.
    var namespace: String { unsafe string(xmlTextReaderConstNamespaceUri(reader)) ?? "" }
    /// The node's text.
    var value: String { unsafe string(xmlTextReaderConstValue(reader)) ?? "" }

    /// The value of an attribute of the element.
    func attribute(_ name: String) -> String? {
        guard let copy = unsafe xmlTextReaderGetAttribute(reader, name) else { return nil }
        defer { unsafe chitra_xml_free(copy) }
        return unsafe string(copy)
    }

    private func string(_ text: UnsafePointer<xmlChar>?) -> String? {
        guard let text = unsafe text else { return nil }
        return unsafe String(decodingCString: text, as: UTF8.self)
    }
}
