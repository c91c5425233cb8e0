// Content and bank files are frozen under one digest, signed by their maker.
//
// Invariants:
// (1) The folder gets its name inside the transaction; without the commit it is removed again.
// (2) A line that is paid again knows the row of the line that came back.

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

    /// A step in an environment, under a rule book.
    init(_ environment: Environment, ruleBook: RuleBook) {
        self.environment = environment
        self.ruleBook = ruleBook
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
        let frozen = try freeze(report, serial: serial, open: open, officer: officer)
        let rows = FrozenRows(
            frozen: frozen,
            kind: kind,
            origins: try OpenLines(open: open).origins(
                of: Array(report.draft.lines),
                unit: report.unit.code
            ),
            report: report,
            officer: officer,
            signatures: try DetachedSignature.sign(
                digest: frozen.manifest.digest,
                certificate: officer.certificate,
                key: officer.key,
                at: environment.now.seconds
            )
        )
        let code = frozen.sheet.code
        let temporary = "\(open.books.batchesFolder)/.tmp-\(code)"
        try SealedFolder.write(frozen.outputs, to: temporary)
        try open.books.step(
            StepInfo(
                key:
                    "submit/\(frozen.sheet.unit)/\(frozen.sheet.period)/\(report.digest)/\(serial)",
                verb: kind == .payout ? "batch submit" : "batch reissue",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: code
            ),
            beforeCommit: {
                try DurableFiles.move(temporary, to: "\(open.books.batchesFolder)/\(code)")
                try DurableFiles.syncFolder(open.books.batchesFolder)
            },
            body: { try rows.write(to: $0) }
        )
        return SubmitReport(
            sheet: frozen.sheet,
            digest: frozen.manifest.digest.hex,
            draft: report.draft
        )
    }

    /// Everything that lies in the folder, as bytes.
    private func freeze(
        _ report: DraftReport,
        serial: Int,
        open: OpenBooks,
        officer: OfficerKey
    ) throws -> Frozen {
        guard let code = BatchCode(unit: report.unit.code, serial: serial) else {
            preconditionFailure("a unit has four characters and serials left")
        }
        let content = try FrozenContent(
            code: code,
            unit: report.unit,
            lines: Array(report.draft.lines),
            persons: try persons(of: report.draft, open: open)
        )
        let saltKey = environment.random(32)
        guard let salt = SecretKey(bytes: saltKey) else { preconditionFailure("32 bytes") }
        let decision = content.decisionList(batchKey: salt)
        let signers = try signers(unit: report.unit, open: open)
        var files = ProviderFiles(
            content: content,
            period: report.draft.scope.period,
            createdAt: environment.now,
            accountHolders: signers.filter { $0.role == .accountHolder }.map(\.person)
        )
        try files.render()
        let sheet = try sheet(
            report,
            content: content,
            files: files,
            signers: signers,
            officer: officer,
            open: open
        )
        var outputs: [(path: String, bytes: [UInt8])] = [("batch.toml", Array(sheet.text.utf8))]
        outputs += decision.parts.map { ($0.name, $0.bytes) }
        outputs += ruleBook.files.map { ("law/\($0.path)", Array($0.text.utf8)) }
        outputs += files.outputs.map { ($0.path, $0.bytes) }
        let manifest = try Manifest(
            outputs.map { Manifest.Entry(path: $0.path, digest: Digest.of($0.bytes)) }
        )
        outputs.append(("MANIFEST", Array(manifest.text.utf8)))
        return Frozen(
            content: content,
            sheet: sheet,
            manifest: manifest,
            saltKey: saltKey,
            linesRoot: decision.root,
            files: files.files,
            outputs: outputs
        )
    }

    private func persons(of draft: Draft, open: OpenBooks) throws -> [Int64: Person] {
        var persons: [Int64: Person] = [:]
        for number in Set(draft.lines.flatMap { [$0.person, $0.payee] }).sorted() {
            persons[number] = try open.register.person(number, known: draft.scope.known)
        }
        return persons
    }

    private func signers(unit: UnitRecord, open: OpenBooks) throws -> [BatchSheet.Signer] {
        let rule = SignatureRule(roles: unit.roles.compactMap { OfficerRole(rawValue: $0) })
        let officers = try open.books.officers().filter {
            !$0.isEnded && ($0.unit == "*" || $0.unit == unit.code)
        }
        return rule.roles.flatMap { role in
            Set(officers.filter { $0.role == role }.map(\.person)).sorted().map {
                BatchSheet.Signer(role: role, person: $0)
            }
        }
    }

    private func sheet(
        _ report: DraftReport,
        content: FrozenContent,
        files: ProviderFiles,
        signers: [BatchSheet.Signer],
        officer: OfficerKey,
        open: OpenBooks
    ) throws -> BatchSheet {
        let scope = report.draft.scope
        var sums: [[String]: (count: Int, amount: Int64)] = [:]
        for transfer in content.transfers {
            let provider = content.provider(of: transfer)
            for line in content.lines[transfer.lines] {
                let key = [line.programme, line.source, provider]
                let old = sums[key] ?? (0, 0)
                sums[key] = (old.count + 1, old.amount + line.amount)
            }
        }
        return BatchSheet(
            code: "\(content.code)",
            unit: content.unit.code,
            unitName: content.unit.name,
            period: scope.period,
            known: scope.known,
            year: scope.period.year,
            frozenAt: environment.now,
            lineCount: content.lines.count,
            transferCount: content.transfers.count,
            amount: report.draft.amount,
            ruleBook: ruleBook.digest,
            register: try open.register.digest(known: scope.known),
            acceptedDoubts: report.draft.doubts,
            acceptedBy: report.draft.doubts.isEmpty ? "" : officer.person,
            sums: sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
                BatchSheet.Sum(
                    programme: $0.key[0],
                    source: $0.key[1],
                    provider: $0.key[2],
                    lineCount: $0.value.count,
                    amount: $0.value.amount
                )
            },
            signers: signers,
            files: files.files.map(\.sheet).sorted {
                Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8))
            }
        )
    }
}

/// Frozen content, not named and not booked yet.
private struct Frozen {
    let content: FrozenContent
    let sheet: BatchSheet
    let manifest: Manifest
    let saltKey: [UInt8]
    let linesRoot: Digest
    let files: [ProviderFiles.PaymentFile]
    let outputs: [(path: String, bytes: [UInt8])]
}

/// The rows of frozen content.
private struct FrozenRows {
    let frozen: Frozen
    let kind: BatchKind
    let origins: [DueLine: Int64]
    let report: DraftReport
    let officer: OfficerKey
    let signatures: [UInt8]

    /// Writes them.
    func write(to writer: StepWriter) throws {
        let batch = try writeBatch(to: writer)
        try writeLines(of: batch, to: writer)
        try writeExceptions(of: batch, to: writer)
        try writeFiles(of: batch, to: writer)
        let fingerprint = officer.certificate.fingerprint.hex
        try writer.insert(
            "batch_signature",
            ["batch", "role", "person", "fingerprint", "digest", "signatures"],
            [
                batch, OfficerRole.maker.rawValue, officer.person, fingerprint,
                frozen.manifest.digest.hex, Data(signatures),
            ]
        )
        guard kind == .payout else { return }
        let sheet = frozen.sheet
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

    private func writeBatch(to writer: StepWriter) throws -> Int64 {
        let sheet = frozen.sheet
        return try writer.insert(
            "batch",
            [
                "code", "kind", "unit", "serial", "period", "known", "year", "first_line",
                "line_count", "transfer_count", "amount", "salt_key", "lines_root",
                "manifest_digest", "rule_book", "register", "accepted_doubts",
            ],
            [
                sheet.code, kind.rawValue, sheet.unit,
                try writer.reader.nextSerial(unit: sheet.unit), "\(sheet.period)",
                "\(sheet.known)", sheet.year, try writer.reader.lastLineRow() + 1,
                sheet.lineCount, sheet.transferCount, sheet.amount, Data(frozen.saltKey),
                Data(frozen.linesRoot.bytes), frozen.manifest.digest.hex, sheet.ruleBook.hex,
                sheet.register.hex, sheet.acceptedDoubts.joined(separator: " "),
            ]
        )
    }

    private func writeLines(of batch: Int64, to writer: StepWriter) throws {
        var number = 0
        for transfer in frozen.content.transfers {
            let provider = frozen.content.provider(of: transfer)
            for line in frozen.content.lines[transfer.lines] {
                number += 1
                try writer.write(
                    line,
                    batch: batch,
                    number: number,
                    transfer: transfer.number,
                    provider: provider,
                    origin: origins[line] ?? 0
                )
            }
        }
    }

    private func writeExceptions(of batch: Int64, to writer: StepWriter) throws {
        for held in report.draft.held {
            let line = held.line
            try writer.insert(
                "held",
                ["batch", "person", "programme", "month", "kind", "source", "amount", "cause"],
                [
                    batch, line.person, try writer.term(line.programme), Int64(line.month.number),
                    try writer.term(line.kind), try writer.term(line.source), line.amount,
                    held.cause.rawValue,
                ]
            )
        }
        for left in report.draft.leftOut {
            try writer.insert(
                "left_out",
                ["batch", "person", "cause"],
                [batch, left.person, left.cause.code]
            )
        }
    }

    private func writeFiles(of batch: Int64, to writer: StepWriter) throws {
        for file in frozen.files {
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
        }
    }
}
