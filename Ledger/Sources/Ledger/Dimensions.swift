// What a posting is about beside its account, and a question over it.
//
// Invariants:
// (1) Every posting names its unit; nothing else is demanded of it.
// (2) A filter that names nothing matches every posting.

/// The unit that a posting belongs to, and what else is known of it.
public struct Dimensions: Hashable, Sendable {
    /// The code of the unit, which is one set of accounts; never empty.
    public let unit: String
    /// The budget year whose estimate pays, such as 2026.
    public var budgetYear: Int?
    /// The funding source: budget level, chapter, sector, economic code and source code as one code.
    public var source: String?
    /// The code of the programme.
    public var programme: String?
    /// The code of the bank or other provider.
    public var provider: String?
    /// The id of the file that was handed over.
    public var file: String?
    /// The number of the person whose right it is.
    public var person: Int64?

    /// The dimensions of a unit; the others can be set after.
    public init(unit: String) {
        precondition(!unit.isEmpty, "a posting belongs to a unit")
        self.unit = unit
    }
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

    /// A filter on one unit, or on none; the other dimensions can be set after.
    public init(unit: String? = nil) { self.unit = unit }

    /// Whether the dimensions agree in all that the filter names.
    public func matches(_ dimensions: Dimensions) -> Bool {
        (unit == nil || unit == dimensions.unit)
            && (budgetYear == nil || budgetYear == dimensions.budgetYear)
            && (source == nil || source == dimensions.source)
            && (programme == nil || programme == dimensions.programme)
            && (provider == nil || provider == dimensions.provider)
            && (file == nil || file == dimensions.file)
            && (person == nil || person == dimensions.person)
    }
}
