// Estimates, advances and providers' fees with their papers: events 1, 4 and 17.
//
// The file: `event,unit,year,source,provider,amount,document,day`; events `estimate`, `advance`, `fee-due` and
// `fee-paid`.
//
// Invariants:
// (1) All rows or none; every fault of the file in one go.
// (2) A paper is taken once: the same unit, event, year, source, provider and document again must
//     have the same amount and day, and changes nothing; spelling makes no other one.
// (3) The Treasury never advances more than the estimate of its unit, year and source, nor pays more fees
//     than the operating line has.
// (4) Fees are paid from the operating line alone, and no more than is due to the provider.

import Disbursement
import Entitlement
import Foundation
import Intake
import Ledger
import Signing
import Store

/// A paper that was taken in.
package struct PaperReport: Sendable {
    /// `estimate`, `advance`, `fee-due` or `fee-paid`.
    package let event: String
    /// The unit.
    package let unit: String
    /// The funding source.
    package let source: String
    /// VND.
    package let amount: Int64
    /// Whether it was taken before.
    package let isKnown: Bool
}

/// Takes in estimates and advances.
package struct ReceiveFunds {
    private struct Paper {
        let event: String
        let unit: String
        let year: Int
        let source: String
        let provider: String
        let amount: Int64
        let document: DocumentReference
        let day: CivilDate

        /// The same paper however its number is written: neither day nor amount make another one.
        var key: String { key(of: unit) }

        /// The same under the code of a unit.
        func key(of unit: String) -> String {
            "paper/\(event)/\(unit)/\(year)/\(source)/\(provider)/"
                + document.digest.hex
        }
    }

    private static let header = [
        "event", "unit", "year", "source", "provider", "amount", "document", "day",
    ]

    private static var columns: String { header.joined(separator: ",") }

    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Reads the file and books its papers in one step.
    ///
    /// - Throws: ``StepRefusal`` with every fault of the file.
    package func run(_ open: OpenBooks, path: String, officer: OfficerKey) throws -> [PaperReport] {
        let bytes = try DurableFiles.read(path)
        let name = String(path.split(separator: "/").last ?? "")
        let units = try open.books.units()
        let reading = read(bytes, file: name, units: units)
        guard !reading.isRefused else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "tệp có lỗi, không ghi gì",
                    en: "the file has errors; nothing was booked"
                ),
                hint: Phrase(
                    vi: "sửa các dòng đã nêu rồi nạp lại cả tệp; các cột: \(Self.columns)",
                    en: "put these lines right and hand the whole file in again; columns: "
                        + Self.columns
                ),
                diagnostics: reading.diagnostics
            )
        }
        for paper in reading.value {
            try officer.require([.chiefAccountant], unit: paper.unit)
        }
        let known = try open.books.query { reader in
            try Set(reading.value.filter { try reader.paper(key: $0.key) != nil }.map(\.key))
        }
        for paper in reading.value { try requireOnce(paper, open) }
        let new = reading.value.filter { !known.contains($0.key) }
        if !new.isEmpty { try open.requireProof() }
        try requireEstimate(for: new, open: open)
        try requireDue(for: new, open: open)
        if !new.isEmpty { try book(new, bytes: bytes, open: open, officer: officer) }
        return reading.value.map {
            PaperReport(
                event: $0.event,
                unit: $0.unit,
                source: $0.source,
                amount: $0.amount,
                isKnown: known.contains($0.key)
            )
        }
    }

    /// A paper stands once, as it was entered, under one of the codes of a merger.
    private func requireOnce(_ paper: Paper, _ open: OpenBooks) throws {
        let (known, other) = try open.books.query { reader in
            (
                try reader.paper(key: paper.key),
                try reader.codeOfSamePaper(
                    besides: paper.unit,
                    amount: paper.amount,
                    key: paper.key(of:)
                )
            )
        }
        guard let known else {
            if let other { throw StepRefusal.standsUnder(other, paper: paper.document.text) }
            return
        }
        guard known.amount == paper.amount, known.day == "\(paper.day)" else {
            throw StepRefusal.standsOtherwise(paper.unit, paper: paper.document.text)
        }
    }

    /// Invariant (3).
    private func requireEstimate(for papers: [Paper], open: OpenBooks) throws {
        let byBudget = try Dictionary(grouping: papers) { paper in
            [try open.books.query { try $0.bearer(of: paper.unit) }, "\(paper.year)", paper.source]
        }
        for (_, papers) in byBudget.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard papers.contains(where: { $0.event == "advance" || $0.event == FeePaper.paid })
            else { continue }
            let first = papers[0]
            func balance(_ account: String) throws -> Int64 {
                try open.books.balance(
                    account: account,
                    unit: first.unit,
                    year: first.year,
                    source: first.source
                )
            }
            func sum(_ event: String) throws -> Int64 {
                try Self.sum(papers.filter { $0.event == event })
            }
            let granted = try balance("GRANTED") + sum("estimate")
            let left = try EstimateRoom(open).left(
                unit: first.unit,
                year: first.year,
                source: first.source
            )
            let drawn = try balance("GRANTED") - left + sum("advance") + sum(FeePaper.paid)
            guard drawn > granted else { continue }
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "đơn vị \(first.unit), nguồn \(first.source) năm \(first.year): tạm ứng và "
                        + "chi \(Money.vnd(drawn)) vượt dự toán được giao \(Money.vnd(granted))",
                    en: "unit \(first.unit), source \(first.source) of \(first.year): advances and "
                        + "payments of \(Money.vnd(drawn).inEnglish) pass the estimate of "
                        + "\(Money.vnd(granted).inEnglish)"
                ),
                hint: Phrase(
                    vi: "Kho bạc không tạm ứng quá dự toán: nạp quyết định giao (hoặc bổ sung) dự "
                        + "toán trước, hoặc sửa nguồn, năm, số tiền",
                    en:
                        "the Treasury does not advance more than the estimate: enter the paper that "
                        + "grants (or adds to) it first, or put source, year or amount right"
                )
            )
        }
    }

    /// Invariant (4), second half.
    private func requireDue(for papers: [Paper], open: OpenBooks) throws {
        let byProvider = try Dictionary(grouping: papers) { paper in
            [try open.books.query { try $0.bearer(of: paper.unit) }, paper.provider]
        }
        for (_, papers) in byProvider.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let paid = try Self.sum(papers.filter { $0.event == FeePaper.paid })
            guard paid > 0 else { continue }
            let first = papers[0]
            let due =
                try Self.sum(papers.filter { $0.event == FeePaper.due })
                - open.books.balance(
                    account: "PAYPROV",
                    unit: first.unit,
                    provider: first.provider
                )
            guard paid > due else { continue }
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "đơn vị \(first.unit): phí phải trả \(first.provider) là "
                        + "\(Money.vnd(due)), không trả \(Money.vnd(paid)) được",
                    en: "unit \(first.unit): \(Money.vnd(due).inEnglish) of fees are due to "
                        + "\(first.provider), \(Money.vnd(paid).inEnglish) cannot be paid"
                ),
                hint: Phrase(
                    vi: "ghi giấy báo phí trước (fee-due), hoặc sửa số tiền",
                    en: "enter the provider's bill first (fee-due), or put the amount right"
                )
            )
        }
    }

    private static func sum(_ papers: [Paper]) throws -> Int64 {
        try papers.reduce(0) { sum, paper in
            let (next, overflow) = sum.addingReportingOverflow(paper.amount)
            guard !overflow, next <= StepWriter.largestTurnover else { throw StoreError.tooMuch }
            return next
        }
    }

    private func book(
        _ papers: [Paper],
        bytes: [UInt8],
        open: OpenBooks,
        officer: OfficerKey
    ) throws {
        let fingerprint = officer.certificate.fingerprint.hex
        var explained: Set<Int64> = []
        try open.books.step(
            StepInfo(
                key: "receive/\(Digest.of(bytes).hex)/\(papers.count)",
                verb: "ledger receive",
                at: environment.now,
                officer: fingerprint
            )
        ) { writer in
            for paper in papers {
                try writer.insert(
                    PaperRecord(
                        key: paper.key,
                        event: paper.event,
                        unit: paper.unit,
                        year: paper.year,
                        source: paper.source,
                        provider: paper.provider,
                        amount: paper.amount,
                        document: paper.document.text,
                        day: paper.day
                    )
                )
                try post(paper, to: writer)
                if paper.event == "advance" {
                    guard let record = try writer.reader.paper(key: paper.key) else {
                        throw StoreError.damaged("paper: \(paper.key)")
                    }
                    try ShownPaper.explain(
                        record,
                        day: environment.now.date,
                        officer: fingerprint,
                        reader: writer.reader,
                        besides: &explained,
                        to: writer
                    )
                }
            }
        }
    }

    /// A paper of a closed period is booked on the first open day, and counts from its own.
    private func post(_ paper: Paper, to writer: StepWriter) throws {
        let closed = try writer.reader.lastClosedDay(
            unit: try writer.reader.bearer(of: paper.unit)
        )
        let booking = BookingPaper(
            unit: paper.unit,
            year: paper.year,
            day: closed.map { max(paper.day, $0.advanced(byDays: 1)) } ?? paper.day,
            valueOn: paper.day,
            document: paper.document.text
        )
        try writer.post(try Self.entry(of: paper, booking))
    }

    private static func entry(
        of paper: Paper,
        _ booking: BookingPaper
    ) throws -> JournalEntry {
        let funds = BatchPostings(chart: .shipped, paper: booking)
        let fees = RecoveryPostings(chart: .shipped, paper: booking)
        let (key, amount) = (paper.key, paper.amount)
        return switch paper.event {
        case "estimate":
            try funds.estimateGranted(key: key, source: paper.source, amount: amount)
        case FeePaper.due: try fees.feeDue(key: key, provider: paper.provider, amount: amount)
        case FeePaper.paid:
            try fees.feePaid(
                key: key,
                provider: paper.provider,
                source: paper.source,
                amount: amount
            )
        default:
            try funds.advanceReceived(
                key: key,
                source: paper.source,
                provider: paper.provider,
                amount: amount
            )
        }
    }

    /// The sources that a kind of paper may name: those of benefits for advances, the operating line for
    /// fees that are paid; a fee that is due has none yet.
    private static func sources(of event: String) -> Set<String> {
        switch event {
        case "estimate": Set(RuleBook.shipped.fundingSources).union([FeePaper.source])
        case FeePaper.due: [""]
        case FeePaper.paid: [FeePaper.source]
        default: Set(RuleBook.shipped.fundingSources)
        }
    }

    private func read(_ bytes: [UInt8], file: String, units: [UnitRecord]) -> Reading<[Paper]> {
        var papers: [Paper] = []
        var keys: Set<String> = []
        let table = CSVTable.read(bytes, file: file, header: Self.header)
        var diagnostics = table.diagnostics
        for row in table.value {
            func fault(_ column: Int, _ code: String, _ message: Phrase, hint: Phrase) {
                diagnostics.append(
                    Diagnostic(
                        .error,
                        code: code,
                        at: Location(
                            file: file,
                            line: row.line,
                            column: row.columns[column],
                            field: Self.header[column]
                        ),
                        message,
                        hint: hint
                    )
                )
            }
            let fields = row.fields
            let sources = Self.sources(of: fields[0])
            if !["estimate", "advance", FeePaper.due, FeePaper.paid].contains(fields[0]) {
                fault(
                    0,
                    "paper-event",
                    Phrase(
                        vi: "phải là estimate, advance, fee-due hoặc fee-paid",
                        en: "is estimate, advance, fee-due or fee-paid"
                    ),
                    hint: Phrase(
                        vi: "estimate: dự toán được giao; advance: tạm ứng đã về tài khoản; "
                            + "fee-due: phí phải trả; fee-paid: phí đã trả từ kinh phí hoạt động",
                        en:
                            "estimate: a grant of the budget; advance: money that came to an account; "
                            + "fee-due: a provider's bill; fee-paid: paid from the operating line"
                    )
                )
            }
            let unit = units.first { $0.code == fields[1] }
            if unit == nil {
                fault(
                    1,
                    "unit-unknown",
                    Phrase(vi: "sổ không có đơn vị này", en: "these books have no such unit"),
                    hint: Phrase(
                        vi: "các đơn vị: " + units.map(\.code).joined(separator: ", "),
                        en: "units: " + units.map(\.code).joined(separator: ", ")
                    )
                )
            }
            let year = Int(fields[2]) ?? 0
            if !(2000...2999).contains(year) {
                fault(
                    2,
                    "year-invalid",
                    Phrase(vi: "phải là năm, ví dụ 2026", en: "is a year, such as 2026"),
                    hint: Phrase(
                        vi: "năm ngân sách ghi trên quyết định giao dự toán",
                        en: "the budget year, as the grant's paper names it"
                    )
                )
            }
            if !sources.contains(fields[3]) {
                fault(
                    3,
                    "source-unknown",
                    Phrase(
                        vi: sources == [""]
                            ? "phí phải trả chưa có nguồn: để trống"
                            : "nguồn kinh phí phải là một trong: "
                                + sources.sorted().joined(separator: ", "),
                        en: sources == [""]
                            ? "a fee that is due has no source yet: leave it empty"
                            : "the funding source is one of: "
                                + sources.sorted().joined(separator: ", ")
                    ),
                    hint: Phrase(
                        vi: "local: ngân sách địa phương; city: phần thành phố tăng thêm; "
                            + "central: ngân sách trung ương; operating: kinh phí hoạt động của đơn "
                            + "vị, chỉ để trả phí",
                        en: "local: the province's budget; city: what the city adds; "
                            + "central: the state's budget; operating: the unit's own line, for fees "
                            + "alone"
                    )
                )
            }
            // Nothing is advanced to an estimate, and the Treasury bills nothing.
            let providers =
                unit?.accounts.values.filter { !$0.isEstimate }.map(\.provider) ?? []
            if fields[0] != "estimate", !providers.contains(fields[4]) {
                fault(
                    4,
                    "provider-unknown",
                    Phrase(
                        vi: "đơn vị không có tài khoản ở đây",
                        en: "the unit has no account there"
                    ),
                    hint: Phrase(
                        vi: "đơn vị này có tài khoản ở: "
                            + (providers.isEmpty
                                ? "–" : providers.sorted().joined(separator: ", ")),
                        en: "this unit has accounts with: "
                            + (providers.isEmpty ? "–" : providers.sorted().joined(separator: ", "))
                    )
                )
            }
            let money = try? Money(digits: Array(fields[5].utf8), currency: .vnd)
            if !(1...Money.largestAmount).contains(money?.minorUnits ?? 0) {
                fault(
                    5,
                    "amount-invalid",
                    Phrase(
                        vi: "phải là số đồng viết liền chữ số, từ 1 đến một triệu tỷ",
                        en: "is digits only, from 1 to a million billion"
                    ),
                    hint: Phrase(
                        vi: "không dấu chấm, dấu phẩy hay chữ đồng: 12000000000",
                        en: "no dots, commas or currency: 12000000000"
                    )
                )
            }
            var document: DocumentReference?
            do throws(DocumentFault) {
                document = try DocumentReference(fields[6])
            } catch {
                fault(6, error.code, error.message, hint: error.hint)
            }
            guard let day = CivilDate(iso: fields[7]), day <= environment.now.date else {
                fault(
                    7,
                    "date-invalid",
                    Phrase(
                        vi: "phải là ngày dạng 2026-11-20, không ở tương lai",
                        en: "is a day such as 2026-11-20, not to come"
                    ),
                    hint: Phrase(vi: "ngày ghi trên văn bản", en: "the day on the paper")
                )
                continue
            }
            guard let document else { continue }
            let paper = Paper(
                event: fields[0],
                unit: fields[1],
                year: year,
                source: fields[3],
                provider: fields[0] == "estimate" ? "" : fields[4],
                amount: money?.minorUnits ?? 0,
                document: document,
                day: day
            )
            if !keys.insert(paper.key).inserted {
                fault(
                    6,
                    "row-duplicate",
                    Phrase(
                        vi: "văn bản có hai lần trong tệp",
                        en: "the paper is in the file twice"
                    ),
                    hint: Phrase(
                        vi: "mỗi lần cấp có số văn bản riêng; bỏ dòng thừa",
                        en: "each grant or advance has a paper of its own; take one line out"
                    )
                )
            }
            papers.append(paper)
        }
        return Reading(value: papers, diagnostics: diagnostics)
    }
}
