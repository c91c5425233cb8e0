// A bank's operator, or an officer, looks into a file without books.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct BankFileTests {
    /// A statement in MT940: one payment of a batch, one that a person's name stands in.
    private static func statement(
        closing: Int = 250_000,
        day: Int = 4,
        opening: Int = 1_000_000
    )
        -> String
    {
        """
        :20:STMT\(day)
        :25:12010000123456
        :28C:\(day)/1
        :60F:C26110\(day - 1)VND\(opening),
        :61:26110\(day)110\(day)D\(opening - 250_000),NTRFNA0100001000002C//BK\(day)
        :86:TRO CAP NGUYEN VAN SAU
        :62F:C26110\(day)VND\(closing),
        -

        """
    }

    @Test func `what a file says is shown, masked, without books`() throws {
        let office = try Office(hasBooks: false)
        try office.write(Self.statement(), "a.sta")
        let run = try office.run("bank read a.sta")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("MT940 STMT4"))
        #expect(run.output.contains("750,000 VND") && run.output.contains("agrees"))
        let json = try office.run("bank read a.sta --json")
        #expect(json.output.contains("\"chitra/bank-read/1\""))
        #expect(json.output.contains("\"endToEnd\":\"NA0100001000002C\""))
        #expect(json.output.contains("\"place\":62"))
        for text in [run.output, json.output, run.errors, json.errors] {
            #expect(!text.contains("12010000123456") && !text.contains("NGUYEN"))
        }
        let vietnamese = try office.run("ngan-hang xem a.sta --lang vi")
        #expect(vietnamese.output.contains("khớp"))
    }

    @Test func `an account number inside of an id is masked too`() throws {
        let office = try Office(hasBooks: false)
        let text = Self.statement().replacing("//BK4", with: "//12010000123456-4")
            .replacing(":20:STMT4", with: ":20:12010000123456")
        try office.write(text, "a.sta")
        let run = try office.run("bank read a.sta")
        let json = try office.run("bank read a.sta --json")
        #expect(run.code == 0 && json.output.contains("\"service\":\"•••456-4\""), "\(json.output)")
        for text in [run.output, json.output, run.errors, json.errors] {
            #expect(!text.contains("12010000123456"), "\(text)")
        }
    }

    @Test func `a file with an error is shown with what is wrong, and cannot be taken in`() throws {
        let office = try Office(hasBooks: false)
        try office.write(Self.statement(closing: 250_001), "a.sta")
        let run = try office.run("bank read a.sta --json")
        #expect(run.code == 2)
        #expect(run.output.contains("\"isSound\" : false"))
        #expect(run.output.contains("\"statement-sum\"") && run.output.contains("750000"))
        let gone = try office.run("bank read b.sta")
        #expect(gone.code == 65)
    }

    @Test func `files are judged alone and against each other`() throws {
        let office = try Office(hasBooks: false)
        try office.write(Self.statement(), "4.sta")
        try office.write(Self.statement(closing: 250_000, day: 5, opening: 250_000), "5.sta")
        try office.write(Self.statement(closing: 250_000, day: 6, opening: 900_000), "6.sta")
        let good = try office.run("bank check 4.sta 5.sta")
        #expect(good.code == 0, "\(good.output) \(good.errors)")
        let gap = try office.run("bank check 4.sta 6.sta")
        #expect(gap.code == 3)
        #expect(gap.output.contains("[check-statement-missing]"))
        let twice = try office.run("bank check 4.sta 4.sta --json")
        #expect(twice.code == 3 && twice.output.contains("\"check-file-twice\""))
        try office.write(Self.statement(closing: 1), "bad.sta")
        let bad = try office.run("bank check 4.sta bad.sta")
        #expect(bad.code == 2)
        #expect(bad.output.contains("[statement-sum]") && bad.output.contains("DIFFERS"))
    }

    @Test func `an order to pay is shown and judged, masked, and is no answer`() throws {
        let office = try Office(hasBooks: false)
        let golden = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/golden/BankFiles/three.pain001.xml")
        let order = try String(contentsOf: golden, encoding: .utf8)
        try office.write(order, "a.xml")
        let run = try office.run("bank read a.xml")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("NbOfTxs 3, CtrlSum 4125000; 3 read"))
        #expect(run.output.contains("from account •••999: 2 payments, 3,000,000 VND"))
        let json = try office.run("bank read a.xml --json")
        #expect(json.output.contains("\"family\" : \"payment-order\""))
        #expect(json.output.contains("\"counterBank\":\"970436\""))
        #expect(json.output.contains("\"word\":\"ordered\""))
        #expect(json.output.contains("\"sum\" : \"4125000\""))
        for text in [run.output, json.output, run.errors, json.errors] {
            #expect(!text.contains("2200201009999") && !text.contains("0351000646393"))
            #expect(!text.contains("DANG THI") && !text.contains("TCXH"))
        }
        let good = try office.run("bank check a.xml")
        #expect(good.code == 0, "\(good.errors)")
        try office.write(order.replacing("CM0100042-01", with: "CM0100042-02"), "b.xml")
        let twice = try office.run("bank check a.xml b.xml")
        #expect(twice.code == 3 && twice.output.contains("ordered 2 times"), "\(twice.output)")
        try office.write(order.replacing("4125000", with: "4125001"), "c.xml")
        let bad = try office.run("bank check c.xml --lang vi")
        #expect(bad.code == 2 && bad.output.contains("tổng các khoản chi khác CtrlSum"))
    }

    @Test func `profiles are listed, and examples are called so`() throws {
        let office = try Office(hasBooks: false)
        let run = try office.run("bank profiles")
        #expect(run.code == 0)
        #expect(run.output.contains("vietinbank") && run.output.contains("an example"))
        let json = try office.run("bank profiles --json")
        #expect(json.output.contains("\"chitra/bank-profiles/1\""))
    }

    @Test func `a bank's own table is read by its profile, and not without`() throws {
        let office = try Office(hasBooks: false)
        try office.write(
            """
            KẾT QUẢ
            Ngày 04/11/2026
            Đơn vị
            STT,Số tài khoản,Số tiền,Nội dung,Trạng thái,FT/Ghi chú
            1,0351000646393,"750,000",TCXH T11 2026 NA0100001000002C,Thất bại,NGUYEN VAN SAU khong ton tai

            """,
            "kq.csv"
        )
        let run = try office.run("bank read kq.csv --profile portal-results --json")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("\"endToEnd\":\"NA0100001000002C\""))
        #expect(run.output.contains("\"rejected\"") && run.output.contains("750000"))
        #expect(run.output.contains("confirm-first"))
        #expect(!run.output.contains("NGUYEN") && !run.output.contains("0351000646393"))
        let unknown = try office.run("bank read kq.csv --profile none")
        #expect(unknown.code == 64 && unknown.errors.contains("portal-results"))
        let listed = try office.run("bank profiles")
        #expect(listed.output.contains("portal-results"))
    }
}
