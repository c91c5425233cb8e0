// The banks and the providers' profiles: shipped data is sound, faulty data is refused whole.

import BankFiles
import Intake
import Ledger
import Testing

struct DirectoryTests {
    /// BIN and code of the banks that most allowances go to, from two sources each.
    @Test(arguments: [
        ("970415", "201", "VietinBank"), ("970418", "202", "BIDV"),
        ("970436", "203", "Vietcombank"),
        ("970405", "204", "Agribank"), ("970422", "311", "MB"), ("970416", "307", "ACB"),
        ("970407", "310", "Techcombank"),
    ])
    func `the big banks have their BINs and codes`(
        _ bin: String,
        _ code: String,
        _ name: String
    )
        throws
    {
        let bank = try BankDirectory.shipped.bank(field: bin)
        #expect(bank.shortName == name && bank.code == code && bank.isVerified)
        #expect(try BankDirectory.shipped.bank(field: "79\(code)018") == bank)
    }

    @Test func `the shipped directory has every bank once`() {
        #expect(BankDirectory.shipped.banks.count == 48)
        #expect(
            BankDirectory.shipped.banks == BankDirectory.shipped.banks.sorted { $0.bin < $1.bin }
        )
        for bank in BankDirectory.shipped.banks {
            #expect((try? BankText(bank.shortName)) != nil, "\(bank.shortName)")
            #expect(!bank.areAccountLengthsVerified)
        }
        let unverified = BankDirectory.shipped.banks.filter { !$0.isVerified }.map(\.shortName)
        #expect(unverified == ["Vikki", "MBV", "VPBank", "VIB", "VCBNeo"])
    }

    @Test func `a card BIN leads to its bank, whose own BIN is written`() throws {
        #expect(try BankDirectory.shipped.bank(field: "970499").bin.description == "970405")
        #expect(try BankDirectory.shipped.bank(field: "970468").shortName == "SeABank")
    }

    @Test(arguments: [
        ("01203001", "203"), ("79307001", "307"), ("01310001", "310"),
    ])
    func `a CITAD code is matched by its digits 3 to 5`(_ field: String, _ code: String) throws {
        #expect(try BankDirectory.shipped.bank(field: field).code == code)
    }

    @Test(arguments: [
        ("", BankFieldRefusal.notACode), ("97043", .notACode), ("9704366", .notACode),
        ("97O436", .notACode), ("９７０４３６", .notACode), ("999999", .unknownBIN),
        ("000000", .unknownBIN), ("01999001", .unknownBankCode),
    ])
    func `a field that names no bank is refused`(_ field: String, _ refusal: BankFieldRefusal) {
        #expect(throws: refusal) { try BankDirectory.shipped.bank(field: field) }
    }

    @Test func `all faults of a directory come in one go`() {
        let text = """
            known_from = "yesterday"
            [[bank]]
            bin = "97043"
            short_nam = "Vietcombank"
            name = "X"
            verified = "yes"
            [[bank]]
            bin = "970405"
            code = "24"
            short_name = "A"
            name = "A"
            verified = true
            account_length = [14, 12]
            [[bank]]
            bin = "970405"
            code = "24"
            short_name = "B"
            name = "B"
            verified = true

            """
        let reading = BankDirectory.read(text, file: "banks.toml")
        #expect(reading.isRefused && reading.value.banks.isEmpty)
        let found = reading.diagnostics.map { "\($0.code) \($0.location.field ?? "")" }
        #expect(
            found == [
                "data-wrong-value known_from", "data-unknown-key bank[1].short_nam",
                "data-wrong-value bank[1].bin", "data-missing-key bank[1].short_name",
                "data-wrong-value bank[1].verified", "data-wrong-value bank[2].code",
                "data-wrong-value bank[2].account_length", "data-wrong-value bank[3].code",
                "bank-double-bin 970405", "bank-double-code 24",
            ]
        )
    }

    @Test func `a syntax error has its line`() {
        let reading = BankDirectory.read("known_from = 2026-10-05\n[[bank\n", file: "banks.toml")
        #expect(reading.diagnostics.map(\.code) == ["data-syntax"])
        #expect(reading.diagnostics.first?.location.line == 2)
    }
}

struct ProviderProfileTests {
    @Test func `the shipped profiles are examples that nobody confirmed`() {
        let ids = ProviderProfile.shipped.map(\.id)
        #expect(
            ids == [
                "acb", "agribank", "agribank-portal", "bidv", "hdbank", "mb", "sacombank", "shb",
                "state-treasury", "techcombank", "tpbank", "vietcombank", "vietcombank-citad",
                "vietcombank-payroll", "vietinbank", "vietinbank-efast", "vietinbank-h2h",
                "vietnam-post", "vpbank",
            ]
        )
        for profile in ProviderProfile.shipped {
            #expect(profile.confirmedOn == nil)
            #expect(
                (profile.bank == nil)
                    == (profile.format == .cashList || profile.paysFrom == .estimate)
            )
            if let bank = profile.bank { #expect(BankDirectory.shipped.bank(bank) != nil) }
        }
    }

    @Test func `all faults of a profile come in one go`() {
        let text = """
            id = "Ngân hàng"
            name = ""
            bank = "970415"
            format = "table"
            max_transfers_per_file = 0
            name_cap = 70
            narrative_cap = 29
            source = "x"
            confirmed_on = 2026-02-30x
            """
        let broken = ProviderProfile.read(text, file: "p.toml")
        #expect(broken.value == nil && broken.diagnostics.map(\.code) == ["data-syntax"])
        let whole =
            text.replacing("2026-02-30x", with: "2026-02-28\nsheet = 1\n")
                + """
                [table]
                delimiter = "pipe"
                byte_order_mark = true
                line_end = "lf"
                own_bank_apart = true
                total_row = 1
                account_as = "plain"
                column = [{ value = "account", header = "TK", width = 3 }, { value = "sum", header = "" }]

                """
        let reading = ProviderProfile.read(whole, file: "p.toml")
        #expect(reading.value == nil)
        let found = reading.diagnostics.map { "\($0.code) \($0.location.field ?? "")" }
        #expect(
            found == [
                "data-wrong-value name", "data-wrong-value max_transfers_per_file",
                "data-wrong-value id", "data-wrong-value narrative_cap",
                "data-wrong-value table.delimiter", "data-wrong-value table.total_row",
                "data-unknown-key table.column[1].width", "data-wrong-value table.column[2].value",
                "data-wrong-value table.column[2].header", "table-column-needed table.column",
                "table-column-needed table.column", "table-column-needed table.column",
                "data-unknown-key sheet",
            ]
        )
    }

    @Test func `keys of one format are unknown to another`() {
        let text = """
            id = "post"
            name = "Post"
            format = "cash-list"
            max_transfers_per_file = 10
            source = "x"
            bank = "970415"

            """
        let reading = ProviderProfile.read(text, file: "p.toml")
        #expect(reading.diagnostics.map(\.code) == ["data-unknown-key"])
    }
}
