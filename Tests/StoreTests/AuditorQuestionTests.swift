// The views and questions for an auditor's own SQL, against what SQLite says of new books.

import Foundation
import GRDB
import Intake
import Testing

@testable import Store

@Suite struct AuditorQuestionTests {
    @Test func `every readable view is told of, column by column`() throws {
        let shelf = try Shelf()
        let books = try shelf.openToWrite()
        let (names, columns) = try books.read { db in
            let names = try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'readable%'"
            )
            let columns = try names.map { name in
                (
                    name,
                    try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info('\(name)')")
                )
            }
            return (Set(names), columns)
        }
        #expect(names == Set(AuditorQuestions.views.map(\.name)))
        for (name, found) in columns {
            let told = try #require(AuditorQuestions.views.first { $0.name == name })
            #expect(told.columns.map(\.name) == found, "\(name)")
        }
    }

    @Test func `every question runs on empty books and finds nothing wrong`() throws {
        let shelf = try Shelf()
        let books = try shelf.openToWrite()
        #expect(AuditorQuestions.questions.count >= 12)
        for question in AuditorQuestions.questions {
            #expect(question.sql.hasSuffix(";"))
            let rows = try books.read { try Row.fetchAll($0, sql: question.sql) }
            #expect(rows.isEmpty, "\(question.asks.english)")
        }
    }

    @Test func `the handbook has every view, column and question`() throws {
        let page = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../docs/handbook/asking-in-sql.md"),
            encoding: .utf8
        )
        for view in AuditorQuestions.views {
            #expect(page.contains("### `\(view.name)`\n"))
            for column in view.columns {
                let row =
                    "| `\(column.name)` | \(column.meaning.vietnamese) | \(column.meaning.english) |\n"
                #expect(page.contains(row), "\(view.name).\(column.name)")
            }
        }
        for question in AuditorQuestions.questions {
            #expect(page.contains("\(question.asks.vietnamese) / \(question.asks.english)\n"))
            #expect(page.contains("```sql\n\(question.sql)\n```\n"), "\(question.asks.english)")
        }
        #expect(page.split(separator: "```sql").count == AuditorQuestions.questions.count + 1)
    }
}
