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
    /// - Throws: What the register throws; `MoneyError` where a sum does not fit; `StoreError.damaged`
    ///   where a line is of nobody, or nobody could be paid so.
    init(
        code: BatchCode,
        unit: UnitRecord,
        lines: LineColumns,
        pages: RegisterPages,
        meter: ProgressMeter,
        profiles: ProviderProfiles = .shipped,
        stopped: Set<Int> = []
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
        var start = 0
        while start < lines.count {
            let payee = lines.payees[start]
            var end = start
            var amount: Int64 = 0
            while end < lines.count && lines.payees[end] == payee {
                let due = stopped.contains(end) ? 0 : lines.amounts[end]
                let (sum, overflow) = amount.addingReportingOverflow(due)
                guard !overflow else { throw MoneyError.overflow }
                amount = sum
                end += 1
            }
            firstLines.append(UInt32(start))
            amounts.append(amount)
            routes.append(try Self.route(of: payee, pages: pages, ownBank: ownBank))
            start = end
        }
        firstLines.append(UInt32(lines.count))
        // Sums over files and the batch are then safe.
        var total: Int64 = 0
        for amount in amounts {
            let (sum, overflow) = total.addingReportingOverflow(amount)
            guard !overflow else { throw MoneyError.overflow }
            total = sum
        }
        for route in Set(routes) where unit.accounts[route == .cash ? "cash" : "account"] == nil {
            throw StoreError.damaged("unit \(unit.code) has no account to pay from")
        }
        self.firstLines = firstLines
        self.amounts = amounts
        self.routes = routes
    }

    private static func route(
        of payee: Int64,
        pages: RegisterPages,
        ownBank: BIN?
    ) throws -> Route {
        guard let found = try pages.find(payee) else {
            throw StoreError.damaged("a line pays person \(payee), who is not in the register")
        }
        switch found.way {
        case .cash: return .cash
        case .account: return BIN(found.bank.span) == ownBank ? .ownBank : .otherBank
        case .none:
            throw StoreError.damaged("a line pays person \(payee), who has no way of payment")
        }
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

    /// Writes the decision list into a folder, in parts.
    ///
    /// - Parameters:
    ///   - folder: Where the batch is built.
    ///   - batchKey: The key of the salts.
    /// - Returns: The root over the rows.
    /// - Throws: `StoreError`.
    func writeDecision(to folder: FolderWriter, batchKey: SecretKey) throws -> Digest {
        var part = 0
        var writer = DecisionWriter(batchKey: batchKey)
        var transfer = 0
        var names = LastPersons(self)
        repeat {
            part += 1
            let name = DecisionList.partName(part)
            var file = try folder.open(name)
            writer.begin()
            var isFull = false
            // A part ends after its last line, in the middle of a transfer where it must.
            while writer.count < lines.count, !isFull {
                while writer.count >= Int(firstLines[transfer + 1]) { transfer += 1 }
                try write(writer.count, of: transfer, names: &names, with: &writer)
                isFull = writer.opensPart
                meter.count(.writeDecision, writer.count, of: lines.count)
                try writer.drain(into: &file)
            }
            try writer.drain(into: &file, isLast: true)
            folder.take(WrittenFile(path: name, try file.finish()))
        } while writer.count < lines.count
        return writer.root
    }

    private func write(
        _ line: Int,
        of transfer: Int,
        names: inout LastPersons,
        with writer: inout DecisionWriter
    ) throws {
        let right = Int(lines.rights[line])
        writer.write(
            id: TransferID(batch: code, number: transfer + 1),
            person: try names.person(lines.persons[line]),
            payee: try names.payee(lines.payees[line]),
            place: right,
            right: lines.table[right],
            month: CalendarMonth(number: lines.months[line]),
            amount: lines.amounts[line],
            replaces: lines.replaces(line)
        )
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

/// The persons of the last row: the next row is mostly theirs too.
private struct LastPersons {
    private let content: FrozenContent
    private var lastPerson: DecisionPerson?
    private var lastPayee: DecisionPerson?

    init(_ content: FrozenContent) { self.content = content }

    mutating func person(_ number: Int64) throws -> DecisionPerson {
        if let lastPerson, lastPerson.number == number { return lastPerson }
        let found = try find(number)
        lastPerson = found
        return found
    }

    mutating func payee(_ number: Int64) throws -> DecisionPerson {
        if let lastPayee, lastPayee.number == number { return lastPayee }
        if let lastPerson, lastPerson.number == number {
            lastPayee = lastPerson
            return lastPerson
        }
        let found = try find(number)
        lastPayee = found
        return found
    }

    private func find(_ number: Int64) throws -> DecisionPerson {
        let found = try content.person(number)
        return DecisionPerson(number: number, nationalID: found.nationalID, name: found.name)
    }
}
