// A row that passed its checks, as it is kept until the whole file was read: numbers, then texts.
//
// Invariants:
// (1) Texts follow each other in the order of `RowText`; each is NFC.
// (2) A number that stands for a category or a unit is its place in `RowWords` plus one, 0 for none; one
//     that stands for a fact is its place there. No day is PersonPage.noDay.
//
// Unsafe: the numbers are copied to bytes and back as memory is. They are integers of fixed sizes,
// whatever bytes they come from.

/// The texts of a row, in the order in which they are kept.
enum RowText: Int, CaseIterable {
    case name
    case household
    case decision
    case document
    case payeeName
    case account
    case signer
    case decisionSigner
    /// Facts: for each the number of its name (2 bytes), the length of its value (2 bytes), its value.
    case facts
}

/// The numbers of a row.
struct RowFields: BitwiseCopyable, Sendable {
    var nationalID: UInt64 = 0
    var payeeID: UInt64 = 0
    var line: UInt32 = 0
    var birth = PersonPage.noDay
    var signed = PersonPage.noDay
    var certificate = PersonPage.noDay
    var from = PersonPage.noDay
    var payeeBirth = PersonPage.noDay
    var authorityEnds = PersonPage.noDay
    /// The bank's BIN as a number; 0 for none.
    var bank: UInt32 = 0
    var category: UInt16 = 0
    var unit: UInt16 = 0
    var factCount: UInt16 = 0
    var lengths: InlineArray<9, UInt16> = InlineArray(repeating: 0)
    /// Place in RegisterEvent.allCases.
    var event: UInt8 = 0
    var sex: UInt8 = 0
    var payeeSex: UInt8 = 0
    /// 0 nothing said, 1 the person, 2 somebody else.
    var payee: UInt8 = 0
    /// 0 nothing said, 1 cash, 2 account.
    var way: UInt8 = 0
    /// 1 where name, birth and sex are there.
    var hasIdentity: UInt8 = 0

    static var size: Int { MemoryLayout<RowFields>.size }

    /// Where a text is among the row's texts.
    func place(of text: RowText) -> Range<Int> {
        var begin = 0
        for index in 0..<text.rawValue { begin += Int(lengths[index]) }
        return begin..<begin + Int(lengths[text.rawValue])
    }

    /// Writes the numbers.
    func append(to bytes: inout [UInt8]) {
        var fields = self
        unsafe withUnsafeBytes(of: &fields) { unsafe bytes.append(contentsOf: $0) }
    }

    /// Reads what ``append(to:)`` wrote.
    init(_ bytes: [UInt8], at place: Int) {
        precondition(place >= 0 && place + RowFields.size <= bytes.count, "a whole record")
        self.init()
        unsafe withUnsafeMutableBytes(of: &self) { target in
            unsafe bytes.withUnsafeBytes { source in
                unsafe target.copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source[place..<place + RowFields.size])
                )
            }
        }
    }

    init() {}
}

/// One kept row: its numbers, and where its texts are.
struct RowRecord {
    let fields: RowFields
    /// Bytes that hold the texts.
    let bytes: [UInt8]
    /// Where the texts begin in them.
    let start: Int

    /// The record at a place of kept bytes.
    init(_ bytes: [UInt8], at place: Int) {
        fields = RowFields(bytes, at: place)
        self.bytes = bytes
        start = place + RowFields.size
    }

    /// How many bytes the record has.
    var length: Int { RowFields.size + fields.place(of: .facts).upperBound }

    /// Where the record ends in the bytes that hold it.
    var end: Int { start + fields.place(of: .facts).upperBound }

    /// Where a text is.
    func place(of text: RowText) -> Range<Int> {
        let place = fields.place(of: text)
        return start + place.lowerBound..<start + place.upperBound
    }

    /// A text.
    func text(_ text: RowText) -> String {
        String(decoding: bytes[place(of: text)], as: UTF8.self)
    }

    /// Whether a payee is somebody else.
    var hasOtherPayee: Bool { fields.payee == 2 }

    /// Whether the row names who receives what is granted under its category, and nothing else.
    func namesRightPayee(_ words: RowWords) -> Bool {
        fields.payee > 0 && fields.category > 0
            && words.traits[Int(fields.category) - 1].contains(.ownPayee)
    }

    /// The fact at a place: the number of its name, and where its value is; the place goes on behind it.
    func fact(at index: inout Int) -> (name: Int, value: Range<Int>) {
        let name = Int(bytes[index]) << 8 | Int(bytes[index + 1])
        let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
        let start = index + 4
        index = start + length
        return (name, start..<index)
    }
}

/// The words that rows name by number: the same for every file that is held against the same.
struct RowWords: Sendable {
    var categories: [String] = []
    /// Those of each category.
    var traits: [CategoryTraits] = []
    var units: [String] = []
    var facts: [String] = []

    init() {}

    init(_ context: RegisterContext) {
        categories = context.categories.keys.sorted()
        traits = categories.map { context.categories[$0] ?? [] }
        units = context.units.units.map(\.code)
        facts = context.facts.keys.sorted()
    }

    /// The BIN of a bank.
    static func bank(_ number: UInt32) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
    }
}
