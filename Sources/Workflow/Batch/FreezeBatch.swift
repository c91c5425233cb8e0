// Content and bank files are frozen under one digest, signed by their maker.
//
// Invariants:
// (1) The folder gets its name inside the transaction; without the commit it is removed again.
// (2) A line that is paid again knows the row of the line that came back.
// (3) Each byte of the folder is written and hashed once; nothing of it is held in memory whole.
// (4) Lines and files are written at the same time; the batch's row, which binds both, comes last.

import BankFiles
import Disbursement
import Enrolment
import Entitlement
import Foundation
import Intake
import Ledger
import Signing
import Store

/// What a frozen batch is made of.
enum BatchKind: String {
    /// The list of a month.
    case payout
    /// Lines of a month that came back, under the decision that approved them.
    case reissue
}

/// Freezes drafts.
struct FreezeBatch {
    private let environment: Environment
    private let ruleBook: RuleBook
    private let profiles: ProviderProfiles
    private let threshold: Int

    /// A step in an environment, under a rule book.
    ///
    /// - Parameters:
    ///   - environment: The clock, and what else is passed in.
    ///   - ruleBook: The law that lies with the batch.
    ///   - profiles: The providers' profiles.
    ///   - threshold: The transfers from which on files are written beside the lines.
    init(
        _ environment: Environment,
        ruleBook: RuleBook,
        profiles: ProviderProfiles = .shipped,
        threshold: Int = FilesThread.threshold
    ) {
        self.environment = environment
        self.ruleBook = ruleBook
        self.profiles = profiles
        self.threshold = threshold
    }

    /// Freezes a draft and signs it as its maker.
    ///
    /// - Parameters:
    ///   - report: The draft; it has lines.
    ///   - kind: A payout, or a reissue of what came back.
    ///   - open: The books.
    ///   - officer: The maker.
    /// - Returns: The frozen batch.
    /// - Throws: ``StepRefusal``.
    func run(
        _ report: DraftReport,
        kind: BatchKind,
        open: OpenBooks,
        officer: OfficerKey
    ) throws -> SubmitReport {
        precondition(!report.draft.lines.isEmpty, "a batch has lines")
        let serial = try open.books.query { try $0.nextSerial(unit: report.unit.code) }
        guard let code = BatchCode(unit: report.unit.code, serial: serial) else {
            preconditionFailure("a unit has four characters and serials left")
        }
        let temporary = "\(open.books.batchesFolder)/.tmp-\(code)"
        do {
            let frozen = try freeze(report, code, in: temporary, open: open)
            defer { frozen.files.wait() }
            let rows = FrozenRows(frozen: frozen, kind: kind, report: report, officer: officer)
            var sealed: Sealed?
            let unit = report.unit.code
            try open.books.step(
                StepInfo(
                    key: "submit/\(unit)/\(report.draft.scope.period)/\(report.digest)/\(serial)",
                    verb: kind == .payout ? "batch submit" : "batch reissue",
                    at: environment.now,
                    officer: officer.certificate.fingerprint.hex,
                    detail: "\(code)"
                ),
                beforeCommit: {
                    try DurableFiles.move(temporary, to: "\(open.books.batchesFolder)/\(code)")
                    try DurableFiles.syncFolder(open.books.batchesFolder)
                },
                body: { writer in
                    // The files are written meanwhile; nothing else of the batch needs them but its row.
                    let lines = try rows.writeLines(to: writer)
                    let made = try seal(frozen, report, open: open, officer: officer)
                    try rows.write(made, lines: lines, to: writer)
                    sealed = made
                }
            )
            guard let sealed else { preconditionFailure("a step that was taken has sealed") }
            return SubmitReport(
                sheet: sealed.sheet,
                digest: sealed.manifest.digest.hex,
                draft: report.draft
            )
        } catch {
            // Nothing of a refused batch stays; a cut-off step's rest is the next writer's to remove.
            try DurableFiles.removeTree(temporary)
            throw error
        }
    }

    /// Writes the decision list into the folder, and begins to write the providers' files.
    private func freeze(
        _ report: DraftReport,
        _ code: BatchCode,
        in temporary: String,
        open: OpenBooks
    ) throws -> Frozen {
        let scope = report.draft.scope
        let saltKey = environment.random(32)
        guard let salt = SecretKey(bytes: saltKey) else { preconditionFailure("32 bytes") }
        let folder = try FolderWriter(temporary)
        let decision = DecisionParts(to: folder, batchKey: salt)
        let moment = RegisterMoment(known: scope.known, step: .max)
        let accounts = try PayeeAccounts(open).finder(of: report.draft.lines, at: moment)
        let content = try FrozenContent(
            code: code,
            unit: report.unit,
            lines: report.draft.lines,
            pages: RegisterPages(open.register, at: moment),
            scratch: open.register.scratch(),
            meter: open.meter,
            profiles: profiles,
            decision: decision,
            accounts: accounts
        )
        let signers = Self.signers(unit: report.unit, try open.books.officers())
        let files = ProviderFiles(
            content: content,
            period: scope.period,
            createdAt: environment.now,
            accountHolders: signers.filter { $0.role == .accountHolder }.map(\.person)
        )
        let register = try open.register.digest(known: scope.known)
        let findings = try accounts.finish()
        return Frozen(
            content: content,
            register: register,
            saltKey: saltKey,
            linesRoot: decision.root,
            signers: signers,
            accounts: findings,
            folder: folder,
            files: FilesThread(files, to: folder, threshold: threshold)
        )
    }

    /// Writes what lies in the folder besides list and providers' files, and signs it all.
    private func seal(
        _ frozen: Frozen,
        _ report: DraftReport,
        open: OpenBooks,
        officer: OfficerKey
    ) throws -> Sealed {
        let scope = report.draft.scope
        let folder = frozen.folder
        let files = try frozen.files.finish()
        for file in ruleBook.files { try folder.write(file.text, to: "law/\(file.path)") }
        let sheet = FrozenFacts(
            period: scope.period,
            known: scope.known,
            frozenAt: environment.now,
            ruleBook: ruleBook.digest,
            register: frozen.register,
            acceptedDoubts: report.draft.doubts,
            acceptedBy: officer.person
        ).sheet(of: frozen.content, files: files, signers: frozen.signers)
        try folder.write(sheet.text, to: "batch.toml")
        let manifest = try folder.writeManifest()
        try folder.sync()
        return Sealed(
            sheet: sheet,
            manifest: manifest,
            files: files,
            signatures: try DetachedSignature.sign(
                digest: manifest.digest,
                certificate: officer.certificate,
                key: officer.key,
                at: environment.now.seconds
            )
        )
    }

    /// Who may sign a batch of a unit, of those who are officers when it is frozen.
    static func signers(unit: UnitRecord, _ all: [OfficerRecord]) -> [BatchSheet.Signer] {
        let rule = SignatureRule(roles: unit.roles.compactMap { OfficerRole(rawValue: $0) })
        let officers = all.filter {
            !$0.isEnded && ($0.unit == "*" || $0.unit == unit.code)
        }
        return rule.roles.flatMap { role in
            Set(officers.filter { $0.role == role }.map(\.person)).sorted().map {
                BatchSheet.Signer(role: role, person: $0)
            }
        }
    }
}

/// What a batch's page says besides its content.
struct FrozenFacts {
    /// The month that is paid.
    let period: CalendarMonth
    /// The last day of what was known.
    let known: CivilDate
    /// When it was frozen.
    let frozenAt: Instant
    /// The digest of the rule book.
    let ruleBook: Digest
    /// What the register was.
    let register: Digest
    /// The unverified values of the law that were accepted, in order.
    let acceptedDoubts: [String]
    /// Who accepted them.
    let acceptedBy: String

    /// The page of frozen content.
    func sheet(
        of content: FrozenContent,
        files: [ProviderFiles.PaymentFile],
        signers: [BatchSheet.Signer]
    ) -> BatchSheet {
        BatchSheet(
            code: "\(content.code)",
            unit: content.unit.code,
            unitName: content.unit.name,
            period: period,
            known: known,
            year: period.year,
            frozenAt: frozenAt,
            lineCount: content.lines.count,
            transferCount: content.transferCount,
            amount: content.lines.amount,
            ruleBook: ruleBook,
            register: register,
            acceptedDoubts: acceptedDoubts,
            acceptedBy: acceptedDoubts.isEmpty ? "" : acceptedBy,
            sums: content.sums(),
            signers: signers,
            files: files.map(\.sheet).sorted {
                Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8))
            }
        )
    }
}

/// Frozen content, not sealed and not booked yet.
private struct Frozen {
    let content: FrozenContent
    let register: Digest
    let saltKey: [UInt8]
    let linesRoot: Digest
    let signers: [BatchSheet.Signer]
    let accounts: AccountFindings
    /// Where the batch is built; of the files' thread until it has finished.
    let folder: FolderWriter
    let files: FilesThread
}

/// A folder whose MANIFEST is signed.
private struct Sealed {
    let sheet: BatchSheet
    let manifest: Manifest
    let files: [ProviderFiles.PaymentFile]
    let signatures: [UInt8]
}

/// The rows of frozen content.
private struct FrozenRows {
    let frozen: Frozen
    let kind: BatchKind
    let report: DraftReport
    let officer: OfficerKey

    /// Writes them; the lines are written.
    func write(_ sealed: Sealed, lines: LineWriter, to writer: StepWriter) throws {
        let sheet = sealed.sheet
        let batch = try writeBatch(sealed, lines: lines, to: writer)
        try writeExceptions(of: batch, to: writer)
        try writeFiles(sealed.files, of: batch, to: writer)
        try writer.insert(frozen.accounts, batch: batch)
        let fingerprint = officer.certificate.fingerprint.hex
        try writer.insert(
            "batch_signature",
            ["batch", "role", "person", "fingerprint", "digest", "signatures"],
            [
                batch, OfficerRole.maker.rawValue, officer.person, fingerprint,
                sealed.manifest.digest.hex, Data(sealed.signatures),
            ]
        )
        guard kind == .payout else { return }
        try writer.insert(
            "draft",
            [
                "unit", "period", "known", "state", "line_count", "amount", "held_count",
                "left_out_count", "digest", "officer",
            ],
            [
                sheet.unit, "\(sheet.period)", "\(sheet.known)", "submitted", sheet.lineCount,
                sheet.amount, report.draft.held.count, report.draft.leftOut.count, report.digest,
                fingerprint,
            ]
        )
    }

    private func writeBatch(
        _ sealed: Sealed,
        lines: LineWriter,
        to writer: StepWriter
    ) throws -> Int64 {
        let sheet = sealed.sheet
        let batch = try writer.insert(
            "batch",
            [
                "code", "kind", "unit", "serial", "period", "known", "year", "first_line",
                "line_count", "transfer_count", "amount", "salt_key", "lines_root",
                "line_digest", "manifest_digest", "rule_book", "register", "accepted_doubts",
            ],
            [
                sheet.code, kind.rawValue, sheet.unit,
                try writer.reader.nextSerial(unit: sheet.unit), "\(sheet.period)",
                "\(sheet.known)", sheet.year, lines.firstLine,
                sheet.lineCount, sheet.transferCount, sheet.amount, Data(frozen.saltKey),
                Data(frozen.linesRoot.bytes), Data(try lines.finish().bytes),
                sealed.manifest.digest.hex, sheet.ruleBook.hex, sheet.register.hex,
                sheet.acceptedDoubts.joined(separator: " "),
            ]
        )
        precondition(batch == lines.batch, "the lines belong to the batch that follows them")
        return batch
    }

    /// Writes the lines of the batch whose row is written next.
    func writeLines(to writer: StepWriter) throws -> LineWriter {
        let rows = try writer.lineWriter()
        let content = frozen.content
        let lines = content.lines
        let providers = content.providers
        // The classes of each right, by account and in cash.
        var classes = [Int64?](repeating: nil, count: lines.table.count * 2)
        var transfer = -1
        var payee = Int64.min
        try lines.forEachPiece { piece in
            content.meter.tell(.writeLines, piece.places.lowerBound, of: lines.count)
            for (row, line) in piece.places.enumerated() {
                if piece.payees[row] != payee {
                    payee = piece.payees[row]
                    transfer += 1
                }
                let isCash = content.isCash(transfer)
                let place = Int(piece.rights[row]) * 2 + (isCash ? 1 : 0)
                let number =
                    try classes[place]
                    ?? writer.lineClass(
                        of: lines.table[place / 2],
                        provider: isCash ? providers.cash : providers.account
                    )
                classes[place] = number
                try rows.write(
                    person: piece.persons[row],
                    payee: payee,
                    lineClass: number,
                    month: piece.months[row],
                    amount: piece.amounts[row],
                    transfer: Int64(transfer) + 1
                )
                guard lines.isApprovedBefore(line) else { continue }
                try rows.repeats(origin: lines.origin(line), replaces: lines.replaces(line))
            }
        }
        return rows
    }

    private func writeExceptions(of batch: Int64, to writer: StepWriter) throws {
        let held = try writer.rowWriter(
            "held",
            ["batch", "person", "programme", "month", "kind", "source", "amount", "cause"]
        )
        for item in report.draft.held {
            let line = item.line
            held.bind(batch)
            held.bind(line.person)
            held.bind(try writer.term(line.programme))
            held.bind(Int64(line.month.number))
            held.bind(try writer.term(line.kind))
            held.bind(try writer.term(line.source))
            held.bind(line.amount)
            held.bind(item.cause.rawValue)
            try held.run()
        }
        let leftOut = try writer.rowWriter("left_out", ["batch", "person", "cause"])
        for left in report.draft.leftOut {
            leftOut.bind(batch)
            leftOut.bind(left.person)
            leftOut.bind(left.cause.code)
            try leftOut.run()
        }
    }

    private func writeFiles(
        _ files: [ProviderFiles.PaymentFile],
        of batch: Int64,
        to writer: StepWriter
    ) throws {
        for file in files {
            try writer.insert(
                "file",
                [
                    "batch", "path", "provider", "message", "transfer_count", "amount", "size",
                    "digest", "account", "requested",
                ],
                [
                    batch, file.sheet.path, file.sheet.provider, file.message,
                    file.sheet.transferCount, file.sheet.amount, file.sheet.size,
                    file.sheet.digest.hex, file.sheet.account, "\(file.sheet.requested)",
                ]
            )
            try writer.insert(file.totals, ofFile: file.sheet.path, batch: batch, stop: 0)
        }
    }
}
