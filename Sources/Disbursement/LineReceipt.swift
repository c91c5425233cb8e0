// The receipt of lines: proof that they stand in a batch that the log holds, for whoever has no books. Without
// a line it is the receipt of the batch.
//
//     chitra/receipt/1
//     salt HEX                     for each line: its salt,
//     row …                        its row of the decision list,
//     left HASH, right HASH        its way to the root over the batch's lines, from the leaf up
//     entry BASE64                 the journal entry that names this root, as its leaf digests it
//
//     c2sp.org/tlog-proof@v1       where that leaf stands in the log, and the signed checkpoint
//     …
//
// Invariants:
// (1) One receipt has one text: what was read otherwise than it is written is refused.
// (2) No byte is there that is not held against a hash or the signature: a changed one is refused.
// (3) A receipt needs no key and no row of the books but the log's public key.

package import Intake
package import Signing

/// Proof that lines of one batch stand in a log.
package struct LineReceipt: Hashable, Sendable {
    /// The first line of the form.
    package static let header = "chitra/receipt/1"
    /// The longest receipt that is read: thousands of lines.
    package static let longest = 16 << 20

    /// One line, with its way to the root over its batch.
    package struct Line: Hashable, Sendable {
        /// The salt of its leaf.
        package let salt: Block128
        /// Its row with the line end.
        package let row: [UInt8]
        /// Its way to the root.
        package let path: MerklePath

        /// A line.
        package init(salt: Block128, row: [UInt8], path: MerklePath) {
            precondition(row.last == DecisionList.lineEnd, "a row has its line end")
            self.salt = salt
            self.row = row
            self.path = path
        }

        /// The root over the lines of a batch of which this is one.
        package var root: Digest { path.root(from: MerkleTree.leafHash(salt.bytes + row)) }
    }

    /// The lines, in order of their numbers; none in the receipt of a batch.
    package let lines: [Line]
    /// The bytes of the entry's row and postings.
    package let entry: [UInt8]
    /// Where the leaf of the entry stands.
    package let proof: LogProof

    /// A receipt of lines, or of the batch alone.
    package init(lines: [Line], entry: [UInt8], proof: LogProof) {
        self.lines = lines
        self.entry = entry
        self.proof = proof
    }

    /// The bytes of its file.
    package var bytes: [UInt8] {
        var bytes = Array("\(Self.header)\n".utf8)
        for line in lines {
            bytes += Array("salt \(line.salt.hex)\nrow ".utf8) + line.row
            for step in line.path.steps {
                bytes += Array("\(step.side.rawValue) \(step.sibling.base64)\n".utf8)
            }
        }
        bytes += Array("entry \(Base64.encode(entry))\n\n".utf8)
        return bytes + Array(proof.text.utf8)
    }

    /// Reads a file; nothing of it is believed yet.
    ///
    /// - Throws: ``ReceiptRefusal/form(line:)``.
    package init(parsing bytes: [UInt8]) throws(ReceiptRefusal) {
        guard bytes.count <= Self.longest else { throw .form(line: 1) }
        let texts = bytes.split(
            separator: DecisionList.lineEnd,
            omittingEmptySubsequences: false
        )
        guard texts[0].elementsEqual(Self.header.utf8) else { throw .form(line: 1) }
        var place = 1
        func take(_ word: String) -> ArraySlice<UInt8>? {
            guard place < texts.count, texts[place].starts(with: word.utf8) else { return nil }
            defer { place += 1 }
            return texts[place].dropFirst(word.utf8.count)
        }
        var lines: [Line] = []
        while let text = take("salt ") {
            guard let salt = Block128(hex: String(decoding: text, as: UTF8.self)),
                let row = take("row ")
            else { throw .form(line: place + 1) }
            var steps: [MerklePath.Step] = []
            while let (side, text) = take("left ").map({ (.left, $0) })
                ?? take("right ").map({ (MerklePath.Side.right, $0) })
            {
                guard let sibling = Digest(base64: String(decoding: text, as: UTF8.self)) else {
                    throw .form(line: place)
                }
                steps.append(MerklePath.Step(side: side, sibling: sibling))
            }
            let path = MerklePath(steps: steps)
            lines.append(Line(salt: salt, row: Array(row) + [DecisionList.lineEnd], path: path))
        }
        guard let entry = take("entry ").flatMap({ Base64.decode($0) }),
            let end = take(""), end.isEmpty,
            let text = String(validating: texts[place...].joined(separator: [0x0A]), as: UTF8.self),
            let proof = try? LogProof(parsing: text)
        else { throw .form(line: place + 1) }
        self.init(lines: lines, entry: entry, proof: proof)
        guard self.bytes == bytes else { throw .form(line: place + 1) }
    }
}

/// Why a receipt proves nothing.
package enum ReceiptRefusal: Error, Hashable, Sendable {
    /// The file is not as a receipt is written, from this line on.
    case form(line: Int)
    /// The text is not as the code of a receipt is written.
    case code
    /// The log does not hold the entry, or nobody known signed the checkpoint.
    case log(LogProofRefusal)
    /// The entry names no root over the lines of a batch.
    case entry
    /// The line at this place of the receipt, from 1, does not lead to the root that the entry names.
    case path(place: Int)
    /// The row at this place of the receipt, from 1, is no row of the entry's batch at its number.
    case row(place: Int)

    /// What is said of it.
    package var phrase: Phrase {
        switch self {
        case .form(let line):
            Phrase(
                vi: "không đúng mẫu biên nhận, từ dòng \(line) của tệp",
                en: "not in the form of a receipt, from line \(line) of the file on"
            )
        case .code:
            Phrase(
                vi: "không đúng mẫu mã biên nhận, hoặc quét thiếu",
                en: "not in the form of a receipt's code, or not scanned whole"
            )
        case .log(.malformed):
            Phrase(vi: "chứng minh trong nhật ký sai mẫu", en: "the log's proof is malformed")
        case .log(.note):
            Phrase(
                vi: "điểm kiểm tra không do khóa nhật ký này ký",
                en: "the checkpoint is not signed by this log's key"
            )
        case .log(.notIncluded):
            Phrase(
                vi: "bút toán không nằm trong nhật ký dưới điểm kiểm tra này",
                en: "the entry is not in the log under this checkpoint"
            )
        case .entry:
            Phrase(
                vi: "bút toán không nêu gốc các dòng của lô nào",
                en: "the entry names no root over the lines of a batch"
            )
        case .path(let place):
            Phrase(
                vi:
                    "khoản thứ \(place): nội dung, muối hoặc đường dẫn không đưa đến gốc trong bút toán",
                en: "item \(place): its row, salt or path does not lead to the root in the entry"
            )
        case .row(let place):
            Phrase(
                vi: "khoản thứ \(place): không phải dòng của lô trong bút toán",
                en: "item \(place): it is no row of the entry's batch"
            )
        }
    }
}
