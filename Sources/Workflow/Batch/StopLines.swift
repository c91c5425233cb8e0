// Between the last signature and hand-over: a stop list takes lines away.
//
// Invariants:
// (1) It can only take away; the batch's digest and signatures stand.
// (2) Two different natural persons of the unit's signers sign it, with a cause and a document.
// (3) What is taken away is withdrawn in the ledger when the batch was approved: a storno.

import BankFiles
package import Disbursement
import Enrolment
import Foundation
import Intake
package import Ledger
import Signing
import Store

/// What is to be taken away, and why.
package struct StopOrder: Sendable {
    /// The batch's code.
    package let batch: String
    /// The person.
    package let person: Int64
    /// The first month owed that is taken away; nil: the month after that of the death.
    package let fromMonth: CalendarMonth?
    /// The cause.
    package let cause: StopCause
    /// The paper.
    package let document: String

    /// An order.
    package init(
        batch: String,
        person: Int64,
        fromMonth: CalendarMonth?,
        cause: StopCause,
        document: String
    ) {
        self.batch = batch
        self.person = person
        self.fromMonth = fromMonth
        self.cause = cause
        self.document = document
    }
}

/// What a stop list did.
package struct StopReport: Sendable {
    /// Its page.
    package let sheet: StopSheet
    /// The month that the batch pays.
    package let period: CalendarMonth
    /// Whether the same list was signed before, so that nothing changed now.
    package let isKnown: Bool
}

/// Takes lines away.
package struct StopLines {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Signs and books a stop list.
    ///
    /// - Returns: Its page, or that of the same list signed before.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        order: StopOrder,
        officers: (OfficerKey, OfficerKey)
    ) throws
        -> StopReport
    {
        guard let batch = try open.books.batches().first(where: { $0.code == order.batch }),
            let unit = try open.books.units().first(where: { $0.code == batch.unit })
        else {
            throw StepRefusal(
                .usage,
                Phrase(vi: "không có lô \(order.batch)", en: "there is no batch \(order.batch)")
            )
        }
        let key =
            "stop/\(batch.code)/\(order.person)/\(order.fromMonth?.description ?? "")"
            + "/\(order.cause.rawValue)"
        let folder = "\(open.books.batchesFolder)/\(batch.code)"
        if let known = try open.books.query({ try $0.stop(ofStep: key) }) {
            return StopReport(
                sheet: try sheet(known.number, manifest: known.manifest, in: folder),
                period: batch.period,
                isKnown: true
            )
        }
        _ = try DocumentReference.required(order.document)
        try check(batch, officers: officers, open: open)
        try open.requireProof()
        let seen = try SealedFolder(open: open).check(
            batch,
            needsAll: false,
            depth: .content
        )
        guard let page = seen.sheet else { throw StoreError.damaged("\(batch.code)/batch.toml") }
        let signers = StandingSigners(batch: batch, open: open)
        for officer in [officers.0, officers.1] { try signers.requireNamed(officer, on: page) }
        let stored = try open.books.lines(of: batch)
        let chosen = try choose(stored, order: order, open: open)
        let number = batch.stopCount + 1
        let stopped = stored.stopped.union(chosen.map(\.number))
        let amount = chosen.reduce(0) { $0 + $1.line.amount }
        let remaining = stored.reduce(0) {
            $0 + (stopped.contains($1.number) ? 0 : $1.line.amount)
        }
        let sheet = StopSheet(
            batch: batch.code,
            number: number,
            cause: order.cause.rawValue,
            document: order.document,
            manifest: batch.manifest,
            lines: chosen.map(\.number),
            amount: amount,
            remaining: remaining
        )
        let place = "\(folder)/stops/\(two(number))"
        let temporary = "\(open.books.batchesFolder)/.tmp-\(batch.code)-stop"
        let output = try FolderWriter(temporary)
        let files = try render(
            batch,
            page,
            unit: unit,
            stored: stored,
            stopped: stopped,
            number: number,
            open: open,
            to: output
        )
        try output.write(sheet.text, to: "stop.toml")
        let manifest = try output.writeManifest()
        try output.sync()
        try DurableFiles.makeFolder("\(folder)/stops")
        let rows = StopRows(
            batch: batch,
            sheet: sheet,
            chosen: chosen,
            files: files,
            manifest: manifest.digest,
            signatures: try sign(manifest.digest, officers),
            officers: officers,
            day: environment.now.date
        )
        try open.books.step(
            StepInfo(
                key: key,
                verb: "batch stop",
                at: environment.now,
                officer: officers.0.certificate.fingerprint.hex,
                detail: batch.code
            ),
            beforeCommit: {
                try DurableFiles.removeTree(place)
                try DurableFiles.move(temporary, to: place)
                try DurableFiles.syncFolder("\(folder)/stops")
                try DurableFiles.syncFolder(folder)
            },
            body: { try rows.write(to: $0) }
        )
        return StopReport(sheet: sheet, period: batch.period, isKnown: false)
    }

    /// The sheet of a stop list that stands, as its two officers signed it.
    ///
    /// - Throws: `StoreError.damaged` where the file is another than the one that was signed.
    private func sheet(
        _ number: Int,
        manifest wanted: String,
        in folder: String
    ) throws -> StopSheet {
        let place = "\(folder)/stops/\(two(number))"
        let (manifest, text) = (
            try DurableFiles.read("\(place)/MANIFEST"), try DurableFiles.read("\(place)/stop.toml")
        )
        let digest = Digest.of(text)
        guard Digest.of(manifest).hex == wanted,
            let entries = try? Manifest(parsing: manifest).entries,
            entries.contains(where: { $0.path == "stop.toml" && $0.digest == digest }),
            let sheet = try? StopSheet(text: String(decoding: text, as: UTF8.self))
        else { throw StoreError.damaged("stops/\(two(number))/stop.toml") }
        return sheet
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private func check(
        _ batch: BatchRecord,
        officers: (OfficerKey, OfficerKey),
        open: OpenBooks
    ) throws {
        guard !batch.isHandedOver, !batch.isCancelled else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "lô \(batch.code) đã bàn giao cho ngân hàng: không dừng được nữa",
                    en: "batch \(batch.code) was handed over: it is too late to stop"
                )
            )
        }
        guard try open.isApproved(batch) || batch.kind == "reissue" else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "lô \(batch.code) chưa đủ chữ ký: danh sách dừng chỉ dùng sau khi duyệt",
                    en: "batch \(batch.code) is not approved: a stop list is for after approval"
                ),
                hint: Phrase(
                    vi: "hủy lô rồi lập lại: chitra batch cancel --batch \(batch.code)",
                    en: "cancel it and draft again: chitra batch cancel --batch \(batch.code)"
                )
            )
        }
        guard officers.0.person != officers.1.person else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "danh sách dừng cần hai người ký khác nhau",
                    en: "a stop list needs two different persons"
                )
            )
        }
        for officer in [officers.0, officers.1] {
            try officer.require(
                [.maker, .checker, .chiefAccountant, .accountHolder],
                unit: batch.unit
            )
        }
    }

    private func choose(
        _ stored: StoredLines,
        order: StopOrder,
        open: OpenBooks
    ) throws
        -> [StoredLine]
    {
        var from = order.fromMonth
        if from == nil {
            let person = try open.register.person(order.person, known: environment.now.date)
            from = person?.death(knownOn: environment.now.date)?.month.advanced(byMonths: 1)
            guard from != nil else {
                throw StepRefusal(
                    .usage,
                    Phrase(
                        vi: "sổ chưa ghi ngày chết của người số \(order.person)",
                        en: "the register has no day of death of person \(order.person)"
                    ),
                    hint: Phrase(
                        vi:
                            "ghi biến động vào sổ trước, hoặc nêu tháng đầu tiên bị rút: --from-month",
                        en:
                            "enter the event first, or name the first month taken away: --from-month"
                    )
                )
            }
        }
        let chosen = stored.filter { line in
            line.line.person == order.person && !line.isStopped
                && from.map { line.line.month >= $0 } ?? false
        }
        guard !chosen.isEmpty else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "lô \(order.batch) không có dòng nào của người số \(order.person) để dừng",
                    en: "batch \(order.batch) has no line of person \(order.person) to stop"
                )
            )
        }
        return chosen
    }

    private func render(
        _ batch: BatchRecord,
        _ page: BatchSheet,
        unit: UnitRecord,
        stored: StoredLines,
        stopped: Set<Int>,
        number: Int,
        open: OpenBooks,
        to folder: FolderWriter
    ) throws -> [ProviderFiles.PaymentFile] {
        guard let code = BatchCode(batch.code) else { preconditionFailure("a batch has a code") }
        // What was taken in since, even on the same day, is not what was signed.
        let content = try FrozenContent(
            code: code,
            unit: unit,
            lines: stored.lines,
            pages: RegisterPages(
                open.register,
                at: RegisterMoment(known: batch.known, step: batch.step)
            ),
            scratch: open.register.scratch(),
            meter: open.meter,
            stopped: Set(stopped.map { $0 - 1 })
        )
        return try ProviderFiles(
            content: content,
            period: batch.period,
            createdAt: page.frozenAt,
            accountHolders: page.signers.filter { $0.role == .accountHolder }.map(\.person),
            stop: number
        ).write(to: folder)
    }

    private func sign(_ digest: Digest, _ officers: (OfficerKey, OfficerKey)) throws -> [UInt8] {
        let first = try DetachedSignature.sign(
            digest: digest,
            certificate: officers.0.certificate,
            key: officers.0.key,
            at: environment.now.seconds
        )
        return try DetachedSignature.adding(
            certificate: officers.1.certificate,
            key: officers.1.key,
            at: environment.now.seconds,
            over: digest,
            to: first
        )
    }
}

/// The rows of a stop list.
private struct StopRows {
    let batch: BatchRecord
    let sheet: StopSheet
    let chosen: [StoredLine]
    let files: [ProviderFiles.PaymentFile]
    let manifest: Digest
    let signatures: [UInt8]
    let officers: (OfficerKey, OfficerKey)
    let day: CivilDate

    func write(to writer: StepWriter) throws {
        try writer.insert(
            "stop",
            [
                "batch", "number", "cause", "document", "line_count", "amount", "digest",
                "first_fingerprint", "second_fingerprint", "signatures",
            ],
            [
                batch.row, sheet.number, sheet.cause, sheet.document, chosen.count, sheet.amount,
                manifest.hex, officers.0.certificate.fingerprint.hex,
                officers.1.certificate.fingerprint.hex, Data(signatures),
            ]
        )
        for line in chosen {
            try writer.insert(
                "stopped_line",
                ["batch", "line", "stop"],
                [batch.row, line.number, sheet.number]
            )
        }
        try writeFiles(to: writer)
        // What was approved in an earlier batch stays owed: only a decision ends such a claim.
        let withdrawn = chosen.filter { $0.origin == 0 }
        guard !withdrawn.isEmpty, try writer.reader.hasEntry(key: "\(batch.code)/approved") else {
            return
        }
        let postings = BatchPostings(
            chart: .shipped,
            paper: BookingPaper(
                unit: batch.unit,
                year: batch.year,
                day: day,
                document: sheet.document,
                ownLines: try writer.reader.reservedLines(ofEntry: "\(batch.code)/approved")
            )
        )
        try writer.post(
            try postings.withdrawn(
                batch: batch.code,
                stop: sheet.number,
                totals: BatchTotal.of(withdrawn.map(\.line))
            )
        )
    }

    private func writeFiles(to writer: StepWriter) throws {
        for file in files {
            try writer.insert(
                "stop_file",
                [
                    "batch", "stop", "path", "provider", "message", "transfer_count", "amount",
                    "size", "digest",
                ],
                [
                    batch.row, sheet.number, file.sheet.path, file.sheet.provider, file.message,
                    file.sheet.transferCount, file.sheet.amount, file.sheet.size,
                    file.sheet.digest.hex,
                ]
            )
            try writer.insert(
                file.totals,
                ofFile: file.sheet.path,
                batch: batch.row,
                stop: sheet.number
            )
        }
    }
}
