// Personal data hides itself; the files that may ask for the text behind the mask are named here.

import Testing

/// Finds files that reveal what hides itself.
enum RevealedRule {
    /// The files that may say `.revealed`, and why.
    static let exceptions: [NamedException] = [
        allowed(
            "Sources/BankSimulator/AccountReportWriter.swift",
            "a statement tells which account was paid"
        ),
        allowed(
            "Sources/BankFiles/Accounts/AccountAnswerReader.swift",
            "a hidden name is compared"
        ),
        allowed(
            "Sources/BankFiles/Accounts/AccountQuestionWriter.swift",
            "a bank must know whom to look up"
        ),
        allowed("Sources/BankFiles/Payments/Pain001Writer.swift", "a bank must know whom to pay"),
        allowed("Sources/BankFiles/Profiles/NarrativeTemplate.swift", "a template names nobody"),
        allowed(
            "Sources/BankFiles/Payments/PaymentFileHeader.swift",
            "a name is checked for its length"
        ),
        allowed(
            "Sources/BankFiles/Payments/RecallWriter.swift",
            "a bank must know what it gives back"
        ),
        allowed(
            "Sources/BankFiles/Payments/RepaymentCode.swift",
            "a code names the unit's own account"
        ),
        allowed("Sources/BankFiles/Payments/TransferChunk.swift", "a bank must know whom to pay"),
        allowed("Sources/Disbursement/DecisionList.swift", "the decision names the persons"),
        allowed(
            "Sources/Workflow/Register/ImportOpening.swift",
            "IDs are looked up in a fixed order"
        ),
        allowed("Sources/Workflow/Batch/ProviderFiles.swift", "persons become the bank's payees"),
        allowed("Sources/Enrolment/PersonPage+Persons.swift", "a page is written to be sealed"),
        allowed("Sources/Enrolment/PersonPlan+Rows.swift", "a row is compared with the register"),
        allowed("Sources/Fixture/OpeningGenerator.swift", "the people are invented"),
        allowed("Sources/Fixture/RegisterRowText.swift", "the people are invented"),
        allowed(
            "Sources/Workflow/Answers/RepairTransfer.swift",
            "the key of a repair digests the new account"
        ),
    ]

    private static func allowed(_ path: String, _ reason: String) -> NamedException {
        NamedException(path: path, what: ".revealed", reason: reason)
    }

    /// Places that reveal.
    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isSwift, !file.isTest else { return [] }
        return [".revealed", "\\.revealed"].flatMap { file.code.offsets(of: $0) }.map { offset in
            file.finding(
                at: offset,
                what: ".revealed",
                ".revealed: this file may not see personal data; print the mask, or name the file"
            )
        }
    }
}

@Suite struct RevealedRuleTests {
    @Test func `a file that reveals is found, even inside a text`() {
        let bad = SourceFile(
            path: "Sources/Workflow/Report.swift",
            "let a = 1\nlog(\"paid \\(person.name.revealed)\")\n// .revealed\n"
        )
        #expect(RevealedRule.findings(in: bad).map(\.line) == [2])
        #expect(
            !NamedException.excuse(RevealedRule.exceptions, in: RevealedRule.findings(in: bad))
                .isEmpty
        )
    }

    @Test func `the mask itself may be read`() {
        let good = SourceFile(
            path: "Sources/Workflow/A.swift",
            "let a = name.masked\nvar revealed = 1\n"
        )
        #expect(RevealedRule.findings(in: good).isEmpty)
    }

    @Test func `only the named files of the tree reveal`() {
        let findings = SourceTree.shared.files.flatMap(RevealedRule.findings)
        report(NamedException.excuse(RevealedRule.exceptions, in: findings))
    }
}
