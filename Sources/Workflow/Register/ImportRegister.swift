// Steps 1 and 2: a register file is taken in: all rows or none, every fault in one go.
//
// Invariants:
// (1) A file's bytes are taken once: the same bytes again change nothing.
// (2) Nothing is overwritten: a change is a new fact with the day from which it is known.

import BankFiles
import Disbursement
import Enrolment
package import Entitlement
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

    /// Nothing was done: the file was taken before.
    static let known = ImportReport(
        rowCount: 0,
        added: 0,
        changed: 0,
        numbers: nil,
        warnings: [],
        isKnown: true
    )
}

/// Takes register files in.
package struct ImportRegister {
    private let environment: Environment
    private let ruleBook: RuleBook

    /// A step in an environment.
    package init(_ environment: Environment, ruleBook: RuleBook = .shipped) {
        self.environment = environment
        self.ruleBook = ruleBook
    }

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
        let stream = try FileStream(path)
        let name = String(path.split(separator: "/").last ?? "")
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
        let scratch = ScratchFile(folder: open.books.folder, random: environment.random)
        let blocks = open.register.identityBlocks(
            scratch: ScratchFile(
                folder: open.books.folder,
                mostHeld: 32 << 20,
                random: environment.random
            )
        )
        let reading = try RegisterReader.read(
            file: name,
            source: Self.source(stream, path, meter: open.meter),
            context: try context(known: known),
            scratch: scratch,
            workers: Threads(),
            persons: blocks.take
        )
        let digest = try stream.finish()
        if try open.books.wasDone(Self.key(digest)) { return .known }
        guard !reading.isRefused else { throw Self.refuse(reading.diagnostics) }
        var file = reading.value
        guard file.summary.rows > 0 else { throw Self.nobody(name) }
        let last = try open.register.lastNumber()
        try open.register.resolve(&file, blocks, scratch: scratch)
        var plan = try RegisterPlanner(
            file,
            scratch: scratch,
            lastNumber: last,
            known: known
        )
        func requireFit(_ planned: Reading<PlanSummary>) throws -> PlanSummary {
            guard !planned.isRefused else {
                throw Self.refuse(reading.diagnostics + planned.diagnostics)
            }
            return planned.value
        }
        var summary = PlanSummary()
        if !isDryRun, let officer {
            let origin = ImportOrigin(
                fileName: name,
                digest: digest,
                rowCount: file.summary.rows,
                known: known
            )
            let info = StepInfo(
                key: Self.key(digest),
                verb: "register import",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex
            )
            try open.books.step(info) { writer in
                summary = try requireFit(
                    try open.register.takeIn(&plan, from: origin, blocks: blocks, writer: writer)
                )
            }
        } else {
            summary = try requireFit(
                try plan.run(persons: { try open.register.persons(page: $0, known: known) }) { _ in
                }
            )
        }
        return ImportReport(
            rowCount: file.summary.rows,
            added: summary.added,
            changed: summary.changed,
            numbers: summary.added == 0 ? nil : last + 1...last + Int64(summary.added),
            warnings: reading.diagnostics.filter { $0.severity == .warning },
            isKnown: false
        )
    }

    private static func key(_ digest: Digest) -> String { "register-import/\(digest.hex)" }

    /// A workbook is read whole, CSV in pieces.
    private static func source(
        _ stream: FileStream,
        _ path: String,
        meter: ProgressMeter
    ) throws -> FileSource {
        guard FileSource.isSheet(stream.peek(2)) else {
            let size = DurableFiles.size(path)
            var done = 0
            return .table {
                let chunk = stream.next()
                if case .bytes(let bytes) = chunk { done += bytes.count }
                // A pipe has no size.
                meter.tell(.readRows, done, of: size < done ? nil : size)
                return chunk
            }
        }
        return .sheet(try stream.rest(atMost: 1 << 30))
    }

    private static func nobody(_ name: String) -> StepRefusal {
        refuse([
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

    /// What a reader of register files must know of a category.
    private func traits(_ category: Category) -> CategoryTraits {
        var traits: CategoryTraits = []
        if category.hasOwnPayee { traits.insert(.ownPayee) }
        if category.isAfterDeath { traits.insert(.afterDeath) }
        if category.isOnce { traits.insert(.once) }
        if ruleBook.startsByCertificate(category.code) { traits.insert(.certified) }
        return traits
    }

    /// What register files are checked against.
    private func context(known: CivilDate) throws -> RegisterContext {
        let law = ruleBook
        var facts: [String: FactValues] = [:]
        for fact in law.facts where !fact.isEvent {
            facts[fact.name] = fact.count.map { .count($0) } ?? .oneOf(Set(fact.values))
        }
        return RegisterContext(
            units: try UnitDirectory.shipped(),
            categories: Dictionary(
                uniqueKeysWithValues: law.categories.map { ($0.code, traits($0)) }
            ),
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
