// Who must sign, and who may no longer.

import Disbursement
import Intake
import Testing

struct SignatureRuleTests {
    @Test(
        arguments: [
            ([], [.maker, .chiefAccountant, .accountHolder]),
            ([.checker], [.maker, .checker, .chiefAccountant, .accountHolder]),
            ([.auditor], [.maker, .chiefAccountant, .accountHolder]),
            (
                [.accountHolder, .checker, .maker, .checker],
                [.maker, .checker, .chiefAccountant, .accountHolder]
            ),
        ] as [([OfficerRole], [OfficerRole])]
    )
    func `three roles always sign, the auditor never`(
        _ named: [OfficerRole],
        _ wanted: [OfficerRole]
    ) {
        let rule = SignatureRule(roles: named)
        #expect(rule.roles == wanted)
        #expect(rule.missing([]) == wanted)
        #expect(rule.missing(wanted).isEmpty)
        #expect(rule.missing([.maker]) == Array(wanted.dropFirst()))
    }

    /// Who signs after whom, and what is said of it; nil where it is right.
    private struct Row: Sendable {
        let role: OfficerRole
        let person: String
        let signed: [(OfficerRole, String)]
        let refusal: ApprovalRefusal?
    }

    private static let rows: [Row] = [
        Row(role: .maker, person: "a", signed: [], refusal: nil),
        Row(role: .accountHolder, person: "b", signed: [(.maker, "a")], refusal: nil),
        Row(
            role: .checker,
            person: "a",
            signed: [(.maker, "a")],
            refusal: .samePerson(.checker, .maker)
        ),
        Row(
            role: .chiefAccountant,
            person: "b",
            signed: [(.maker, "a"), (.checker, "b")],
            refusal: .samePerson(.chiefAccountant, .checker)
        ),
        Row(role: .maker, person: "b", signed: [(.maker, "a")], refusal: .roleNotOpen(.maker)),
        Row(role: .auditor, person: "c", signed: [(.maker, "a")], refusal: .roleNotOpen(.auditor)),
    ]

    @Test func `one person signs once, a role is signed once`() {
        let rule = SignatureRule(roles: [.checker])
        for row in Self.rows {
            var found: ApprovalRefusal?
            do throws(ApprovalRefusal) {
                try rule.check(
                    role: row.role,
                    person: row.person,
                    signed: row.signed.map { (role: $0.0, person: $0.1) }
                )
            } catch { found = error }
            #expect(found == row.refusal, "\(row.role) by \(row.person)")
        }
    }

    @Test func `a checker signs only where the unit has one`() {
        #expect(throws: ApprovalRefusal.roleNotOpen(.checker)) {
            try SignatureRule(roles: []).check(role: .checker, person: "x", signed: [])
        }
    }

    @Test func `every refusal and role has words in both languages`() {
        let refusals: [ApprovalRefusal] = [
            .notAnOfficer(.maker), .samePerson(.maker, .checker), .roleNotOpen(.auditor),
            .missing([.maker, .checker]),
        ]
        for phrase in refusals.map(\.phrase) + OfficerRole.allCases.map(\.phrase)
            + HoldCause.allCases.map(\.phrase)
        {
            #expect(!phrase.vietnamese.isEmpty)
            #expect(!phrase.english.isEmpty)
            #expect(phrase.vietnamese != phrase.english)
        }
    }
}
