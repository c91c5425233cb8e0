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

    /// The dimensions in which something is said.
    public var named: Set<Dimension> {
        var named: Set<Dimension> = [.unit]
        if budgetYear != nil { named.insert(.budgetYear) }
        if source != nil { named.insert(.source) }
        if programme != nil { named.insert(.programme) }
        if provider != nil { named.insert(.provider) }
        if file != nil { named.insert(.file) }
        if person != nil { named.insert(.person) }
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
    }
}
