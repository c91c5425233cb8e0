// Finds the ways of lines to the root over their batch, in one pass over the decision list.
//
// Invariants:
// (1) Rows are read piece by piece; what is held is the rows asked for and a hash a level for each.
// (2) Nothing is given for a list that has another number of rows than the batch.

import Intake
package import Signing

/// Reads a decision list and proves some of its lines.
package struct DecisionProver {
    private let leaves: DecisionLeaves
    private let lineCount: Int
    private var finders: [(number: Int, finder: MerklePathFinder, row: [UInt8])]
    private var carried: [UInt8] = []
    private var isHeader = true
    private var count = 0
    private var isWhole = true

    private init(numbers: [Int], lineCount: Int, batchKey: SecretKey) {
        precondition(
            numbers.allSatisfy { (1...lineCount).contains($0) },
            "numbers of lines of the batch"
        )
        leaves = DecisionLeaves(batchKey: batchKey)
        self.lineCount = lineCount
        finders = Set(numbers).sorted().map { number in
            (
                number,
                MerklePathFinder(leafIndex: UInt64(number - 1), size: UInt64(lineCount)), []
            )
        }
    }

    /// Proves lines.
    ///
    /// - Parameters:
    ///   - numbers: Their numbers in the batch.
    ///   - lineCount: The lines of the batch.
    ///   - batchKey: The key of the batch's salts.
    ///   - folder: The batch's folder.
    /// - Returns: The lines in order of their numbers; nil where the list has not that many rows.
    /// - Throws: What the folder throws.
    package static func lines(
        _ numbers: [Int],
        of lineCount: Int,
        batchKey: SecretKey,
        in folder: FolderContent
    ) throws -> [LineReceipt.Line]? {
        var prover = DecisionProver(numbers: numbers, lineCount: lineCount, batchKey: batchKey)
        for path in folder.paths where path.hasPrefix("lines-") {
            prover.isHeader = true
            var scan = try FileScan(folder, path, hashes: false)
            try scan.forEachPiece { prover.feed($0) }
            guard prover.carried.isEmpty else { return nil }
        }
        guard prover.isWhole, prover.count == lineCount else { return nil }
        let salts = SaltDerivation(batchKey: batchKey)
        return prover.finders.compactMap { item in
            item.finder.path.map { path in
                LineReceipt.Line(
                    salt: salts.salt(ofLine: UInt64(item.number)),
                    row: item.row,
                    path: path
                )
            }
        }
    }

    private mutating func feed(_ piece: Span<UInt8>) {
        var start = 0
        while isWhole, start < piece.count {
            let end = piece.firstIndex(of: DecisionList.lineEnd, from: start)
            if end < piece.count, carried.isEmpty {
                take(piece.extracting(start...end))
            } else {
                let part = piece.extracting(start..<min(end + 1, piece.count))
                isWhole = carried.count + part.count <= DecisionReader.maximumRow
                unsafe part.withUnsafeBufferPointer { unsafe carried.append(contentsOf: $0) }
                if end < piece.count {
                    let row = carried
                    carried.removeAll()
                    take(row.span)
                }
            }
            start = end + 1
        }
    }

    /// Takes one line of a part, with its end.
    private mutating func take(_ row: Span<UInt8>) {
        if isHeader {
            isHeader = false
            return
        }
        count += 1
        guard count <= lineCount else {
            isWhole = false
            return
        }
        let leaf = leaves.leaf(row: row, number: count)
        for index in finders.indices {
            finders[index].finder.append(leaf, hashing: leaves.hasher)
            if finders[index].number == count {
                finders[index].row = unsafe row.withUnsafeBufferPointer { unsafe Array($0) }
            }
        }
    }
}
