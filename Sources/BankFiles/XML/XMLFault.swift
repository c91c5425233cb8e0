// Why an XML file is refused as such, before anybody looks at what it says.
//
// Invariants:
// (1) The first fault ends the reading: after it nothing of the file is known.
// (2) Its words name what was found and never repeat a text of the file.
//
// Codes: those of XMLFault.Kind.

package import Intake

/// How large a file, and what is in it, may be.
package struct XMLLimits: Sendable {
    /// The most bytes of the file: 16 GB, a statement of twenty million entries.
    package var fileBytes = 16 << 30
    /// The most elements that may lie in each other; ISO 20022 needs less than 20.
    package var depth = 64
    /// The most bytes of a name with its prefix; ISO 20022 needs 22.
    package var nameBytes = 128
    /// The most bytes of a tag with its attributes.
    package var tagBytes = 8_192
    /// The most attributes of a tag, and the most namespaces that may be known at a time.
    package var attributes = 64
    /// The most bytes of the text of an element that is read.
    package var textBytes = 65_536

    /// The usual limits.
    package init() {}
}

/// What ends the reading of a file.
package struct XMLFault: Error, Hashable, Sendable {
    /// The reasons; the raw value is the code of the finding.
    package enum Kind: String, CaseIterable, Sendable {
        /// No byte, or only white space.
        case empty = "xml-empty"
        /// The file ends before its root element does.
        case truncated = "xml-truncated"
        /// The first character is no `<`.
        case notXML = "xml-not-xml"
        /// Something stands after the root element.
        case trailing = "xml-trailing-content"
        /// A document type: entities and outside files could come in by it.
        case doctype = "xml-doctype"
        /// An entity that is not one of the five of XML, or no character.
        case entity = "xml-entity"
        /// An encoding other than UTF-8, ISO-8859-1, windows-1252 and UTF-16 with its mark.
        case encoding = "xml-encoding"
        /// Bytes that the declared encoding does not have.
        case bytes = "xml-bytes"
        /// NUL or another control character.
        case control = "xml-control-character"
        /// Too many elements in each other.
        case depth = "xml-too-deep"
        /// A name that is too long.
        case name = "xml-name-too-long"
        /// A tag with attributes that are too long or too many.
        case tag = "xml-tag-too-long"
        /// A text that is too long.
        case text = "xml-text-too-long"
        /// A file that is too large.
        case size = "xml-file-too-large"
        /// An end tag that is not that of the open element.
        case mismatch = "xml-end-tag"
        /// An attribute that stands twice in a tag.
        case attributeTwice = "xml-attribute-twice"
        /// A prefix that stands for no namespace.
        case prefix = "xml-prefix"
        /// Any other breach of XML 1.0.
        case syntax = "xml-syntax"
    }

    /// The reason.
    package let kind: Kind
    /// Where it was found.
    package let position: XMLPosition

    /// The finding for people.
    package func diagnostic(file: String) -> Diagnostic {
        let place = Phrase(vi: "byte thứ \(position.byte)", en: "at byte \(position.byte)")
        return Diagnostic(
            .error,
            code: kind.rawValue,
            at: Location(file: file, line: position.line, column: position.column),
            Phrase(
                vi: "\(kind.message.vietnamese) (\(place.vietnamese))",
                en: "\(kind.message.english) (\(place.english))"
            ),
            hint: kind.hint
        )
    }
}

extension XMLFault.Kind {
    /// What is wrong.
    package var message: Phrase {
        switch self {
        case .empty: Phrase(vi: "tệp trống", en: "the file is empty")
        case .truncated:
            Phrase(vi: "tệp bị cắt cụt", en: "the file is cut off: it ends too early")
        case .notXML: Phrase(vi: "tệp không phải XML", en: "this is no XML file")
        case .trailing:
            Phrase(
                vi: "còn nội dung sau phần tử gốc",
                en: "something stands after the end of the root element"
            )
        case .doctype:
            Phrase(vi: "tệp có khai báo DOCTYPE", en: "the file has a DOCTYPE, which is not taken")
        case .entity:
            Phrase(
                vi: "thực thể & này không thuộc năm thực thể chuẩn",
                en: "this entity (&) is none of the five of XML, nor a character"
            )
        case .encoding:
            Phrase(
                vi: "bảng mã của tệp không được nhận",
                en: "the file's encoding is not taken"
            )
        case .bytes:
            Phrase(
                vi: "có byte không thuộc bảng mã đã khai báo",
                en: "there are bytes that the declared encoding does not have"
            )
        case .control: Phrase(vi: "có ký tự điều khiển", en: "there is a control character")
        case .depth: Phrase(vi: "các phần tử lồng nhau quá sâu", en: "elements lie too deep")
        case .name: Phrase(vi: "tên thẻ quá dài", en: "a name is too long")
        case .tag:
            Phrase(
                vi: "thẻ có thuộc tính quá dài hoặc quá nhiều",
                en: "a tag has attributes that are too long or too many"
            )
        case .text: Phrase(vi: "nội dung một phần tử quá dài", en: "a text is too long")
        case .size: Phrase(vi: "tệp quá lớn", en: "the file is too large")
        case .mismatch:
            Phrase(
                vi: "thẻ đóng không khớp với thẻ mở",
                en: "the end tag is not that of the element that is open"
            )
        case .attributeTwice:
            Phrase(vi: "một thuộc tính có hai lần trong thẻ", en: "an attribute stands twice")
        case .prefix:
            Phrase(
                vi: "tiền tố không gian tên chưa được khai báo",
                en: "a prefix stands for no namespace"
            )
        case .syntax: Phrase(vi: "sai cú pháp XML", en: "this breaks the rules of XML")
        }
    }

    /// What a clerk can do next.
    package var hint: Phrase {
        switch self {
        case .empty, .truncated:
            Phrase(
                vi: "tải lại tệp từ ngân hàng; chưa ghi nhận gì từ tệp này",
                en: "fetch the file from the bank again; nothing of it was taken"
            )
        case .notXML:
            Phrase(
                vi: "chọn đúng tệp XML mà ngân hàng gửi",
                en: "choose the XML file that the bank sent"
            )
        case .encoding:
            Phrase(
                vi: "đề nghị ngân hàng gửi tệp bằng UTF-8",
                en: "ask the bank for the file in UTF-8"
            )
        case .doctype, .entity:
            Phrase(
                vi: "không nhận tệp này; báo cho ngân hàng và người phụ trách an toàn thông tin",
                en: "do not take this file; tell the bank and whoever looks after security"
            )
        case .size, .depth, .name, .tag, .text:
            Phrase(
                vi: "kiểm tra có đúng là tệp trả lời của ngân hàng không",
                en: "check that this is an answer of the bank at all"
            )
        default:
            Phrase(
                vi: "tệp hỏng hoặc đã bị sửa; tải lại từ ngân hàng",
                en: "the file is damaged or was edited; fetch it from the bank again"
            )
        }
    }
}
