// Units: the six of Chương Mỹ, the trap of codes used again, and the public lists.

import Foundation
import Intake
import Testing

@testable import Enrolment

@Suite struct UnitDirectoryTests {
    @Test func `the shipped units are the six of the old district and one of Nghệ An`() throws {
        let directory = try UnitDirectory.shipped()
        #expect(
            directory.units.map(\.code)
                == ["CM01", "CM02", "CM03", "CM04", "CM05", "CM06", "NA01"]
        )
    }

    @Test(arguments: [
        ("10030", UnitList.before2025July, "CM02"), ("10030", .from2025July, "CM02"),
        ("10033", .before2025July, "CM02"), ("10018", .before2025July, "CM03"),
        ("10045", .from2025July, "CM03"), ("10123", .before2025July, "CM01"),
        ("17197", .before2025July, "NA01"), ("17179", .from2025July, "NA01"),
    ])
    func `a code with its list leads to one unit`(code: String, list: UnitList, unit: String) throws
    {
        let directory = try UnitDirectory.shipped()
        #expect(
            try directory.resolve(code, list: list) == .unit(#require(directory.unit(code: unit)))
        )
    }

    @Test func `split, foreign and unknown codes lead to no guess`() throws {
        let directory = try UnitDirectory.shipped()
        guard case .split(let units) = directory.resolve("10066", list: .before2025July) else {
            Issue.record("Tân Tiến was split")
            return
        }
        #expect(units.map(\.code) == ["CM03", "CM05"])
        #expect(directory.resolve("10066", list: .from2025July) == .onlyInOtherList)
        #expect(directory.resolve("10033", list: .from2025July) == .onlyInOtherList)
        #expect(directory.resolve("99999", list: .before2025July) == .unknown)
        #expect(directory.isReused("10030"))
        #expect(!directory.isReused("10033"))
    }

    private func parse(_ text: String) -> UnitDirectoryError? {
        do throws(UnitDirectoryError) {
            _ = try UnitDirectory(toml: text)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a bad list is refused with its line`() {
        let unit = """
            [[unit]]
            code = "AB01"
            name = "X"
            commune = "10001"
            province = "01"
            predecessors = ["20001"]
            split = []

            """
        #expect(parse(unit) == nil)
        #expect(parse("code = \"AB01\"\n") == .syntax(line: 1))
        #expect(parse(unit + "size = 3\n") == .syntax(line: 8))
        #expect(parse(unit + "code = \"AB02\"\n") == .syntax(line: 8))
        #expect(parse("\n[[unit]]\ncode = \"AB01\"\n") == .unit(line: 2))
        #expect(parse(unit.replacing("10001", with: "1001")) == .unit(line: 1))
        #expect(parse(unit + unit) == .duplicate("AB01"))
        let second = unit.replacing("AB01", with: "AB02").replacing("10001", with: "10002")
        #expect(parse(unit + second) == .duplicate("20001"))
        let split = second.replacing("[\"20001\"]", with: "[]")
            .replacing("split = []", with: "split = [\"20001\"]")
        #expect(parse(unit + split) == .duplicate("20001"))
    }

    private static let folder: URL = {
        let beside = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../shared")
        // An absolute path must not be appended: it would never be there, and the test never run.
        let named = ProcessInfo.processInfo.environment["CHITRA_TEST_DATA"].map {
            URL(filePath: $0)
        }
        return (named ?? beside).appending(path: "data/units")
    }()

    private func table(_ name: String) throws -> [[String]] {
        let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
        var reader = CSVReader(file: name, bytes: bytes)
        var row = TableRow()
        var rows: [[String]] = []
        while reader.next(&row) { rows.append((0..<row.count).map { row.text(at: $0) }) }
        #expect(reader.log.diagnostics.isEmpty)
        return rows
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: folder.path()),
            "the public lists of communes are not there"
        )
    )
    func `the shipped units agree with the public lists of communes`() throws {
        let old = try table("before-2025-07.csv")
        let new = try table("after-2025-07.csv")
        // One list has Thuỵ Hương, the other Thụy Hương.
        func plain(_ name: String) -> String {
            NFC.normalised(name).replacing("Thuỵ", with: "Thụy")
        }
        for unit in try UnitDirectory.shipped().units {
            let row = try #require(new.first { $0[2] == unit.commune })
            #expect(row[0] == unit.province)
            #expect(NFC.normalised(row[3]) == unit.name)
            for code in unit.predecessors + unit.split {
                let commune = try #require(old.first { $0[4] == code })
                let name = plain(commune[5])
                #expect(plain(row[4]).contains(name), "\(unit.code) \(code)")
            }
        }
        let provinces = Set(old.dropFirst().compactMap { UInt64($0[0]) })
        #expect(provinces.count == 63)
        for code in UInt64(0)...999 {
            let number = try #require(NationalID(digits: code * 1_000_000_000))
            #expect(number.hasKnownProvince == provinces.contains(code))
        }
    }
}
