// From lines due to frozen content: which lines make a transfer, who pays it, over which bank.
//
// Invariants:
// (1) A transfer is the lines of one payee; its number is its place in canonical order, from 1.
// (2) Everything is a function of the lines, the register and the code: the same bytes every time.
// (3) A transfer costs some bytes here, whoever receives it: names and accounts stay on their pages.

import BankFiles
import Disbursement
import Enrolment
import Intake
import Ledger
import Signing
import Store

/// How money of a transfer goes out.
enum Route: UInt8 {
    /// To an account at the provider's own bank.
    case ownBank = 0
    /// To an account at another bank.
    case otherBank = 1
    /// In cash.
    case cash = 2
}

/// What is put into files: who is paid what by whom.
struct FrozenContent {
    /// The batch's code.
    let code: BatchCode
    /// The unit.
    let unit: UnitRecord
    /// The lines, in canonical order.
    let lines: LineColumns
    /// Where the persons of the lines stand.
    let pages: RegisterPages
    /// Is told how far the writing is.
    let meter: ProgressMeter
    /// The providers' profiles.
    let profiles: ProviderProfiles
    /// Where the lines of each transfer begin, by number - 1; one entry more for the end.
    let firstLines: [UInt32]
    /// VND of each transfer; nothing where all its lines were taken away.
    let amounts: [Int64]
    /// How each goes out.
    let routes: [Route]
    /// The places of the lines that stop lists took away.
    let stopped: Set<Int>

    /// Groups lines into transfers.
    ///
    /// - Parameters:
    ///   - code: The batch's code.
    ///   - unit: The unit; it has an account for each way that occurs.
    ///   - lines: In canonical order.
    ///   - pages: The register as the batch knows it.
    ///   - meter: Is told how far the writing is.
    ///   - profiles: The providers' profiles.
    ///   - stopped: The places of lines that stop lists took away: their money does not go out.
    ///   - decision: Gets every line on the way, so that no page of the register is opened again for it.
    ///   - accounts: Gets every payee on the way.
    /// - Throws: What the register throws; `MoneyError` where a sum does not fit; `StoreError.damaged`
    ///   where a line is of nobody, or nobody could be paid so.
    init(
        code: BatchCode,
        unit: UnitRecord,
        lines: LineColumns,
        pages: RegisterPages,
        meter: ProgressMeter,
        profiles: ProviderProfiles = .shipped,
        stopped: Set<Int> = [],
        decision: DecisionParts? = nil,
        accounts: AccountFinder? = nil
    ) throws {
        self.code = code
        self.unit = unit
        self.lines = lines
        self.pages = pages
        self.meter = meter
        self.profiles = profiles
        let ownBank = unit.accounts["account"].flatMap { account in
            profiles[account.provider]?.profile.bank
        }
        var firstLines: [UInt32] = []
        var amounts: [Int64] = []
        var routes: [Route] = []
        // Sums over files and the batch are safe once this one is.
        var total: Int64 = 0
        var start = 0
        while start < lines.count {
            let (end, amount) = try Self.transfer(from: start, of: lines, stopped)
            let found = try Self.payee(lines.payees[start], pages)
            routes.append(Self.route(of: found, ownBank: ownBank))
            firstLines.append(UInt32(start))
            amounts.append(amount)
            let (sum, overflow) = total.addingReportingOverflow(amount)
            guard !overflow else { throw MoneyError.overflow }
            total = sum
            let id = TransferID(batch: code, number: amounts.count)
            try decision?.write(lines, start..<end, id: id, payee: found, pages)
            try accounts?.take(lines, start..<end, amount: amount, payee: found)
            if amounts.count.isMultiple(of: 4_096) || end == lines.count {
                meter.tell(.writeDecision, end, of: lines.count)
            }
            start = end
        }
        firstLines.append(UInt32(lines.count))
        try decision?.finish()
        for route in Set(routes) where unit.accounts[route == .cash ? "cash" : "account"] == nil {
            throw StoreError.damaged("unit \(unit.code) has no account to pay from")
        }
        self.stopped = stopped
        self.firstLines = firstLines
        self.amounts = amounts
        self.routes = routes
    }

    /// Where the transfer that begins at a line ends, and VND of it.
    private static func transfer(
        from start: Int,
        of lines: LineColumns,
        _ stopped: Set<Int>
    ) throws -> (end: Int, amount: Int64) {
        var end = start
        var amount: Int64 = 0
        while end < lines.count && lines.payees[end] == lines.payees[start] {
            let due = !stopped.isEmpty && stopped.contains(end) ? 0 : lines.amounts[end]
            let (sum, overflow) = amount.addingReportingOverflow(due)
            guard !overflow else { throw MoneyError.overflow }
            amount = sum
            end += 1
        }
        return (end, amount)
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

    private static func route(of payee: FoundPerson, ownBank: BIN?) -> Route {
        if payee.way == .cash { return .cash }
        return BIN(payee.bank.span) == ownBank ? .ownBank : .otherBank
    }

    /// The number of transfers.
    var transferCount: Int { amounts.count }

    /// The lines of a transfer, given by its place: its number less one.
    func lines(ofTransferAt place: Int) -> Range<Int> {
        Int(firstLines[place])..<Int(firstLines[place + 1])
    }

    /// Who receives a transfer, given by its place.
    func payee(ofTransferAt place: Int) throws -> FoundPerson {
        try person(lines.payees[Int(firstLines[place])])
    }

    /// A person of the lines.
    func person(_ number: Int64) throws -> FoundPerson {
        guard let found = try pages.find(number) else {
            throw StoreError.damaged("a line is of person \(number), who is not in the register")
        }
        return found
    }

    /// The unit's account that a route leaves from.
    func account(of route: Route) -> UnitAccount {
        guard let account = unit.accounts[route == .cash ? "cash" : "account"] else {
            preconditionFailure("a transfer has an account of the unit to leave from")
        }
        return account
    }

    /// The providers by route.
    var providers: (account: String, cash: String) {
        (unit.accounts["account"]?.provider ?? "", unit.accounts["cash"]?.provider ?? "")
    }

    /// What transfers at some places pay, by programme, source and budget year.
    func totals(ofTransfersAt places: [[UInt32]]) -> [BatchTotal] {
        var sums = [Int64](repeating: 0, count: lines.table.count)
        for place in places.joined() {
            for line in lines(ofTransferAt: Int(place))
            where stopped.isEmpty || !stopped.contains(line) {
                sums[Int(lines.rights[line])] += lines.amounts[line]
            }
        }
        return BatchTotal.of(rights: zip(lines.table, sums))
    }

    /// Counts and sums by programme, source and provider, in order of these words.
    func sums() -> [BatchSheet.Sum] {
        var byRight = [(count: Int, amount: Int64)](
            repeating: (0, 0),
            count: lines.table.count * 2
        )
        for transfer in routes.indices {
            let way = routes[transfer] == .cash ? 1 : 0
            for line in lines(ofTransferAt: transfer) {
                let place = Int(lines.rights[line]) * 2 + way
                byRight[place].count += 1
                byRight[place].amount += lines.amounts[line]
            }
        }
        let providers = providers
        var sums: [[String]: (count: Int, amount: Int64)] = [:]
        for (place, sum) in byRight.enumerated() where sum.count > 0 {
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
