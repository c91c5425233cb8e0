// From lines due to frozen content: which lines make a transfer, who pays it, over which bank.
//
// Invariants:
// (1) A transfer is the lines of one payee; its number is its place in canonical order, from 1.
// (2) Everything is a function of the lines, the register and the code: the same bytes every time.
// (3) Lines and register are gone through once: the decision list is written on the way, and what the
//     providers' files need is kept.
// (4) A transfer costs a bit in memory here, whoever receives it.

import BankFiles
import Disbursement
import Enrolment
import Intake
import Ledger
import Signing
import Store

/// What is put into files: who is paid what by whom.
struct FrozenContent {
    /// The batch's code.
    let code: BatchCode
    /// The unit.
    let unit: UnitRecord
    /// The lines, in canonical order.
    let lines: LineColumns
    /// Is told how far the writing is.
    let meter: ProgressMeter
    /// The providers' profiles.
    let profiles: ProviderProfiles
    /// The number of transfers.
    private(set) var transferCount = 0
    /// What providers pay, by their name.
    private(set) var payments: [String: ProviderPayments] = [:]
    /// A bit for each transfer that is paid in cash.
    private var cash: [UInt64] = []
    /// Counts and sums of lines by the place of their right, to accounts and in cash.
    private var sumsByRight: [(count: Int, amount: Int64)] = []

    /// Groups lines into transfers.
    ///
    /// - Parameters:
    ///   - code: The batch's code.
    ///   - unit: The unit; it has an account for each way that occurs.
    ///   - lines: In canonical order.
    ///   - pages: The register as the batch knows it.
    ///   - scratch: Takes what is kept for the providers' files.
    ///   - meter: Is told how far the writing is.
    ///   - profiles: The providers' profiles.
    ///   - stopped: The places of lines that stop lists took away: their money does not go out.
    ///   - decision: Gets every line on the way, so that no page of the register is opened again for it.
    ///   - accounts: Gets every payee on the way.
    /// - Throws: What the register throws; `MoneyError` where a sum does not fit; `StoreError.damaged`
    ///   where a line is of nobody, or nobody could be paid so; ``StepRefusal`` where a profile is
    ///   missing; what cannot be written in a bank's letters.
    init(
        code: BatchCode,
        unit: UnitRecord,
        lines: LineColumns,
        pages: RegisterPages,
        scratch: ScratchFile,
        meter: ProgressMeter,
        profiles: ProviderProfiles = .shipped,
        stopped: Set<Int> = [],
        decision: DecisionParts? = nil,
        accounts: AccountFinder? = nil
    ) throws {
        self.code = code
        self.unit = unit
        self.lines = lines
        self.meter = meter
        self.profiles = profiles
        sumsByRight = Array(repeating: (0, 0), count: lines.table.count * 2)
        var ways = PaymentWays(unit, profiles, scratch)
        // Sums over files and the batch are safe once this one is.
        var total: Int64 = 0
        var ids = TransferIDs(batch: code)
        try lines.forEachPieceOfTransfers { piece in
            var row = 0
            while row < piece.places.count {
                let rows = row..<piece.end(ofTransferAt: row)
                let found = try Self.payee(piece.payees[row], pages)
                let amount = try Self.amount(of: piece, rows, stopped)
                let (sum, overflow) = total.addingReportingOverflow(amount)
                guard !overflow else { throw MoneyError.overflow }
                total = sum
                count(piece, rows, isCash: found.way == .cash)
                let id = ids.id(transferCount)
                try decision?.write(lines, piece, rows, id: id, payee: found, pages)
                try accounts?.take(piece, rows, amount: amount, payee: found)
                try ways.take(piece, rows, stopped, amount, transferCount - 1, found)
                row = rows.upperBound
            }
            meter.tell(.writeDecision, piece.places.upperBound, of: lines.count)
        }
        try decision?.finish()
        payments = try ways.finish()
    }

    /// Counts the transfer of some lines.
    private mutating func count(_ piece: LinePiece, _ rows: Range<Int>, isCash: Bool) {
        for row in rows {
            let place = Int(piece.rights[row]) * 2 + (isCash ? 1 : 0)
            sumsByRight[place].count += 1
            sumsByRight[place].amount += piece.amounts[row]
        }
        if transferCount.isMultiple(of: 64) { cash.append(0) }
        if isCash { cash[transferCount / 64] |= 1 << UInt64(transferCount % 64) }
        transferCount += 1
    }

    /// VND of a transfer.
    private static func amount(
        of piece: LinePiece,
        _ rows: Range<Int>,
        _ stopped: Set<Int>
    ) throws -> Int64 {
        var amount: Int64 = 0
        for row in rows {
            if !stopped.isEmpty, stopped.contains(piece.places.lowerBound + row) { continue }
            let (sum, overflow) = amount.addingReportingOverflow(piece.amounts[row])
            guard !overflow else { throw MoneyError.overflow }
            amount = sum
        }
        return amount
    }

    /// Who receives a transfer: somebody in the register with a way of payment.
    private static func payee(_ number: Int64, _ pages: RegisterPages) throws -> FoundPerson {
        guard let found = try pages.find(number) else {
            throw StoreError.damaged("a line pays person \(number), who is not in the register")
        }
        guard found.way != .none else {
            throw StoreError.damaged("a line pays person \(number), who has no way of payment")
        }
        return found
    }

    /// Whether a transfer is paid in cash, given by its number less one.
    func isCash(_ transfer: Int) -> Bool {
        cash[transfer / 64] & (1 << UInt64(transfer % 64)) != 0
    }

    /// The providers by route.
    var providers: (account: String, cash: String) {
        (unit.accounts["account"]?.provider ?? "", unit.accounts["cash"]?.provider ?? "")
    }

    /// Counts and sums by programme, source and provider, in order of these words.
    func sums() -> [BatchSheet.Sum] {
        let providers = providers
        var sums: [[String]: (count: Int, amount: Int64)] = [:]
        for (place, sum) in sumsByRight.enumerated() where sum.count > 0 {
            let right = lines.table[place / 2]
            let provider = place % 2 == 0 ? providers.account : providers.cash
            let old = sums[[right.programme, right.source, provider]] ?? (0, 0)
            sums[[right.programme, right.source, provider]] = (
                old.count + sum.count, old.amount + sum.amount
            )
        }
        return sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            BatchSheet.Sum(
                programme: $0.key[0],
                source: $0.key[1],
                provider: $0.key[2],
                lineCount: $0.value.count,
                amount: $0.value.amount
            )
        }
    }
}
