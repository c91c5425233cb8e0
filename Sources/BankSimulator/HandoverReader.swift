// A folder as it was handed over: handover.toml, and of each file named in it the payments.
//
// Invariants:
// (1) Only a file that the account holder signed (its .p7s lies beside it) was handed over; the
//     signature itself is checked by others.
// (2) Count and sum of a file are those of handover.toml, or the folder is refused.
// (3) Message ids and transfer ids are unique over all folders that are read together.

package import Intake
import Ledger
import TOMLKit

/// A provider's folder.
package struct HandoverFolder {
    /// The path as the user gave it, for findings.
    package let path: String
    /// The names of the files in it.
    package let names: Set<String>
    /// The bytes of a file in it; nil where it cannot be read.
    package let read: (String) -> [UInt8]?

    /// A folder.
    package init(path: String, names: Set<String>, read: @escaping (String) -> [UInt8]?) {
        self.path = path
        self.names = names
        self.read = read
    }
}

/// Reads folders that were handed over.
package struct HandoverReader {
    private var log = DiagnosticLog()
    private var files: [HandedOverFile] = []
    private var messages: Set<String> = []
    private var transfers: Set<String> = []
    private var banks: [String: String] = [:]

    private init() {}

    /// Reads folders; the result does not depend on their order.
    ///
    /// - Returns: The files, sorted by message id, with what was found: errors, and a warning for
    ///   each file that was not handed over.
    package static func read(_ folders: [HandoverFolder]) -> Reading<[HandedOverFile]> {
        var reader = HandoverReader()
        for folder in folders.sorted(by: { $0.path < $1.path }) { reader.read(folder) }
        reader.files.sort { $0.message < $1.message }
        return Reading(value: reader.files, diagnostics: reader.log.diagnostics)
    }

    private mutating func read(_ folder: HandoverFolder) {
        let name = "\(folder.path)/handover.toml"
        guard let bytes = folder.read("handover.toml"),
            let text = try? TOMLInput.checked(String(decoding: bytes, as: UTF8.self)),
            let table = try? TOMLTable(string: text),
            table["format"]?.string == "chitra/handover/1",
            let provider = table["provider"]?.string, let entries = table["file"]?.array
        else {
            return refuse(
                "handover-unreadable",
                name,
                Phrase(
                    vi: "handover.toml không đọc được hoặc không đúng dạng chitra/handover/1",
                    en: "handover.toml cannot be read or is not of the form chitra/handover/1"
                )
            )
        }
        for entry in entries {
            if let entry = entry.table, entry["withdrawal"] != nil {
                noteEstimate(name)
                continue
            }
            guard let entry = entry.table, let sheet = Sheet(entry) else {
                refuse(
                    "handover-file",
                    name,
                    Phrase(
                        vi: "mục [[file]] thiếu hoặc sai giá trị",
                        en: "a [[file]] table lacks a value or has a wrong one"
                    )
                )
                continue
            }
            guard folder.names.contains("\(sheet.name).p7s") else {
                log.append(
                    Diagnostic(
                        .warning,
                        code: "not-handed-over",
                        at: Location(file: "\(folder.path)/\(sheet.name)"),
                        Phrase(
                            vi: "tệp chưa có chữ ký chủ tài khoản, coi như chưa bàn giao",
                            en: "the account holder has not signed the file: not handed over"
                        ),
                        hint: Phrase(
                            vi: "bàn giao bằng chitra batch issue",
                            en: "hand it over with chitra batch issue"
                        )
                    )
                )
                continue
            }
            take(sheet, of: folder, provider: provider)
        }
    }

    /// Reads a file's payments and checks what handover.toml says of it.
    private mutating func take(_ sheet: Sheet, of folder: HandoverFolder, provider: String) {
        let path = "\(folder.path)/\(sheet.name)"
        let isOrder = sheet.name.hasSuffix(".xml")
        let isCash = !isOrder && sheet.list == sheet.name
        let source = isOrder || isCash ? sheet.name : sheet.list
        guard let bytes = folder.read(source) else {
            return refuse(
                "handover-missing",
                "\(folder.path)/\(source)",
                Phrase(vi: "không đọc được tệp", en: "the file cannot be read")
            )
        }
        var order = PaymentOrder()
        if isOrder {
            var reader = PaymentOrderReader(file: path)
            let reading = reader.read(bytes)
            log.append(contentsOf: reading.diagnostics)
            guard !reading.isRefused else { return }
            order = reading.value
        } else {
            let reading = TransferTableReader.read(
                bytes,
                file: "\(folder.path)/\(source)",
                isCash: isCash
            )
            log.append(contentsOf: reading.diagnostics)
            guard !reading.isRefused else { return }
            order.messageName = "pain.001"
            order.message = sheet.message
            order.accounts = [sheet.account]
            order.requested = ["\(sheet.requested)"]
            order.transfers = reading.value
        }
        guard check(order, sheet, path) else { return }
        files.append(
            HandedOverFile(
                message: sheet.message,
                provider: provider,
                messageName: order.messageName,
                isCash: isCash,
                account: sheet.account,
                bank: sheet.bank,
                requested: sheet.requested,
                transfers: order.transfers
            )
        )
    }

    private mutating func check(_ order: PaymentOrder, _ sheet: Sheet, _ path: String) -> Bool {
        guard order.message == sheet.message, order.accounts == [sheet.account],
            order.requested == ["\(sheet.requested)"], order.transfers.count == sheet.count,
            order.transfers.reduce(0, { $0 &+ $1.amount }) == sheet.amount
        else {
            refuse(
                "handover-differs",
                path,
                Phrase(
                    vi: "mã tệp, tài khoản, ngày, số lệnh hoặc tổng tiền khác với handover.toml",
                    en: "message id, account, day, count or sum differ from handover.toml"
                )
            )
            return false
        }
        guard transfers.count + order.transfers.count <= HandoverFinding.transferLimit else {
            refuse(
                "too-many-transfers",
                path,
                Phrase(
                    vi: "quá \(HandoverFinding.transferLimit) lệnh chi cho một lần chạy",
                    en: "more than \(HandoverFinding.transferLimit) payments for one run"
                ),
                hint: Phrase(vi: "chạy từng phần", en: "run the folders in parts")
            )
            return false
        }
        var isNew = messages.insert(sheet.message).inserted
        for transfer in order.transfers where !transfers.insert(transfer.id).inserted {
            isNew = false
        }
        let bank = banks[sheet.account]
        banks[sheet.account] = sheet.bank
        guard isNew, bank == nil || bank == sheet.bank else {
            refuse(
                "handover-repeated",
                path,
                Phrase(
                    vi:
                        "mã tệp hoặc mã lệnh chi đã có ở tệp khác, hoặc tài khoản thuộc hai ngân hàng",
                    en:
                        "message or transfer ids stand in another file too, or two banks hold the account"
                ),
                hint: Phrase(
                    vi: "mỗi thư mục bàn giao chỉ đưa vào một lần",
                    en: "name each handed-over folder once"
                )
            )
            return false
        }
        return true
    }

    /// A list that the Treasury pays from the estimate is no bank's to answer.
    private mutating func noteEstimate(_ name: String) {
        log.append(
            Diagnostic(
                .warning,
                code: "handover-estimate",
                at: Location(file: name),
                Phrase(
                    vi: "Kho bạc chi bảng này từ dự toán: ngân hàng thử không trả lời thay",
                    en: "the Treasury pays this list from the estimate: no bank answers it"
                ),
                hint: Phrase(
                    vi: "lập bảng kết quả của Kho bạc theo mẫu trong docs/files.md",
                    en: "write the Treasury's list of results as docs/files.md has it"
                )
            )
        )
    }

    private mutating func refuse(
        _ code: String,
        _ file: String,
        _ message: Phrase,
        hint: Phrase = HandoverFinding.takeAgain
    ) {
        log.append(HandoverFinding.error(code, file, message, hint: hint))
    }
}

extension HandoverReader {
    /// What handover.toml says of one file.
    private struct Sheet {
        let name: String
        let list: String
        let message: String
        let requested: CivilDate
        let account: String
        let bank: String
        let count: Int
        let amount: Int64

        /// The values of a table; nil where one lacks or cannot be.
        init?(_ table: TOMLTable) {
            guard let name = table["name"]?.string, Sheet.isFileName(name),
                let list = table["list"]?.string, Sheet.isFileName(list),
                let message = table["message_id"]?.string, HandoverFinding.isPlainName(message),
                let day = table["requested"]?.string, let requested = CivilDate(iso: day),
                let account = table["debtor_account"]?.string,
                HandoverFinding.isPlainName(account), account.utf8.count <= 24,
                let bank = table["debtor_bank"]?.string, HandoverFinding.isPlainName(bank),
                let count = table["transfer_count"]?.int, let amount = table["amount"]?.int
            else { return nil }
            self.name = name
            self.list = list
            self.message = message
            self.requested = requested
            self.account = account
            self.bank = bank
            self.count = count
            self.amount = Int64(amount)
        }

        private static func isFileName(_ text: String) -> Bool {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { HandoverFinding.isPlainName(String($0)) }
        }
    }
}
