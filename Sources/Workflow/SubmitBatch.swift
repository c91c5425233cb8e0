// Step 5: the draft is frozen: content and bank files under one digest, signed by its maker.
//
// Invariants:
// (1) What is frozen is what was drafted and checked: the lines are made again and compared.
// (2) The folder gets its name inside the transaction; without the commit it is removed again.
// (3) Unverified values of the law are in a batch only when a named officer accepted them.

import BankFiles
package import Disbursement
import Enrolment
package import Entitlement
import Foundation
import Intake
import Ledger
import Signing
import Store

/// One frozen batch.
package struct SubmitReport: Sendable {
    /// The batch's page.
    package let sheet: BatchSheet
    /// SHA-256 of MANIFEST, hexadecimal.
    package let digest: String
    /// What was held and who was left out.
    package let draft: Draft
}

/// Freezes and submits.
package struct SubmitBatch {
    private let environment: Environment
    private let ruleBook: RuleBook

    /// A step in an environment, under a rule book.
    package init(_ environment: Environment, ruleBook: RuleBook) {
        self.environment = environment
        self.ruleBook = ruleBook
    }

    /// Freezes the checked drafts of the scope, a step for each unit; a unit with nothing due is
    /// passed over.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - scope: The month and units.
    ///   - officer: The maker.
    ///   - acceptsDoubts: Whether this officer accepts the unverified values that lines hang on.
    /// - Returns: The frozen batches, in order of unit.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        scope: RunScope,
        officer: OfficerKey,
        acceptsDoubts: Bool
    )
        throws -> [SubmitReport]
    {
        let units = try scope.records(open.books)
        for unit in units { try officer.require([.maker], unit: unit.code) }
        let waiting = try units.filter { unit in
            try open.books.draft(unit: unit.code, period: scope.period)?.state != "submitted"
        }
        let reports = try DraftBatch(environment, ruleBook: ruleBook).current(
            open,
            units: waiting,
            period: scope.period,
            wanted: "checked"
        )
        let doubts = Set(reports.flatMap(\.draft.doubts)).sorted()
        guard doubts.isEmpty || acceptsDoubts else { throw Self.refuse(doubts) }
        return try reports.filter { !$0.draft.lines.isEmpty }.map {
            try submit($0, open: open, officer: officer)
        }
    }

    private static func refuse(_ doubts: [String]) -> StepRefusal {
        StepRefusal(
            .approvalMissing,
            Phrase(
                vi: "danh sách dựa trên quy định chưa xác minh: " + doubts.joined(separator: ", "),
                en: "lines hang on unverified rules: " + doubts.joined(separator: ", ")
            ),
            hint: Phrase(
                vi:
                    "xem: chitra law check; người lập chịu trách nhiệm chấp nhận bằng --accept-unverified",
                en: "see: chitra law check; the maker accepts them by name with --accept-unverified"
            )
        )
    }

    private func submit(
        _ report: DraftReport,
        open: OpenBooks,
        officer: OfficerKey
    ) throws
        -> SubmitReport
    {
        let unit = report.unit
        let serial = try open.books.query { try $0.nextSerial(unit: unit.code) }
        guard let code = BatchCode(unit: unit.code, serial: serial) else {
            preconditionFailure("a unit has four characters and serials left")
        }
        let content = try FrozenContent(
            code: code,
            unit: unit,
            lines: report.draft.lines,
            persons: try persons(of: report.draft, open: open)
        )
        let saltKey = environment.random(32)
        guard let salt = SecretKey(bytes: saltKey) else { preconditionFailure("32 bytes") }
        let decision = content.decisionList(salts: SaltDerivation(batchKey: salt))
        let signers = try signers(unit: unit, open: open)
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
        let signatures = try DetachedSignature.sign(
            digest: manifest.digest,
            certificate: officer.certificate,
            key: officer.key,
            at: environment.now.seconds
        )
        let temporary = "\(open.books.batchesFolder)/.tmp-\(code)"
        try SealedFolder.write(outputs, to: temporary)
        try open.books.step(
            StepInfo(
                key: "submit/\(unit.code)/\(report.draft.scope.period)/\(report.digest)/\(serial)",
                verb: "batch submit",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: "\(code)"
            ),
            beforeCommit: {
                try DurableFiles.move(temporary, to: "\(open.books.batchesFolder)/\(code)")
                try DurableFiles.syncFolder(open.books.batchesFolder)
            },
            body: { writer in
                let row = try FrozenRows(
                    content: content,
                    draft: report.draft,
                    sheet: sheet,
                    manifest: manifest.digest,
                    saltKey: saltKey,
                    linesRoot: decision.root,
                    files: files.files
                ).write(to: writer)
                try writer.insert(
                    "batch_signature",
                    ["batch", "role", "person", "fingerprint", "digest", "signatures"],
                    [
                        row, OfficerRole.maker.rawValue, officer.person,
                        officer.certificate.fingerprint.hex, manifest.digest.hex, Data(signatures),
                    ]
                )
                try writer.insert(
                    "draft",
                    [
                        "unit", "period", "known", "state", "line_count", "amount", "held_count",
                        "left_out_count", "digest", "officer",
                    ],
                    [
                        unit.code, "\(sheet.period)", "\(sheet.known)", "submitted",
                        sheet.lineCount, sheet.amount, report.draft.held.count,
                        report.draft.leftOut.count, report.digest,
                        officer.certificate.fingerprint.hex,
                    ]
                )
            }
        )
        for effect in try open.books.effectsOfLastStep() {
            try effect.write(in: open.books.batchesFolder)
        }
        return SubmitReport(sheet: sheet, digest: manifest.digest.hex, draft: report.draft)
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

/// The rows of frozen content.
private struct FrozenRows {
    let content: FrozenContent
    let draft: Draft
    let sheet: BatchSheet
    let manifest: Digest
    let saltKey: [UInt8]
    let linesRoot: Digest
    let files: [ProviderFiles.PaymentFile]

    /// Writes them; gives the batch's row.
    func write(to writer: StepWriter) throws -> Int64 {
        let firstLine = try writer.reader.lastLineRow() + 1
        let batch = try writer.insert(
            "batch",
            [
                "code", "kind", "unit", "serial", "period", "known", "year", "first_line",
                "line_count", "transfer_count", "amount", "salt_key", "lines_root",
                "manifest_digest", "rule_book", "register", "accepted_doubts",
            ],
            [
                sheet.code, "payout", sheet.unit, try writer.reader.nextSerial(unit: sheet.unit),
                "\(sheet.period)", "\(sheet.known)", sheet.year, firstLine, sheet.lineCount,
                sheet.transferCount, sheet.amount, Data(saltKey), Data(linesRoot.bytes),
                manifest.hex, sheet.ruleBook.hex, sheet.register.hex,
                sheet.acceptedDoubts.joined(separator: " "),
            ]
        )
        var number = 0
        for transfer in content.transfers {
            let provider = content.provider(of: transfer)
            for line in content.lines[transfer.lines] {
                number += 1
                try writer.write(
                    line,
                    batch: batch,
                    number: number,
                    transfer: transfer.number,
                    provider: provider
                )
            }
        }
        for held in draft.held {
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
        for left in draft.leftOut {
            try writer.insert(
                "left_out",
                ["batch", "person", "cause"],
                [batch, left.person, left.cause.code]
            )
        }
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
        }
        return batch
    }
}
