// Accounts that several payees of a list share, found without holding every account.
//
// Each account becomes a number of 64 bits. The numbers are gone through twice: once to see which may
// stand there more than once, by a table of bits, and once to gather those.
//
// Invariants:
// (1) An account of several payees is always found: bits tell too many, never too few, and what they tell
//     is held against the accounts themselves.
// (2) Memory holds two bytes a payee, and those who may share; the numbers are in scratch.

import Disbursement
import Enrolment
import Ledger
import Store

/// Finds the accounts that several payees share.
final class SharedAccounts {
    private let lines: LineColumns
    private let pages: RegisterPages
    private let scratch: ScratchFile
    /// The numbers of accounts by the place of their payee; 0 for who has none.
    private var keys: [UInt64] = []
    private var pieces: [Int] = []
    private static let pieceCount = 8_192

    /// Over the payees of lines.
    ///
    /// - Parameters:
    ///   - lines: In canonical order; each of their payees is taken, in that order.
    ///   - pages: Where the payees stand.
    ///   - scratch: Takes the numbers.
    init(_ lines: LineColumns, pages: RegisterPages, scratch: ScratchFile) {
        self.lines = lines
        self.pages = pages
        self.scratch = scratch
    }

    /// Takes a payee.
    ///
    /// - Throws: `StoreError` where scratch takes no more.
    func take(_ person: FoundPerson) throws {
        guard person.way == .account else { return try takeNone() }
        var key: UInt64 = 0xcbf2_9ce4_8422_2325
        key = (key ^ UInt64(person.bankNumber)) &* 0x100_0000_01b3
        for byte in person.account { key = (key ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // The bits of a table are taken from all over a number; 0 is for none.
        key = (key ^ key >> 32) &* 0x9E37_79B9_7F4A_7C15
        try append(max(key ^ key >> 29, 1))
    }

    /// Takes a payee without an account.
    ///
    /// - Throws: `StoreError` where scratch takes no more.
    func takeNone() throws { try append(0) }

    private func append(_ key: UInt64) throws {
        keys.append(key)
        guard keys.count == Self.pieceCount else { return }
        let full = keys
        pieces.append(try unsafe scratch.append(full.span.bytes))
        keys.removeAll(keepingCapacity: true)
    }

    /// Goes through the numbers of all accounts with the places of their payees.
    private func forEachKey(_ body: (Int, UInt64) -> Void) throws {
        let width = MemoryLayout<UInt64>.size
        for (piece, start) in pieces.enumerated() {
            let bytes = try scratch.read(at: start, count: Self.pieceCount * width)
            unsafe bytes.withUnsafeBytes { bytes in
                for place in 0..<Self.pieceCount {
                    let key = unsafe bytes.loadUnaligned(
                        fromByteOffset: place * width,
                        as: UInt64.self
                    )
                    if key > 0 { body(piece * Self.pieceCount + place, key) }
                }
            }
        }
        for (place, key) in keys.enumerated() where key > 0 {
            body(pieces.count * Self.pieceCount + place, key)
        }
    }

    /// The accounts of more than one payee, in order of their first payee.
    ///
    /// - Throws: What register and scratch throw.
    func shared() throws -> [AccountFindings.Group] {
        guard let suspected = try suspected() else { return [] }
        var count = 0
        try forEachKey { _, key in
            if suspected.contains(key) { count += 1 }
        }
        var found: [(key: UInt64, place: Int)] = []
        found.reserveCapacity(count)
        try forEachKey { place, key in
            if suspected.contains(key) { found.append((key, place)) }
        }
        found.sort { ($0.key, $0.place) < ($1.key, $1.place) }
        var groups: [Range<Int>] = []
        var start = 0
        while start < found.count {
            var end = start + 1
            while end < found.count, found[end].key == found[start].key { end += 1 }
            if end - start > 1 { groups.append(start..<end) }
            start = end
        }
        let payees = payees(at: groups.joined().map { found[$0].place })
        let shared = try groups.flatMap { group in
            try grouped(group.compactMap { payees[found[$0].place] })
        }
        return shared.sorted { $0.payees[0].payee < $1.payees[0].payee }
    }

    /// The numbers that may stand there more than once; nil where none can.
    private func suspected() throws -> BitTable? {
        var seen = BitTable(for: pieces.count * Self.pieceCount + keys.count, bitsEach: 16)
        var suspects: [UInt64] = []
        try forEachKey { _, key in
            if !seen.insert(key) { suspects.append(key) }
        }
        guard !suspects.isEmpty else { return nil }
        var table = BitTable(for: suspects.count, bitsEach: 64)
        for key in suspects { _ = table.insert(key) }
        return table
    }

    /// The payees at some places, with what they get.
    private func payees(at places: [Int]) -> [Int: AccountFindings.Payee] {
        var found: [Int: AccountFindings.Payee] = [:]
        guard !places.isEmpty else { return found }
        let wanted = places.sorted()
        var next = 0
        var place = 0
        lines.forEachPieceOfTransfers { piece in
            var row = 0
            while row < piece.places.count {
                let rows = row..<piece.end(ofTransferAt: row)
                if next < wanted.count, wanted[next] == place {
                    found[place] = AccountFindings.Payee(
                        payee: piece.payees[row],
                        amount: piece.amounts[rows].reduce(0, +)
                    )
                    next += 1
                }
                place += 1
                row = rows.upperBound
            }
        }
        return found
    }

    /// Parts payees of one number by the account itself: two accounts may have the same number.
    private func grouped(_ payees: [AccountFindings.Payee]) throws -> [AccountFindings.Group] {
        var groups: [PaymentWay: AccountFindings.Group] = [:]
        for payee in payees {
            guard let way = try pages.find(payee.payee)?.paymentWay else { continue }
            groups[way, default: AccountFindings.Group(payees: [])].payees.append(payee)
        }
        return groups.values.filter { $0.payees.count > 1 }
    }
}

/// A set of numbers that may contain more than was put in.
private struct BitTable {
    private var words: [UInt64]
    private let mask: UInt64

    /// A table for that many numbers: the more bits for each, the fewer of them stand for two.
    init(for count: Int, bitsEach: Int) {
        var bits = 1_024
        while bits < count * bitsEach { bits *= 2 }
        words = Array(repeating: 0, count: bits / 64)
        mask = UInt64(bits - 1)
    }

    /// Puts a number in; false where it may have been there.
    mutating func insert(_ key: UInt64) -> Bool {
        let bit = key & mask
        let isNew = words[Int(bit >> 6)] & (1 << (bit & 63)) == 0
        words[Int(bit >> 6)] |= 1 << (bit & 63)
        return isNew
    }

    func contains(_ key: UInt64) -> Bool {
        let bit = key & mask
        return words[Int(bit >> 6)] & (1 << (bit & 63)) != 0
    }
}
