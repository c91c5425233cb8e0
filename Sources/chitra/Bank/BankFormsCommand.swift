import ArgumentParser
import BankFiles
import Intake

/// `chitra bank forms`.
struct BankFormsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forms",
        abstract:
            "Mẫu của Kho bạc: gồm gì, ai ký, khi nào dùng. / Forms of the State Treasury, as data.",
        discussion: """
            Mỗi mục nêu căn cứ: read (đã đọc), asked (được yêu cầu), judgement (tự nhận định). / Each field
            says what it rests on.
            """,
        aliases: ["mau-kho-bac"]
    )

    @Argument(help: "Số mẫu, như 20; không nêu: mọi mẫu. / Numbers of forms; all without them.")
    var numbers: [String] = []
    @OptionGroup var common: CommonOptions

    /// A form as JSON.
    private struct View: Encodable {
        struct Field: Encodable {
            let key: String
            let vietnamese: String
            let english: String
            let kind: String
            let choices: [String]
            let isRow: Bool
            let mark: String
        }

        let number: String
        let vietnamese: String
        let english: String
        let decree: String
        let inForce: String
        let use: String
        let signers: [String]
        let signersMark: String
        let fields: [Field]
    }

    func run() throws {
        let console = common.console
        let all = TreasuryForm.shipped
        for number in numbers where !all.contains(where: { $0.number == number }) {
            throw ValidationError(
                console.language == .vietnamese
                    ? "không có mẫu \(number); có: \(all.map(\.number).joined(separator: ", "))"
                    : "there is no form \(number); there are: "
                        + all.map(\.number).joined(separator: ", ")
            )
        }
        let forms = numbers.isEmpty ? all : all.filter { numbers.contains($0.number) }
        if common.json { return try console.json("bank-forms", forms.map { view($0) }) }
        for form in forms { show(form, console) }
    }

    private func view(_ form: TreasuryForm) -> View {
        View(
            number: form.number,
            vietnamese: form.name.vietnamese,
            english: form.name.english,
            decree: form.decree,
            inForce: "\(form.inForce)",
            use: form.use.english,
            signers: form.signers.map(\.rawValue),
            signersMark: form.signersMark.rawValue,
            fields: form.fields.map {
                View.Field(
                    key: $0.key,
                    vietnamese: $0.label.vietnamese,
                    english: $0.label.english,
                    kind: $0.kind.rawValue,
                    choices: $0.choices,
                    isRow: $0.isRow,
                    mark: $0.mark.rawValue
                )
            }
        )
    }

    private func show(_ form: TreasuryForm, _ console: Console) {
        let (name, use) = (form.name, form.use)
        let signers = form.signers.map(\.rawValue).joined(separator: ", ")
        console.say(
            Phrase(
                vi: "\(form.number) \(name.vietnamese) (NĐ \(form.decree), từ \(form.inForce))",
                en: "\(form.number) \(name.english) (decree \(form.decree), from \(form.inForce))"
            )
        )
        console.say(
            Phrase(
                vi: "  dùng khi: \(use.vietnamese)",
                en: "  used: \(use.english)"
            )
        )
        console.say(
            Phrase(
                vi: "  người ký: \(signers) [\(form.signersMark.rawValue)]",
                en: "  signed by: \(signers) [\(form.signersMark.rawValue)]"
            )
        )
        for field in form.fields {
            let choices =
                field.choices.isEmpty ? "" : " (\(field.choices.joined(separator: " / ")))"
            let row = field.isRow ? "* " : "  "
            let label = field.label.text(in: console.language)
            console.say(
                "  \(row)\(label): \(field.kind.rawValue)\(choices) [\(field.mark.rawValue)]"
            )
        }
    }
}
