// A page as bytes, before it is sealed and after it was opened.
//
// Format, version 1 to 4, all numbers little-endian:
//   "CHPP" · version u16 · 0 u16 · index i64 · persons u32 · claims u32 · facts u32 · words u32
//   persons: number i64 · national ID u64 · birth i32 · sex u8 · payee i64 · authority's end i32 ·
//            way u8 · bank u32 · household u32 · claims' end u32 · facts' end u32 ·
//            names (ends u32, bytes) · accounts (ends u32, bytes)
//   claims:  category u32 · unit u32 · decision u32 · signed i32 · certificate i32 · ended i32 ·
//            known i32
//   facts:   name u32 · value u32 · document u32 · from i32 · known i32
//   payees of categories, in versions 2 and 4: count u32 (not 0) · person's place u32 · category u32 ·
//            payee i64 · authority's end i32
//   papers, in versions 3 and 4: for each claim signer u32 · later paper u32; for each fact signer u32
//   words (ends u32, bytes)
// Each of them is a column of its own. No day is the least i32, no word of a paper the greatest u32. A part
// that would say nothing is left out and its version not used, so that the same persons have one form.

extension PersonPage {
    private static let magic: UInt32 = 0x5050_4843
    /// What a version adds to the first: payees of categories, papers.
    private static let (withRightPayees, withPapers): (UInt16, UInt16) = (1, 2)

    /// The page as bytes.
    package func encoded() -> [UInt8] {
        var writer = PageWriter()
        writer.number(PersonPage.magic)
        let hasPapers = claims.hasPapers || facts.hasPapers
        writer.number(
            1 + (rightPayees.isEmpty ? 0 : PersonPage.withRightPayees)
                + (hasPapers ? PersonPage.withPapers : 0)
        )
        writer.number(UInt16(0))
        writer.number(index)
        for count in [count, claims.known.count, facts.known.count, words.count] {
            writer.number(UInt32(count))
        }
        writer.column(numbers)
        writer.column(nationalIDs)
        writer.column(births)
        writer.column(sexes)
        writer.column(payees)
        writer.column(authorityEnds)
        writer.column(ways)
        writer.column(banks)
        writer.column(households)
        writer.column(claimEnds)
        writer.column(factEnds)
        writer.texts(names)
        writer.texts(accounts)
        for column in [claims.categories, claims.units, claims.decisions] { writer.column(column) }
        for column in [claims.signed, claims.certificates, claims.ended, claims.known] {
            writer.column(column)
        }
        for column in [facts.names, facts.values, facts.documents] { writer.column(column) }
        for column in [facts.from, facts.known] { writer.column(column) }
        if !rightPayees.isEmpty {
            writer.number(UInt32(rightPayees.count))
            writer.column(rightPayees.persons)
            writer.column(rightPayees.categories)
            writer.column(rightPayees.payees)
            writer.column(rightPayees.authorityEnds)
        }
        if hasPapers {
            for column in [claims.signers, claims.documents, facts.signers] {
                writer.column(column)
            }
        }
        writer.texts(words)
        return writer.bytes
    }

    /// Reads a page, and checks every value of it but the texts.
    ///
    /// Those are checked where a page is written and where somebody verifies: ``checkTexts()``.
    ///
    /// - Parameter bytes: What ``encoded()`` gave.
    /// - Throws: ``PersonPageError`` for anything else.
    package init(decoding bytes: [UInt8]) throws(PersonPageError) {
        var reader = PageReader(bytes[...])
        guard try reader.number(UInt32.self) == PersonPage.magic else { throw .notAPage }
        let version = try reader.number(UInt16.self)
        guard (1...4).contains(version) else { throw .version(version) }
        let parts = version - 1
        guard try reader.number(UInt16.self) == 0 else { throw .notAPage }
        let index = try reader.number(Int64.self)
        guard index >= 0, index < Int64.max / 4_096 - 1 else {
            throw .value(column: "index", row: 0)
        }
        let sizes = try reader.column(UInt32.self, count: 4).map { Int($0) }
        guard sizes[0] <= PersonPage.capacity else { throw .value(column: "persons", row: 0) }
        self.init(index: index)
        try readPersons(&reader, count: sizes[0])
        try readClaims(&reader, count: sizes[1])
        try readFacts(&reader, count: sizes[2])
        if parts & PersonPage.withRightPayees > 0 { try readRightPayees(&reader) }
        try readPapers(&reader, areThere: parts & PersonPage.withPapers > 0)
        words = try reader.texts("words", count: sizes[3])
        guard reader.left == 0 else { throw .trailingBytes(reader.left) }
        try checkColumns()
    }

    private mutating func readPersons(
        _ reader: inout PageReader,
        count: Int
    ) throws(PersonPageError) {
        numbers = try reader.column(Int64.self, count: count)
        nationalIDs = try reader.column(UInt64.self, count: count)
        births = try reader.column(Int32.self, count: count)
        sexes = try reader.column(UInt8.self, count: count)
        payees = try reader.column(Int64.self, count: count)
        authorityEnds = try reader.column(Int32.self, count: count)
        ways = try reader.column(UInt8.self, count: count)
        banks = try reader.column(UInt32.self, count: count)
        households = try reader.column(UInt32.self, count: count)
        claimEnds = try reader.column(UInt32.self, count: count)
        factEnds = try reader.column(UInt32.self, count: count)
        names = try reader.texts("names", count: count)
        accounts = try reader.texts("accounts", count: count)
    }

    private mutating func readClaims(
        _ reader: inout PageReader,
        count: Int
    ) throws(PersonPageError) {
        claims.categories = try reader.column(UInt32.self, count: count)
        claims.units = try reader.column(UInt32.self, count: count)
        claims.decisions = try reader.column(UInt32.self, count: count)
        claims.signed = try reader.column(Int32.self, count: count)
        claims.certificates = try reader.column(Int32.self, count: count)
        claims.ended = try reader.column(Int32.self, count: count)
        claims.known = try reader.column(Int32.self, count: count)
    }

    private mutating func readRightPayees(_ reader: inout PageReader) throws(PersonPageError) {
        let count = Int(try reader.number(UInt32.self))
        guard count > 0 else { throw .value(column: "rightPayees", row: 0) }
        rightPayees.persons = try reader.column(UInt32.self, count: count)
        rightPayees.categories = try reader.column(UInt32.self, count: count)
        rightPayees.payees = try reader.column(Int64.self, count: count)
        rightPayees.authorityEnds = try reader.column(Int32.self, count: count)
    }

    private mutating func readPapers(
        _ reader: inout PageReader,
        areThere: Bool
    ) throws(PersonPageError) {
        let (claimCount, factCount) = (claims.known.count, facts.known.count)
        guard areThere else {
            claims.signers = Array(repeating: PersonPage.noWord, count: claimCount)
            claims.documents = claims.signers
            facts.signers = Array(repeating: PersonPage.noWord, count: factCount)
            return
        }
        claims.signers = try reader.column(UInt32.self, count: claimCount)
        claims.documents = try reader.column(UInt32.self, count: claimCount)
        facts.signers = try reader.column(UInt32.self, count: factCount)
        guard claims.hasPapers || facts.hasPapers else { throw .value(column: "papers", row: 0) }
    }

    private mutating func readFacts(
        _ reader: inout PageReader,
        count: Int
    ) throws(PersonPageError) {
        facts.names = try reader.column(UInt32.self, count: count)
        facts.values = try reader.column(UInt32.self, count: count)
        facts.documents = try reader.column(UInt32.self, count: count)
        facts.from = try reader.column(Int32.self, count: count)
        facts.known = try reader.column(Int32.self, count: count)
    }
}
