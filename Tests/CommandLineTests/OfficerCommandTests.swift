// Officers at a terminal: who they are, who leaves, and what a refusal says.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct OfficerCommandTests {
    private let paper = "--document 21/QĐ-UBND --signed 2026-11-20"
    private let two = "--key keys/chief-accountant.key --key keys/account-holder.key"

    /// An office with a second checker.
    private func office() throws -> Office {
        let office = try Office(hasBooks: false)
        let setup = try #require(try Office.samples()["setup.toml"])
        try office.write(
            setup + """

                [[officer]]
                role = "checker"
                person = "040080000009"
                name = "Đỗ Thị Soát"
                units = ["*"]

                """,
            "setup.toml"
        )
        try office.must("init books --setup setup.toml --demo-keys keys")
        return office
    }

    /// How the certificate of an officer begins, by the name in the list.
    private func certificate(_ name: String, _ office: Office) throws -> String {
        let rows = try office.must("officer list").output.split(separator: "\n")
        let row = try #require(rows.first { $0.contains(name) })
        return String(row.prefix(16))
    }

    @Test func `a checker leaves once, by the order of two, and the list says by which paper`()
        throws
    {
        let office = try office()
        let list = try office.must("officer list").output
        #expect(list.split(separator: "\n").count == 5)
        #expect(list.contains("Đỗ Thị Soát  •••••••••009  2026-11-22 (with the books)"))
        #expect(!list.contains("040080000009"))
        let checker = try certificate("Soát", office)
        let end = "officer end --officer \(checker) \(paper)"
        let first = try office.must("\(end) \(two)")
        #expect(
            first.output
                == "change 1: checker of * ended: Đỗ Thị Soát, \(checker); "
                + "left the office (moved, retired, died)\n"
        )
        #expect(try #require(first.next).hasPrefix("chitra officer list --books books"))
        let again = try office.must("\(end) \(two)")
        #expect(again.output == first.output)
        #expect(again.errors.contains("entered already; nothing changed"))
        let row = try #require(
            try office.must("officer list").output.split(separator: "\n").last
        )
        #expect(
            row.hasSuffix(
                "ended 2026-11-22T09:00:00+07:00: left the office (moved, retired, died) "
                    + "(21/QĐ-UBND, 2026-11-20)"
            ),
            "\(row)"
        )
        let json = try office.must("officer list --json").output
        #expect(json.contains("\"cause\" : \"left\"") && !json.contains("040080000009"))
        try office.must("verify")
        let refused = try office.run(
            "batch check --period 2026-11 --key keys/checker-040080000009.key"
        )
        #expect(refused.code == 77)
        #expect(refused.errors.contains("(checker) ended on 2026-11-22: left the office"))
        #expect(refused.errors.contains("hint: what it signed before stays good"))
    }

    @Test func `a refusal says why and what comes first, in both languages`() throws {
        let office = try office()
        let holder = try certificate("Chủ", office)
        let end = "officer end --officer \(holder) \(paper)"
        let one = try office.run("\(end) --key keys/maker.key")
        #expect(one.code == 64 && one.errors.contains("two --key of two persons are wanted"))
        let own = try office.run("\(end) \(two)")
        #expect(own.code == 77 && own.errors.contains("does not sign that change"))
        let others = "--key keys/chief-accountant.key --key keys/maker.key"
        let vacant = try office.run("\(end) \(others)")
        #expect(vacant.code == 77)
        #expect(vacant.errors.contains("would be left without account holder"))
        #expect(vacant.errors.contains("hint: add the successor first (chitra officer add"))
        let vietnamese = try office.run("\(end) \(others) --lang vi")
        #expect(vietnamese.errors.contains("sẽ không còn chủ tài khoản nào"))
        #expect(vietnamese.errors.contains("gợi ý: thêm người thay trước"))
        let cause = try office.run("\(end) \(two) --cause bored")
        #expect(cause.code == 64 && cause.errors.contains("use one of: left, key-compromised"))
        let role = try office.run(
            "officer add --role king --certificate keys/maker.pem --unit * \(paper) \(two)"
        )
        #expect(role.code == 64 && role.errors.contains("use one of: maker, checker"))
        let key = try office.run(
            "officer add --role maker --certificate keys/maker.key --unit * \(paper) \(two)"
        )
        #expect(key.code == 65 && key.errors.contains("it is not the private key"))
        let known = try office.run(
            "officer add --role maker --certificate keys/maker.pem --unit * \(paper) \(two)"
        )
        #expect(known.code == 77 && known.errors.contains("is maker of the unit already"))
        let same = try office.run(
            "officer certificate --officer \(try certificate("Lập", office)) "
                + "--certificate keys/maker.pem \(paper) \(two)"
        )
        #expect(same.code == 77 && same.errors.contains("the new certificate is not of the same"))
        #expect(try office.must("officer list").output.split(separator: "\n").count == 5)
    }
}
