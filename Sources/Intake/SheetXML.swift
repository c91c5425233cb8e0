// The pull reader of libxml2 over bytes that it keeps.
//
// Invariants:
// (1) A document type declaration ends the reading, so no entity is ever declared or expanded.
// (2) Nothing is loaded from a network or a file; libxml2's own limits of depth and size hold.

import CXML2

/// One XML part of a workbook, node by node.
@safe final class SheetXML {
    private let memory: UnsafeMutableBufferPointer<UInt8>
    private let reader: xmlTextReaderPtr
    /// Why the reading ended early; nil so far.
    private(set) var failure: SheetError?
    private let part: String

    /// A reader of a part's bytes.
    init(_ bytes: [UInt8], part: String) throws(SheetError) {
        self.part = part
        unsafe memory = UnsafeMutableBufferPointer.allocate(capacity: max(1, bytes.count))
        _ = unsafe memory.initialize(from: bytes)
        let options =
            XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
            | XML_PARSE_NOCDATA.rawValue
        let opened = unsafe memory.withMemoryRebound(to: CChar.self) { text in
            unsafe xmlReaderForMemory(
                text.baseAddress,
                Int32(clamping: bytes.count),
                nil,
                nil,
                Int32(bitPattern: UInt32(options))
            )
        }
        guard let opened = unsafe opened else {
            unsafe memory.deallocate()
            throw .malformed(part: part)
        }
        unsafe reader = unsafe opened
    }

    deinit {
        unsafe xmlFreeTextReader(reader)
        unsafe memory.deallocate()
    }

    /// Goes to the next node; false at the end or after a failure.
    func advance() -> Bool {
        guard failure == nil else { return false }
        switch unsafe xmlTextReaderRead(reader) {
        case 1:
            // 10: a document type declaration; 5: a reference to an entity.
            let type = unsafe xmlTextReaderNodeType(reader)
            if type == 10 || type == 5 {
                failure = .documentType
                return false
            }
            return true
        case 0:
            return false
        default:
            failure = .malformed(part: part)
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
    var isText: Bool { [3, 4, 13, 14].contains(unsafe xmlTextReaderNodeType(reader)) }
    /// The element's name without its prefix.
    var name: String { unsafe string(xmlTextReaderConstLocalName(reader)) ?? "" }
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
