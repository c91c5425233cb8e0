// A bank's file on its way in: read, hashed and copied in one pass.

package import BankFiles
package import Intake
package import Signing
import Store

/// An answer's file, read once from its beginning to its end.
package struct AnswerFile {
    /// What it says, and what is wrong with it.
    package let reading: Reading<BankAnswer>
    /// SHA-256 of its bytes.
    package let digest: Digest
    /// Its size in bytes.
    package let size: Int
    /// Whether it is a workbook.
    let isWorkbook: Bool

    /// Reads a file; a family says what it is where its bytes do not.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - followsLinks: Whether it may be a link.
    ///   - family: The family that is known already.
    ///   - table: How it is read, where it is a provider's own table.
    ///   - purpose: What it is read for.
    ///   - leavesOut: Whether unsound payments and entries are left out, in families that book nothing.
    ///   - facts: Takes the facts of entries and ordered payments as they end, each with the currency
    ///     of its report and what the file is; only the last of them are then in the answer.
    ///   - copy: A name to copy it to on the way; what lies there is removed.
    ///   - meter: Is told how far the reading is.
    /// - Throws: `StoreError`.
    package init(
        _ path: String,
        followsLinks: Bool = true,
        _ family: AnswerFamily?,
        table: ResultProfile? = nil,
        purpose: AnswerPurpose = .books,
        leavesOut: Bool = false,
        facts: ((BankFact, String, AnswerFamily) -> Void)? = nil,
        copy: String? = nil,
        meter: ProgressMeter
    ) throws {
        let total = DurableFiles.size(path)
        let name = String(path.split(separator: "/").last ?? "")
        if let copy { try DurableFiles.removeTree(copy) }
        let target = try copy.map { try KeptCopy($0) }
        let hasher = SHA256()
        var reader = AnswerReader(
            file: name,
            purpose: purpose,
            leavesOut: leavesOut,
            keepsFacts: facts == nil
        )
        let isHeld = family?.isResultList == true || table != nil
        var list: [UInt8] = []
        var size = 0
        try DurableFiles.forEachPiece(
            of: path,
            atMost: isHeld ? 1 << 30 : XMLLimits().fileBytes,
            followsLinks: followsLinks
        ) { piece in
            unsafe piece.withUnsafeBytes { unsafe hasher.update($0) }
            try target?.write(piece)
            size += piece.count
            meter.tell(.readFiles, size, of: total < size ? nil : total)
            if isHeld {
                unsafe piece.withUnsafeBufferPointer { unsafe list.append(contentsOf: $0) }
            } else {
                reader.feed(piece)
                if let facts { reader.drain(facts) }
            }
        }
        self.size = size
        isWorkbook = ResultTableReader.isWorkbook(list)
        digest = hasher.finish()
        if let table {
            reading = ResultTableReader.read(list, file: name, profile: table)
        } else {
            reading = isHeld ? ResultListReader.read(list, file: name) : reader.finish()
        }
    }
}
