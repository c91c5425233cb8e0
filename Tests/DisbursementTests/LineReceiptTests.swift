import BankFiles
import Testing

@testable import Disbursement
@testable import Signing

/// Rows as the leaf of an entry digests them.
private struct Rows {
    var bytes: [UInt8] = []

    mutating func null() { bytes.append(0) }
    mutating func integer(_ value: Int64) { append(1, UInt64(bitPattern: value), []) }
    mutating func text(_ value: String) { append(2, UInt64(value.utf8.count), Array(value.utf8)) }
    mutating func blob(_ value: [UInt8]) { append(3, UInt64(value.count), value) }

    private mutating func append(_ tag: UInt8, _ word: UInt64, _ rest: [UInt8]) {
        bytes.append(tag)
        bytes += (0..<8).map { UInt8(word >> (56 - 8 * $0) & 255) } + rest
    }

    /// The row of an entry.
    mutating func entry(
        key: String = "NA0100001/approved",
        event: String = "approved",
        root: [UInt8]?
    ) {
        for number: Int64 in [4, 4, 9] { integer(number) }
        for word in [key, event, "NA01", "2026-11-22", "2026-11-22", "NA0100001"] { text(word) }
        null()
        if let root { blob(root) } else { null() }
    }

    /// The row of a posting.
    mutating func posting(of entry: Int64 = 4) {
        for number: Int64 in [7, 9, entry, 1] { integer(number) }
        text("EXP")
        text("debit")
        integer(500_000)
        text("VND")
        integer(2026)
        text("central")
        text("social-pension")
        for _ in 0..<3 { null() }
    }
}

struct LineReceiptTests {
    private let key: LogKey

    init() throws {
        let seed = try #require(SecretKey(bytes: [UInt8](repeating: 3, count: 32)))
        key = try LogKey(name: "example.com/receipts", seed: seed)
    }

    /// A row of the batch, with its number and transfer.
    private func row(_ number: Int, _ transfer: String = "NA01000010000010") -> [UInt8] {
        Array(
            """
            \(number),\(transfer),3,040042000012,Trần Văn Hòa,3,Trần Văn Hòa,social-pension,pension,\
            2026-11,base,central,current,500000,nd-176,2026,

            """.utf8
        )
    }

    /// A receipt of the rows of a batch that are wanted, under an entry in a log of three leaves.
    private func receipt(
        _ rows: [[UInt8]],
        entry make: (inout Rows, [UInt8]) -> Void = { rows, root in
            rows.entry(root: root)
            rows.posting()
            rows.posting()
        }
    ) throws -> LineReceipt {
        let salts = rows.indices.map { Block128(high: 1, low: UInt64($0)) }
        let leaves = zip(salts, rows).map { MerkleTree.leafHash($0.bytes + $1) }
        let lines = rows.indices.compactMap { index -> LineReceipt.Line? in
            var finder = MerklePathFinder(leafIndex: UInt64(index), size: UInt64(rows.count))
            for leaf in leaves { finder.append(leaf) }
            return finder.path.map {
                LineReceipt.Line(salt: salts[index], row: rows[index], path: $0)
            }
        }
        var entry = Rows()
        make(&entry, MerkleTree.root(of: leaves).bytes)
        let log = [
            MerkleTree.leafHash([1]),
            MerkleTree.leafHash(LinesRootEntry.leaf(rows: entry.bytes)),
            MerkleTree.leafHash([2]),
        ]
        let checkpoint = Checkpoint(origin: key.name, size: 3, root: MerkleTree.root(of: log))
        return LineReceipt(
            lines: lines,
            entry: entry.bytes,
            proof: LogProof(
                index: 1,
                proof: MerkleTree.inclusionProof(leafIndex: 1, in: log),
                note: try checkpoint.signed(by: key)
            )
        )
    }

    @Test func `a receipt is read as it was written`() throws {
        let transfer = try transfer()
        for count in 1...9 {
            let receipt = try receipt((1...count).map { row($0, transfer) })
            let read = try LineReceipt(parsing: receipt.bytes)
            #expect(read == receipt)
            let proven = try read.verified(by: key.verifier)
            #expect(proven.lines.map(\.number) == Array(1...count))
            #expect(proven.lines.allSatisfy { $0.transfer == transfer })
            #expect(proven.lines.allSatisfy { $0.line.amount == 500_000 })
            #expect(proven.checkpoint.size == 3)
        }
    }

    /// The id of the first transfer.
    private func transfer() throws -> String {
        "\(TransferID(batch: try #require(BatchCode("NA0100001")), number: 1))"
    }

    @Test func `a receipt bears the log's signature once, and no other`() throws {
        let good = try receipt([row(1, try transfer())])
        let own = try #require(good.proof.note.split(separator: "\n").last)
        let other = "\u{2014} other.example/x \(Base64.encode([UInt8](repeating: 7, count: 68)))"
        for extra in [String(own), other] {
            let proof = LogProof(
                index: good.proof.index,
                proof: good.proof.proof,
                note: "\(good.proof.note)\(extra)\n"
            )
            let bad = LineReceipt(lines: good.lines, entry: good.entry, proof: proof)
            #expect(throws: ReceiptRefusal.log(.malformed)) { try bad.verified(by: key.verifier) }
        }
    }

    @Test func `a row that is not one of its place and batch is refused`() throws {
        let transfer = try transfer()
        let foreign = TransferID(batch: try #require(BatchCode("NA0100002")), number: 1)
        let good = row(1, transfer)
        for bad in [
            row(1, "\(foreign)"), row(2, transfer), row(0, transfer),
            row(1, String(transfer.dropLast()) + "0"), Array("1,\(transfer),3\n".utf8),
            Array("\n".utf8),
        ] {
            #expect(throws: ReceiptRefusal.row(place: 1)) {
                try receipt([bad, good]).verified(by: key.verifier)
            }
        }
        #expect(throws: ReceiptRefusal.row(place: 2)) {
            try receipt([good, good]).verified(by: key.verifier)
        }
    }

    @Test func `an entry that approves no batch, or is not one, is refused`() throws {
        let transfer = try transfer()
        let entries: [(inout Rows, [UInt8]) -> Void] = [
            { rows, _ in rows.entry(root: nil) },
            { rows, root in rows.entry(event: "withdrawn", root: root) },
            { rows, root in rows.entry(key: "NA0100001/stop-1", event: "withdrawn", root: root) },
            { rows, root in rows.entry(key: "NA0100001", root: root) },
            { rows, root in rows.entry(key: "NA01/approved", root: root) },
            { rows, root in rows.entry(key: "NA0100001/handed-over/1", root: root) },
            { rows, root in rows.entry(key: "NA0100001/approved/1", root: root) },
            { rows, root in rows.entry(root: root + [0]) },
            { rows, root in
                rows.entry(root: root)
                rows.posting(of: 5)
            },
            { rows, root in
                rows.entry(root: root)
                rows.posting()
                rows.null()
            },
            { rows, root in
                rows.entry(root: root)
                rows.bytes += [2, 255, 255, 255, 255, 255, 255, 255, 255]
            },
            { _, _ in },
        ]
        for entry in entries {
            #expect(throws: ReceiptRefusal.entry) {
                try receipt([row(1, transfer)], entry: entry).verified(by: key.verifier)
            }
        }
        let handed = try receipt([row(1, transfer)]) { rows, root in
            rows.entry(key: "NA0100001/handed-over/NA0100001-1-1", event: "handed-over", root: root)
        }
        #expect(try handed.verified(by: key.verifier).event == "handed-over")
    }

    // MARK: As a QR code holds it

    @Test func `a receipt goes through its code and comes out to the byte`() throws {
        let transfer = try transfer()
        for count in 0...5 {
            let receipt =
                count == 0
                ? LineReceipt(
                    lines: [],
                    entry: try receipt([row(1)]).entry,
                    proof: try receipt([row(1)]).proof
                )
                : try receipt((1...count).map { row($0, transfer) })
            let code = try #require(ReceiptCode(receipt))
            #expect(code.text.hasPrefix("CHITRA1:"))
            #expect(
                code.text.utf8.allSatisfy {
                    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8.contains($0)
                }
            )
            let read = try ReceiptCode.receipt(parsing: Array(code.text.utf8))
            #expect(read == receipt && read.bytes == receipt.bytes)
            for text in ["\(code.text)\n", "\r\n\(code.text)\r\n"] {
                #expect(ReceiptCode.isCode(Array(text.utf8)))
                #expect(try ReceiptCode.receipt(parsing: Array(text.utf8)) == receipt)
            }
            #expect(try read.verified(by: key.verifier).lines.count == count)
        }
    }

    @Test func `words that come again in postings are in a code once`() throws {
        func entry(_ postings: Int) throws -> LineReceipt {
            try receipt([row(1)]) { rows, root in
                rows.entry(root: root)
                for _ in 0..<postings { rows.posting() }
            }
        }
        let (few, many) = (try entry(2), try entry(40))
        let (short, long) = (try #require(ReceiptCode(few)), try #require(ReceiptCode(many)))
        #expect(many.entry.count - few.entry.count > 38 * 100)
        #expect(long.text.utf8.count - short.text.utf8.count < 38 * 24)
        #expect(try ReceiptCode.receipt(parsing: Array(long.text.utf8)) == many)
    }

    @Test func `what no code of a receipt is, is refused`() throws {
        let text = try #require(ReceiptCode(try receipt([row(1), row(2)]))).text
        let bytes = Array(text.utf8)
        for place in bytes.indices {
            var other = bytes
            other[place] = other[place] == 0x41 ? 0x42 : 0x41
            if let read = try? ReceiptCode.receipt(parsing: other) {
                #expect(throws: ReceiptRefusal.self) { try read.verified(by: key.verifier) }
            }
        }
        for bad in [
            "", "CHITRA1:", text.lowercased(), text + "0", text + " \n",
            "CHITRA2:" + text.dropFirst(8),
        ] {
            #expect(throws: ReceiptRefusal.code) {
                try ReceiptCode.receipt(parsing: Array(bad.utf8))
            }
        }
        for end in bytes.indices {
            #expect(throws: ReceiptRefusal.code) {
                try ReceiptCode.receipt(parsing: Array(bytes[..<end]))
            }
        }
    }

    @Test func `a receipt that no QR code would hold has no code`() throws {
        let many = try receipt((1...40).map { row($0, try transfer()) })
        #expect(ReceiptCode(many) == nil)
    }

    @Test(arguments: [
        ("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"),
        ("ietf!", "QED8WEX0"),
    ])
    func `base45 is that of RFC 9285`(_ plain: String, _ coded: String) {
        #expect(Base45.encode(Array(plain.utf8)) == coded)
        #expect(Base45.decode(Array(coded.utf8)) == Array(plain.utf8))
        #expect(Base45.decode(Array("FGW".utf8)) == [255, 255])
        for bad in ["GGW", ":::", "A", "ABCD", "ZZ", "a12"] {
            #expect(Base45.decode(Array(bad.utf8)) == nil, "\(bad)")
        }
    }
}
