import ArgumentParser
import Entitlement
import Intake
import Ledger
import Workflow

/// `chitra law list`.
struct LawListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract:
            "Văn bản, chương trình, loại đối tượng, dữ kiện. / Instruments, programmes, categories, facts.",
        aliases: ["danh-sach"]
    )

    @Flag(help: "Các dữ kiện mà điều kiện hỏi đến. / The facts that conditions ask for.")
    var facts = false
    @OptionGroup var law: LawOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let (console, book) = (common.console, try law.book())
        let view = View(book, console.language)
        if common.json { return try console.json("law-list", view) }
        if facts {
            for fact in view.facts { console.say("\(fact.name) (\(fact.values)): \(fact.title)") }
            return
        }
        let vietnamese = console.language == .vietnamese
        for instrument in view.instruments {
            let doubts =
                instrument.unverified == 0
                ? ""
                : ", \(instrument.unverified) " + (vietnamese ? "chưa kiểm chứng" : "not verified")
            let values = console.count(instrument.values, vi: "giá trị", en: "value")
            console.say("\(instrument.id): \(instrument.number), \(values)\(doubts)")
        }
        for programme in view.programmes {
            console.say("\(programme.code): \(programme.title)")
            for category in programme.categories {
                console.say("  \(category.code): \(category.title) (\(category.article))")
            }
        }
    }

    /// The list as JSON.
    private struct View: Encodable {
        struct Instrument: Encodable {
            let id: String
            let number: String
            let title: String
            let values: Int
            let unverified: Int
        }
        struct Programme: Encodable {
            let code: String
            let title: String
            let categories: [Category]
        }
        struct Category: Encodable {
            let code: String
            let title: String
            let article: String
            let once: Bool
            let ownPayee: Bool
            let afterDeath: Bool
            let perHousehold: Bool
        }
        struct Fact: Encodable {
            let name: String
            let title: String
            let values: String
        }

        let instruments: [Instrument]
        let programmes: [Programme]
        let facts: [Fact]

        init(_ book: RuleBook, _ language: Language) {
            let values = book.values
            instruments = book.instruments.map { instrument in
                let own = values.filter { $0.source.instrument == instrument.id }
                return Instrument(
                    id: instrument.id,
                    number: instrument.number,
                    title: instrument.title.text(in: language),
                    values: own.count,
                    unverified: own.count { $0.source.doubt != nil }
                )
            }
            programmes = book.programmes.map { programme in
                Programme(
                    code: programme.code,
                    title: programme.title.text(in: language),
                    categories: book.categories.filter { $0.programme == programme.code }.map {
                        Category(
                            code: $0.code,
                            title: $0.title.text(in: language),
                            article: $0.article,
                            once: $0.isOnce,
                            ownPayee: $0.hasOwnPayee,
                            afterDeath: $0.isAfterDeath,
                            perHousehold: $0.isPerHousehold
                        )
                    }
                )
            }
            facts = book.facts.map { fact in
                let count = fact.count.map { "\($0.lowerBound)–\($0.upperBound)" }
                let values = fact.isEvent ? "yes" : fact.values.joined(separator: ", ")
                return Fact(
                    name: fact.name,
                    title: fact.title.text(in: language),
                    values: count ?? values
                )
            }
        }
    }
}

/// `chitra law show`.
struct LawShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Mọi giá trị của một văn bản hoặc loại đối tượng. / All values of an instrument or category.",
        aliases: ["xem"]
    )

    @Argument(
        help: """
            Mã văn bản, mã loại đối tượng hoặc mã giá trị. / An instrument, a category or a value, as \
            chitra law list names them.
            """
    )
    var what: String
    @OptionGroup var law: LawOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        let (console, book) = (common.console, try law.book())
        let found = book.values.filter {
            $0.source.instrument == what || $0.source.id == what || $0.categories.contains(what)
        }
        let category = book.category(coded: what)
        guard !found.isEmpty || category != nil else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "bộ quy định không có \(what)",
                    en: "the rule book has nothing called \(what)"
                ),
                hint: Phrase(
                    vi: "chitra law list liệt kê các mã",
                    en: "chitra law list names what there is"
                )
            )
        }
        let views = found.map { View($0, console.language) }
        if common.json { return try console.json("law-show", views) }
        if let category {
            console.say("\(category.code): \(category.title.text(in: console.language))")
        }
        let vietnamese = console.language == .vietnamese
        for view in views {
            console.say("\(view.id): \(view.says)")
            let article = book.words(ofArticle: view.article).text(in: console.language)
            let until = view.validTo.map { "–\($0)" } ?? ""
            console.say(
                vietnamese
                    ? "  \(article), áp dụng \(view.validFrom)\(until), biết được từ \(view.knownFrom)"
                    : "  \(article), valid \(view.validFrom)\(until), known from \(view.knownFrom)"
            )
            if let doubt = view.doubt {
                console.say("  \(vietnamese ? "chưa kiểm chứng" : "not verified"): \(doubt)")
            }
        }
    }

    /// A value as JSON.
    private struct View: Encodable {
        let id: String
        let kind: String
        let says: String
        let article: String
        let validFrom: String
        let validTo: String?
        let knownFrom: String
        let verified: Bool
        let doubt: String?
        let categories: [String]

        init(_ value: LawValue, _ language: Language) {
            id = value.source.id
            kind = value.kind
            says = value.says.text(in: language)
            article = value.source.article
            validFrom = "\(value.source.from)"
            validTo = value.source.to.map { "\($0)" }
            knownFrom = "\(value.source.known)"
            verified = value.source.doubt == nil
            doubt = value.source.doubt?.text(in: language)
            categories = value.categories
        }
    }
}
