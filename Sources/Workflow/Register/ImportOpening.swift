// What was paid elsewhere before a unit's first open month: the opening list.
//
// Invariants:
// (1) Its lines stand with the others, so that nothing they cover is due again.
// (2) It is booked on memo accounts only: the money never was in these books.
// (3) A unit takes one opening list; recomputing never reaches behind its `recompute_from`.

import BankFiles
import Disbursement
import Enrolment
import Entitlement
import Foundation
import Intake
import Ledger
import Signing
import Store

/// Takes opening lists in.
package struct ImportOpening {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Reads the list and writes it in one step.
    ///
    /// - Returns: By unit: code, lines and VND; nothing where the same file was taken in before.
    /// - Throws: ``StepRefusal`` with every fault of the file.
    package func run(
        _ open: OpenBooks,
        path: String,
        officer: OfficerKey
    ) throws
        -> [(unit: String, lineCount: Int, amount: Int64)]
    {
        let bytes = try DurableFiles.read(path)
        let name = String(path.split(separator: "/").last ?? "")
        let key = "register-opening/\(Digest.of(bytes).hex)"
        if try open.books.wasDone(key) { return [] }
        let units = try open.books.units()
        guard let first = units.map(\.firstMonth).min() else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "sổ chưa có đơn vị", en: "the books have no unit"),
                hint: Phrase(
                    vi: "tạo sổ khác từ tệp thiết lập có đơn vị",
                    en: "make other books from a setup file with units"
                )
            )
        }
        let law = RuleBook.shipped
        let reading = OpeningReader.rows(
            file: name,
            bytes: bytes,
            context: OpeningContext(
                units: try UnitDirectory.shipped(),
                programmes: Set(law.programmes.map(\.code)),
                categories: Set(law.categories.map(\.code)),
                kinds: ["base", "supplement"],
                sources: ["local", "central", "city"],
                firstOpenMonth: first
            )
        )
        var diagnostics = reading.diagnostics
        let ids = Set(reading.value.map(\.nationalID)).sorted { $0.revealed < $1.revealed }
        let numbers = try open.register.numbers(of: ids)
        let persons = try open.register.persons(with: ids, known: environment.now.date)
        for row in reading.value {
            if numbers[row.nationalID] == nil {
                diagnostics.append(
                    Diagnostic(
                        .error,
                        code: "person-unknown",
                        at: Location(file: name, line: row.line, column: 1, field: "national_id"),
                        Phrase(
                            vi: "người này chưa có trong sổ",
                            en: "this person is not in the register"
                        ),
                        hint: Phrase(
                            vi: "nạp danh sách đối tượng trước: chitra register import",
                            en: "take the register in first: chitra register import"
                        )
                    )
                )
            }
            if let person = persons[row.nationalID], !person.claims.isEmpty,
                !person.claims.contains(where: { $0.unit == row.unit })
            {
                let paying = Set(person.claims.map(\.unit)).sorted().joined(separator: ", ")
                diagnostics.append(
                    Diagnostic(
                        .error,
                        code: "person-of-other-unit",
                        at: Location(file: name, line: row.line, field: "unit"),
                        Phrase(
                            vi: "trong sổ, người này thuộc đơn vị \(paying)",
                            en: "in the register this person belongs to unit \(paying)"
                        ),
                        hint: Phrase(
                            vi: "ghi dòng này cho đơn vị đang chi trả người đó, hoặc sửa danh sách "
                                + "đối tượng trước",
                            en: "list the row under the unit that pays the person, or put the "
                                + "register right first"
                        )
                    )
                )
            }
            let unit = units.first { $0.code == row.unit }
            if unit == nil
                || unit.map({ row.month < $0.recomputeFrom || row.month >= $0.firstMonth }) ?? false
            {
                diagnostics.append(
                    Diagnostic(
                        .error,
                        code: "month-not-open",
                        at: Location(file: name, line: row.line, field: "month"),
                        Phrase(
                            vi:
                                "tháng phải từ recompute_from đến trước tháng đầu của đơn vị trong sổ này",
                            en:
                                "the month lies from recompute_from to before the unit's first month"
                        ),
                        hint: unit.map {
                            Phrase(
                                vi:
                                    "đơn vị \($0.code): từ \($0.recomputeFrom), trước \($0.firstMonth)",
                                en:
                                    "unit \($0.code): from \($0.recomputeFrom), before \($0.firstMonth)"
                            )
                        }
                            ?? Phrase(
                                vi: "các đơn vị: " + units.map(\.code).joined(separator: ", "),
                                en: "units: " + units.map(\.code).joined(separator: ", ")
                            )
                    )
                )
            }
        }
        for unit in Set(reading.value.map(\.unit)).sorted()
        where try open.books.query({ try $0.hasOpening(unit: unit) }) {
            throw Self.refuseSecond(unit)
        }
        diagnostics += Self.tooMuch(reading.value, file: name)
        diagnostics += try covered(reading.value, numbers: numbers, file: name, open: open)
        guard !diagnostics.contains(where: { $0.severity == .error }) else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "danh sách đầu kỳ có lỗi, không nạp gì",
                    en: "the opening list has errors; nothing was taken in"
                ),
                hint: Phrase(
                    vi: "sửa các dòng đã nêu rồi nạp lại cả tệp; mẫu: docs/files.md",
                    en: "put these lines right and hand the whole file in again; sample: "
                        + "docs/files.md"
                ),
                diagnostics: diagnostics
            )
        }
        let byUnit = Dictionary(grouping: reading.value, by: \.unit).sorted { $0.key < $1.key }
        for (unit, _) in byUnit { try officer.require([.chiefAccountant, .maker], unit: unit) }
        try open.books.step(
            StepInfo(
                key: key,
                verb: "register opening",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
        ) { writer in
            for (unit, rows) in byUnit {
                try write(rows, unit: unit, numbers: numbers, digest: Digest.of(bytes), to: writer)
            }
        }
        return byUnit.map { unit, rows in
            (unit, rows.count, rows.reduce(0) { $0 + $1.amount.minorUnits })
        }
    }

    private static func refuseSecond(_ unit: String) -> StepRefusal {
        StepRefusal(
            .notPermitted,
            Phrase(
                vi: "đơn vị \(unit) đã có danh sách đầu kỳ",
                en: "unit \(unit) has its opening list already"
            ),
            hint: Phrase(
                vi: "mỗi đơn vị chỉ nạp một danh sách đầu kỳ; khoản sai thì sửa bằng lô chi sau",
                en:
                    "a unit takes one opening list; what is wrong in it is put right by later batches"
            )
        )
    }

    /// A list whose sum no unit can have paid: it would not fit beside others in the books.
    private static func tooMuch(_ rows: [OpeningRow], file: String) -> [Diagnostic] {
        var sum: Int64 = 0
        for row in rows {
            let (next, overflow) = sum.addingReportingOverflow(row.amount.minorUnits)
            guard !overflow, next <= Money.largestAmount else {
                return [
                    Diagnostic(
                        .error,
                        code: "opening-sum",
                        at: Location(file: file, line: row.line, field: "amount"),
                        Phrase(
                            vi: "tổng của tệp vượt một triệu tỷ đồng",
                            en: "the file's sum is above a million billion"
                        ),
                        hint: Phrase(
                            vi: "xem cột amount có bị nhân lên hay dán nhầm cột không",
                            en: "look whether another column was pasted into amount"
                        )
                    )
                ]
            }
            sum = next
        }
        return []
    }

    /// Rows whose right a line of any unit covers already.
    private func covered(
        _ rows: [OpeningRow],
        numbers: [NationalID: Int64],
        file: String,
        open: OpenBooks
    ) throws -> [Diagnostic] {
        let lines = try open.books.coveredLines()
        let pages = Dictionary(grouping: rows.filter { numbers[$0.nationalID] != nil }) {
            PersonPage.index(of: numbers[$0.nationalID] ?? 0)
        }
        var doubles: Set<Int> = []
        for (index, rows) in pages.sorted(by: { $0.key < $1.key }) {
            let persons = PersonPage.numbers(ofPage: index)
            let covered = try open.books.covered(persons: persons, by: lines)
            for row in rows where Self.isCovered(row, numbers[row.nationalID] ?? 0, covered) {
                doubles.insert(row.line)
            }
        }
        return rows.filter {
            doubles.contains($0.line)
        }.map { row in
            Diagnostic(
                .error,
                code: "right-covered",
                at: Location(file: file, line: row.line, field: "month"),
                Phrase(
                    vi: "quyền lợi này của tháng này đã có trong sổ",
                    en: "this right for this month stands in the books already"
                ),
                hint: Phrase(
                    vi: "bỏ dòng này: nếu giữ, tháng đó bị tính là đã chi hai lần",
                    en: "take this line out: with it the month would count as paid twice"
                )
            )
        }
    }

    /// Whether lines cover the right of a row of a person.
    private static func isCovered(
        _ row: OpeningRow,
        _ number: Int64,
        _ covered: CoveredColumns
    ) -> Bool {
        (covered.firstRow(of: number)..<covered.count).lazy.map { covered[$0] }
            .prefix { $0.person == number }.contains {
                $0.programme == row.programme && $0.category == row.category
                    && $0.month == row.month
            }
    }

    private func write(
        _ rows: [OpeningRow],
        unit: String,
        numbers: [NationalID: Int64],
        digest: Digest,
        to writer: StepWriter
    ) throws {
        guard try !writer.reader.hasOpening(unit: unit) else {
            throw Self.refuseSecond(unit)
        }
        var rights = LineRights()
        let lines = rows.compactMap { row -> DueLine? in
            guard let person = numbers[row.nationalID] else { return nil }
            return DueLine(
                person: person,
                payee: person,
                right: rights.shared(
                    programme: row.programme,
                    category: row.category,
                    kind: row.kind,
                    source: row.source,
                    cause: "regular",
                    rule: row.document,
                    year: row.month.year
                ),
                month: row.month,
                amount: row.amount.minorUnits
            )
        }.sorted(by: DueLine.canonicalOrder)
        let serial = 0
        guard let code = BatchCode(unit: unit, serial: serial), let last = lines.map(\.month).max()
        else { return }
        let amount = lines.reduce(0) { $0 + $1.amount }
        let empty = MerkleTree.emptyRoot
        let rows = try writer.lineWriter()
        for line in lines {
            try rows.write(
                person: line.person,
                payee: line.payee,
                lineClass: try writer.lineClass(of: line.right, provider: "elsewhere"),
                month: line.month.number,
                amount: line.amount,
                transfer: 0
            )
        }
        let lineDigest = try rows.finish()
        let batch = try writer.insert(
            "batch",
            [
                "code", "kind", "unit", "serial", "period", "known", "year", "first_line",
                "line_count", "transfer_count", "amount", "salt_key", "lines_root", "line_digest",
                "manifest_digest", "rule_book", "register", "accepted_doubts",
            ],
            [
                "\(code)", "opening", unit, serial, "\(last)", "\(environment.now.date)", last.year,
                rows.firstLine, lines.count, 0, amount, Data(),
                Data(empty.bytes), Data(lineDigest.bytes), digest.hex, "", "", "",
            ]
        )
        precondition(batch == rows.batch, "the lines belong to the batch that follows them")
        let postings = BatchPostings(
            chart: .shipped,
            paper: BookingPaper(
                unit: unit,
                year: last.year,
                day: environment.now.date,
                document: "opening list sha256 \(digest.hex)"
            )
        )
        try writer.post(
            try postings.opening(key: "opening/\(unit)", totals: BatchTotal.of(lines))
        )
    }
}
