// Invented people as a register file, with planted faults.

import Enrolment
import Intake
import Ledger

extension PeopleGenerator {
    /// Writes a register file in chunks.
    ///
    /// About half of the rows have an old commune code; one name in a hundred is decomposed (NFD),
    /// one row in five has its days as 31/07/2026: all of that a reader takes.
    ///
    /// - Parameters:
    ///   - chunkBytes: The least size of a chunk but the last.
    ///   - sink: Takes the chunks, in order.
    /// - Returns: The planted faults, in order of lines.
    package func writeRegister(
        chunkBytes: Int = 1 << 20,
        _ sink: ([UInt8]) -> Void
    ) -> [PlantedFault] {
        var writer = CSVWriter()
        writer.row(RegisterColumn.allCases.map(\.rawValue))
        var line = 2
        var faults: [PlantedFault] = []
        for index in 0..<count {
            let person = person(at: index)
            var fields = fields(of: person)
            if let kind = fault(at: index) {
                fields.plant(kind, seed: seed)
                if kind == .duplicateRow {
                    fields.write(to: &writer)
                    line += 1
                }
                faults.append(PlantedFault(line: line, kind: kind))
            }
            fields.write(to: &writer)
            line += 1
            if writer.bytes.count >= chunkBytes { sink(writer.take()) }
        }
        if !writer.bytes.isEmpty { sink(writer.take()) }
        return faults
    }

    /// The fault of a row; none in the families of golden case E12.
    package func fault(at index: Int) -> FaultKind? {
        guard faultRate > 0, index % 500_000 >= 21, index % 500 >= 3 else { return nil }
        var random = SplitMix64(seed: seed, row: UInt64(index), purpose: 5)
        guard random.below(10_000) < faultRate else { return nil }
        return random.pick(FaultKind.allCases)
    }

    private func fields(of person: FixturePerson) -> RegisterFields {
        var random = SplitMix64(seed: seed, row: UInt64(person.index), purpose: 6)
        let isVietnameseDate = random.chance(percent: 20)
        func date(_ day: CivilDate?) -> String {
            guard let day else { return "" }
            guard isVietnameseDate else { return day.description }
            let (year, month, dayOfMonth) = day.components
            return PeopleGenerator.padded(dayOfMonth, 2) + "/" + PeopleGenerator.padded(month, 2)
                + "/\(year)"
        }
        var fields = RegisterFields()
        fields[.event] = "enrol"
        fields[.nationalID] = person.identity.nationalID
        fields[.fullName] =
            random.chance(percent: 1)
            ? RegisterFields.decomposed(person.identity.name) : person.identity.name
        fields[.birthDate] = date(person.identity.birth)
        fields[.sex] = person.identity.sex == .male ? "nam" : "nữ"
        fields[.household] = person.household
        fields[.unit] = person.communeCode
        fields[.unitList] = person.unitList.rawValue
        fields[.category] = person.category
        fields[.decision] = person.decision
        fields[.signed] = date(person.signed)
        fields[.certificate] = date(person.certificate)
        fields[.facts] = person.facts.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
        if let payee = person.payee {
            fields[.payeeID] = payee.nationalID
            fields[.payeeName] = payee.name
            fields[.payeeBirth] = date(payee.birth)
            fields[.payeeSex] = payee.sex == .male ? "nam" : "nữ"
            fields[.authorityUntil] = date(person.authorityEnds)
        }
        if let bank = person.bank {
            fields[.payBy] = "account"
            fields[.bank] = random.chance(percent: 10) ? "01\(bank.code)001" : bank.bin
            fields[.account] = person.account
        } else {
            fields[.payBy] = "cash"
        }
        return fields
    }
}

/// The fields of one row to be written.
struct RegisterFields {
    private var texts = [String](repeating: "", count: RegisterColumn.allCases.count)
    private var isRagged = false
    private static let places: [RegisterColumn: Int] = Dictionary(
        uniqueKeysWithValues: RegisterColumn.allCases.enumerated().map { ($1, $0) }
    )

    subscript(column: RegisterColumn) -> String {
        get { texts[RegisterFields.places[column] ?? 0] }
        set { texts[RegisterFields.places[column] ?? 0] = newValue }
    }

    /// Writes the row.
    func write(to writer: inout CSVWriter) {
        for text in isRagged ? texts.dropLast() : texts[...] { writer.field(text) }
        writer.endRow()
    }

    /// A name as old systems write it: each mark a character of its own.
    static func decomposed(_ name: String) -> String { NFC.decomposed(name) }

    /// Plants a fault.
    mutating func plant(_ kind: FaultKind, seed: UInt64) {
        switch kind {
        case .idShort: self[.nationalID] = String(self[.nationalID].dropLast())
        case .idUnknownProvince: self[.nationalID] = "003" + self[.nationalID].dropFirst(3)
        case .nameLegacy: self[.fullName] = "NguyÔn V¨n §«ng"
        case .nameQuestionMark: self[.fullName] = "Nguy?n Th? Hoa"
        case .nameDirection: self[.fullName] += "\u{202E}"
        case .dateImpossible: self[.birthDate] = "31/02/1950"
        case .dateShort: self[.birthDate] = "1/7/50"
        case .birthInFuture: self[.birthDate] = "2091-01-01"
        case .sexUnknown: self[.sex] = "?"
        case .unitUnknown:
            self[.unit] = "99999"
            self[.unitList] = "2025-07"
        case .unitSplit:
            self[.unit] = "10066"
            self[.unitList] = "before-2025-07"
        case .unitListMissing: self[.unitList] = ""
        case .unitListWrong:
            self[.unit] = "10018"
            self[.unitList] = "2025-07"
        case .categoryUnknown: self[.category] = "5.99"
        case .decisionMissing: self[.decision] = ""
        case .signedInFuture: self[.signed] = "2091-01-15"
        case .factUnknown: self[.facts] += self[.facts].isEmpty ? "x=y" : ";x=y"
        case .raggedRow: isRagged = true
        case .duplicateRow: break
        case .payeeIncomplete, .authorityExpired, .bankUnknown, .accountShort, .accountMissing,
            .accountWithCash:
            plantPayment(kind)
        }
    }

    private mutating func plantPayment(_ kind: FaultKind) {
        if kind == .payeeIncomplete || kind == .authorityExpired {
            // A payee whom no other row has: digits after the province are beyond the generator's.
            self[.payeeID] = "0019" + self[.nationalID].dropFirst(4)
            self[.payeeName] = kind == .payeeIncomplete ? "" : "Nguyễn Thị Đỗ Quyên"
            self[.payeeBirth] = "1980-05-17"
            self[.payeeSex] = "nữ"
            self[.authorityUntil] = kind == .authorityExpired ? "2024-12-31" : ""
            return
        }
        self[.payBy] = kind == .accountWithCash ? "cash" : "account"
        self[.bank] = kind == .bankUnknown ? "123456" : "970405"
        self[.account] =
            switch kind {
            case .accountShort: "1234567"
            case .accountMissing: ""
            default: "1234567890123"
            }
        if kind == .accountWithCash { self[.bank] = "" }
    }
}
