// How batches stand: in words, with headings, after stops, and what comes next.

import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct StatusTests {
    private let status = "batch status --period 2026-11"

    @Test func `before any draft it says so, and names the first command that lacks`() throws {
        let office = try Office()
        let run = try office.must(status)
        #expect(run.output == "there is no draft and no batch for 2026-11 yet\n")
        #expect(try #require(run.next).hasPrefix("chitra register import FILE"))
        let vietnamese = try office.must("\(status) --lang vi")
        #expect(vietnamese.output == "tháng 2026-11 chưa có bản lập hay lô nào\n")
    }

    @Test func `headings and roles are in the language`() throws {
        let office = try Office.ready()
        try office.must("batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key")
        try office.must("batch check --period 2026-11 --key keys/checker.key")
        try office.must("batch submit --period 2026-11 --key keys/maker.key --accept-unverified")
        let english = try office.must(status).output.split(separator: "\n")
        #expect(english.first?.hasPrefix("unit  batch") == true)
        #expect(english.last?.hasSuffix("checker, chief accountant, account holder") == true)
        let vietnamese = try office.must("\(status) --lang vi").output
        #expect(vietnamese.hasPrefix("đơn vị  lô"))
        #expect(vietnamese.contains("người kiểm soát, kế toán trưởng, chủ tài khoản"))
    }

    @Test func `after a stop the sum is what is handed over; a newer draft stands beside`() throws {
        let office = try Office.approved()
        try office.must(
            "batch stop --batch NA0100001 --person 2 --from-month 2026-11 --cause other "
                + "--document D-1 --key keys/maker.key --key keys/checker.key"
        )
        try office.must("batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key")
        let lines = try office.must(status).output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[1].contains("910,000 VND"))
        #expect(lines[2].contains("draft, 1 held"))
        #expect(lines[3] == "NA0100001: 1 stop list, 540,000 VND of 1,450,000 VND taken away")
    }

    @Test func `a death after submission is in the status, and stops the hand-over until accepted`()
        throws
    {
        let office = try Office.approved()
        let rows = try Office.samples()["register.csv"]?.split(separator: "\n").map(String.init)
        let columns = try #require(rows?.first).split(
            separator: ",",
            omittingEmptySubsequences: false
        ).map(String.init)
        let person = try #require(rows?[2]).split(separator: ",", omittingEmptySubsequences: false)
        let id = String(person[try #require(columns.firstIndex(of: "national_id"))])
        try office.write(
            "event,national_id,from,document\ndeath,\(id),2026-10-15,KT-1\n",
            "deaths.csv"
        )
        #expect(try !office.must(status).output.contains("too much"))
        try office.must("register import deaths.csv --key keys/maker.key")
        let output = try office.must(status).output
        #expect(output.contains("the register learnt more since it was submitted"))
        #expect(output.contains("[died] "))
        #expect(try office.must("\(status) --lang vi").output.contains("số người chưa xử lý: 1"))
        #expect(try office.must("\(status) --json").output.contains("\"code\" : \"died\""))
        let issue = "batch issue --period 2026-11 --key keys/account-holder.key"
        let refused = try office.run(issue)
        #expect(refused.code == 4)
        #expect(refused.errors.contains("[register-died]"))
        #expect(refused.errors.contains("chitra batch accept --batch NA0100001 --person 2"))
        let accept =
            "batch accept --batch NA0100001 --person 2 --document BB-1 --reason giữ-theo-biên-bản "
            + "--key keys/account-holder.key --amount"
        #expect(try office.run("\(accept) 1").code == 2)
        #expect(try office.must("\(accept) 540000").output.contains("0 lines are open"))
        #expect(try office.must(status).output.contains("(accepted)"))
        try office.must(issue)
        #expect(try !office.must(status).output.contains("too much"))
        try office.must("verify")
    }

    @Test func `a second draft of nothing is no news`() throws {
        let office = try Office.approved()
        try office.must("batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key")
        let run = try office.must(status)
        #expect(run.output.split(separator: "\n").count == 2)
        #expect(try #require(run.next).hasPrefix("chitra batch issue --period 2026-11"))
    }

    @Test func `a command done again says that it was done`() throws {
        let office = try Office.approved()
        let approve = try office.must(
            "batch approve --period 2026-11 --role checker --key keys/checker.key"
        )
        #expect(approve.output == "NA0100001: already signed by all\n")
        let issue = "batch issue --period 2026-11 --key keys/account-holder.key"
        #expect(try !office.must(issue).errors.contains("already"))
        #expect(try office.must(issue).errors.contains("NA0100001: handed over already"))
        let submit = try office.must("batch submit --period 2026-11 --key keys/maker.key")
        #expect(submit.output == "already submitted: NA0100001\n")
        let opening = try office.must(
            "register opening opening.csv --key keys/chief-accountant.key"
        )
        #expect(opening.output == "this list was taken in already; nothing changed\n")
    }

    @Test func `the maker may not sign again in the same role`() throws {
        let office = try Office.ready()
        try office.must("batch draft --period 2026-11 --known 2026-11-22 --key keys/maker.key")
        try office.must("batch check --period 2026-11 --key keys/checker.key")
        try office.must("batch submit --period 2026-11 --key keys/maker.key --accept-unverified")
        let checker = "batch approve --period 2026-11 --role checker --key keys/checker.key"
        #expect(try office.must(checker).output.contains("signed; waits for chief accountant"))
        #expect(try office.must(checker).output.contains("already signed in this role"))
    }

    @Test func `the trial balance has headings, and English commas`() throws {
        let office = try Office.ready()
        let lines = try office.must("ledger trial-balance").output.split(separator: "\n")
        let head = lines[0].split(separator: " ").map(String.init)
        #expect(head == ["unit", "account", "debit", "credit", "balance", "name"])
        #expect(lines.contains { $0.contains("GRANTED") && $0.contains("1,800,000,000") })
        let journal = try office.must("ledger export").output
        #expect(journal.contains("offbalance:memo:NA01"))
        #expect(!journal.contains("memo:memo"))
    }

    @Test(arguments: [
        "ledger export", "ledger trial-balance", "ledger trial-balance --json", "verify",
    ])
    func `output that a full disk cuts short is an error`(_ command: String) throws {
        let run = try Office.ready().run(command, output: "/dev/full")
        #expect(run.code == 73)
        #expect(run.errors.contains("could not be written to stdout"))
    }
}
