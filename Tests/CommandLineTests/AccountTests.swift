// Who checks and signs is told, on the screen and as JSON, where money goes that did not go before.

import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct AccountTests {
    @Test func `check and approve name changed accounts as masks before the signature`() throws {
        let office = try Office.approved()
        try office.must("batch issue --period 2026-11 --key keys/account-holder.key")
        try office.must("register import events.csv --key keys/maker.key")
        let december = "--period 2026-12 --now 2026-12-22T09:00:00+07:00"
        try office.must("batch draft \(december) --known 2026-12-22 --key keys/maker.key")
        let check = try office.must("batch check \(december) --key keys/checker.key")
        #expect(check.output.contains("NA01 accounts: 1 transfer changed or repaired"))
        #expect(check.output.contains("Agribank ••••356 → Agribank ••••357  [by the register"))
        let json = try office.must("batch check \(december) --key keys/checker.key --json")
        #expect(json.output.contains("\"isByRegister\" : true"))
        #expect(json.output.contains("\"now\" : \"Agribank ••••357\""))
        try office.must("batch submit \(december) --key keys/maker.key --accept-unverified")
        let approve = "batch approve \(december) --role checker --key keys/checker.key"
        let signed = try office.must("\(approve) --json")
        #expect(signed.output.contains("\"before\" : \"Agribank ••••356\""))
        let second = try office.must(
            "batch approve \(december) --role chief-accountant --key keys/chief-accountant.key"
        )
        // Before the signature nothing is done yet: it is told beside the result.
        #expect(second.errors.hasPrefix("NA0100002 accounts: 1 transfer changed"))
        #expect(second.output.hasPrefix("NA0100002: signed; waits for account holder"))
        for run in [check, json, signed, second] {
            #expect(!(run.output + run.errors).contains("1502205949357"))
        }
    }
}
