// Made-up payments: the same for the same numbers.

import BankFiles
import Intake
import Ledger

/// Makes payments and the head of their file.
struct PaymentMaker {
    /// The moment of the run, in seconds since 1970: 2026-11-22T09:00:00+07:00.
    static let now: Int64 = 1_795_312_800

    /// Why no payment can be made.
    struct Unmade: Error {}

    private static let names = [
        "Nguyễn Thị Ánh", "Trần Văn Đạt", "Lê Thị Kim Huệ", "Phạm Đức Trường", "Huỳnh Ngọc Yến",
        "Đặng Thị Ngưỡng", "Võ Hữu Lượm", "Bùi Thị Mỹ Khuê",
    ]
    private let batch: BatchCode
    private let ownBank: BIN
    private let otherBanks: [BIN]
    private var name: [UInt8] = []
    private var account = [UInt8](repeating: 0x30, count: 13)
    private var narrative: [UInt8]
    private let prefix: Int

    init() throws {
        guard let batch = BatchCode("NA0100001"), let own = BIN("970405"),
            let month = CalendarMonth(year: 2026, month: 11)
        else { throw Unmade() }
        self.batch = batch
        ownBank = own
        otherBanks = ["970436", "970415", "970418", "970422"].compactMap { BIN($0) }
        narrative = Array(BankText.narrativePrefix(month: month).utf8)
        prefix = narrative.count
    }

    /// The head of a file of so many payments.
    func header(ownBank own: Int, otherBank others: Int) throws -> PaymentFileHeader {
        guard let account = BankAccountNumber("1500211000007"),
            let day = CivilDate(iso: "2026-12-01"),
            let createdAt = Instant(seconds: Self.now)
        else { throw Unmade() }
        return PaymentFileHeader(
            messageID: "NA0100001-1-1",
            createdAt: createdAt,
            requestedDate: day,
            debtor: PaymentFileHeader.Debtor(
                name: try BankText("UBND XA QUYNH LUU"),
                account: account,
                bank: ownBank
            ),
            ownBank: totals(0..<own),
            otherBank: totals(own..<(own + others)),
            batchBooking: false
        )
    }

    private func totals(_ numbers: Range<Int>) -> TransferTotals {
        TransferTotals(
            count: numbers.count,
            sum: numbers.reduce(0) { $0 + Self.amount($1) }
        )
    }

    private static func amount(_ number: Int) -> Int64 { 500_000 + Int64(number % 97) * 10_000 }

    /// Appends a payment: a name in the bank's letters, an account, the id in the narrative.
    mutating func append(_ number: Int, isOwn: Bool, to chunk: inout TransferChunk) throws {
        let id = TransferID(batch: batch, number: number + 1)
        name.removeAll(keepingCapacity: true)
        let written = Array(Self.names[number % Self.names.count].utf8)
        try BankText.append(written.span, to: &name)
        var rest = 1_500_000_000_000 + number * 7_919
        for place in account.indices.reversed() {
            account[place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        narrative.removeSubrange(prefix...)
        id.append(to: &narrative)
        chunk.append(
            id: id,
            bank: isOwn ? ownBank : otherBanks[number % otherBanks.count],
            amount: Self.amount(number),
            name: name.span,
            account: account.span,
            narrative: narrative.span
        )
    }
}
