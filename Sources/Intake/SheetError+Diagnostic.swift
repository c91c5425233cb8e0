// The words for a workbook that could not be opened.

extension SheetError {
    /// The finding, with what a clerk can do next.
    func diagnostic(file: String, line: Int?) -> Diagnostic {
        let (code, message, hint) = words
        return Diagnostic(
            .error,
            code: code,
            at: Location(file: file, line: line),
            message,
            hint: hint
        )
    }

    private var words: (String, Phrase, Phrase) {
        let saveAgain = Phrase(
            vi: "mở bằng Excel hoặc LibreOffice và lưu lại thành .xlsx, hoặc xuất CSV UTF-8",
            en: "open it in Excel or LibreOffice and save it as .xlsx again, or export CSV UTF-8"
        )
        switch self {
        case .notAnArchive:
            return (
                "sheet-unreadable",
                Phrase(
                    vi: "tệp không phải .xlsx hoặc đã hỏng",
                    en: "no .xlsx file, or a damaged one"
                ),
                saveAgain
            )
        case .compoundFile:
            return (
                "sheet-password",
                Phrase(
                    vi: "tệp .xls cũ hoặc có mật khẩu",
                    en: "an old .xls file, or one with a password"
                ),
                Phrase(
                    vi: "bỏ mật khẩu và lưu lại thành .xlsx",
                    en: "take the password off and save it as .xlsx"
                )
            )
        case .tooLarge:
            return (
                "sheet-too-large",
                Phrase(
                    vi: "tệp nén vượt giới hạn về số phần, dung lượng hoặc tỷ lệ nén",
                    en: "the archive exceeds a limit of parts, size or inflation"
                ),
                Phrase(
                    vi: "tách danh sách thành nhiều tệp, hoặc xuất CSV UTF-8",
                    en: "split the list into several files, or export CSV UTF-8"
                )
            )
        case .malformed(let part):
            return (
                "sheet-malformed",
                Phrase(
                    vi: "phần \(part) thiếu hoặc hỏng",
                    en: "the part \(part) lacks or is damaged"
                ),
                saveAgain
            )
        case .documentType:
            return (
                "sheet-document-type",
                Phrase(
                    vi: "tệp có khai báo DTD, bảng tính không bao giờ có",
                    en: "a document type declaration, which no workbook has"
                ),
                Phrase(
                    vi: "không dùng tệp này; xin lại từ người gửi",
                    en: "do not use the file; ask its sender for another"
                )
            )
        case .severalSheets(let count):
            return (
                "sheet-several",
                Phrase(
                    vi: "bảng tính có \(count) trang tính",
                    en: "the workbook has \(count) sheets"
                ),
                Phrase(
                    vi: "chỉ giữ lại một trang tính chứa danh sách",
                    en: "keep only the sheet with the list"
                )
            )
        }
    }
}
