// Who may change officers, and what must hold afterwards.

import Disbursement
import Intake
import Ledger
import Signing
import Testing

struct OfficerRuleTests {
    private static let units: [(code: String, rule: SignatureRule)] = [
        ("A", SignatureRule(roles: [.checker])), ("B", SignatureRule(roles: [])),
    ]

    /// Four officers of unit A, three of unit B, an auditor and a provider of both.
    private static let office: [OfficerRegistration] = [
        officer("m", "A", .maker), officer("c", "A", .checker), officer("k", "A", .chiefAccountant),
        officer("h", "A", .accountHolder), officer("m2", "B", .maker),
        officer("k2", "B", .chiefAccountant), officer("h", "B", .accountHolder),
        officer("u", "*", .auditor), officer("p", "*", .provider),
    ]

    private static let day: CivilDate = {
        guard let day = CivilDate(iso: "2026-11-20") else { preconditionFailure("no day") }
        return day
    }()

    /// An officer whose certificate is the first of its person.
    private static func officer(
        _ person: String,
        _ unit: String,
        _ role: OfficerRole,
        certificate: String = "1"
    ) -> OfficerRegistration {
        OfficerRegistration(
            fingerprint: "\(person)\(certificate)",
            unit: unit,
            role: role,
            person: person,
            name: person.uppercased()
        )
    }

    private static func order(
        end: String? = nil,
        _ starts: [OfficerRegistration] = [],
        cause: OfficerEndCause = .left
    ) -> OfficerOrder {
        OfficerOrder(
            books: "test",
            number: 1,
            before: OfficerRegistration.digest(of: office),
            at: Instant(endOf: day),
            document: "QĐ-1",
            signed: day,
            end: end.map { OfficerOrder.End(fingerprint: $0, cause: cause) },
            starts: starts
        )
    }

    private func refusal(
        _ order: OfficerOrder,
        _ signers: [String],
        in before: [OfficerRegistration] = Self.office
    ) -> OfficerRefusal? {
        do throws(OfficerRefusal) {
            try OfficerRule(before: before, units: Self.units).check(order, signers: signers)
            return nil
        } catch { return error }
    }

    @Test(
        arguments: [
            (["k1", "h1"], nil), (["h1", "k1"], nil), (["m1", "h1"], nil), (["c1", "k1"], nil),
            (["m1", "c1"], .signersNotEntitled(unit: "A")), (["k1"], .signerNotInOffice),
            (["k1", "k1"], .sameSigner), (["k1", "x1"], .signerNotInOffice),
            (["k1", "h1", "m1"], .signerNotInOffice), ([], .signerNotInOffice),
            (["k1", "u1"], .signersNotEntitled(unit: "A")),
            (["p1", "h1"], .signersNotEntitled(unit: "A")),
            (["k2" + "1", "h1"], .signersNotEntitled(unit: "A")),
        ] as [([String], OfficerRefusal?)]
    )
    func `two persons in two roles sign, one of them senior`(
        _ signers: [String],
        _ wanted: OfficerRefusal?
    ) {
        #expect(refusal(Self.order([Self.officer("n", "A", .maker)]), signers) == wanted)
    }

    @Test func `an officer of all units needs signers of all units`() {
        let everywhere = Self.order([Self.officer("n", "*", .auditor)])
        #expect(refusal(everywhere, ["k1", "h1"]) == .signersNotEntitled(unit: "B"))
        let all =
            Self.office + [
                Self.officer("x", "*", .chiefAccountant), Self.officer("y", "*", .accountHolder),
            ]
        #expect(refusal(everywhere, ["x1", "y1"], in: all) == nil)
    }

    @Test func `who is concerned does not sign`() {
        let renewed = Self.order(
            end: "k1",
            [Self.officer("k", "A", .chiefAccountant, certificate: "2")],
            cause: .renewed
        )
        #expect(refusal(renewed, ["k1", "h1"]) == .signerConcerned)
        #expect(refusal(renewed, ["m1", "h1"]) == nil)
        let successor = Self.officer("n", "A", .accountHolder)
        #expect(
            refusal(Self.order(end: "h1"), ["h1", "k1"], in: Self.office + [successor])
                == .signerConcerned
        )
        #expect(
            refusal(Self.order([Self.officer("k", "B", .auditor)]), ["k1", "h1"])
                == .signerConcerned
        )
    }

    @Test func `two certificates of one person are one signer`() {
        let twice = Self.office + [Self.officer("k", "A", .checker, certificate: "9")]
        #expect(
            refusal(Self.order([Self.officer("n", "A", .maker)]), ["k1", "k9"], in: twice)
                == .sameSigner
        )
    }

    @Test func `nobody leaves a role that must sign, or persons too few`() {
        #expect(refusal(Self.order(end: "h1"), ["m1", "k1"]) == .signersNotEntitled(unit: "B"))
        #expect(
            refusal(Self.order(end: "c1"), ["k1", "h1"]) == .vacant(.checker, unit: "A")
        )
        let second = Self.office + [Self.officer("c", "B", .checker)]
        #expect(refusal(Self.order(end: "c1"), ["k1", "h1"], in: second) != nil)
        let replaced = Self.office + [Self.officer("d", "A", .checker)]
        #expect(refusal(Self.order(end: "c1"), ["k1", "h1"], in: replaced) == nil)
        // The one who is left holds another role too.
        let double = Self.office + [Self.officer("m", "A", .checker, certificate: "9")]
        #expect(
            refusal(Self.order(end: "c1"), ["k1", "h1"], in: double)
                == .tooFewPersons(4, unit: "A")
        )
        #expect(refusal(Self.order(end: "u1"), ["k1", "h1"]) == .signersNotEntitled(unit: "B"))
    }

    @Test func `a person takes up one role in a unit, with one certificate`() {
        func add(_ officer: OfficerRegistration) -> OfficerRefusal? {
            refusal(Self.order([officer]), ["k1", "h1"])
        }
        #expect(add(Self.officer("m", "A", .checker)) == .holdsOtherRole(.maker, .checker))
        #expect(
            add(Self.officer("m", "A", .maker, certificate: "2")) == .holdsRoleAlready(.maker)
        )
        #expect(add(Self.officer("u", "A", .maker)) == .holdsOtherRole(.auditor, .maker))
        #expect(add(Self.officer("m2", "A", .maker)) == nil, "another unit is another office")
        #expect(add(Self.officer("n", "C", .maker)) == .noUnit)
        let stolen = OfficerRegistration(
            fingerprint: "m1",
            unit: "A",
            role: .maker,
            person: "n",
            name: "N"
        )
        #expect(add(stolen) == .otherPerson)
    }

    @Test func `a certificate is replaced by one of the same person for the same roles`() {
        func replace(_ start: OfficerRegistration...) -> OfficerRefusal? {
            refusal(Self.order(end: "m1", start, cause: .renewed), ["k1", "h1"])
        }
        #expect(replace(Self.officer("m", "A", .maker, certificate: "2")) == nil)
        #expect(replace(Self.officer("n", "A", .maker)) == .otherPerson)
        #expect(replace(Self.officer("m", "A", .checker, certificate: "2")) == .otherPerson)
        #expect(replace(Self.officer("m", "*", .maker, certificate: "2")) == .otherPerson)
        #expect(replace(Self.officer("m", "A", .maker)) == .otherPerson)
        #expect(
            replace(
                Self.officer("m", "A", .maker, certificate: "2"),
                Self.officer("m", "A", .maker, certificate: "3")
            ) == .otherPerson
        )
        #expect(refusal(Self.order(end: "x1"), ["k1", "h1"]) == .notInOffice)
    }

    @Test func `an order reads as it was written, and only so`() throws {
        let order = Self.order(end: "m1", [Self.officer("m", "A", .maker, certificate: "2")])
        #expect(try OfficerOrder(text: order.text) == order)
        #expect(try OfficerOrder(text: Self.order(end: "m1").text).starts.isEmpty)
        #expect(try OfficerOrder(text: Self.order([Self.office[0]]).text).end == nil)
        for (old, new) in [
            ("chitra/officers/1", "chitra/officers/2"), ("\"left\"", "\"bored\""),
            ("\"maker\"", "\"king\""), ("number = 1", "number = -1"),
            ("[[start]]", "[[end]]"), ("signed = \"2026-11-20\"", "signed = \"20/11/2026\""),
        ] {
            let text = order.text.replacing(old, with: new)
            #expect(text != order.text, "\(old)")
            #expect((try? OfficerOrder(text: text)) == nil, "\(new)")
        }
    }

    @Test func `every refusal and cause has words and a hint in both languages`() {
        let refusals: [OfficerRefusal] = [
            .notInOffice, .noUnit, .signerNotInOffice, .sameSigner, .signerConcerned,
            .signersNotEntitled(unit: "A"), .holdsOtherRole(.maker, .checker),
            .holdsRoleAlready(.maker), .otherPerson, .vacant(.maker, unit: "A"),
            .tooFewPersons(3, unit: "A"),
        ]
        let phrases =
            refusals.map(\.phrase) + refusals.compactMap(\.hint)
            + OfficerEndCause.allCases.map(\.phrase)
        #expect(phrases.count == 11 + 11 + 3)
        for phrase in phrases {
            #expect(!phrase.vietnamese.isEmpty && phrase.vietnamese != phrase.english)
        }
        #expect(OfficerEndCause.allCases.filter { !$0.leavesSignatures } == [.keyCompromised])
    }
}
