// A set of books in a temporary folder, with officers of a demonstration authority, and the steps
// of a month as short calls.
//
// Invariants:
// (1) Books of one setup are made once in a test run and copied: the same keys, each its own folder.
// (2) The clock stands where the test puts it; randomness is counted, not drawn.

import Disbursement
import Entitlement
import Foundation
import Intake
import Ledger
import Logging
import Signing
import Store
import Synchronization
import Testing
import Workflow

/// A day that the test writes.
func day(_ text: String) -> CivilDate {
    guard let day = CivilDate(iso: text) else { preconditionFailure("no day: \(text)") }
    return day
}

/// A month that the test writes.
func month(_ text: String) -> CalendarMonth {
    guard let month = CalendarMonth(iso: text) else { preconditionFailure("no month: \(text)") }
    return month
}

/// A moment of the morning of a day.
func morning(_ day: String) -> Instant {
    guard let instant = Instant(iso: "\(day)T09:00:00+07:00") else {
        preconditionFailure("no day: \(day)")
    }
    return instant
}

/// Bytes that look random and are the same in every run.
final class CountedBytes: Sendable {
    private let counter: Mutex<UInt64>

    init(seed: UInt64) { counter = Mutex(seed << 32) }

    func next(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let number = counter.withLock { value in
                value += 1
                return value
            }
            bytes += Digest.of(utf8: "counted bytes \(number)").bytes
        }
        return Array(bytes.prefix(count))
    }
}

/// What kind of books a test wants.
struct BooksKind: Hashable {
    /// The units; each with an account for transfers and one for cash.
    var units = ["CM01", "NA01"]
    /// Accounts for transfers that are not the usual ones, by unit.
    var accounts: [String: String] = [:]
    /// The first month that the books pay.
    var firstMonth = "2026-11"
    /// The first month that is computed again.
    var recomputeFrom = "2026-07"
    /// The natural persons of the officers, by role.
    var persons = [
        "maker": "001080000001", "checker": "001080000002", "chief-accountant": "001080000003",
        "account-holder": "001080000004", "auditor": "001080000005",
    ]
    /// The providers that sign lists of cash paid.
    var providers = ["vietnam-post"]
    /// The only unit of a provider's signer, by provider; of all where none is named.
    var providerUnits: [String: String] = [:]
    /// The provider that pays into accounts for a rural unit: a profile of VietinBank.
    var ruralProvider = "vietinbank"
    /// The bank that holds a rural unit's account.
    var ruralBank = "970415"
    /// The units that pay into accounts from their estimate at the Treasury, and have no bank for it.
    var estimateUnits: [String] = []
    /// One more maker, who signs nothing: for setups in which one person has two other roles.
    var spareMaker: String?

    /// The setup file.
    var setup: String {
        var text = "origin = \"chitra.example/test\"\n"
        for (index, unit) in units.enumerated() {
            let isRural = unit.hasPrefix("NA")
            let bank = isRural ? ruralBank : "970405"
            let isEstimate = estimateUnits.contains(unit)
            let holder =
                isEstimate
                ? "provider = \"state-treasury\"\n"
                : "provider = \"\(isRural ? ruralProvider : "agribank")\"\nbank = \"\(bank)\"\n"
            text += """

                [[unit]]
                code = "\(unit)"
                first_month = "\(firstMonth)"
                recompute_from = "\(recomputeFrom)"
                list_day = 25
                pays = "next-month"
                roles = ["maker", "checker", "chief-accountant", "account-holder"]

                [[unit.account]]
                way = "account"
                \(holder)account = "\(accounts[unit] ?? "150021100000\(index)")"
                holder = "UBND XA \(unit)"

                [[unit.account]]
                way = "cash"
                provider = "vietnam-post"
                bank = "970449"
                account = "880021100000\(index)"
                holder = "UBND XA \(unit)"

                """
        }
        let roles = ["maker", "checker", "chief-accountant", "account-holder", "auditor"]
        let officers =
            roles.map { ($0, persons[$0] ?? "") } + (spareMaker.map { [("maker", $0)] } ?? [])
            + providers.map { ("provider", $0) }
        for (role, person) in officers {
            text += """

                [[officer]]
                role = "\(role)"
                person = "\(person)"
                name = "Cán Bộ \(role.prefix(1).uppercased())"
                units = ["\(providerUnits[person] ?? "*")"]

                """
        }
        return text
    }
}

/// Books of each kind, made once.
private let templates = Mutex<[BooksKind: String]>([:])

/// A folder in memory where there is one.
private let scratchRoot =
    FileManager.default.isWritableFile(atPath: "/dev/shm")
    ? "/dev/shm" : FileManager.default.temporaryDirectory.path

/// Takes away what earlier test runs left, for what is shared lives as long as its process.
private let swept: Void = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: scratchRoot)) ?? []
    for name in names where name.hasPrefix("chitra-flow-") {
        guard let process = Int32(name.split(separator: "-")[2]), kill(process, 0) != 0 else {
            continue
        }
        try? FileManager.default.removeItem(atPath: "\(scratchRoot)/\(name)")
    }
}()

/// A new empty folder.
func makeScratch() throws -> String {
    _ = swept
    let path = "\(scratchRoot)/chitra-flow-\(getpid())-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
}

/// Books of a town, and its month as short calls.
final class Household: Sendable {
    let root: String
    let kind: BooksKind
    private let random: CountedBytes
    private let state: Mutex<State>

    /// What moves.
    private struct State {
        var now: Instant
        var files = 0
    }

    /// The clock.
    var now: Instant {
        get { state.withLock { $0.now } }
        set { state.withLock { $0.now = newValue } }
    }

    var folder: String { "\(root)/books" }

    init(_ kind: BooksKind = BooksKind(), on day: String = "2026-11-22") throws {
        self.kind = kind
        state = Mutex(State(now: morning(day)))
        random = CountedBytes(seed: 7)
        root = try makeScratch()
        let template = try Household.template(kind)
        for name in ["books", "keys"] {
            try FileManager.default.copyItem(
                atPath: "\(template)/\(name)",
                toPath: "\(root)/\(name)"
            )
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    private static func template(_ kind: BooksKind) throws -> String {
        try templates.withLock { made in
            if let path = made[kind] { return path }
            let path = try makeScratch()
            try kind.setup.write(toFile: "\(path)/setup.toml", atomically: true, encoding: .utf8)
            let bytes = CountedBytes(seed: 1)
            let environment = Environment(
                now: morning("2026-01-05"),
                random: { bytes.next($0) },
                logger: quiet
            )
            _ = try InitBooks(environment).run(
                folder: "\(path)/books",
                setupPath: "\(path)/setup.toml",
                demoKeys: "\(path)/keys",
                rootsPath: nil
            )
            made[kind] = path
            return path
        }
    }

    private static let quiet: Logger = {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }()

    var environment: Environment {
        Environment(now: now, random: { [random] in random.next($0) }, logger: Household.quiet)
    }

    // MARK: Opening

    func write<Value>(_ body: (OpenBooks) throws -> Value) throws -> Value {
        // A program that another test starts holds our open files for a moment, the lock too.
        for _ in 0..<500 {
            do {
                return try body(
                    try OpenBooks(folder: folder, access: .write, environment: environment)
                )
            } catch StoreError.locked { usleep(10_000) }
        }
        throw StoreError.locked
    }

    func read<Value>(_ body: (OpenBooks) throws -> Value) throws -> Value {
        try body(try OpenBooks(folder: folder, access: .read, environment: environment))
    }

    func key(_ role: String, _ open: OpenBooks) throws -> OfficerKey {
        try OfficerKey.load(path: "\(root)/keys/\(role).key", books: open.books, at: now)
    }

    func input(_ text: String, _ name: String = "input.csv") throws -> String {
        let number = state.withLock { state in
            state.files += 1
            return state.files
        }
        let folder = "\(root)/in-\(number)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
        return "\(folder)/\(name)"
    }

    // MARK: Taking in

    @discardableResult
    func importRegister(_ text: String) throws -> ImportReport {
        let path = try input(text)
        return try write { open in
            try ImportRegister(environment).run(
                open,
                path: path,
                officer: try key("maker", open),
                isDryRun: false
            )
        }
    }

    @discardableResult
    func register(_ lines: [RegisterLine]) throws -> ImportReport {
        try importRegister(RegisterLine.file(lines))
    }

    /// Takes in what was paid before: `national_id,unit,programme,category,month,kind,source,amount`.
    func opening(_ rows: [String]) throws {
        let header = "national_id,unit,programme,category,month,kind,source,amount,document"
        let text = ([header] + rows.map { $0 + ",DS-01" }).joined(separator: "\n") + "\n"
        let path = try input(text)
        _ = try write { open in
            try ImportOpening(environment).run(
                open,
                path: path,
                officer: try key("chief-accountant", open)
            )
        }
    }

    /// Takes in estimates and advances: `event,unit,year,source,provider,amount,document,day`.
    @discardableResult
    func receive(_ rows: [String]) throws -> [PaperReport] {
        let header = "event,unit,year,source,provider,amount,document,day"
        let path = try input(([header] + rows).joined(separator: "\n") + "\n")
        return try write { open in
            try ReceiveFunds(environment).run(
                open,
                path: path,
                officer: try key("chief-accountant", open)
            )
        }
    }

    /// Money for everything: estimates of every source and advances on every account.
    func receiveEnough(_ units: [String]? = nil, on day: String = "2026-01-06") throws {
        var rows: [String] = []
        for unit in units ?? kind.units {
            let bank = unit.hasPrefix("NA") ? "vietinbank" : "agribank"
            for source in ["local", "central", "city"] {
                rows.append("estimate,\(unit),2026,\(source),,2000000000,QD-1,2026-01-05")
                rows.append("advance,\(unit),2026,\(source),\(bank),500000000,RDT-1,\(day)")
            }
            rows.append("advance,\(unit),2026,central,vietnam-post,500000000,RDT-2,\(day)")
        }
        try receive(rows)
    }

    // MARK: The month

    func scope(_ period: String, _ units: [String] = []) -> RunScope {
        RunScope(units: units, period: month(period))
    }

    func draft(
        _ period: String,
        known: String? = nil,
        units: [String] = [],
        under law: RuleBook = .shipped
    ) throws -> [Draft] {
        try write { open in
            try DraftBatch(environment, ruleBook: law).draft(
                open,
                scope: scope(period, units),
                known: known.map(day) ?? now.date,
                officer: try key("maker", open)
            ).map(\.draft)
        }
    }

    func check(
        _ period: String,
        units: [String] = [],
        under law: RuleBook = .shipped
    ) throws {
        _ = try write { open in
            try DraftBatch(environment, ruleBook: law).check(
                open,
                scope: scope(period, units),
                officer: try key("checker", open)
            )
        }
    }

    @discardableResult
    func submit(
        _ period: String,
        units: [String] = [],
        under law: RuleBook = .shipped,
        acceptsDoubts: Bool = true
    ) throws -> [BatchSheet] {
        try write { open in
            try SubmitBatch(environment, ruleBook: law).run(
                open,
                scope: scope(period, units),
                officer: try key("maker", open),
                acceptsDoubts: acceptsDoubts
            ).map(\.sheet)
        }
    }

    @discardableResult
    func approve(
        _ period: String,
        _ role: String,
        key name: String? = nil
    ) throws
        -> [ApprovalReport]
    {
        try write { open in
            try ApproveBatch(environment).run(
                open,
                scope: scope(period),
                role: try #require(OfficerRole(rawValue: role)),
                officer: try key(name ?? role, open)
            )
        }
    }

    func approveAll(_ period: String) throws {
        for role in ["checker", "chief-accountant", "account-holder"] {
            try approve(period, role)
        }
    }

    @discardableResult
    func issue(_ period: String, key name: String = "account-holder") throws -> [IssueReport] {
        try write { open in
            try IssueBatch(environment).run(
                open,
                scope: scope(period),
                officer: try key(name, open),
                channel: "test"
            )
        }
    }

    /// Draft, check, submit: the frozen batches.
    func freeze(_ period: String, units: [String] = []) throws -> [BatchSheet] {
        _ = try draft(period, units: units)
        try check(period, units: units)
        return try submit(period, units: units)
    }

    /// The whole month until hand-over.
    func runMonth(_ period: String) throws -> [BatchSheet] {
        let sheets = try freeze(period)
        try approveAll(period)
        try issue(period)
        return sheets
    }
}

/// The exit code of a refusal; nil where nothing was refused.
func refusal(_ body: () throws -> Void) throws -> StepRefusal.Code? {
    do {
        try body()
        return nil
    } catch let refusal as StepRefusal {
        return refusal.code
    }
}
