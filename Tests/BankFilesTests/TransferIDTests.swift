// Ids of transfers and their check character (ISO/IEC 7064 MOD 37,36).

import BankFiles
import Testing

struct TransferIDTests {
    static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    /// Ids over many batches and numbers, always the same ones.
    static func samples(_ count: Int) throws -> [TransferID] {
        var generator = FixedGenerator(state: 20_261_102)
        return try (0..<count).map { _ in
            let code = (0..<9).map { _ in alphabet.randomElement(using: &generator) ?? 0x30 }
            let batch = try #require(BatchCode(String(decoding: code, as: UTF8.self)))
            let number = Int.random(in: 1...TransferID.maximumNumber, using: &generator)
            return TransferID(batch: batch, number: number)
        }
    }

    @Test func `the check character is that of published identifiers`() {
        // The example of the standard's MOD 37,36 that grid and donation numbers quote.
        #expect(TransferID.isValid(Array("A12425GABC1234002M".utf8)))
        #expect(!TransferID.isValid(Array("A12425GABC1234002N".utf8)))
    }

    @Test func `an id gives back its batch and number`() throws {
        let batch = try #require(BatchCode(unit: "CM01", serial: 42))
        #expect(batch.description == "CM0100016")
        for number in [1, 35, 36, 1295, 1296, 60_466_176, TransferID.maximumNumber] {
            let id = TransferID(batch: batch, number: number)
            #expect(id.description.utf8.count == 16)
            #expect(TransferID(id.description) == id)
            #expect(id.batch == batch && id.number == number)
        }
        for id in try TransferIDTests.samples(500) {
            #expect(TransferID(id.description) == id)
            #expect(TransferID(batch: id.batch, number: id.number) == id)
        }
    }

    @Test func `ids are in the order of their numbers`() throws {
        let batch = try Sample.batch()
        let ids = [1, 2, 35, 36, 37, 1296, 99_999].map { TransferID(batch: batch, number: $0) }
        #expect(ids == ids.sorted())
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
    }

    @Test func `a beginning of an id leads to the ids that begin so, and to no other`() throws {
        for id in try TransferIDTests.samples(200) {
            let whole = "\(id)"
            for length in 10...15 {
                let start = String(whole.prefix(length))
                let cut = try #require(CutTransferID("  \(start.lowercased()) "))
                #expect(cut.batch == id.batch && cut.numbers.contains(id.number))
                let ends = [cut.numbers.lowerBound, cut.numbers.upperBound]
                for number in ends {
                    #expect("\(TransferID(batch: id.batch, number: number))".hasPrefix(start))
                }
                for number in [ends[0] - 1, ends[1] + 1]
                where (1...TransferID.maximumNumber).contains(number) {
                    let next = TransferID(batch: id.batch, number: number)
                    #expect(!"\(next)".hasPrefix(start))
                }
            }
            #expect(CutTransferID(whole.prefix(15))?.numbers.count == 1)
            #expect(CutTransferID(whole) == nil && CutTransferID(whole.prefix(9)) == nil)
        }
        // Number 0 is none.
        #expect(CutTransferID("CM0100001000000") == nil)
        #expect(CutTransferID("CM010000100000")?.numbers == 1...35)
    }

    @Test func `an id is found among other characters only where it is whole`() throws {
        for id in try TransferIDTests.samples(200) {
            let text = "\(id)"
            let marked =
                "EREF+\(text.prefix(4))-\(text.dropFirst(4).prefix(6).lowercased()) "
                + "\(text.dropFirst(10))/1"
            #expect(TransferID.hidden(in: marked).contains(id))
            #expect(TransferID.hidden(in: "NO \(text.dropLast())").contains(id) == false)
            #expect(TransferID.hidden(in: text) == [id])
        }
        #expect(TransferID.hidden(in: "") == [])
    }

    @Test func `every single wrong character is caught`() throws {
        for id in try TransferIDTests.samples(60) {
            let good = Array(id.description.utf8)
            for index in good.indices {
                for byte in TransferIDTests.alphabet where byte != good[index] {
                    var wrong = good
                    wrong[index] = byte
                    #expect(!TransferID.isValid(wrong))
                }
            }
        }
    }

    /// MOD 37,36 is proven over all its states: 36 states × all pairs of characters.
    @Test func `swaps of neighbours are caught but for the 1 in 630 that the standard misses`() {
        var swaps = 0
        var missed = 0
        // The first character puts the check sum into each of its states.
        for first in TransferIDTests.alphabet {
            for left in TransferIDTests.alphabet {
                for right in TransferIDTests.alphabet where left != right {
                    let valid = TransferIDTests.alphabet.first {
                        TransferID.isValid([first, left, right, $0])
                    }
                    guard let valid else { continue }
                    swaps += 1
                    if TransferID.isValid([first, right, left, valid]) { missed += 1 }
                }
            }
        }
        #expect(swaps == 36 * 36 * 35)
        #expect(missed == 72)
    }

    @Test(arguments: [
        "", "CM010004200000", "cm0100042000001X", "CM0100042 00001X", "CM01000420000010",
    ])
    func `what is no id is refused`(_ text: String) {
        #expect(TransferID(text) == nil)
    }

    @Test func `number nought is no transfer`() throws {
        let good = TransferIDTests.alphabet.first {
            TransferID.isValid(Array("CM0100042000000".utf8) + [$0])
        }
        let last = try #require(good)
        let bytes = Array("CM0100042000000".utf8) + [last]
        #expect(TransferID.isValid(bytes) && TransferID(bytes: bytes) == nil)
    }
}
