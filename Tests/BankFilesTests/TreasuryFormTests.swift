// The forms of the State Treasury: what is there, and what no file of forms can say.

import BankFiles
import Foundation
import Intake
import Testing

struct TreasuryFormTests {
    private func text() throws -> String {
        try String(
            contentsOf: repository.appending(path: "Sources/BankFiles/Data/treasury-forms.toml"),
            encoding: .utf8
        )
    }

    @Test func `the forms that money for allowances goes by are there, and the old ones are not`() {
        #expect(TreasuryForm.shipped.map(\.number) == ["08", "10", "13", "17", "20"])
        for form in TreasuryForm.shipped {
            #expect(form.decree == "347/2025/NĐ-CP" && "\(form.inForce)" == "2026-01-01")
            #expect(form.signers.suffix(2) == [.chiefAccountant, .accountHolder])
            #expect(form.fields.contains { $0.kind == .amount }, "\(form.number)")
            // Nothing of why somebody is paid stands in any of them.
            #expect(!form.fields.contains { ["category", "programme"].contains($0.key) })
        }
    }

    @Test func `form 20 is a list of five columns that three people sign`() throws {
        let form = try #require(TreasuryForm.shipped.last)
        #expect(form.fields.map(\.key) == ["number", "name", "account", "bank", "amount"])
        #expect(form.fields.allSatisfy { $0.isRow && $0.mark == .read })
        #expect(form.signers == [.maker, .chiefAccountant, .accountHolder])
        #expect(form.signersMark == .read)
    }

    @Test func `form 08 has its two boxes`() throws {
        let form = try #require(TreasuryForm.shipped.first)
        let boxes = form.fields.filter { $0.kind == .choice }
        #expect(boxes.map(\.choices) == [["advance", "actual"], ["before", "after"]])
        #expect(boxes.allSatisfy { $0.mark == .read })
    }

    @Test(arguments: [
        ("number = \"08\"", "number = \"8\"", "data-wrong-value"),
        ("number = \"10\"", "number = \"08\"", "treasury-form-order"),
        ("number = \"20\"", "number = \"05\"", "treasury-form-order"),
        ("name_en = \"Payment order\"\n", "", "data-missing-key"),
        ("label_vi = \"STT\"", "label_vi = \"\"", "data-wrong-value"),
        ("in_force = 2026-01-01\n", "", "data-wrong-value"),
        ("in_force = 2026-01-01", "in_force = \"2026-01-01\"", "data-wrong-value"),
        ("signers = [\"maker\", ", "signers = [\"auditor\", ", "data-wrong-value"),
        ("signers = [\"maker\", ", "signers = [\"account-holder\", ", "data-wrong-value"),
        ("choices = [\"before\", \"after\"]\n", "", "data-wrong-value"),
        ("kind = \"number\"\nrow", "kind = \"count\"\nrow", "data-wrong-value"),
        ("mark = \"asked\"", "mark = \"official\"", "data-wrong-value"),
        ("key = \"bank\"", "key = \"account\"", "data-wrong-value"),
        ("key = \"bank\"", "name = \"bank\"", "data-unknown-key"),
    ])
    func `a file of forms that could mislead is refused`(
        _ old: String,
        _ new: String,
        _ code: String
    ) throws {
        let text = try text()
        let place = try #require(text.range(of: old))
        let reading = TreasuryForm.read(
            text.replacingCharacters(in: place, with: new),
            file: "a.toml"
        )
        #expect(reading.value == nil && reading.codes.contains(code), "\(reading.codes)")
    }
}
