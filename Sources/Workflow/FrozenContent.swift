// From lines due to frozen content: transfers, the decision list, each provider's files, MANIFEST.
//
// Invariants:
// (1) A transfer is the lines of one payee; its number is its place in canonical order, from 1.
// (2) Everything is a function of the draft, the register and the code: the same bytes every time.
// (3) A provider's folder holds names, accounts and amounts; nothing of programmes or categories.

import BankFiles
import Disbursement
import Enrolment
import Entitlement
import Intake
import Ledger
import Signing
import Store

/// One transfer of a batch.
struct Transfer {
    /// The number in the batch, from 1.
    let number: Int
    /// Its id.
    let id: TransferID
    /// Who receives.
    let payee: Person
    /// `account` or `cash`.
    let way: String
    /// The indices of its lines.
    let lines: Range<Int>
    /// VND.
    let amount: Int64
}

/// What is put into files: who is paid what by whom.
struct FrozenContent {
    /// The batch's code.
    let code: BatchCode
    /// The unit.
    let unit: UnitRecord
    /// The lines, in canonical order.
    let lines: [DueLine]
    /// The persons of the lines.
    let persons: [Int64: Person]
    /// The transfers, in order of number.
    let transfers: [Transfer]

    /// Groups lines into transfers.
    ///
    /// - Throws: ``StepRefusal`` where a payee is missing or the unit has no account for a way.
    init(code: BatchCode, unit: UnitRecord, lines: [DueLine], persons: [Int64: Person]) throws {
        self.code = code
        self.unit = unit
        self.lines = lines
        self.persons = persons
        var transfers: [Transfer] = []
        var start = 0
        while start < lines.count {
            var end = start
            var amount: Int64 = 0
            while end < lines.count && lines[end].payee == lines[start].payee {
                let (sum, overflow) = amount.addingReportingOverflow(lines[end].amount)
                guard !overflow else { throw MoneyError.overflow }
                amount = sum
                end += 1
            }
            guard let payee = persons[lines[start].payee], let way = payee.way else {
                preconditionFailure("a line due has a payee with a way of payment")
            }
            let wayCode =
                switch way {
                case .account: "account"
                case .cash: "cash"
                }
            transfers.append(
                Transfer(
                    number: transfers.count + 1,
                    id: TransferID(batch: code, number: transfers.count + 1),
                    payee: payee,
                    way: wayCode,
                    lines: start..<end,
                    amount: amount
                )
            )
            start = end
        }
        self.transfers = transfers
    }

    /// The provider of a transfer.
    func provider(of transfer: Transfer) -> String {
        guard let account = unit.accounts[transfer.way] else {
            preconditionFailure("a transfer has an account of the unit to leave from")
        }
        return account.provider
    }

    /// The bytes of the decision list, in parts, and the root over its rows.
    func decisionList(
        batchKey: SecretKey
    ) -> (parts: [(name: String, bytes: [UInt8])], root: Digest) {
        var parts: [(name: String, bytes: [UInt8])] = []
        var bytes = Array(DecisionList.header.utf8)
        var frontier = MerkleFrontier()
        let leaves = DecisionLeaves(batchKey: batchKey)
        var number = 0
        for transfer in transfers {
            let id = "\(transfer.id)"
            for index in transfer.lines {
                number += 1
                guard let person = persons[lines[index].person] else {
                    preconditionFailure("a line's person was read")
                }
                let start = bytes.count
                DecisionList.append(
                    number: number,
                    transfer: id,
                    line: lines[index],
                    person: person,
                    payee: transfer.payee,
                    to: &bytes
                )
                frontier.append(leaves.leaf(row: bytes[start...], number: number))
                if number.isMultiple(of: DecisionList.linesPerPart) {
                    parts.append((DecisionList.partName(parts.count + 1), bytes))
                    bytes = Array(DecisionList.header.utf8)
                }
            }
        }
        if bytes.count > DecisionList.header.utf8.count || parts.isEmpty {
            parts.append((DecisionList.partName(parts.count + 1), bytes))
        }
        return (parts, frontier.root)
    }
}
