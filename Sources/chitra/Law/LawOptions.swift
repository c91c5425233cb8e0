import ArgumentParser
import Entitlement
import Foundation
import Intake
import Ledger
import Store
import Workflow

/// The rule book that a command of the law works with.
struct LawOptions: ParsableArguments {
    @Option(
        help: """
            Thư mục quy định thêm vào bộ đi kèm; mỗi thư mục con một văn bản, trùng tên thì thay. / A \
            folder of instruments added to those that ship; one of the same name takes its place.
            """
    )
    var law: String?

    /// The rule book.
    ///
    /// - Throws: ``StepRefusal`` with every fault.
    func book() throws -> RuleBook { try law.map { try LawOptions.book(in: $0) } ?? .shipped }

    /// What reading the rule book found; the rule book is nil where it has an error.
    func reading() throws -> Reading<RuleBook?> {
        guard let law else { return Reading(value: .shipped, diagnostics: []) }
        return RuleBook.read(files: try LawOptions.files(in: law))
    }

    /// The shipped rule book with the instruments of a folder, each under its own name wherever the
    /// folder lies: what a batch freezes, and what its digest is taken of.
    static func book(in folder: String) throws -> RuleBook {
        let files = try files(in: folder)
        let reading = RuleBook.read(files: files)
        if reading.value != nil, let book = RuleBook.read(files: named(files)).value { return book }
        throw StepRefusal(
            .dataErrors,
            Phrase(vi: "bộ quy định có lỗi", en: "the rule book has errors"),
            hint: Phrase(
                vi: "sửa các dòng đã nêu; cách viết: docs/handbook/adding-a-rate.md",
                en: "put these lines right; how they are written: docs/handbook/adding-a-rate.md"
            ),
            diagnostics: reading.diagnostics
        )
    }

    /// The same files by `law/instrument/file`, as those that ship are called.
    static func named(_ files: [(path: String, text: String)]) -> [(path: String, text: String)] {
        files.map { file in
            ("law/" + file.path.split(separator: "/").suffix(2).joined(separator: "/"), file.text)
        }
    }

    private static func files(in folder: String) throws -> [(path: String, text: String)] {
        // A link may lead to the folder that an officer names; below it none is followed.
        let real = URL(filePath: folder).resolvingSymlinksInPath().path
        guard DurableFiles.isFolder(real) else {
            throw StepRefusal(
                .unreadable,
                Phrase(vi: "không có thư mục \(folder)", en: "there is no folder \(folder)")
            )
        }
        var added: [(path: String, text: String)] = []
        var instruments: Set<Substring> = []
        for name in try DurableFiles.names(in: folder).sorted() {
            let inner = "\(folder)/\(name)"
            guard !name.hasPrefix("."), DurableFiles.isFolder(inner) else { continue }
            for file in try DurableFiles.names(in: inner).sorted() where file.hasSuffix(".toml") {
                let bytes = try DurableFiles.read("\(inner)/\(file)")
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw StepRefusal(
                        .unreadable,
                        Phrase(
                            vi: "\(inner)/\(file) không phải UTF-8",
                            en: "\(inner)/\(file) is not UTF-8"
                        )
                    )
                }
                added.append(("\(inner)/\(file)", text))
                instruments.insert(name[...])
            }
        }
        guard !added.isEmpty else {
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "\(folder) không có tệp TOML nào trong thư mục con",
                    en: "\(folder) has no TOML file in a folder of an instrument"
                ),
                hint: Phrase(
                    vi: "mỗi văn bản một thư mục con, ví dụ \(folder)/resolution-1-2026/rates.toml",
                    en:
                        "a folder for each instrument, such as \(folder)/resolution-1-2026/rates.toml"
                )
            )
        }
        let kept = RuleBook.shippedFiles.filter { file in
            !instruments.contains(file.path.split(separator: "/").dropLast().last ?? "")
        }
        return kept + added
    }
}
