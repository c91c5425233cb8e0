// What a profile asks of an order beyond its version: short ids, the payer's address, the narrative.

import BankFiles
import Foundation
import Intake
import Ledger
import Testing

struct OrderFormTests {
    private func profile(
        _ lines: String,
        of id: String = "agribank"
    ) throws
        -> Reading<ProviderProfile?>
    {
        let text = try #require(ProviderProfile.shippedText(id: id))
        return ProviderProfile.read(lines + "\n" + text, file: "a.toml")
    }

    /// An order with the payer's address in it.
    private func render(
        _ transfers: [CreditTransfer],
        by profile: ProviderProfile,
        town: String = "Xã Phú Nghĩa"
    ) throws -> [UInt8] {
        let head = try Sample.header(transfers)
        let header = PaymentFileHeader(
            messageID: head.messageID,
            createdAt: head.createdAt,
            requestedDate: head.requestedDate,
            debtor: .init(
                name: head.debtor.name,
                account: head.debtor.account,
                bank: head.debtor.bank,
                address: PostalAddress(town: try BankText(town), province: try BankText("Hà Nội"))
            ),
            ownBank: head.ownBank,
            otherBank: head.otherBank,
            batchBooking: false
        )
        var sink = MemorySink()
        var rest: TransferChunk? = TransferChunk(transfers)
        try PaymentFileWriter.render(
            profile: profile,
            header: header,
            banks: .shipped,
            into: &sink
        ) {
            defer { rest = nil }
            return rest
        }
        return sink.bytes
    }

    @Test(
        .enabled(if: exists(orderSchema) && exists(xmllint), "no schema or no xmllint"),
        arguments: Pain001Version.allCases
    )
    func `an address and an instruction's id stand where each version has them`(
        _ version: Pain001Version
    ) throws {
        let transfers = try Sample.three()
        let schema = testData("data/iso20022/xsd/\(version.rawValue).xsd")
        let long = "Xã " + Array(repeating: "Thượng", count: 30).joined(separator: " ")
        for form in AddressForm.allCases {
            let lines = """
                version = "\(version.rawValue)"
                debtor_address = "\(form.rawValue)"
                instruction_id = true
                """
            let profile = try #require(try profile(lines).value)
            for town in ["Xã Phú Nghĩa", long] {
                let bytes = try render(transfers, by: profile, town: town)
                try withTemporaryFile(bytes, named: "order.xml") { path in
                    let verdict = try run(xmllint, ["--noout", "--schema", schema, path])
                    #expect(verdict.code == 0, "\(verdict.output.prefix(2000))")
                }
                let text = String(decoding: bytes, as: UTF8.self)
                // One group for the own bank, one for others.
                #expect(text.split(separator: "<PstlAdr>").count == 3)
                for id in transfers.map(\.id) {
                    #expect(text.contains("<InstrId>\(id)</InstrId><EndToEndId>\(id)<"))
                }
                guard town != long else { continue }
                #expect(
                    text.contains(
                        form == .structured
                            ? "<TwnNm>XA PHU NGHIA</TwnNm><CtrySubDvsn>HA NOI</CtrySubDvsn><Ctry>VN<"
                            : "<Ctry>VN</Ctry><AdrLine>XA PHU NGHIA</AdrLine><AdrLine>HA NOI</AdrLine>"
                    )
                )
                #expect(PaymentOrderTests.read(bytes).diagnostics.isEmpty)
            }
        }
        // Who asks for neither gets neither.
        let plain = try #require(try profile("version = \"\(version.rawValue)\"").value)
        let text = String(decoding: try render(transfers, by: plain), as: UTF8.self)
        #expect(!text.contains("PstlAdr") && !text.contains("InstrId"))
    }

    @Test func `ids of sixteen characters tell all files of a batch apart`() throws {
        let batch = try Sample.batch()
        var seen: Set<String> = []
        for length in [16, 24, 35] {
            for account in [1, 2, 9] {
                for file in [1, 2, 35, 36, 999, 46_655] {
                    for stop in [0, 1, 9, 35] {
                        let id = try #require(
                            MessageID.of(
                                batch,
                                account: account,
                                file: file,
                                stop: stop,
                                within: length
                            )
                        )
                        #expect(PaymentFileHeader.isMessageID(id) && id.utf8.count + 2 <= length)
                        if length != 24 { #expect(seen.insert(id).inserted, "\(id)") }
                    }
                }
            }
        }
        func short(_ account: Int, _ file: Int, _ stop: Int) -> String? {
            MessageID.of(batch, account: account, file: file, stop: stop, within: 16)
        }
        #expect(short(1, 1, 0) == "CM010004210010" && short(2, 46_655, 35) == "CM01000422ZZZZ")
        // What so few characters cannot tell is told to nobody.
        #expect(short(1, 46_656, 0) == nil && short(1, 1, 36) == nil && short(36, 1, 0) == nil)
        #expect(MessageID.of(batch, account: 1, file: 2, stop: 3, within: 35) == "CM0100042-1-2-S3")
    }

    @Test func `an id's length is sixteen to thirty-five`() throws {
        #expect(try profile("").value?.idLength == 35)
        #expect(try profile("id_length = 16").value?.idLength == 16)
        for length in ["15", "36", "\"16\""] {
            #expect(try profile("id_length = \(length)").codes == ["data-wrong-value"])
        }
        #expect(try profile("debtor_address = \"full\"").codes == ["data-wrong-value"])
        #expect(
            try profile("debtor_address = \"structured\"", of: "vietinbank").codes == [
                "data-unknown-key"
            ]
        )
    }

    @Test func `a narrative is what its template says, and the id stands in it whole`() throws {
        let batch = try Sample.batch()
        let month = try #require(CalendarMonth(year: 2026, month: 3))
        let id = TransferID(batch: batch, number: 7)
        func written(_ text: String) throws -> String {
            let template = try NarrativeTemplate(text)
            let frame = template.frame(of: batch, month: month)
            let narrative = "\(frame.before)\(id)\(frame.after)"
            #expect(narrative.utf8.count == template.length && narrative.contains("\(id)"))
            #expect(try BankText(narrative).revealed == narrative)
            return narrative
        }
        let standard = NarrativeTemplate.standard.frame(of: batch, month: month)
        #expect("\(standard.before)\(id)" == BankText.narrative(month: month, id: id).revealed)
        #expect(standard.after.isEmpty && NarrativeTemplate.standard.length == 30)
        #expect(try written("{id}") == "\(id)")
        #expect(try written("CHI TRA AN SINH XA HOI {id}") == "CHI TRA AN SINH XA HOI \(id)")
        #expect(try written("{unit} T{month}.{year}/{id} LO {batch}").hasPrefix("CM01 T03.2026/"))
    }

    @Test(arguments: [
        // What a person is paid for, in words, in a number, or in letters that are no word of ours.
        "TRO CAP NGUOI KHUYET TAT {id}", "HIV {id}", "TCXH 5.6 {id}", "HUU TRI {id}",
        "TCXH {category} {id}", "TCXH {programme} {id}", "TCXH {name} {id}", "tcxh {id}",
        "TRỢ CẤP {id}", "TCXH {id", "TCXH id} {id}", "{}{id}", "<{id}>",
        // The id is not there, twice there, or touched.
        "TCXH T{month}", "{id} {id}", "TC{id}", "{id}{month}", "TCXH  {id}", " {id}", "{id} ", "",
    ])
    func `no other template is taken`(_ text: String) throws {
        #expect(throws: NarrativeFault.self) { try NarrativeTemplate(text) }
        guard !text.isEmpty else { return }
        #expect(try profile("narrative = \"\(text)\"").codes.contains("profile-narrative"))
    }

    @Test func `a field too short for the template is refused`() throws {
        let text = try #require(ProviderProfile.shippedText(id: "agribank"))
        func read(_ cap: Int, _ template: String) -> Reading<ProviderProfile?> {
            let capped = text.replacing("narrative_cap = 50", with: "narrative_cap = \(cap)")
            return ProviderProfile.read("narrative = \"\(template)\"\n" + capped, file: "a.toml")
        }
        #expect(text.contains("narrative_cap = 50"))
        #expect(read(19, "TC {id}").value?.caps.narrative == 19)
        #expect(read(18, "TC {id}").codes == ["data-wrong-value"])
        #expect(read(29, "TCXH T{month} {year} {id}").codes == ["data-wrong-value"])
    }

    @Test func `no word of a narrative tells why somebody is paid`() throws {
        // Words of categories and programmes in the bank's letters; none may come into the list.
        let telling = [
            "KHUYET", "TAT", "HIV", "AIDS", "NHIEM", "BENH", "TAM", "THAN", "MO", "COI", "GIA",
            "CAO",
            "TUOI", "TRE", "EM", "NGHEO", "DON", "HUU", "TRI", "LIET", "SI", "THUONG", "BINH",
            "CONG",
            "DOC", "HOA", "MAI", "TANG", "NUOI", "DUONG", "CHAM", "SOC", "TANG", "LE", "KHANG",
            "CHIEN",
            "NCC", "NKT", "NCT", "BTXH", "HTXH", "DTBT", "NTB", "TNXH", "MT", "TE",
        ]
        let shipped = ProviderProfile.shipped
        let words = Set(
            ["A", "AN", "ASXH", "BATCH", "CAP", "CHI", "HOI", "KY", "LO", "MA", "NAM", "SINH"]
                + ["SO", "T", "TC", "TCXH", "THANG", "THEO", "TRA", "TRO", "UBND", "XA", "XH"]
        )
        #expect(words.isDisjoint(with: telling))
        for word in telling {
            #expect(throws: NarrativeFault.self, "\(word)") {
                try NarrativeTemplate("\(word) {id}")
            }
        }
        // What a template can say is what was looked at here: a new word needs a look of its own.
        let alphabet = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
        for letter in alphabet where (try? NarrativeTemplate("\(letter) {id}")) != nil {
            #expect(letter == "T")
        }
        #expect(
            NarrativeTemplate.Placeholder.allCases.map(\.rawValue) == [
                "month", "year", "unit", "batch", "id",
            ]
        )
        #expect(shipped.allSatisfy { $0.narrative.length <= $0.caps.narrative || $0.bank == nil })
    }
}
