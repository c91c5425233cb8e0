// The units of a set of books, found by their own code or by a commune code of a named list.
//
// Invariants:
// (1) No two units share a code or a commune.
// (2) An old code leads to one unit, to a choice between units, or nowhere; never to a guess.

/// Why a list of units was refused.
package enum UnitDirectoryError: Error, Equatable, Sendable {
    /// The text is not the plain form that unit lists have; the 1-based line.
    case syntax(line: Int)
    /// A unit lacks a key or has one of the wrong form; the 1-based line of its table.
    case unit(line: Int)
    /// Two units have the same code or commune, or claim the same old code as a whole.
    case duplicate(String)
}

/// Units by code.
package struct UnitDirectory: Sendable {
    /// Where a commune code of a list leads.
    package enum Resolution: Equatable, Sendable {
        /// To one unit.
        case unit(Unit)
        /// To several units: the old commune was split, and only a person's address tells.
        case split([Unit])
        /// Nowhere in this list, but the code is in the other one.
        case onlyInOtherList
        /// Nowhere.
        case unknown
    }

    /// All units, in order of code.
    package let units: [Unit]
    private let byCode: [String: Unit]
    private let byCommune: [String: Unit]
    private let byPredecessor: [String: Unit]
    private let bySplit: [String: [Unit]]

    /// A directory of units.
    package init(_ units: [Unit]) throws(UnitDirectoryError) {
        self.units = units.sorted { $0.code < $1.code }
        var byCode: [String: Unit] = [:]
        var byCommune: [String: Unit] = [:]
        var byPredecessor: [String: Unit] = [:]
        var bySplit: [String: [Unit]] = [:]
        for unit in self.units {
            guard byCode.updateValue(unit, forKey: unit.code) == nil else {
                throw .duplicate(unit.code)
            }
            guard byCommune.updateValue(unit, forKey: unit.commune) == nil else {
                throw .duplicate(unit.commune)
            }
            for code in unit.predecessors
            where byPredecessor.updateValue(unit, forKey: code) != nil {
                throw .duplicate(code)
            }
            for code in unit.split { bySplit[code, default: []].append(unit) }
        }
        for code in bySplit.keys.sorted() where byPredecessor[code] != nil {
            throw .duplicate(code)
        }
        self.byCode = byCode
        self.byCommune = byCommune
        self.byPredecessor = byPredecessor
        self.bySplit = bySplit
    }

    /// The units that ship with the product.
    package static func shipped() throws(UnitDirectoryError) -> UnitDirectory {
        let text = EnrolmentData.files.first { $0.path == "units.toml" }?.text ?? ""
        return try UnitDirectory(UnitListParser.units(in: text))
    }

    /// A directory from the text of a list in the form of the shipped `units.toml`.
    package init(toml text: String) throws(UnitDirectoryError) {
        try self.init(UnitListParser.units(in: text))
    }

    /// The unit of a four-character code.
    package func unit(code: String) -> Unit? { byCode[code] }

    /// Where a five-digit commune code of a list leads.
    package func resolve(_ code: String, list: UnitList) -> Resolution {
        switch list {
        case .from2025July:
            if let unit = byCommune[code] { return .unit(unit) }
            return isOld(code) ? .onlyInOtherList : .unknown
        case .before2025July:
            if let unit = byPredecessor[code] { return .unit(unit) }
            if let units = bySplit[code] { return .split(units) }
            return byCommune[code] == nil ? .unknown : .onlyInOtherList
        }
    }

    /// Whether a code is in both lists, so that without a list it means two places.
    package func isReused(_ code: String) -> Bool { byCommune[code] != nil && isOld(code) }

    private func isOld(_ code: String) -> Bool {
        byPredecessor[code] != nil || bySplit[code] != nil
    }
}
