// The register file: its bytes, its form, and the faults that are planted in it.

import Fixture
import Intake
import Testing

@Suite struct RegisterFileTests {
    private static let header =
        "event,national_id,full_name,birth_date,sex,household,unit,unit_list,category,decision,"
        + "signed,certificate,facts,from,document,payee_id,payee_name,payee_birth,payee_sex,"
        + "authority_until,pay_by,bank,account"

    @Test func `the first lines are those on record`() {
        let people = PeopleGenerator(count: 50, seed: 2026, faultsPerTenThousand: 0)
        let golden = """
            event,national_id,full_name,birth_date,sex,household,unit,unit_list,category,\
            decision,signed,certificate,facts,from,document,payee_id,payee_name,payee_birth,\
            payee_sex,authority_until,pay_by,bank,account
            enrol,001146153277,Trịnh Thị Quế,1946-09-04,female,HO-CM01-00001,10015,2025-07,\
            pension,QD-1843/2026,2026-04-02,,pension=none,,QD-1843/2026,,,,,,account,970415,\
            107635898337
            enrol,001218075239,Phạm Quang Bảo,2018-03-02,male,HO-CM01-00001,10015,2025-07,5.1,\
            QD-2814/2025,2025-05-10,,,,QD-2814/2025,001146153277,Trịnh Thị Quế,1946-09-04,female,\
            ,account,970415,107635898337
            enrol,001211514903,Phạm Minh Phong,2011-07-09,male,HO-CM01-00001,10015,2025-07,5.1,\
            QD-357/2025,2025-09-15,,,,QD-357/2025,001146153277,Trịnh Thị Quế,1946-09-04,female,,\
            account,970415,107635898337
            enrol,001151372364,Nguyễn Thị Nhóm,1951-01-25,female,HO-CM02-00001,10030,2025-07,\
            pension,QD-2782/2026,2026-02-23,,pension=none,,QD-2782/2026,,,,,,account,970405,\
            1607205777266
            enrol,001325219935,Lê Thùy Khuê,2025-07-04,female,HO-CM02-00001,10030,2025-07,5.1,\
            QD-4011/2025,2025-12-30,,,,QD-4011/2025,001151372364,Nguyễn Thị Nhóm,1951-01-25,\
            female,,account,970405,1607205777266
            """
        #expect(WrittenRegister(people).lines.prefix(6).joined(separator: "\n") == golden)
    }

    @Test func `the same seed gives the same bytes and another seed others`() {
        func bytes(seed: UInt64) -> [UInt8] {
            WrittenRegister(
                PeopleGenerator(count: 3_000, seed: seed, faultsPerTenThousand: 50)
            ).bytes
        }
        #expect(bytes(seed: 1) == bytes(seed: 1))
        #expect(bytes(seed: 1) != bytes(seed: 2))
    }

    @Test func `a shorter run is the beginning of a longer one`() {
        let short = WrittenRegister(PeopleGenerator(count: 40, seed: 8, faultsPerTenThousand: 0))
        let long = WrittenRegister(PeopleGenerator(count: 4_000, seed: 8, faultsPerTenThousand: 0))
        #expect(long.bytes.starts(with: short.bytes))
    }

    @Test func `every row has 23 fields and says what it must`() {
        let count = 5_000
        let register = WrittenRegister(
            PeopleGenerator(count: count, seed: 21, faultsPerTenThousand: 0)
        )
        #expect(register.lines[0] == Self.header)
        #expect(register.lines.count == count + 1)
        #expect(register.places.isEmpty)
        #expect(!register.bytes.contains(0x22) && !register.bytes.contains(0x0D))
        for line in 2...register.lines.count {
            let fields = register.fields(line)
            #expect(fields.count == RegisterField.allCases.count && fields.count == 23)
            #expect(fields[RegisterField.event.rawValue] == "enrol")
            #expect(fields[RegisterField.from.rawValue].isEmpty)
            let document = fields[RegisterField.document.rawValue]
            #expect(document.hasPrefix("QD-"))
            #expect(document == fields[RegisterField.decision.rawValue])
            #expect(
                document.suffix(4) == fields[RegisterField.signed.rawValue].prefix(4)
            )
            let payee = fields[RegisterField.payeeID.rawValue...RegisterField.payeeSex.rawValue]
            #expect(payee.count { $0.isEmpty } == 0 || payee.allSatisfy(\.isEmpty))
            let isPaidByAccount = fields[RegisterField.payBy.rawValue] == "account"
            #expect(fields[RegisterField.bank.rawValue].isEmpty != isPaidByAccount)
            #expect(fields[RegisterField.account.rawValue].isEmpty != isPaidByAccount)
        }
    }

    @Test func `accounts have the length of their bank`() {
        let lengths: [Substring: Set<Int>] = [
            "970405": [13], "970436": [10, 13], "970415": [12], "970418": [10, 14],
            "970422": [9, 10, 11, 12, 13], "970407": [14], "999888": [12], "970449": [12],
        ]
        let register = WrittenRegister(
            PeopleGenerator(count: 5_000, seed: 4, faultsPerTenThousand: 0)
        )
        var seen: [Substring: Set<Int>] = [:]
        for line in 2...register.lines.count where register.field(line, .payBy) == "account" {
            seen[register.field(line, .bank), default: []]
                .insert(register.field(line, .account).utf8.count)
        }
        #expect(seen == lengths)
    }

    @Test func `faults come as often as asked, of every kind, and change nothing else`() {
        let count = 20_000
        let clean = WrittenRegister(
            PeopleGenerator(count: count, seed: 6, faultsPerTenThousand: 0)
        )
        let faulty = WrittenRegister(
            PeopleGenerator(count: count, seed: 6, faultsPerTenThousand: 100)
        )
        #expect((196...200).contains(faulty.places.count))
        #expect(Set(faulty.places.map(\.fault)) == Set(PlantedFault.allCases))
        #expect(faulty.places.map(\.line) == faulty.places.map(\.line).sorted())
        let planted = Dictionary(
            uniqueKeysWithValues: faulty.places.map { ($0.line, $0.fault) }
        )
        var cleanLine = 1
        for line in 2...faulty.lines.count {
            let fault = planted[line]
            if fault != .rowDuplicate { cleanLine += 1 }
            let isChanged = faulty.lines[line - 1] != clean.lines[cleanLine - 1]
            #expect(isChanged == (fault != nil && fault != .rowDuplicate), "line \(line)")
        }
        #expect(cleanLine == count + 1)
    }

    @Test func `each kind of fault is what its name says`() {
        let register = WrittenRegister(
            PeopleGenerator(count: 6_000, seed: 13, faultsPerTenThousand: 300)
        )
        for place in register.places {
            // Not inside the expectation, which would print the whole register.
            let isFaulty = Self.isFaulty(register, place)
            #expect(isFaulty, "\(place.fault.rawValue), line \(place.line)")
        }
    }

    private static func isFaulty(
        _ register: WrittenRegister,
        _ place: PlantedFault.Place
    ) -> Bool {
        func field(_ field: RegisterField) -> Substring { register.field(place.line, field) }
        switch place.fault {
        case .nationalIDLength: return field(.nationalID).utf8.count == 11
        case .nationalIDProvince:
            return ["003", "013", "097", "999"].contains(field(.nationalID).prefix(3))
        case .nameReplacement: return field(.fullName).contains("?")
        case .nameLegacy:
            return field(.fullName).unicodeScalars.contains { (0xA1...0xFF).contains($0.value) }
        case .dateInvalid: return field(.birthDate) == "2025-02-30"
        case .unitUnknown: return field(.unit) == "99999"
        case .unitSplit:
            return field(.unitList) == "before-2025-07"
                && ["10066", "10063", "10117"].contains(field(.unit))
        case .bankUnknown: return field(.bank) == "970999"
        case .accountLength: return field(.account).utf8.count == 5
        case .accountMissing:
            return field(.payBy) == "account" && field(.account).isEmpty && !field(.bank).isEmpty
        case .categoryUnknown: return field(.category) == "9.9"
        case .rowDuplicate: return register.lines[place.line - 1] == register.lines[place.line - 2]
        case .signedInFuture: return field(.signed).hasPrefix("2031-")
        case .payeeIncomplete: return !field(.payeeID).isEmpty && field(.payeeName).isEmpty
        case .authorityEnded:
            return field(.authorityUntil).hasPrefix("2020-") && !field(.payeeID).isEmpty
        case .fieldMissing: return field(.fullName).isEmpty
        }
    }

    @Test func `the raw value of a fault is the code of a diagnostic`() {
        for fault in PlantedFault.allCases {
            let diagnostic = Diagnostic(
                .error,
                code: fault.rawValue,
                at: Location(file: "register.csv"),
                Phrase(vi: "lỗi", en: "error")
            )
            #expect(diagnostic.code == fault.rawValue)
        }
    }

    private struct Full: Error {}

    @Test func `a sink that fails ends the run`() {
        let people = PeopleGenerator(count: 5_000, seed: 1, faultsPerTenThousand: 0)
        var chunks = 0
        #expect(throws: Full.self) {
            try people.write { (chunk: [UInt8]) throws(Full) in
                #expect(chunk.count < 1 << 17)
                chunks += 1
                if chunks == 2 { throw Full() }
            }
        }
        #expect(chunks == 2)
    }
}
