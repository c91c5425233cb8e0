import GRDB
import Glibc
package import Intake
package import Ledger

/// Why the books could not be opened, read or written.
package enum StoreError: Error, Equatable, Sendable {
    /// The folder holds no books.
    case noBooks(String)
    /// The folder already holds something.
    case folderInUse(String)
    /// Another process is writing.
    case locked
    /// The database and the checkpoint file do not agree; nothing was written.
    case headsDiffer(database: Int64, checkpoint: Int64)
    /// A file cannot be read.
    case file(path: String, error: Int32)
    /// A file or folder cannot be written.
    case unwritable(path: String, error: Int32)
    /// The database refused or is damaged.
    case database(String)
    /// What lies in the books is not what was written there.
    case damaged(String)
    /// A part of the books is gone, or is no plain file or folder.
    case partMissing(String)
    /// A file is no backup of books, or is cut off or damaged.
    case backup(String)
    /// A file lies in the books' folder under a name that no step gives and no backup can hold.
    case strayName(String)
    /// Others than its owner may read a private key.
    case openKey(String)
    /// The books have the schema of another version of the program; nothing was read or written.
    case otherSchema(found: Int, wanted: Int)
    /// The result of a COMMIT is not known: open the books again and look the step up.
    case commitUnknown(String)
    /// A sealed page does not open: wrong key or damaged.
    case sealedPage(Int64)
    /// The step's time lies before that of the last step.
    case clockBackwards(last: Instant)
    /// A batch folder bears signatures and is not in the database: the database is older than it.
    case foreignBatch(String)
    /// The same key was used for another step.
    case keyReused(String)
    /// Somebody else wrote to the database while these books were open to write.
    case changedBesides
    /// The sums of the books would not fit in 64 bits any more; nothing was booked.
    case tooMuch
    /// The unit's books are closed through that day: nothing is booked on it or before it.
    case periodClosed(unit: String, through: CivilDate, bookedOn: CivilDate)
    /// The budget year of the unit was settled: nothing of it changes any more.
    case yearSettled(unit: String, year: Int)

    /// What SQLite says, told apart: damage is a proof that fails, all else an error of the machine.
    init(of error: any Error) {
        guard let error = error as? DatabaseError else {
            self = .database("\(error)")
            return
        }
        let message = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        // Every statement is ours and tested: what lacks a table or column is not our database.
        // A file that ends too early answers reads with an input error.
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR: self = .damaged(message)
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHORT_READ:
            self = .damaged(message)
        case .SQLITE_FULL: self = .unwritable(path: "books.sqlite", error: ENOSPC)
        case .SQLITE_IOERR: self = .unwritable(path: "books.sqlite", error: EIO)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY:
            self = .file(path: "books.sqlite", error: EACCES)
        default: self = .database(message)
        }
    }

    /// What happened, for people.
    package var phrase: Phrase {
        switch self {
        case .noBooks(let path):
            Phrase(
                vi: "không có sổ ở \(path); tạo bằng: chitra init \(path) --setup FILE",
                en: "no books at \(path); make them with: chitra init \(path) --setup FILE"
            )
        case .folderInUse(let path):
            Phrase(
                vi: "thư mục \(path) đã có nội dung; chọn thư mục khác",
                en: "folder \(path) is not empty; choose another"
            )
        case .locked:
            Phrase(
                vi: "một lệnh khác đang ghi sổ; chờ lệnh đó xong rồi chạy lại",
                en: "another command is writing to these books; wait for it and run this again"
            )
        case .headsDiffer(let database, let checkpoint):
            Self.difference(database: database, checkpoint: checkpoint)
        case .file(let path, let error):
            Phrase(
                vi: "không đọc được \(path): \(Self.words(error).vietnamese)",
                en: "cannot read \(path): \(Self.words(error).english)"
            )
        case .unwritable(let path, let error):
            Phrase(
                vi: "không ghi được \(path): \(Self.words(error).vietnamese)",
                en: "cannot write \(path): \(Self.words(error).english)"
            )
        case .database(let message):
            Phrase(vi: "cơ sở dữ liệu báo: \(message)", en: "the database says: \(message)")
        case .damaged(let message):
            Phrase(
                vi: "sổ bị hỏng hoặc bị sửa: \(message); giữ nguyên hiện trạng và báo kiểm toán",
                en: "the books are damaged or changed: \(message); keep all as it is and call the "
                    + "auditor"
            )
        case .partMissing(let name):
            Phrase(
                vi: "sổ mất \(name), hoặc đó không phải tệp hay thư mục thường; "
                    + "giữ nguyên hiện trạng và báo kiểm toán",
                en: "the books lack \(name), or it is no plain file or folder; "
                    + "keep all as it is and call the auditor"
            )
        case .strayName(let name):
            Phrase(
                vi:
                    "\(name) không phải tệp của sổ: tên có ký tự mà bản sao lưu không ghi được; chuyển tệp ra "
                    + "ngoài thư mục sổ rồi sao lưu lại",
                en:
                    "\(name) is no file of the books: its name cannot stand in a backup; move it out of the "
                    + "books' folder and back up again"
            )
        case .backup(let path):
            Phrase(
                vi: "\(path) không phải bản sao lưu của sổ, hoặc bị cắt hay bị hỏng; không tạo gì: "
                    + "dùng một bản khác",
                en: "\(path) is no backup of books, or is cut off or damaged; nothing was made: "
                    + "take another copy"
            )
        case .openKey(let path):
            Phrase(
                vi: "người khác đọc được khóa riêng \(path): chạy chmod 600 \(path) rồi chạy lại",
                en: "others may read the private key \(path): run chmod 600 \(path) and this again"
            )
        case .otherSchema(let found, let wanted):
            Schema.earlier[found] != nil
                ? Phrase(
                    vi:
                        "sổ có lược đồ \(found), chương trình này dùng lược đồ \(wanted); chưa đọc, chưa "
                        + "ghi gì: đưa sổ lên lược đồ mới một lần bằng chitra ledger migrate BẢN-SAO",
                    en:
                        "these books have schema \(found), this program has \(wanted); nothing was read "
                        + "or written: bring them forward once with chitra ledger migrate BACKUP"
                )
                : found < wanted
                    ? Phrase(
                        vi: "sổ có lược đồ \(found), chương trình này dùng lược đồ \(wanted); "
                            + "không đọc, không ghi gì: dùng tiếp bản chương trình đã tạo sổ này",
                        en:
                            "these books have schema \(found), this program has \(wanted); nothing is "
                            + "read or written: go on with the version of the program that made them"
                    )
                    : Phrase(
                        vi: "sổ có lược đồ \(found), chương trình này chỉ biết đến \(wanted); "
                            + "không đọc, không ghi gì: cài bản chương trình mới hơn",
                        en:
                            "these books have schema \(found), this program knows \(wanted) at most; "
                            + "nothing is read or written: install a newer version of the program"
                    )
        case .commitUnknown(let message):
            Phrase(
                vi: "chưa biết giao dịch đã ghi hay chưa (\(message)); chạy lại lệnh để biết",
                en: "it is not known whether this was committed (\(message)); run the command again"
            )
        case .sealedPage(let page):
            Phrase(
                vi: "trang sổ \(page) không mở được: sai khóa hoặc bị hỏng",
                en: "register page \(page) does not open: wrong key or damaged"
            )
        case .clockBackwards(let last):
            Phrase(
                vi:
                    "đồng hồ chạy lùi: bước cuối của sổ ghi lúc \(last); chỉnh giờ máy rồi chạy lại",
                en: "the clock runs backwards: the last step of these books is of \(last); "
                    + "set the clock right and run this again"
            )
        case .foreignBatch(let code):
            Phrase(
                vi: "lô \(code) đã có chữ ký nhưng sổ không biết: sổ cũ hơn các lô; "
                    + "giữ nguyên hiện trạng và báo kiểm toán",
                en: "batch \(code) bears signatures and is not in the books: the books are older "
                    + "than their batches; keep all as it is and call the auditor"
            )
        case .changedBesides:
            Phrase(
                vi:
                    "có chương trình khác ghi vào books.sqlite trong lúc lệnh này chạy; không ghi gì: "
                    + "chạy chitra verify, giữ nguyên hiện trạng và báo kiểm toán",
                en:
                    "something else wrote to books.sqlite while this command ran; nothing is written: "
                    + "run chitra verify, keep all as it is and call the auditor"
            )
        case .keyReused(let key):
            Phrase(
                vi: "khóa \(key) đã dùng cho một bước khác",
                en: "the key \(key) was already used for another step"
            )
        case .periodClosed(let unit, let through, let day):
            Phrase(
                vi: "sổ của đơn vị \(unit) đã khóa đến hết \(through), không ghi vào ngày \(day) "
                    + "được; không ghi gì: ghi điều chỉnh vào kỳ sau",
                en: "the books of unit \(unit) are closed through \(through), nothing is booked on "
                    + "\(day); nothing was written: correct it in the next period"
            )
        case .yearSettled(let unit, let year):
            Phrase(
                vi: "quyết toán năm \(year) của đơn vị \(unit) đã duyệt, số liệu năm đó không đổi "
                    + "nữa; không ghi gì: khoản về sau là phải nộp ngân sách hoặc quyền hưởng năm mới",
                en: "the accounts of \(year) of unit \(unit) were settled, that year changes no "
                    + "more; nothing was written: what comes back later is owed to the budget, or a "
                    + "claim on the new year"
            )
        case .tooMuch:
            Phrase(
                vi:
                    "tổng phát sinh của sổ vượt quá 4 tỷ tỷ đồng; không ghi gì: xem lại các số tiền "
                    + "vừa nạp",
                en: "the turnover of the books would pass 4 billion billion; nothing was booked: "
                    + "look at the amounts that were handed in"
            )
        }
    }

    /// What of the log was lost or changed, from which leaf on.
    private static func difference(database: Int64, checkpoint: Int64) -> Phrase {
        let what =
            if database < checkpoint {
                Phrase(
                    vi: "các mục nhật ký từ \(database + 1) đến \(checkpoint) đã mất khỏi sổ",
                    en: "log leaves \(database + 1) to \(checkpoint) are lost from the database"
                )
            } else if database > checkpoint {
                Phrase(
                    vi:
                        "các mục nhật ký từ \(checkpoint + 1) đến \(database) chưa có điểm kiểm tra "
                        + "nào: chen vào sổ, hoặc tệp điểm kiểm tra bị cắt",
                    en: "no checkpoint has log leaves \(checkpoint + 1) to \(database): they were "
                        + "put into the database, or the checkpoint file was cut off"
                )
            } else {
                Phrase(
                    vi:
                        "trong các mục nhật ký 1 đến \(database) có mục bị đổi: sổ và tệp điểm kiểm "
                        + "tra có gốc khác nhau",
                    en: "among log leaves 1 to \(database) one was changed: the database and the "
                        + "checkpoint file have other roots"
                )
            }
        return Phrase(
            vi: "sổ có \(database) mục nhật ký, tệp điểm kiểm tra ghi \(checkpoint): "
                + "\(what.vietnamese); không ghi gì thêm: chạy chitra verify và giữ nguyên hiện trạng",
            en: "the database holds \(database) log leaves, the checkpoint file says "
                + "\(checkpoint): \(what.english); nothing is written: run chitra verify and keep all "
                + "as it is"
        )
    }

    /// What the system's error number means.
    private static func words(_ error: Int32) -> Phrase {
        if error == ENOTSUP {
            return Phrase(
                vi: "không phải tệp thường mà là ống hoặc thiết bị; hãy lưu thành tệp trước",
                en: "it is no regular file but a pipe or device; save it as a file first"
            )
        }
        let english = unsafe String(cString: strerror(error)).lowercased()
        let vietnamese: String
        switch error {
        case ENOENT: vietnamese = "không có tệp hoặc thư mục này"
        case EACCES, EPERM: vietnamese = "không có quyền"
        case EEXIST: vietnamese = "đã có tệp này"
        case EISDIR: vietnamese = "đó là thư mục, không phải tệp"
        case ENOTDIR: vietnamese = "đường dẫn đi qua một tệp, không phải thư mục"
        case ENOSPC, EDQUOT: vietnamese = "ổ đĩa hết chỗ"
        case EROFS: vietnamese = "ổ đĩa chỉ cho đọc"
        case EFBIG: vietnamese = "tệp quá lớn hoặc không phải tệp thường"
        case ELOOP: vietnamese = "đó là liên kết, không phải tệp"
        case EIO: vietnamese = "ổ đĩa hoặc tệp bị hỏng"
        default: vietnamese = "lỗi hệ thống: \(english)"
        }
        return Phrase(vi: vietnamese, en: english)
    }
}
