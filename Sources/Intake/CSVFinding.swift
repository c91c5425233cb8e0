// The words for what is wrong with a CSV file as such.

/// Findings of CSVReader.
enum CSVFinding {
    static func empty(_ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            code: "file-empty",
            at: Location(file: file),
            Phrase(vi: "tệp trống", en: "the file is empty"),
            hint: Phrase(
                vi: "xuất lại tệp từ bảng tính, có dòng tiêu đề",
                en: "export the file again, with its header row"
            )
        )
    }

    static func utf16(_ file: String) -> Diagnostic {
        Diagnostic(
            .error,
            code: "encoding-utf16",
            at: Location(file: file, line: 1),
            Phrase(vi: "tệp dùng bảng mã UTF-16", en: "the file is UTF-16"),
            hint: Phrase(
                vi: "trong Excel chọn lưu thành «CSV UTF-8»",
                en: "in Excel save as “CSV UTF-8”"
            )
        )
    }

    static func encoding(_ file: String, line: Int, column: Int) -> Diagnostic {
        Diagnostic(
            .error,
            code: "encoding-utf8",
            at: Location(file: file, line: line, column: column),
            Phrase(vi: "ô có byte không phải UTF-8", en: "the field has bytes that are not UTF-8"),
            hint: Phrase(
                vi: "chuyển phông TCVN3/VNI sang Unicode, rồi lưu thành «CSV UTF-8»",
                en: "convert TCVN3/VNI text to Unicode, then save as “CSV UTF-8”"
            )
        )
    }

    static func nul(_ file: String, _ line: Int, _ column: Int) -> Diagnostic {
        Diagnostic(
            .error,
            code: "nul-byte",
            at: Location(file: file, line: line, column: column),
            Phrase(vi: "ô có byte NUL", en: "the field has a NUL byte"),
            hint: Phrase(
                vi: "tệp hỏng hoặc không phải CSV; xuất lại từ bảng tính",
                en: "the file is damaged or no CSV; export it again"
            )
        )
    }

    static func strayQuote(_ file: String, _ line: Int, _ column: Int) -> Diagnostic {
        Diagnostic(
            .error,
            code: "quote-stray",
            at: Location(file: file, line: line, column: column),
            Phrase(
                vi: "dấu nháy kép đứng sai chỗ trong ô",
                en: "a double quote stands where none may be"
            ),
            hint: Phrase(
                vi: "đặt cả ô trong nháy kép và viết đôi dấu nháy bên trong",
                en: "quote the whole field and double the quotes inside"
            )
        )
    }

    static func lineEnding(_ file: String, _ line: Int, _ column: Int) -> Diagnostic {
        Diagnostic(
            .error,
            code: "line-ending",
            at: Location(file: file, line: line, column: column),
            Phrase(
                vi: "ký tự CR đứng một mình, dòng phải kết thúc bằng LF hoặc CRLF",
                en: "a lone CR; lines end with LF or CRLF"
            ),
            hint: Phrase(vi: "lưu lại thành «CSV UTF-8»", en: "save again as “CSV UTF-8”")
        )
    }

    static func unclosed(_ file: String, _ line: Int, _ column: Int) -> Diagnostic {
        Diagnostic(
            .error,
            code: "quote-unclosed",
            at: Location(file: file, line: line, column: column),
            Phrase(
                vi: "dấu nháy kép mở ở đây không được đóng",
                en: "the double quote opened here is never closed"
            ),
            hint: Phrase(
                vi: "đóng dấu nháy; các dòng sau chưa được đọc",
                en: "close the quote; the rows after it were not read"
            )
        )
    }

    static func tooLong(_ file: String, _ line: Int, _ limit: Int) -> Diagnostic {
        Diagnostic(
            .error,
            code: "row-too-long",
            at: Location(file: file, line: line),
            Phrase(
                vi: "dòng dài quá \(limit) byte",
                en: "the row is longer than \(limit) bytes"
            ),
            hint: Phrase(
                vi: "kiểm tra dấu xuống dòng của tệp; các dòng sau chưa được đọc",
                en: "check the line ends of the file; the rows after it were not read"
            )
        )
    }

    static func tooManyColumns(_ file: String, _ line: Int, _ limit: Int) -> Diagnostic {
        Diagnostic(
            .error,
            code: "too-many-columns",
            at: Location(file: file, line: line, column: limit + 1),
            Phrase(vi: "nhiều hơn \(limit) cột", en: "more than \(limit) columns"),
            hint: Phrase(
                vi: "xóa các cột thừa; các dòng sau chưa được đọc",
                en: "delete surplus columns; the rows after it were not read"
            )
        )
    }

    static func ragged(_ file: String, row: TableRow, expected: Int) -> Diagnostic {
        Diagnostic(
            .error,
            code: "ragged-row",
            at: Location(file: file, line: row.line, column: min(row.count, expected) + 1),
            Phrase(
                vi: "dòng có \(row.count) ô, tiêu đề có \(expected)",
                en: "the row has \(row.count) fields, the header \(expected)"
            ),
            hint: Phrase(
                vi: "xóa dòng trống; đặt ô có dấu phân cách trong nháy kép",
                en: "delete blank lines; quote fields that contain the delimiter"
            )
        )
    }
}
