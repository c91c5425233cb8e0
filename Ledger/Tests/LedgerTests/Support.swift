// What the tests of Ledger share: a chart, a repeatable source of numbers, and random journals.

import Ledger

/// A chart with the accounts that the stories need; the one that ships is tested by itself.
let chartText = """
    code,parent,kind,name_vi,name_en,mapping
    CASH,,asset,Tiền gửi,Deposit with the provider,TT 24/2024 TK 141
    ADV,,liability,Tạm ứng,Advance not yet cleared,
    FUND,,income,Kinh phí,Budget funding,
    EXP,,expense,Chi trợ cấp,Benefit expense,TT 24/2024 TK 611
    OWED,,liability,Còn phải chi,Owed or on its way,
    PAY,OWED,liability,Phải trả,Payable,TT 24/2024 TK 338
    CLR,OWED,liability,Đang chờ xử lý,In clearing,
    REC,,asset,Phải thu hồi,Receivable,
    DUE,,liability,Phải nộp ngân sách,Owed to the budget,
    GBK,,asset,Đã nộp trả,Claims given back,
    SUSP,,liability,Chưa rõ nguồn gốc,Unidentified,
    FEE,,expense,Phí dịch vụ,Provider fee,
    PAYPROV,,liability,Phải trả đơn vị chi trả,Payable to provider,
    HO,,equity,Bàn giao,Hand-over,
    LOSS,,expense,Xóa nợ,Written off,
    ESTIMATE,,memo,Dự toán,Estimate,
    GRANTED,ESTIMATE,memo,Dự toán được giao,Granted,
    RESERVED,ESTIMATE,memo,Dự toán đã giữ chỗ,Reserved,
    ADVANCED,ESTIMATE,memo,Dự toán đã tạm ứng,Advanced,
    SPENT,ESTIMATE,memo,Dự toán đã thực chi,Spent,
    OPENING,,memo,Đã chi trước khi mở sổ,Paid before,
    MEMO,,memo,Đối ứng,Contra,

    """

/// The test failed to set up what it is about.
struct SetupError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A day from its ISO form.
func day(_ text: String) throws -> CivilDate {
    guard let date = CivilDate(iso: text) else { throw SetupError("no day: \(text)") }
    return date
}

/// SplitMix64: the same numbers on every machine for one seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension BudgetCodes {
    /// The codes that a description tells; nil where it tells none.
    init?(_ description: String) {
        let texts = description.split(separator: "-").map { String($0) }
        guard texts.count == 5 else { return nil }
        try? self.init(
            level: texts[0],
            chapter: texts[1],
            sector: texts[2],
            economicCode: texts[3] == "–" ? nil : texts[3],
            sourceCode: texts[4]
        )
    }
}

/// Random entries that a journal takes: ordinary ones, memo pairs, and storno in whole and in part.
struct RandomEntries {
    var generator: SeededGenerator
    let currencies: [Currency]
    private var originals: [JournalEntry] = []

    init(seed: UInt64, currencies: [Currency] = [.vnd]) {
        generator = SeededGenerator(state: seed)
        self.currencies = currencies
    }

    static let units = ["U001", "U002", "XÃ-3"]
    static let providers: [String?] = [nil, "VCB", "BUU DIEN", "A:B"]
    static let real = ["CASH", "ADV", "FUND", "EXP", "PAY", "CLR", "REC", "DUE", "GBK", "HO"]
    static let memo = ["GRANTED", "RESERVED", "ADVANCED", "SPENT", "OPENING", "MEMO"]

    private mutating func pick<Element>(_ from: [Element]) -> Element {
        from[Int.random(in: 0..<from.count, using: &generator)]
    }

    private mutating func dimensions(_ unit: String) -> Dimensions {
        var dimensions = Dimensions(unit: unit)
        dimensions.provider = pick(RandomEntries.providers)
        if Bool.random(using: &generator) { dimensions.budgetYear = pick([2026, 2027]) }
        if Bool.random(using: &generator) {
            dimensions.source = pick(["1.024.370", "3, địa phương"])
        }
        if Bool.random(using: &generator) {
            dimensions.programme = pick(["BTXH", "date:x [2026-13-45]"])
        }
        if Bool.random(using: &generator) { dimensions.person = pick([1, 2, 3]) }
        if dimensions.budgetYear != nil, dimensions.source != nil {
            dimensions.codes = pick([
                nil, BudgetCodes("4-012-398-–-12"), BudgetCodes("1-035-371-7151-13"),
            ])
        }
        return dimensions
    }

    /// Postings that balance: some debits, some credits, the last one closing the difference.
    private mutating func balanced(_ accounts: [String], unit: String) throws -> [Posting] {
        let currency = pick(currencies)
        var postings: [Posting] = []
        var sum: Int64 = 0
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let amount = Int64.random(in: 1...9_000_000_000, using: &generator)
            let side = pick(Side.allCases)
            sum += side == .debit ? amount : -amount
            postings.append(
                try Posting(
                    account: pick(accounts),
                    side: side,
                    amount: Money(minorUnits: amount, currency: currency),
                    dimensions: dimensions(unit)
                )
            )
        }
        guard sum != 0 else { return try balanced(accounts, unit: unit) }
        postings.append(
            try Posting(
                account: pick(accounts),
                side: sum > 0 ? .credit : .debit,
                amount: Money(minorUnits: abs(sum), currency: currency),
                dimensions: dimensions(unit)
            )
        )
        return postings
    }

    /// The next entry; storno comes for entries that were given out before, each at most once.
    mutating func next(_ number: Int) throws -> JournalEntry {
        let bookedOn = try day("2026-01-01").advanced(byDays: number / 7)
        let valueOn = bookedOn.advanced(byDays: pick([0, 0, 1, -2]))
        let choice = Int.random(in: 0..<10, using: &generator)
        if choice < 2, !originals.isEmpty {
            let index = Int.random(in: 0..<originals.count, using: &generator)
            let original = originals.remove(at: index)
            if choice == 0 || original.postings.count != 2 {
                return try original.reversal(
                    key: "k\(number)",
                    bookedOn: bookedOn,
                    document: "BB (\(number)); hủy"
                )
            }
            let limit = original.postings[0].amount.minorUnits
            let part = Money(
                minorUnits: Int64.random(in: 1...limit, using: &generator),
                currency: original.postings[0].amount.currency
            )
            return try JournalEntry(
                key: "k\(number)",
                event: "withdraw",
                unit: original.unit,
                bookedOn: bookedOn,
                valueOn: valueOn,
                document: "",
                postings: original.postings.map {
                    try Posting(
                        account: $0.account,
                        side: $0.side.opposite,
                        amount: part,
                        dimensions: $0.dimensions
                    )
                },
                reverses: original.key
            )
        }
        let unit = pick(RandomEntries.units)
        var postings = try balanced(RandomEntries.real, unit: unit)
        if choice > 6 { postings += try balanced(RandomEntries.memo, unit: unit) }
        if choice == 9 { postings = try balanced(RandomEntries.memo, unit: unit) }
        let entry = try JournalEntry(
            key: pick(["k\(number)", "k\(number) (2)"]),
            event: pick(["approve", "hand-over", "duyệt chi"]),
            unit: unit,
            bookedOn: bookedOn,
            valueOn: valueOn,
            document: pick(["QĐ 12/2026", "[2026-13-45] date:x", "a;b | c", " viền "]),
            postings: postings
        )
        originals.append(entry)
        return entry
    }

    /// So many entries in the order of their days.
    static func many(
        _ count: Int,
        seed: UInt64,
        currencies: [Currency] = [.vnd]
    ) throws -> [JournalEntry] {
        var random = RandomEntries(seed: seed, currencies: currencies)
        var entries: [JournalEntry] = []
        for number in 0..<count { entries.append(try random.next(number)) }
        return entries
    }
}
