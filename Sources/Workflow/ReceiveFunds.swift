// Estimates and advances with their papers: events 1 and 4.
//
// The file: `event,unit,year,source,provider,amount,document,day`; events `estimate` and `advance`.
//
// Invariants:
// (1) All rows or none; every fault of the file in one go.
// (2) A paper is taken once: the same unit, event, source, provider, document and day again must
//     have the same amount, and changes nothing.

import Disbursement
import Foundation
import Intake
import Ledger
import Signing
import Store

/// A paper that was taken in.
package struct PaperReport: Sendable {
    /// `estimate` or `advance`.
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
        let document: String
        let day: CivilDate

        var key: String {
            "paper/\(event)/\(unit)/\(year)/\(source)/\(provider)/\(day)/"
                + Digest.of(utf8: document).hex
        }
    }

    private static let header = [
        "event", "unit", "year", "source", "provider", "amount", "document", "day",
    ]

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
                diagnostics: reading.diagnostics
            )
        }
        for paper in reading.value {
            try officer.require([.chiefAccountant], unit: paper.unit)
        }
        let known = try open.books.query { reader in
            try Set(reading.value.filter { try reader.paperAmount(key: $0.key) != nil }.map(\.key))
        }
        for paper in reading.value {
            if let amount = try open.books.query({ try $0.paperAmount(key: paper.key) }),
                amount != paper.amount
            {
                throw StepRefusal(
                    .dataErrors,
                    Phrase(
                        vi:
                            "văn bản \(paper.document) của đơn vị \(paper.unit) đã ghi với số tiền khác",
                        en:
                            "paper \(paper.document) of unit \(paper.unit) stands with another amount"
                    )
                )
            }
        }
        let new = reading.value.filter { !known.contains($0.key) }
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

    private func book(
        _ papers: [Paper],
        bytes: [UInt8],
        open: OpenBooks,
        officer: OfficerKey
    ) throws {
        try open.books.step(
            StepInfo(
                key: "receive/\(Digest.of(bytes).hex)/\(papers.count)",
                verb: "ledger receive",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
        ) { writer in
            for paper in papers {
                try writer.insert(
                    "paper",
                    [
                        "key", "event", "unit", "year", "source", "provider", "amount", "document",
                        "day",
                    ],
                    [
                        paper.key, paper.event, paper.unit, paper.year, paper.source,
                        paper.provider, paper.amount, paper.document, "\(paper.day)",
                    ]
                )
                let postings = BatchPostings(
                    chart: .shipped,
                    paper: BookingPaper(
                        unit: paper.unit,
                        year: paper.year,
                        day: paper.day,
                        document: paper.document
                    )
                )
                try writer.post(
                    paper.event == "estimate"
                        ? try postings.estimateGranted(
                            key: paper.key,
                            source: paper.source,
                            amount: paper.amount
                        )
                        : try postings.advanceReceived(
                            key: paper.key,
                            source: paper.source,
                            provider: paper.provider,
                            amount: paper.amount
                        )
                )
            }
        }
    }

    private func read(_ bytes: [UInt8], file: String, units: [UnitRecord]) -> Reading<[Paper]> {
        var papers: [Paper] = []
        var keys: Set<String> = []
        let table = CSVTable.read(bytes, file: file, header: Self.header)
        var diagnostics = table.diagnostics
        for row in table.value {
            func fault(_ column: Int, _ code: String, _ message: Phrase) {
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
                        message
                    )
                )
            }
            let fields = row.fields
            if fields[0] != "estimate" && fields[0] != "advance" {
                fault(
                    0,
                    "paper-event",
                    Phrase(vi: "phải là estimate hoặc advance", en: "is estimate or advance")
                )
            }
            let unit = units.first { $0.code == fields[1] }
            if unit == nil {
                fault(
                    1,
                    "unit-unknown",
                    Phrase(vi: "sổ không có đơn vị này", en: "these books have no such unit")
                )
            }
            let year = Int(fields[2]) ?? 0
            if !(2000...2999).contains(year) {
                fault(
                    2,
                    "year-invalid",
                    Phrase(vi: "phải là năm, ví dụ 2026", en: "is a year, such as 2026")
                )
            }
            if fields[3].isEmpty {
                fault(
                    3,
                    "field-missing",
                    Phrase(vi: "thiếu nguồn kinh phí", en: "the funding source is missing")
                )
            }
            let providers = unit?.accounts.values.map(\.provider) ?? []
            if fields[0] == "advance", !providers.contains(fields[4]) {
                fault(
                    4,
                    "provider-unknown",
                    Phrase(
                        vi: "đơn vị không có tài khoản ở đây",
                        en: "the unit has no account there"
                    )
                )
            }
            let money = try? Money(digits: Array(fields[5].utf8), currency: .vnd)
            if !(1...1_000_000_000_000_000).contains(money?.minorUnits ?? 0) {
                fault(
                    5,
                    "amount-invalid",
                    Phrase(
                        vi: "phải là số đồng viết liền chữ số, từ 1 đến một triệu tỷ",
                        en: "is digits only, from 1 to a million billion"
                    )
                )
            }
            if fields[6].isEmpty {
                fault(
                    6,
                    "field-missing",
                    Phrase(vi: "thiếu số văn bản", en: "the paper's number is missing")
                )
            }
            guard let day = CivilDate(iso: fields[7]), day <= environment.now.date else {
                fault(
                    7,
                    "date-invalid",
                    Phrase(
                        vi: "phải là ngày dạng 2026-11-20, không ở tương lai",
                        en: "is a day such as 2026-11-20, not to come"
                    )
                )
                continue
            }
            let paper = Paper(
                event: fields[0],
                unit: fields[1],
                year: year,
                source: fields[3],
                provider: fields[0] == "advance" ? fields[4] : "",
                amount: money?.minorUnits ?? 0,
                document: fields[6],
                day: day
            )
            if !keys.insert(paper.key).inserted {
                fault(
                    6,
                    "row-duplicate",
                    Phrase(vi: "văn bản có hai lần trong tệp", en: "the paper is in the file twice")
                )
            }
            papers.append(paper)
        }
        return Reading(value: papers, diagnostics: diagnostics)
    }
}
