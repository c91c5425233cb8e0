// What the words of a file mean, by their bytes: each is looked up as a text once.
//
// Invariants:
// (1) Only words that were accepted are kept, and of each kind a limited number: memory does not grow
//     with a file's spellings.
// (2) What a word means does not depend on the words that were met before.

import Intake

/// Words of one kind that were met, each with its code.
private struct WordCodes: Sendable {
    /// A word of at most 16 bytes.
    private struct Short: Equatable {
        let low: UInt64
        let high: UInt64
        let length: Int

        init(_ bytes: [UInt8], _ place: Range<Int>) {
            length = place.count
            low = Self.word(bytes, place.lowerBound, min(8, length))
            high = length > 8 ? Self.word(bytes, place.lowerBound + 8, length - 8) : 0
        }

        private static func word(_ bytes: [UInt8], _ start: Int, _ count: Int) -> UInt64 {
            if start + 8 <= bytes.count {
                let span = unsafe bytes.span.bytes
                return ByteLanes.prefix(count, of: ByteLanes.load(span, start))
            }
            var word: UInt64 = 0
            for index in 0..<count { word |= UInt64(bytes[start + index]) << UInt64(8 * index) }
            return word
        }

        /// A place in a table of 64.
        var slot: Int {
            let mixed = (low ^ high &* 0xBF58_476D_1CE4_E5B9) &* 0x9E37_79B9_7F4A_7C15
            return Int(mixed >> 58)
        }
    }

    private static let most = 4_096
    /// The first short word of each slot.
    private var table = [(word: Short, code: Int)?](repeating: nil, count: 64)
    private var words = ByteWords()
    private var codes: [Int] = []

    mutating func code(_ bytes: [UInt8], _ place: Range<Int>) -> Int? {
        if place.count <= 16 {
            let word = Short(bytes, place)
            if let entry = table[word.slot], entry.word == word { return entry.code }
        }
        return words.find(bytes, place).map { codes[$0] }
    }

    mutating func learn(_ bytes: [UInt8], _ place: Range<Int>, _ code: Int) {
        guard codes.count < Self.most, words.find(bytes, place) == nil else { return }
        _ = words.place(of: bytes, place)
        codes.append(code)
        guard place.count <= 16 else { return }
        let word = Short(bytes, place)
        if table[word.slot] == nil { table[word.slot] = (word, code) }
    }
}

/// The words of a file.
struct KnownWords: Sendable {
    /// What the numbers in kept rows stand for.
    let names: RowWords
    /// The names of facts, in order.
    var facts: [String] { names.facts }
    /// Banks in order of first use.
    private var banks: [KnownBank] = []
    private var factNames = WordCodes()
    private var factTexts = WordCodes()
    private var factValues: [WordCodes]
    private var eventWords = WordCodes()
    private var sexWords = WordCodes()
    private var wayWords = WordCodes()
    private var bankWords = WordCodes()
    private var categoryWords = WordCodes()
    private var listWords = WordCodes()
    private var unitWords = [WordCodes](repeating: WordCodes(), count: 3)

    init(_ context: RegisterContext) {
        names = RowWords(context)
        factValues = [WordCodes](repeating: WordCodes(), count: names.facts.count)
        for (code, name) in names.facts.enumerated() {
            let bytes = Array(name.utf8)
            factNames.learn(bytes, 0..<bytes.count, code)
        }
    }

    private static func text(_ bytes: [UInt8], _ place: Range<Int>) -> String {
        String(decoding: bytes[place], as: UTF8.self)
    }

    mutating func event(_ bytes: [UInt8], _ place: Range<Int>) -> RegisterEvent? {
        if let code = eventWords.code(bytes, place) { return RegisterEvent.allCases[code] }
        let word = Self.text(bytes, place)
        let event = RegisterEvent(rawValue: word) ?? RegisterEvent(word: word)
        if let event { eventWords.learn(bytes, place, Int(event.ordinal)) }
        return event
    }

    mutating func sex(_ bytes: [UInt8], _ place: Range<Int>) -> Sex? {
        if let code = sexWords.code(bytes, place) { return code == 1 ? .male : .female }
        let sex: Sex
        switch Self.text(bytes, place) {
        case "male", "nam", "Nam", "NAM", "M": sex = .male
        case "female", "nữ", "Nữ", "NỮ", "nu", "Nu", "NU", "F": sex = .female
        default: return nil
        }
        sexWords.learn(bytes, place, Int(sex.rawValue))
        return sex
    }

    /// Whether a word means payment to an account; false for cash, nil for neither.
    mutating func isAccount(_ bytes: [UInt8], _ place: Range<Int>) -> Bool? {
        if let code = wayWords.code(bytes, place) { return code == 1 }
        let isAccount: Bool
        switch Self.text(bytes, place) {
        case "account", "tai_khoan", "tài khoản", "chuyển khoản": isAccount = true
        case "cash", "tien_mat", "tiền mặt": isAccount = false
        default: return nil
        }
        wayWords.learn(bytes, place, isAccount ? 1 : 0)
        return isAccount
    }

    /// The bank of a code.
    mutating func bank(
        _ bytes: [UInt8],
        _ place: Range<Int>,
        _ context: RegisterContext
    ) -> KnownBank? {
        if let code = bankWords.code(bytes, place) { return banks[code] }
        guard let bank = context.bank(Self.text(bytes, place)) else { return nil }
        let code = banks.firstIndex(of: bank) ?? banks.count
        if code == banks.count { banks.append(bank) }
        bankWords.learn(bytes, place, code)
        return bank
    }

    mutating func category(_ bytes: [UInt8], _ place: Range<Int>) -> Int? {
        if let code = categoryWords.code(bytes, place) { return code }
        let text = Self.text(bytes, place)
        guard let code = names.categories.firstIndex(of: text) else { return nil }
        categoryWords.learn(bytes, place, code)
        return code
    }

    mutating func unitList(_ bytes: [UInt8], _ place: Range<Int>) -> UnitList? {
        if let code = listWords.code(bytes, place) { return UnitList.allCases[code] }
        guard let list = UnitList(rawValue: Self.text(bytes, place)) else { return nil }
        listWords.learn(bytes, place, list == .from2025July ? 0 : 1)
        return list
    }

    /// The place of a unit that was written so before.
    mutating func unit(_ bytes: [UInt8], _ place: Range<Int>, _ list: UnitList?) -> Int? {
        unitWords[Self.index(of: list)].code(bytes, place)
    }

    /// Keeps how a unit is written.
    ///
    /// - Returns: Its place.
    mutating func learn(
        _ unit: Unit,
        _ bytes: [UInt8],
        _ place: Range<Int>,
        _ list: UnitList?
    ) -> Int? {
        guard let code = names.units.firstIndex(of: unit.code) else { return nil }
        unitWords[Self.index(of: list)].learn(bytes, place, code)
        return code
    }

    private static func index(of list: UnitList?) -> Int {
        switch list {
        case nil: 0
        case .from2025July: 1
        case .before2025July: 2
        }
    }

    /// A fact as it was written before, without a blank: the place of its name in ``facts``, and how
    /// many bytes stand before its value.
    mutating func factText(_ bytes: [UInt8], _ place: Range<Int>) -> (fact: Int, before: Int)? {
        factTexts.code(bytes, place).map { ($0 >> 16, $0 & 0xFFFF) }
    }

    /// Keeps how a fact is written.
    mutating func learnFactText(
        _ fact: Int,
        before: Int,
        _ bytes: [UInt8],
        _ place: Range<Int>
    ) {
        factTexts.learn(bytes, place, fact << 16 | before)
    }

    /// The place of a fact's name in ``facts``.
    mutating func fact(_ bytes: [UInt8], _ place: Range<Int>) -> Int? {
        factNames.code(bytes, place)
    }

    /// Whether a fact takes a value.
    mutating func accepts(
        _ bytes: [UInt8],
        _ place: Range<Int>,
        _ fact: Int,
        _ context: RegisterContext
    ) -> Bool {
        if factValues[fact].code(bytes, place) != nil { return true }
        guard let values = context.facts[facts[fact]], values.accept(Self.text(bytes, place))
        else { return false }
        factValues[fact].learn(bytes, place, 0)
        return true
    }
}

extension RegisterEvent {
    /// The case's place in `allCases`.
    var ordinal: UInt8 {
        switch self {
        case .enrol: 0
        case .change: 1
        case .end: 2
        case .death: 3
        case .restore: 4
        case .annul: 5
        case .correct: 6
        }
    }
}
