// A digest over everything that a draft says.
//
// Form, numbers little-endian:
//   "chitra/draft/3\n" · scope \n
//   counts of rights, lines due, held, left out
//   rights in order of first use: each word with its length before it, then the year
//   lines due, then lines held, 4,096 at a time: persons i64 · payees i64 · amounts i64 ·
//     months i32 · places of rights u32, each a column; 1 and for each line the transfer that came
//     back, with its length before it, or 0 where no line of the draft is paid again
//   the causes of the lines held, each with its length before it
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
        content.lines(draft.lines, due)
        content.lines(draft.held.lines, held)
        for cause in draft.held.causes { content.text(cause.rawValue) }
        for left in draft.leftOut {
            content.number(left.person)
            content.text(left.cause.code)
        }
        return content.finish()
    }

    /// For each right of some lines its place among all rights, in order of first use.
    private static func places(of lines: LineColumns, in all: inout [LineRight]) -> [UInt32] {
        var places = [UInt32](repeating: .max, count: lines.table.count)
        var missing = lines.table.count
        lines.forEachPiece { piece in
            guard missing > 0 else { return }
            for right in piece.rights where places[Int(right)] == .max {
                let known = all.firstIndex(of: lines.table[Int(right)])
                if known == nil { all.append(lines.table[Int(right)]) }
                places[Int(right)] = UInt32(known ?? all.count - 1)
                missing -= 1
            }
        }
        return places
    }
}

/// Bytes on their way into a digest, in pieces.
private struct DigestedContent {
    let hasher = SHA256()
    private var buffer: [UInt8] = []
    private static let piece = 32_768

    mutating func number(_ value: Int64) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe buffer.append(contentsOf: $0) }
    }

    mutating func text(_ value: String) {
        number(Int64(value.utf8.count))
        buffer.append(contentsOf: value.utf8)
        if buffer.count >= Self.piece { flush() }
    }

    mutating func lines(_ lines: LineColumns, _ rights: [UInt32]) {
        lines.forEachPiece { piece in
            flush()
            column(piece.persons)
            column(piece.payees)
            column(piece.amounts)
            column(piece.months)
            column(piece.rights.map { rights[Int($0)] })
            number(lines.hasApprovedBefore ? 1 : 0)
            guard lines.hasApprovedBefore else { return }
            for index in piece.places { text(lines.replaces(index)) }
        }
    }

    /// Hashes a column at once.
    private func column(_ values: [some FixedWidthInteger]) {
        let ordered = values.map(\.littleEndian)
        unsafe ordered.withUnsafeBytes { unsafe hasher.update($0) }
    }

    private mutating func flush() {
        hasher.update(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    mutating func finish() -> Digest {
        flush()
        return hasher.finish()
    }
}
