// Which articles of the law are exercised by which cases; none may be without.
//
// `make law-coverage` prints the report. A case exercises a value of the law where the explanation of its
// result cites it.

import Entitlement
import Foundation
import Testing

/// The cases that rest on each value, by its id.
private let casesByValue: [String: [String]] = {
    var found: [String: [String]] = [:]
    for lawCase in lawCases {
        var cited: Set<String> = []
        for assessment in lawCase.assessments(under: .shipped) {
            for considered in assessment.considered { cited.formUnion(considered.grounds) }
        }
        for id in cited { found[id, default: []].append(lawCase.name) }
    }
    return found
}()

/// The values that a result can rest on: all but open questions, which are about no rule.
private let values = RuleBook.shipped.values.filter {
    $0.kind != "doubt" || !$0.categories.isEmpty
}

@Suite struct ArticleCoverageTests {
    @Test func `no article of a rule that ships is without a case`() throws {
        var articles: [String: Set<String>] = [:]
        for value in values {
            let article = "\(value.source.instrument) \(value.source.article)"
            articles[article, default: []].formUnion(casesByValue[value.source.id] ?? [])
        }
        #expect(articles.filter(\.value.isEmpty).keys.sorted() == [])
        #expect(articles.count > 150)
        guard let path = ProcessInfo.processInfo.environment["CHITRA_LAW_COVERAGE"] else { return }
        var report = "\(articles.count) articles, \(lawCases.count) cases\n"
        for (article, cases) in articles.sorted(by: { $0.key < $1.key }) {
            report += "\(article)\n"
            for name in cases.sorted() { report += "    \(name)\n" }
        }
        try report.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test func `no dated value that ships is without a case`() {
        let lacking = values.map(\.source.id).filter { casesByValue[$0] == nil }
        #expect(lacking.sorted() == [])
    }

    @Test func `what a result rests on was in force and known, and is cited`() {
        let book = RuleBook.shipped
        let sources = Dictionary(uniqueKeysWithValues: book.values.map { ($0.source.id, $0) })
        for lawCase in lawCases {
            for assessment in lawCase.assessments(under: book) {
                for considered in assessment.considered {
                    let grounds = considered.grounds.compactMap { sources[$0]?.source }
                    #expect(grounds.count == considered.grounds.count, "\(lawCase.name)")
                    #expect(
                        grounds.allSatisfy { $0.known <= day(lawCase.known) },
                        "\(lawCase.name)"
                    )
                    let steps = considered.steps.flatMap { [$0.rule, $0.rate].compactMap(\.self) }
                    #expect(Set(considered.grounds).isSuperset(of: steps), "\(lawCase.name)")
                }
            }
        }
    }
}
