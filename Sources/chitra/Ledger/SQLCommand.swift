import ArgumentParser
import Intake
import Store

/// `chitra ledger sql`.
struct SQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract:
            "Khung nhìn và câu hỏi SQL có sẵn cho kiểm toán. / Views and ready questions for an auditor's SQL.",
        discussion: """
            In ra một văn bản mà sqlite3 đọc được. / What is printed is a text that sqlite3 reads: \
            chitra ledger sql > questions.sql && sqlite3 -readonly copy.sqlite < questions.sql
            """,
        aliases: ["cau-hoi"]
    )

    @OptionGroup var common: CommonOptions

    /// A view as JSON.
    private struct View: Encodable {
        let name: String
        let meaning: String
        let columns: [Column]
    }

    /// A column as JSON.
    private struct Column: Encodable {
        let name: String
        let meaning: String
    }

    /// A question as JSON.
    private struct Question: Encodable {
        let asks: String
        let sql: String
    }

    /// All of it as JSON.
    private struct Whole: Encodable {
        let views: [View]
        let questions: [Question]
    }

    func run() throws {
        let console = common.console
        let language = console.language
        guard !common.json else {
            return try console.json(
                "sql",
                Whole(
                    views: AuditorQuestions.views.map { view in
                        View(
                            name: view.name,
                            meaning: view.meaning.text(in: language),
                            columns: view.columns.map {
                                Column(name: $0.name, meaning: $0.meaning.text(in: language))
                            }
                        )
                    },
                    questions: AuditorQuestions.questions.map {
                        Question(asks: $0.asks.text(in: language), sql: $0.sql)
                    }
                )
            )
        }
        for view in AuditorQuestions.views {
            console.say("-- \(view.name): \(view.meaning.text(in: language))")
            for column in view.columns {
                console.say("--   \(column.name): \(column.meaning.text(in: language))")
            }
            console.say("")
        }
        for question in AuditorQuestions.questions {
            console.say("-- \(question.asks.text(in: language))")
            console.say(question.sql)
            console.say("")
        }
    }
}
