// The codes by which the state budget knows a line of its estimates (mục lục ngân sách nhà nước), and the line
// of one unit and budget year.
//
// The number of digits of each code is that of circular 324/2016/TT-BTC; which codes there are is data of the
// unit, not of this library: a list of them changes with every reform.
//
// Invariants:
// (1) Each code has its number of digits and is not all zeros; the economic code alone may be missing.
// (2) Two values are the same where all their codes are; codes are ordered as their texts are.

/// Level, chapter, sector, economic code and source code of a budget line.
///
/// An estimate is often granted without an economic code, which is told once money is drawn: then
/// ``text(of:)`` of it is nil.
public struct BudgetCodes: Hashable, Sendable {
    /// One of the codes.
    public enum Field: String, Hashable, Sendable, CaseIterable {
        /// The level of the budget (cấp ngân sách): one digit, 1 to 4.
        case level
        /// The body that answers for it (chương): three digits.
        case chapter
        /// What it is for (khoản, of which the loại is a group): three digits.
        case sector
        /// The content of the spending (mục or tiểu mục): four digits.
        case economicCode
        /// The source of the budget's money (mã nguồn): two digits.
        case sourceCode

        /// How many digits it has.
        public var digitCount: Int {
            switch self {
            case .level: 1
            case .chapter, .sector: 3
            case .economicCode: 4
            case .sourceCode: 2
            }
        }

        /// Ten to the number of the digits.
        fileprivate var span: UInt64 {
            switch self {
            case .level: 10
            case .chapter, .sector: 1_000
            case .economicCode: 10_000
            case .sourceCode: 100
            }
        }

        /// The weight of its last digit among all thirteen.
        fileprivate var weight: UInt64 {
            switch self {
            case .level: 1_000_000_000_000
            case .chapter: 1_000_000_000
            case .sector: 1_000_000
            case .economicCode: 100
            case .sourceCode: 1
            }
        }

        /// The number that a text writes; nil where it has other digits than the field's, or zeros alone.
        fileprivate func number(_ text: String) -> UInt64? {
            let digits = text.utf8
            guard digits.count == digitCount, digits.allSatisfy({ (0x30...0x39).contains($0) })
            else { return nil }
            let number = digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
            return number == 0 || (self == .level && number > 4) ? nil : number
        }

        /// The text of a number of the field's.
        fileprivate func text(_ number: UInt64) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, digitCount - digits.utf8.count)) + digits
        }
    }

    /// All digits as one number, a missing economic code as zeros: zero for no codes at all.
    let packed: UInt64

    init(packed: UInt64) { self.packed = packed }

    /// The codes of a line.
    ///
    /// - Parameters:
    ///   - level: The level of the budget, `1` to `4`.
    ///   - chapter: Three digits.
    ///   - sector: Three digits.
    ///   - economicCode: Four digits; nil where the line has none.
    ///   - sourceCode: Two digits.
    /// - Throws: ``BudgetCodeRefusal``: the first code, in this order, that is none.
    public init(
        level: String,
        chapter: String,
        sector: String,
        economicCode: String?,
        sourceCode: String
    ) throws(BudgetCodeRefusal) {
        var packed: UInt64 = 0
        let texts: [(Field, String?)] = [
            (.level, level), (.chapter, chapter), (.sector, sector),
            (.economicCode, economicCode), (.sourceCode, sourceCode),
        ]
        for (field, text) in texts {
            guard let text else { continue }
            guard let number = field.number(text) else {
                throw BudgetCodeRefusal(field: field, text: text)
            }
            packed += number * field.weight
        }
        self.packed = packed
    }

    /// The text of one code; nil for an economic code that is missing.
    public func text(of field: Field) -> String? {
        let number = number(of: field)
        return number == 0 ? nil : field.text(number)
    }

    fileprivate func number(of field: Field) -> UInt64 { packed / field.weight % field.span }
}

extension BudgetCodes: Comparable {
    /// Whether one stands before another: by level, chapter, sector, economic code and source code.
    public static func < (left: BudgetCodes, right: BudgetCodes) -> Bool {
        left.packed < right.packed
    }
}

extension BudgetCodes: CustomStringConvertible {
    /// All codes, `4-805-398-7150-12`; a missing economic code is a lone `–`.
    public var description: String {
        Field.allCases.map { text(of: $0) ?? "–" }.joined(separator: "-")
    }
}

/// A text that is no code of its kind.
public struct BudgetCodeRefusal: Error, Hashable, Sendable {
    /// Which code.
    public let field: BudgetCodes.Field
    /// The text.
    public let text: String

    /// A refusal of a text.
    public init(field: BudgetCodes.Field, text: String) {
        self.field = field
        self.text = text
    }
}

/// A line of the estimate of one unit and budget year.
public struct BudgetLine: Hashable, Sendable {
    /// The code of the unit.
    public let unit: String
    /// The budget year.
    public let budgetYear: Int
    /// The codes of the line.
    public let codes: BudgetCodes

    /// A line of a unit and year.
    public init(unit: String, budgetYear: Int, codes: BudgetCodes) {
        precondition(!unit.isEmpty, "a budget line belongs to a unit")
        self.unit = unit
        self.budgetYear = budgetYear
        self.codes = codes
    }
}

/// Which budget lines count: those that agree in every code that is named.
///
/// It holds one number and no text, for there is one in every ``DimensionFilter``.
public struct BudgetCodeFilter: Hashable, Sendable {
    private var packed: UInt64 = 0

    /// A filter that names no code and matches every line, and what has none.
    public init() {}

    /// A code that is named; nil for any.
    ///
    /// - Parameter field: The code.
    public subscript(field: BudgetCodes.Field) -> String? {
        BudgetCodes(packed: packed).text(of: field)
    }

    /// Names a code.
    ///
    /// - Parameters:
    ///   - field: Which one.
    ///   - text: Its digits.
    /// - Throws: ``BudgetCodeRefusal`` where the text is no such code.
    public mutating func name(
        _ field: BudgetCodes.Field,
        _ text: String
    ) throws(BudgetCodeRefusal) {
        guard let number = field.number(text) else {
            throw BudgetCodeRefusal(field: field, text: text)
        }
        set(field, number)
    }

    /// Whether no code is named.
    public var isEmpty: Bool { packed == 0 }

    /// Whether the codes agree in all that the filter names; no codes agree with nothing that is named.
    public func matches(_ codes: BudgetCodes?) -> Bool {
        if packed == 0 { return true }
        guard let codes else { return false }
        let named = BudgetCodes(packed: packed)
        return BudgetCodes.Field.allCases.allSatisfy { field in
            let number = named.number(of: field)
            return number == 0 || number == codes.number(of: field)
        }
    }

    /// The order of rows: by level, chapter, sector, economic code and source code, what is open first.
    func precedes(_ other: BudgetCodeFilter) -> Bool { packed < other.packed }

    /// Takes over a code of a line; one that the line does not have stays open.
    mutating func name(_ field: BudgetCodes.Field, of codes: BudgetCodes?) {
        guard let codes else { return }
        set(field, codes.number(of: field))
    }

    /// Takes over what another filter names and this one leaves open.
    mutating func narrow(to other: BudgetCodeFilter) {
        let (own, given) = (BudgetCodes(packed: packed), BudgetCodes(packed: other.packed))
        for field in BudgetCodes.Field.allCases where own.number(of: field) == 0 {
            set(field, given.number(of: field))
        }
    }

    private mutating func set(_ field: BudgetCodes.Field, _ number: UInt64) {
        packed -= BudgetCodes(packed: packed).number(of: field) * field.weight
        packed += number * field.weight
    }
}
