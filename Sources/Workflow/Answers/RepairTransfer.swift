// Step 10: the data of a payee whose payment came back is put right.
//
// Invariants:
// (1) A repair is a change of the register with a document; nothing is overwritten.
// (2) Only a transfer that did not reach its payee is repaired.
// (3) The last repair asked for once more is done already: nothing changes.

import BankFiles
import Disbursement
import Enrolment
import Intake
import Ledger
import Reconciliation
import Signing
import Store

/// What is put right.
package enum RepairedWay: Sendable {
    /// Another account: the bank's BIN, the number.
    case account(bank: String, number: String)
    /// Cash at the provider's desk.
    case cash
    /// The same data: the bank says that it will work now.
    case unchanged
}

/// Repairs.
package struct RepairTransfer {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Records the repair of one transfer.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - id: The transfer that came back.
    ///   - way: How its payee is paid from now on.
    ///   - document: The paper that shows it.
    ///   - officer: A maker of the unit.
    /// - Throws: ``StepRefusal``.
    package func run(
        _ open: OpenBooks,
        id: String,
        way: RepairedWay,
        document: String,
        officer: OfficerKey
    ) throws {
        let (batch, number, payeeNumber) = try find(
            open,
            id: id,
            document: document,
            officer: officer
        )
        let known = environment.now.date
        guard var payee = try open.register.person(payeeNumber, known: known) else {
            throw StoreError.damaged("line: payee")
        }
        let change = try paymentWay(way)
        let paper = try DocumentReference.required(document).digest.hex
        let digest = Digest.of(
            utf8: "\(id)\n\(paper)\n\(change.map(Self.digestText) ?? "unchanged")"
        )
        let count = try open.books.query { try $0.repairCount(batch: batch.row, transfer: number) }
        func key(_ count: Int) -> String { "repair/\(id)/\(count)/\(digest.hex)" }
        if change == nil || change == payee.way, try open.books.wasDone(key(count)) { return }
        if case .account = change, change == payee.way { throw Self.sameAccount }
        if let change { payee.way = change }
        try open.books.step(
            StepInfo(
                key: key(count + 1),
                verb: "batch repair",
                at: environment.now,
                officer: officer.certificate.fingerprint.hex,
                detail: id
            )
        ) { writer in
            var sequence: Int64 = 0
            if change != nil {
                try open.register.append(
                    [PersonChange(person: payee, what: "repaired", isNew: false)],
                    from: ImportOrigin(
                        fileName: "repair",
                        digest: digest,
                        rowCount: 1,
                        known: known
                    ),
                    writer: writer
                )
                sequence = try writer.reader.lastRegisterChange()
            }
            try writer.insert(
                "repair",
                ["batch", "transfer", "person", "change", "document", "officer"],
                [
                    batch.row, number, payee.number, sequence, document,
                    officer.certificate.fingerprint.hex,
                ]
            )
        }
    }

    /// The batch, the transfer's number and the payee of what came back.
    private func find(
        _ open: OpenBooks,
        id: String,
        document: String,
        officer: OfficerKey
    ) throws -> (batch: BatchRecord, number: Int, payee: Int64) {
        _ = try DocumentReference.required(document)
        let (batch, number) = try TransferLookup(open: open).batch(of: id)
        try officer.require([.maker], unit: batch.unit)
        let openLines = try open.books.query { try $0.openLines(unit: batch.unit) }
        let line = openLines.first { $0.batch == batch.row && $0.line.transfer == number }
        guard let line else {
            throw StepRefusal(
                .notPermitted,
                Phrase(
                    vi: "khoản chi \(id) không có gì phải chi lại",
                    en: "transfer \(id) has nothing to be paid again"
                ),
                hint: Phrase(
                    vi: "xem câu chuyện: chitra reconcile explain \(id)",
                    en: "see: chitra reconcile explain \(id)"
                )
            )
        }
        return (batch, number, line.line.line.payee)
    }

    private func paymentWay(_ way: RepairedWay) throws -> PaymentWay? {
        switch way {
        case .unchanged: return nil
        case .cash: return .cash
        case .account(let bank, let number):
            guard let found = try? BankDirectory.shipped.bank(field: bank) else {
                throw StepRefusal(
                    .dataErrors,
                    Phrase(
                        vi: "--bank phải là mã BIN 6 chữ số có trong danh mục",
                        en: "--bank is a BIN of 6 digits from the bank directory"
                    )
                )
            }
            let lengths = found.accountLengths ?? 6...19
            guard let account = BankAccountNumber(number),
                !found.areAccountLengthsVerified || lengths.contains(number.utf8.count)
            else {
                throw StepRefusal(
                    .dataErrors,
                    Phrase(
                        vi: "--account không phải số tài khoản của ngân hàng này",
                        en: "--account is no account number of that bank"
                    )
                )
            }
            return .account(bank: "\(found.bin)", number: account)
        }
    }

    private static let sameAccount = StepRefusal(
        .usage,
        Phrase(
            vi: "tài khoản không đổi; nếu ngân hàng báo chi lại được: --unchanged",
            en: "the account is the same; if the bank says it will work: --unchanged"
        )
    )

    private static func digestText(_ way: PaymentWay) -> String {
        switch way {
        case .cash: "cash"
        case .account(let bank, let number): "\(bank) \(Digest.of(utf8: number.revealed).hex)"
        }
    }
}

/// Finds the batch of a transfer's id.
struct TransferLookup {
    let open: OpenBooks

    /// The batch and the transfer's number in it.
    ///
    /// - Throws: ``StepRefusal`` where it is none of ours.
    func batch(of id: String) throws -> (batch: BatchRecord, number: Int) {
        guard let transfer = TransferID(id),
            let batch = try open.books.batches().first(where: { $0.code == "\(transfer.batch)" }),
            transfer.number <= batch.transferCount
        else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "\(id) không phải mã chi trả của sổ này",
                    en: "\(id) is no transfer of these books"
                )
            )
        }
        return (batch, transfer.number)
    }
}
