// Steps 1 and 2: a register file is taken in: all rows or none, every fault in one go.
//
// Invariants:
// (1) A file's bytes are taken once: the same bytes again change nothing.
// (2) Nothing is overwritten: a change is a new fact with the day from which it is known.

import BankFiles
import Disbursement
import Enrolment
import Entitlement
package import Intake
import Ledger
import Signing
import Store

/// What an import did or, on a dry run, would do.
package struct ImportReport: Sendable {
    /// Rows of the file.
    package let rowCount: Int
    /// Persons new to the register.
    package let added: Int
    /// Persons changed.
    package let changed: Int
    /// The numbers that the new persons have, in order of the file; nil where nobody is new.
    package let numbers: ClosedRange<Int64>?
    /// Warnings that do not stop the file.
    package let warnings: [Diagnostic]
    /// Whether the file was taken before.
    package let isKnown: Bool
}

/// Takes register files in.
package struct ImportRegister {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Reads a file and, unless it is a dry run, writes its changes in one step.
    ///
    /// - Throws: ``StepRefusal`` with every fault of the file.
    package func run(
        _ open: OpenBooks,
        path: String,
        officer: OfficerKey?,
        isDryRun: Bool
    ) throws
        -> ImportReport
    {
        let bytes = try DurableFiles.read(path)
        let name = String(path.split(separator: "/").last ?? "")
        let digest = Digest.of(bytes)
        let known = environment.now.date
        if let officer {
            guard officer.registrations.contains(where: { $0.role == .maker }) else {
                throw StepRefusal(
                    .notPermitted,
                    Phrase(
                        vi: "chỉ người lập được nạp danh sách",
                        en: "only a maker takes registers in"
                    ),
                    hint: Phrase(vi: "dùng khóa của người lập", en: "use the key of a maker")
                )
            }
        }
        let key = "register-import/\(digest.hex)"
        if try open.books.wasDone(key) {
            return ImportReport(
                rowCount: 0,
                added: 0,
                changed: 0,
                numbers: nil,
                warnings: [],
                isKnown: true
            )
        }
        let reading = RegisterReader.rows(
            file: name,
            bytes: bytes,
            context: try Self.context(known: known)
        )
        guard !reading.isRefused else { throw Self.refuse(reading.diagnostics) }
        guard !reading.value.isEmpty else {
            throw Self.refuse([
                Diagnostic(
                    .error,
                    code: "register-empty",
                    at: Location(file: name),
                    Phrase(
                        vi: "tệp chỉ có dòng tiêu đề, không có người nào",
                        en: "the file has a header and nobody in it"
                    ),
                    hint: Phrase(
                        vi: "kiểm tra xem đã xuất đúng danh sách chưa",
                        en: "look whether the right list was exported"
                    )
                )
            ])
        }
        var ids: Set<NationalID> = []
        for row in reading.value {
            ids.insert(row.nationalID)
            if case .other(let payee, _) = row.payee { ids.insert(payee.nationalID) }
        }
        let persons = try open.register.persons(
            with: ids.sorted { $0.revealed < $1.revealed },
            known: known
        )
        let plan = RegisterPlanner.plan(
            reading.value,
            file: name,
            nextNumber: try open.register.lastNumber() + 1,
            known: known
        ) { persons[$0] }
        let findings = reading.diagnostics + plan.diagnostics
        guard !plan.isRefused else { throw Self.refuse(findings) }
        let changes = plan.value.map { change in
            PersonChange(
                person: change.person,
                what: change.kinds.map(\.rawValue).joined(separator: " "),
                isNew: change.isNew
            )
        }
        let new = changes.filter(\.isNew).map(\.person.number)
        let report = ImportReport(
            rowCount: reading.value.count,
            added: new.count,
            changed: changes.filter { !$0.isNew }.count,
            numbers: new.min().flatMap { first in new.max().map { first...$0 } },
            warnings: findings.filter { $0.severity == .warning },
            isKnown: false
        )
        guard !isDryRun, let officer else { return report }
        try open.books.step(
            StepInfo(
                key: key,
                verb: "register import",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
        ) { writer in
            try open.register.append(
                changes,
                from: ImportOrigin(
                    fileName: name,
                    digest: digest,
                    rowCount: reading.value.count,
                    known: known
                ),
                writer: writer
            )
        }
        return report
    }

    private static func refuse(_ diagnostics: [Diagnostic]) -> StepRefusal {
        let count = diagnostics.filter { $0.severity == .error }.count
        return StepRefusal(
            .dataErrors,
            Phrase(
                vi: "tệp có \(count) lỗi, không nạp dòng nào",
                en: "the file has \(count) error\(count == 1 ? "" : "s"); no row was taken in"
            ),
            hint: Phrase(
                vi: "sửa các dòng đã nêu rồi nạp lại cả tệp; các cột: docs/files.md",
                en: "put these rows right, then import the whole file again; columns: docs/files.md"
            ),
            diagnostics: diagnostics
        )
    }

    /// What register files are checked against.
    static func context(known: CivilDate) throws -> RegisterContext {
        let law = RuleBook.shipped
        var facts: [String: FactValues] = [:]
        for fact in law.facts where !fact.isEvent {
            facts[fact.name] = fact.count.map { .count($0) } ?? .oneOf(Set(fact.values))
        }
        return RegisterContext(
            units: try UnitDirectory.shipped(),
            categories: Set(law.categories.map(\.code)),
            facts: facts,
            known: known,
            bank: { field in
                guard let bank = try? BankDirectory.shipped.bank(field: field) else { return nil }
                return KnownBank(
                    bin: "\(bank.bin)",
                    accountLengths: bank.accountLengths ?? 6...19,
                    areLengthsConfirmed: bank.areAccountLengthsVerified
                )
            }
        )
    }
}
