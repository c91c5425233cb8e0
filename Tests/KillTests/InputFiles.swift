// The files that the commands of the drills read.
//
// Invariant: nothing else in these tests spells an input column.

import Foundation

/// Texts of input files.
enum InputFiles {
    /// One commune with an account and a cash desk, its four officers, and who signs for the desk.
    ///
    /// - Parameter certificates: The folder with the officers' certificates; nil where they are made
    ///   with the books.
    /// - Returns: The text of a setup file.
    static func setup(certificates: String? = nil) -> String {
        accounts
            + officers.map { role, person, name in
                """

                [[officer]]
                role = "\(role)"
                person = "\(person)"
                name = "\(name)"
                units = ["*"]

                """ + (certificates.map { "certificate = \"\($0)/\(role).pem\"\n" } ?? "")
            }.joined()
    }

    /// Enough of each source, and enough on each account.
    static let money =
        "event,unit,year,source,provider,amount,document,day\n"
        + ["local", "central", "city"].flatMap { source in
            ["estimate,\(Commands.unit),2026,\(source),,900000000,DT-\(source),2026-11-01\n"]
                + ["vietcombank", "vietnam-post"].map {
                    "advance,\(Commands.unit),2026,\(source),\($0),300000000,"
                        + "TU-\(source)-\($0),2026-11-02\n"
                }
        }.joined()

    /// The budget line of each source.
    static let lines =
        "unit,year,source,programme,valid_from,level,chapter,sector,economic_code,source_code,"
        + "document\n"
        + ["local", "central", "city"].map {
            "\(Commands.unit),2026,\($0),,,4,805,398,7151,12,DT-\($0)\n"
        }.joined()

    /// The estimate of the year after it.
    static let moneyOfNextYear =
        "event,unit,year,source,provider,amount,document,day\n"
        + ["local", "central", "city"].map {
            "estimate,\(Commands.unit),2027,\($0),,900000000,DT27-\($0),2027-01-04\n"
        }.joined()

    /// The same for books that pay an earlier month.
    static func setupOfEarlierBooks(certificates: String) -> String {
        setup(certificates: certificates).replacing(
            "_month = \"2026-11\"",
            with: "_month = \"\(Commands.earlierPeriod)\""
        ).replacing(
            "recompute_from = \"2026-11\"",
            with: "recompute_from = \"\(Commands.earlierPeriod)\""
        )
    }

    /// The money of those books.
    static let moneyOfEarlierBooks = money.replacing(",2026-11-0", with: ",2026-08-0")

    /// Two communes, of which one was merged into the other.
    static func setupOfMergedUnits(certificates: String) -> String {
        setup(certificates: certificates)
            + accounts.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            .joined(separator: "\n").replacing(Commands.unit, with: Commands.mergedUnit)
            .replacing("\"001100000000", with: "\"001100000001")
    }

    /// The money of the one that was merged.
    static let moneyOfMergedUnit = money.replacing(Commands.unit, with: Commands.mergedUnit)

    /// Somebody of Hanoi whose pension two sources pay.
    static let pensioner = """
        event,national_id,full_name,birth_date,sex,unit,category,decision,signed,facts,pay_by,bank,account
        enrol,001146000005,Đỗ Thị Thu,1946-01-02,female,CM01,pension,QD-5,2026-03-05,pension=none,account,970405,1028722532314

        """

    /// A death of somebody, by national ID.
    static func death(_ id: String) -> String {
        "event,national_id,from,document\ndeath,\(id),2026-10-15,KT-1\n"
    }

    /// A severity of somebody that was worse than known, by national ID.
    static func worse(_ id: String) -> String {
        "event,national_id,facts,from,document\nchange,\(id),severity=special,2026-10-15,GXN-1\n"
    }

    /// What the bank and the desk do with the transfers that were handed over: two come back, one is
    /// refused, one is not taken at the desk.
    static func plan(payments: [String], cash: [String]) throws -> String {
        guard payments.count > 3, cash.count > 1 else {
            throw DrillFailure("\(payments.count) payments, \(cash.count) in cash")
        }
        return """
            target,behaviour,detail,day_offset
            \(payments[0]),return,AC04,
            \(payments[1]),return,AC01,
            \(payments[2]),reject,AC01,
            \(cash[0]),unpaid,,

            """
    }

    /// The values of one column of a table without quotes or separators in its values.
    static func column(_ name: String, of path: String) throws -> [String] {
        let lines = Folder.text(path).split(whereSeparator: \.isNewline).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let head = lines.first, let place = head.firstIndex(of: name) else {
            throw DrillFailure("\(path) has no column \(name)")
        }
        return lines.dropFirst().compactMap {
            $0.indices.contains(place) && !$0[place].isEmpty ? $0[place] : nil
        }
    }

    private static let accounts = """
        origin = "chitra.example/drill"

        [[unit]]
        code = "\(Commands.unit)"
        first_month = "2026-11"
        recompute_from = "2026-11"
        list_day = 25
        pays = "same-month"
        roles = ["maker", "checker", "chief-accountant", "account-holder"]

        [[unit.account]]
        way = "account"
        provider = "vietcombank"
        bank = "970436"
        account = "0011000000001"
        holder = "UBND XA CHUONG MY"

        [[unit.account]]
        way = "cash"
        provider = "vietnam-post"
        bank = "970436"
        account = "0011000000002"
        holder = "UBND XA CHUONG MY"

        """

    private static let officers = [
        ("maker", "001080000001", "Nguyễn Thị An"), ("checker", "001080000002", "Trần Văn Bình"),
        ("chief-accountant", "001080000003", "Lê Thị Cúc"),
        ("account-holder", "001080000004", "Phạm Văn Dũng"),
        ("provider", "vietnam-post", "Bưu điện"),
    ]
}
