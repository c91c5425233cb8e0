// What a posting is about beside its account, and a question over it.
//
// Invariants:
// (1) Every posting names its unit; nothing else is demanded of it.
// (2) A filter that names nothing matches every posting.
// (3) The budget line of a posting is its unit, its budget year and the codes that it carries.

/// The unit that a posting belongs to, and what else is known of it.
public struct Dimensions: Hashable, Sendable {
    /// The code of the unit, which is one set of accounts; never empty.
    public let unit: String
    /// The budget year whose estimate pays, such as 2026.
    public var budgetYear: Int?
    /// The funding source, as the books call it; a ``BudgetLineTable`` says which codes it has.
    public var source: String?
    /// The code of the programme.
    public var programme: String?
    /// The code of the bank or other provider.
    public var provider: String?
    /// The id of the file that was handed over.
    public var file: String?
    /// The number of the person whose right it is.
    public var person: Int64?
    /// The codes of the budget line as one number: a posting has eight bytes for them.
    private var packedCodes: UInt64 = 0

    /// The codes of the budget line that pays: level, chapter, sector, economic code and source code.
    public var codes: BudgetCodes? {
        get { packedCodes == 0 ? nil : BudgetCodes(packed: packedCodes) }
        set { packedCodes = newValue?.packed ?? 0 }
    }

    /// The budget line that pays; nil where year or codes are not known.
    public var budgetLine: BudgetLine? {
        guard let budgetYear, let codes else { return nil }
        return BudgetLine(unit: unit, budgetYear: budgetYear, codes: codes)
    }

    /// The dimensions of a unit; the others can be set after.
    public init(unit: String) {
        precondition(!unit.isEmpty, "a posting belongs to a unit")
        self.unit = unit
    }

    /// The dimensions in which something is said.
    public var named: Set<Dimension> {
        var named: Set<Dimension> = [.unit]
        if budgetYear != nil { named.insert(.budgetYear) }
        if source != nil { named.insert(.source) }
        if programme != nil { named.insert(.programme) }
        if provider != nil { named.insert(.provider) }
        if file != nil { named.insert(.file) }
        if person != nil { named.insert(.person) }
        if let codes {
            for dimension in Dimension.allCases {
                if let field = dimension.code, codes.text(of: field) != nil {
                    named.insert(dimension)
                }
            }
        }
        return named
    }
}

/// The name of one dimension.
public enum Dimension: String, Hashable, Sendable, CaseIterable {
    /// The unit.
    case unit
    /// The budget year.
    case budgetYear
    /// The funding source.
    case source
    /// The programme.
    case programme
    /// The bank or other provider.
    case provider
    /// The file that was handed over.
    case file
    /// The person whose right it is.
    case person
    /// The level of the budget.
    case level
    /// The chapter of the budget line.
    case chapter
    /// The sector of the budget line.
    case sector
    /// The economic code of the budget line.
    case economicCode
    /// The source code of the budget line.
    case sourceCode

    /// The code of a budget line that it is; nil for all others.
    public var code: BudgetCodes.Field? { BudgetCodes.Field(rawValue: rawValue) }
}

/// Which postings a balance is asked for: those that agree in every dimension that is named.
public struct DimensionFilter: Hashable, Sendable {
    /// The code of the unit, or nil for any.
    public var unit: String?
    /// The budget year, or nil for any.
    public var budgetYear: Int?
    /// The funding source, or nil for any.
    public var source: String?
    /// The programme, or nil for any.
    public var programme: String?
    /// The provider, or nil for any.
    public var provider: String?
    /// The file, or nil for any.
    public var file: String?
    /// The person, or nil for any.
    public var person: Int64?
    /// The codes of the budget line that are named.
    public var codes = BudgetCodeFilter()

    /// A filter on one unit, or on none; the other dimensions can be set after.
    public init(unit: String? = nil) { self.unit = unit }

    /// The filter on what a posting says of the dimensions named: all that stands apart there.
    ///
    /// A dimension that the posting leaves out stays open in the filter.
    public init(_ dimensions: Dimensions, only named: Set<Dimension>) {
        unit = named.contains(.unit) ? dimensions.unit : nil
        budgetYear = named.contains(.budgetYear) ? dimensions.budgetYear : nil
        source = named.contains(.source) ? dimensions.source : nil
        programme = named.contains(.programme) ? dimensions.programme : nil
        provider = named.contains(.provider) ? dimensions.provider : nil
        file = named.contains(.file) ? dimensions.file : nil
        person = named.contains(.person) ? dimensions.person : nil
        guard let line = dimensions.codes else { return }
        for dimension in named {
            if let field = dimension.code { codes.name(field, of: line) }
        }
    }

    /// Takes over what another filter names and this one leaves open.
    mutating func narrow(to other: DimensionFilter) {
        unit = unit ?? other.unit
        budgetYear = budgetYear ?? other.budgetYear
        source = source ?? other.source
        programme = programme ?? other.programme
        provider = provider ?? other.provider
        file = file ?? other.file
        person = person ?? other.person
        codes.narrow(to: other.codes)
    }

    /// Whether the dimensions agree in all that the filter names.
    public func matches(_ dimensions: Dimensions) -> Bool {
        (unit == nil || unit == dimensions.unit)
            && (budgetYear == nil || budgetYear == dimensions.budgetYear)
            && (source == nil || source == dimensions.source)
            && (programme == nil || programme == dimensions.programme)
            && (provider == nil || provider == dimensions.provider)
            && (file == nil || file == dimensions.file)
            && (person == nil || person == dimensions.person)
            && codes.matches(dimensions.codes)
    }
}
