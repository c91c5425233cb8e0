// The checks of a file's rows against each other.
//
// Invariants:
// (1) Memory is 16 bytes for each row, for each payee who is somebody else, and for each way of
//     payment; texts are compared by 32 or 56 bits of a hash, so that a fault is missed once in
//     four thousand million times and never made up.

import Intake
import Ledger

/// What the rows of a file are compared by.
struct FileChecks {
    private var people = SortedRuns()
    private var ways = SortedRuns()
    private var categories: [String: UInt64] = [:]
    private static let cash: UInt64 = 1
    /// An account with more payees than this is worth a look.
    private static let payeesOfAnAccount = 3

    /// Notes a row that passed its own checks.
    mutating func add(_ row: RegisterRow) {
        let line = UInt64(UInt32(truncatingIfNeeded: row.line))
        let own = row.nationalID.digits
        var claim: UInt64 = 0
        if row.event == .enrol, let category = row.claim?.category {
            claim = categories[category] ?? UInt64(categories.count + 1)
            categories[category] = claim
        }
        let fingerprint = row.identity.map(FileChecks.fingerprint) ?? 0
        people.append(RunKey(high: own << 24 | claim, low: fingerprint << 32 | line))
        var payee = own
        if case .other(let identity, _) = row.payee {
            payee = identity.nationalID.digits
            people.append(
                RunKey(high: payee << 24, low: FileChecks.fingerprint(identity) << 32 | line)
            )
        }
        if let way = row.way {
            let hash = FileChecks.hash(way)
            ways.append(
                RunKey(
                    high: payee << 24 | hash >> 32,
                    low: (hash & 0xFFFF_FFFF) << 32 | line
                )
            )
        }
    }

    /// Compares all rows, and gives the findings in order of lines.
    mutating func findings(file: String, header: RegisterHeader) -> [Diagnostic] {
        var found: [(line: Int, order: Int, diagnostic: Diagnostic)] = []
        func note(_ code: RegisterCode, _ column: RegisterColumn, _ line: Int, _ detail: Int) {
            let place = header.place(column, line: line, file: file)
            found.append((line, found.count, code.at(place, "\(detail)")))
        }
        people.forEachGroup(droppingBits: 88) { group in
            FileChecks.compareIdentities(group, note)
            FileChecks.findDuplicates(group, note)
        }
        ways.forEachGroup(droppingBits: 88) { group in
            FileChecks.compareWays(group, note)
        }
        // From (payee 40, hash 24 | hash 32, line 32) to (hash 56, payee 8 | payee 32, line 32).
        ways.rekey { key in
            let hash = (key.high & 0xFF_FFFF) << 32 | key.low >> 32
            let payee = key.high >> 24
            return RunKey(
                high: hash << 8 | payee >> 32,
                low: (payee & 0xFFFF_FFFF) << 32 | key.low & 0xFFFF_FFFF
            )
        }
        ways.forEachGroup(droppingBits: 72) { group in
            FileChecks.countPayees(group, note)
        }
        return found.sorted { ($0.line, $0.order) < ($1.line, $1.order) }.map(\.diagnostic)
    }

    private typealias Note = (RegisterCode, RegisterColumn, Int, Int) -> Void

    private static func line(_ key: RunKey) -> Int { Int(key.low & 0xFFFF_FFFF) }

    private static func compareIdentities(_ group: [RunKey], _ note: Note) {
        let known = group.filter { $0.low >> 32 != 0 }.sorted { line($0) < line($1) }
        guard let first = known.first else { return }
        for key in known where key.low >> 32 != first.low >> 32 {
            note(.identityConflict, .nationalID, line(key), line(first))
        }
    }

    private static func findDuplicates(_ group: [RunKey], _ note: Note) {
        guard group.count > 1 else { return }
        var firsts: [UInt64: Int] = [:]
        for key in group.sorted(by: { line($0) < line($1) }) where key.high & 0xFF_FFFF != 0 {
            if let first = firsts[key.high] {
                note(.duplicateRow, .nationalID, line(key), first)
            } else {
                firsts[key.high] = line(key)
            }
        }
    }

    private static func compareWays(_ group: [RunKey], _ note: Note) {
        guard group.count > 1 else { return }
        func hash(_ key: RunKey) -> UInt64 { (key.high & 0xFF_FFFF) << 32 | key.low >> 32 }
        let ordered = group.sorted { line($0) < line($1) }
        for key in ordered where hash(key) != hash(ordered[0]) {
            note(.accountConflict, .account, line(key), line(ordered[0]))
        }
    }

    private static func countPayees(_ group: [RunKey], _ note: Note) {
        guard group.count > payeesOfAnAccount, group[0].high >> 8 != cash else { return }
        var firstLines: [UInt64: Int] = [:]
        for key in group {
            let payee = (key.high & 0xFF) << 32 | key.low >> 32
            firstLines[payee] = min(firstLines[payee] ?? Int.max, line(key))
        }
        guard firstLines.count > payeesOfAnAccount else { return }
        let lines = firstLines.values.sorted()
        note(.accountShared, .account, lines[payeesOfAnAccount], lines.count)
    }

    /// 32 bits of name, birth and sex, never 0; case does not count.
    private static func fingerprint(_ identity: Identity) -> UInt64 {
        var hash = FNV()
        hash.add(identity.name.revealed.lowercased().utf8)
        hash.add(UInt64(UInt32(bitPattern: identity.birth.dayNumber)))
        hash.add(UInt64(identity.sex.rawValue))
        return max(1, hash.mixed >> 32)
    }

    /// 56 bits of a way of payment; 1 for cash.
    private static func hash(_ way: PaymentWay) -> UInt64 {
        switch way {
        case .cash: return cash
        case .account(let bank, let number):
            var hash = FNV()
            hash.add(bank.utf8)
            hash.add(0)
            hash.add(number.revealed.utf8)
            return max(cash + 1, hash.mixed >> 8)
        }
    }
}

/// The hash of Fowler, Noll and Vo (FNV-1a, 64 bits) with a last mixing.
private struct FNV {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    mutating func add(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            state = (state ^ (number >> shift & 0xFF)) &* 0x100_0000_01B3
        }
    }

    var mixed: UInt64 {
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
