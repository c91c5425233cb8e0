// What the TOML library complains about, in both languages: it speaks English alone.
//
// Invariants:
// (1) Every complaint has Vietnamese words; one that this table does not know is told without details.
// (2) What the library quotes from the file is quoted in both languages as it stands there.

/// Words for complaints of the TOML library.
package enum TOMLComplaint {
    /// A complaint in both languages.
    ///
    /// - Parameter english: As the library says it, such as
    ///   `Error while parsing key-value pair: expected '=', saw '\n'`.
    /// - Returns: The same in both languages.
    package static func phrase(_ english: String) -> Phrase {
        let parts = english.split(separator: ": ", maxSplits: 1)
        let opening = "Error while parsing "
        guard parts.count == 2, parts[0].hasPrefix(opening) else {
            return Phrase(vi: body(english) ?? unclear, en: english)
        }
        let subject = subjects[String(parts[0].dropFirst(opening.count))]
        let told = body(String(parts[1])) ?? unclear
        return Phrase(vi: subject.map { "khi đọc \($0): \(told)" } ?? told, en: english)
    }

    private static let unclear = "không đúng cú pháp TOML"

    /// What the library was reading.
    private static let subjects = [
        "key-value pair": "cặp khóa và giá trị", "key": "khóa", "table header": "đầu bảng",
        "table": "bảng", "inline table": "bảng một dòng", "array": "danh sách", "value": "giá trị",
        "string": "chuỗi", "basic string": "chuỗi", "literal string": "chuỗi nháy đơn",
        "multi-line basic string": "chuỗi nhiều dòng",
        "multi-line literal string": "chuỗi nhiều dòng nháy đơn", "boolean": "true hoặc false",
        "integer": "số nguyên", "decimal integer": "số nguyên", "floating-point": "số",
        "date": "ngày", "time": "giờ", "date-time": "ngày giờ", "comment": "ghi chú",
    ]

    /// What the library wanted there.
    private static let wants = [
        "value": "một giá trị", "a value": "một giá trị", "digit": "một chữ số",
        "expected digit": "một chữ số",
        "bare key starting character or string delimiter":
            "tên khóa hoặc dấu nháy", "a comment or whitespace": "ghi chú hoặc dấu cách",
        "comma or ']'": "dấu phẩy hoặc ']'",
        "comma or closing '}'": "dấu phẩy hoặc '}'", "'true' or 'false'": "true hoặc false",
    ]

    private static func body(_ text: String) -> String? {
        if text.contains("encountered end-of-file") { return "gặp hết tệp quá sớm" }
        if text.hasPrefix("expected "), let saw = text.firstRange(of: ", saw ") {
            let wanted = String(text[text.index(text.startIndex, offsetBy: 9)..<saw.lowerBound])
            return "cần \(wants[wanted] ?? wanted), gặp \(text[saw.upperBound...])"
        }
        if text.hasPrefix("cannot redefine"), let quote = text.firstIndex(of: "'") {
            return "đã có \(text[quote...]), không định nghĩa lại được"
        }
        if text.contains("unterminated") { return "chuỗi không có dấu nháy đóng" }
        return nil
    }
}
