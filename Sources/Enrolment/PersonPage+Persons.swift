// Persons into columns and out of them.

import Intake
import Ledger

extension PersonPage {
    /// Appends a person, whose number is above all others of the page.
    mutating func append(_ person: Person, _ table: inout ByteWords) {
        precondition(
            PersonPage.index(of: person.number) == index && person.number > (numbers.last ?? 0),
            "a page has its own persons, in order of number"
        )
        numbers.append(person.number)
        nationalIDs.append(person.nationalID.digits)
        births.append(person.birth.dayNumber)
        sexes.append(person.sex.rawValue)
        payees.append(person.payee)
        authorityEnds.append(person.authorityEnds?.dayNumber ?? PersonPage.noDay)
        households.append(table.place(of: person.household))
        names.append(person.name.revealed)
        switch person.way {
        case nil:
            append(way: 0, bank: 0, account: "")
        case .cash:
            append(way: 1, bank: 0, account: "")
        case .account(let bank, let number):
            append(way: 2, bank: table.place(of: bank), account: number.revealed)
        }
        for claim in person.claims {
            claims.categories.append(table.place(of: claim.category))
            claims.units.append(table.place(of: claim.unit))
            claims.decisions.append(table.place(of: claim.decision))
            claims.signed.append(claim.signed.dayNumber)
            claims.certificates.append(claim.certificate?.dayNumber ?? PersonPage.noDay)
            claims.ended.append(claim.ended?.dayNumber ?? PersonPage.noDay)
            claims.known.append(claim.known.dayNumber)
            claims.signers.append(PersonPage.place(of: claim.signer, &table))
            claims.documents.append(PersonPage.place(of: claim.document, &table))
        }
        claimEnds.append(UInt32(claims.known.count))
        for fact in person.facts {
            facts.names.append(table.place(of: fact.name))
            facts.values.append(table.place(of: fact.value))
            facts.documents.append(table.place(of: fact.document))
            facts.from.append(fact.from.dayNumber)
            facts.known.append(fact.known.dayNumber)
            facts.signers.append(PersonPage.place(of: fact.signer, &table))
        }
        factEnds.append(UInt32(facts.known.count))
        for right in person.rightPayees {
            rightPayees.append(
                person: numbers.count - 1,
                category: table.place(of: right.category),
                payee: right.payee,
                ends: right.authorityEnds?.dayNumber ?? PersonPage.noDay
            )
        }
    }

    /// The place of a word that may be none.
    private static func place(of word: String, _ table: inout ByteWords) -> UInt32 {
        word.isEmpty ? noWord : table.place(of: word)
    }

    private mutating func append(way: UInt8, bank: UInt32, account: String) {
        ways.append(way)
        banks.append(bank)
        accounts.append(account)
    }

    /// The person at a place, counted from 0; only of a page that was made here or checked whole.
    package func person(at place: Int) -> Person {
        guard let person = checkedPerson(at: place) else {
            preconditionFailure("the columns of a page were checked when it was made")
        }
        return person
    }

    /// The person at a place, or nil where a text of theirs cannot be: for pages that were opened.
    package func checkedPerson(at place: Int) -> Person? {
        guard let nationalID = NationalID(digits: nationalIDs[place]),
            let nameText = names.checkedText(at: place), let name = PersonName(nameText),
            let birth = CivilDate(dayNumber: Int(births[place])),
            let sex = Sex(rawValue: sexes[place]), payees[place] > 0,
            let household = word(households[place]),
            let ends = optionalDay(authorityEnds[place]), let way = checkedWay(at: place),
            let rights = checkedRightPayees(at: place),
            let claims = checkedClaims(at: place), let facts = checkedFacts(at: place)
        else { return nil }
        return Person(
            number: numbers[place],
            nationalID: nationalID,
            name: name,
            birth: birth,
            sex: sex,
            household: household,
            payee: payees[place],
            authorityEnds: ends,
            rightPayees: rights,
            way: way,
            claims: claims,
            facts: facts
        )
    }

    private func word(_ place: UInt32) -> String? {
        Int(place) < words.count ? words.checkedText(at: Int(place)) : nil
    }

    /// A word that may be none.
    private static func paper(_ place: UInt32, _ words: (UInt32) -> String?) -> String? {
        place == noWord ? "" : words(place)
    }

    private func day(_ number: Int32) -> CivilDate? { CivilDate(dayNumber: Int(number)) }

    /// A day or none; nil where the number is neither.
    private func optionalDay(_ number: Int32) -> CivilDate?? {
        if number == PersonPage.noDay { return .some(nil) }
        return day(number).map { .some($0) }
    }

    private func checkedWay(at place: Int) -> PaymentWay?? {
        switch ways[place] {
        case 0: return banks[place] == 0 && accounts[place].isEmpty ? .some(nil) : nil
        case 1: return banks[place] == 0 && accounts[place].isEmpty ? .some(.cash) : nil
        case 2:
            guard let bank = word(banks[place]), let text = accounts.checkedText(at: place),
                let number = BankAccountNumber(text)
            else { return nil }
            return .some(.account(bank: bank, number: number))
        default: return nil
        }
    }

    private func checkedRightPayees(at place: Int) -> [RightPayee]? {
        guard !rightPayees.isEmpty else { return [] }
        var found: [RightPayee] = []
        for row in rightPayees.rows(of: place) {
            guard let category = word(rightPayees.categories[row]),
                let ends = optionalDay(rightPayees.authorityEnds[row]),
                rightPayees.payees[row] > 0, found.last.map({ $0.category < category }) ?? true
            else { return nil }
            found.append(
                RightPayee(
                    category: category,
                    payee: rightPayees.payees[row],
                    authorityEnds: ends
                )
            )
        }
        return found
    }

    private func checkedClaims(at place: Int) -> [Claim]? {
        var found: [Claim] = []
        for row in claimRows(of: place) {
            guard let claim = claim(row, words: { word($0) }) else { return nil }
            found.append(claim)
        }
        return found
    }

    /// The claim of a row of ``claims``.
    package func claim(_ row: Int) -> Claim {
        guard let claim = claim(row, words: { words.text(at: Int($0)) }) else {
            preconditionFailure("the columns of a page were checked when it was made")
        }
        return claim
    }

    private func claim(_ row: Int, words: (UInt32) -> String?) -> Claim? {
        guard let category = words(claims.categories[row]), let unit = words(claims.units[row]),
            let decision = words(claims.decisions[row]), let signed = day(claims.signed[row]),
            let certificate = optionalDay(claims.certificates[row]),
            let ended = optionalDay(claims.ended[row]), let known = day(claims.known[row]),
            let signer = PersonPage.paper(claims.signers[row], words),
            let document = PersonPage.paper(claims.documents[row], words)
        else { return nil }
        return Claim(
            category: category,
            unit: unit,
            decision: decision,
            signed: signed,
            certificate: certificate,
            ended: ended,
            known: known,
            signer: signer,
            document: document
        )
    }

    private func checkedFacts(at place: Int) -> [DatedFact]? {
        var found: [DatedFact] = []
        for row in factRows(of: place) {
            guard let name = word(facts.names[row]), let value = word(facts.values[row]),
                let document = word(facts.documents[row]), let from = day(facts.from[row]),
                let known = day(facts.known[row]),
                let signer = PersonPage.paper(facts.signers[row], { word($0) })
            else { return nil }
            found.append(
                DatedFact(
                    name: name,
                    value: value,
                    from: from,
                    document: document,
                    known: known,
                    signer: signer
                )
            )
        }
        return found
    }

    /// The facts of the person at a place, in order of entry; only of a page that was made here or
    /// checked whole.
    package func facts(of place: Int) -> [DatedFact] {
        guard let facts = checkedFacts(at: place) else {
            preconditionFailure("the columns of a page were checked when it was made")
        }
        return facts
    }
}
