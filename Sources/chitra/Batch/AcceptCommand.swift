import ArgumentParser
import Intake
import Workflow

/// `chitra batch accept`.
struct AcceptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept",
        abstract:
            "Nhận trách nhiệm chi khoản mà sổ nay không còn ghi là được hưởng. / Answer for paying what the register denies now.",
        discussion: """
            Sau khi trình, sổ có thể ghi thêm: chết, thôi hưởng, chuyển đi. Lô không bàn giao được cho \
            tới khi rút các dòng đó (batch stop) hoặc kế toán trưởng hay chủ tài khoản nhận trách nhiệm \
            bằng lệnh này. / After submission the register may learn of a death, an end, a move. The \
            batch is not handed over until those lines are taken away (batch stop), or the chief \
            accountant or account holder answers for them by this command.
            """,
        aliases: ["chap-nhan"]
    )

    @Option(help: "Mã lô. / The batch's code.") var batch: String
    @Option(help: "Số của người hưởng trong sổ. / The person's number.") var person: Int64
    @Option(help: "Tổng số đồng chi thừa đã được nêu. / VND too much, as they were named.")
    var amount: Int64
    @Option(help: "Số văn bản. / The paper's number.") var document: String
    @Option(help: "Vì sao vẫn chi. / Why it is paid nevertheless.") var reason: String
    @OptionGroup var key: KeyOption
    @OptionGroup var books: BooksOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let environment = try common.environment()
        let console = common.console
        let (open, officer) = try books.open(as: key, environment)
        let review = try AcceptChange(environment).run(
            open,
            order: AcceptanceOrder(
                batch: batch,
                person: person,
                amount: amount,
                document: document,
                reason: reason
            ),
            officer: officer
        )
        if common.json { return try console.json("batch-accept", RegisterReviewView(review)) }
        console.say(
            Phrase(
                vi: "\(batch): đã ghi người nhận trách nhiệm chi \(console.money(amount)) của "
                    + "người số \(person); còn \(console.number(review.open.count)) dòng chưa xử lý",
                en: "\(batch): accepted, \(console.money(amount)) of person \(person); "
                    + "\(console.number(review.open.count)) lines are open"
            )
        )
    }
}
