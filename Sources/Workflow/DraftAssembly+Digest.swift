// A digest over everything that a draft says.
//
// Form, numbers big-endian:
//   "chitra/draft/3\n" · scope \n
//   counts of rights, lines due, held, left out
//   rights in order of first use: each word with its length before it, then the year
//   lines: person i64 · payee i64 · amount i64 · month i32 · place of the right u32
//     for one that is paid again: the transfer that came back, with its length before it
//     for one that is held: its cause in the same way
//   persons left out: number i64, and the cause's code in the same way

package import Disbursement
import Entitlement
import Ledger
package import Signing

extension DraftAssembly {
    /// A digest over everything that a draft says, however its columns and tables lie.
    package static func digest(_ draft: Draft) -> Digest {
        let scope = draft.scope
        var content = DigestedContent()
        content.hasher.update(
            utf8:
                "chitra/draft/3\n\(scope.unit) \(scope.period) \(scope.recomputeFrom) \(scope.known)\n"
        )
        var rights: [LineRight] = []
        let due = places(of: draft.lines, in: &rights)
        let held = places(of: draft.held.lines, in: &rights)
        for count in [rights.count, draft.lines.count, draft.held.count, draft.leftOut.count] {
            content.number(Int64(count))
        }
        for right in rights {
            for word in [
                right.programme, right.category, right.kind, right.source, right.cause, right.rule,
            ] { content.text(word) }
            content.number(Int64(right.year))
        }
        for index in draft.lines.indices { content.line(draft.lines, index, due) }
        for index in draft.held.indices {
            content.line(draft.held.lines, index, held)
            content.text(draft.held.causes[index].rawValue)
        }
        for left in draft.leftOut {
            content.number(left.person)
            content.text(left.cause.code)
        }
        return content.finish()
    }

    /// For each right of some lines its place among all rights, in order of first use.
    private static func places(of lines: LineColumns, in all: inout [LineRight]) -> [UInt32] {
        var places = [UInt32](repeating: .max, count: lines.table.count)
        for right in lines.rights where places[Int(right)] == .max {
            let known = all.firstIndex(of: lines.table[Int(right)])
            if known == nil { all.append(lines.table[Int(right)]) }
            places[Int(right)] = UInt32(known ?? all.count - 1)
        }
        return places
    }
}

/// Bytes on their way into a digest, in pieces.
private struct DigestedContent {
    let hasher = SHA256()
    private var buffer: [UInt8] = []
    private static let piece = 32_768

    init() { buffer.reserveCapacity(2 * Self.piece) }

    mutating func number(_ value: some FixedWidthInteger) {
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe buffer.append(contentsOf: $0) }
    }

    mutating func text(_ value: String) {
        number(Int64(value.utf8.count))
        buffer.append(contentsOf: value.utf8)
    }

    mutating func line(_ lines: LineColumns, _ index: Int, _ rights: [UInt32]) {
        if buffer.count >= Self.piece {
            hasher.update(buffer)
            buffer.removeAll(keepingCapacity: true)
        }
        number(lines.persons[index])
        number(lines.payees[index])
        number(lines.amounts[index])
        number(lines.months[index])
        number(rights[Int(lines.rights[index])])
        if lines.isApprovedBefore(index) { text(lines.replaces(index)) }
    }

    func finish() -> Digest {
        hasher.update(buffer)
        return hasher.finish()
    }
}
