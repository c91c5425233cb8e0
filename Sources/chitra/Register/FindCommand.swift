import ArgumentParser
import Enrolment
import Intake
import Store
import Workflow

/// `chitra register find`.
struct FindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find",
        abstract: "Tìm số của một người trong sổ. / Find a person's number.",
        discussion: """
            Đọc số định danh từ stdin, mỗi dòng một số, để không lưu lại trong lịch sử dòng lệnh. \
            In ra, theo thứ tự đó: số của người trong sổ, hoặc dấu – nếu chưa có.
            Reads national IDs from stdin, one a line, so that none stays in a shell's history. \
            Prints, in that order, the number in the register, or – where there is none.
            """,
        aliases: ["tim"]
    )

    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let console = common.console
        let open = try books.open(.read, try common.environment())
        var line = 0
        while let text = readLine() {
            line += 1
            guard let id = NationalID(text.filter { !$0.isWhitespace }) else {
                throw StepRefusal(
                    .unreadable,
                    Phrase(
                        vi: "dòng \(line) của stdin không phải số định danh 12 chữ số",
                        en: "line \(line) of stdin is no national ID of 12 digits"
                    )
                )
            }
            let number = try open.register.numbers(of: [id])[id]
            console.say(number.map { "\($0)" } ?? "–")
        }
    }
}
