// Cases of meritorious persons: amounts as the annexes print them, under both decrees.

import Entitlement

/// A right with the amount of each decree and the facts that it asks for.
private struct Annex {
    let category: String
    let article: String
    let old: Int64
    let new: Int64
    let facts: [(String, String)]

    init(
        _ category: String,
        _ article: String,
        _ old: Int64,
        _ new: Int64,
        _ facts: (String, String)...
    ) {
        self.category = category
        self.article = article
        self.old = old
        self.new = new
        self.facts = facts
    }
}

private let parent = ("survivor", "parent-or-spouse")
private let child = ("survivor", "child")

/// Annexes I, II and III, item by item.
private let annexes: [Annex] = [
    Annex("merit-detached", "I.1.1", 2_297_000, 3_117_000),
    Annex("merit-seniority", "I.1.1, seven", 2_730_000, 3_703_000, ("seniority", "7")),
    Annex("merit-local", "I.1.1", 3_899_000, 5_291_000),
    Annex("merit-1945-survivor", "I.1.2", 2_055_000, 2_789_000, parent),
    Annex("merit-august", "I.2.1", 2_125_000, 2_884_000),
    Annex("merit-august-survivor", "I.2.2", 1_153_000, 1_565_000, parent),
    Annex("merit-martyr", "I.3, one", 2_055_000, 2_789_000, parent, ("martyrs", "1")),
    Annex("merit-martyr", "I.3, two", 4_110_000, 5_578_000, parent, ("martyrs", "2")),
    Annex("merit-martyr", "I.3, four", 6_165_000, 8_367_000, parent, ("martyrs", "4")),
    Annex("merit-martyr", "I.3, a child", 2_055_000, 2_789_000, child, ("martyrs", "1")),
    Annex("merit-nurture", "I.3.4, an orphan", 1_644_000, 2_231_000, child, ("alone", "yes")),
    Annex("merit-1945-survivor", "I.1.2, a child", 2_055_000, 2_789_000, child),
    Annex("merit-august-survivor", "I.2.2, a child", 1_153_000, 1_565_000, child),
    Annex("merit-invalid-survivor", "I.6.2, a child", 1_153_000, 1_565_000, child),
    Annex("merit-soldier-survivor", "I.7.2, a child", 1_153_000, 1_565_000, child),
    Annex("merit-toxic-survivor", "I.8.2, a child", 1_153_000, 1_565_000, child),
    Annex("merit-nurture", "I.3.4", 1_644_000, 2_231_000, parent, ("alone", "yes")),
    Annex("merit-remarried", "I.3.5", 2_055_000, 2_789_000),
    Annex("merit-mother", "I.4", 6_165_000, 8_367_000),
    Annex("merit-mother-supplement", "I.4", 1_722_000, 2_337_000),
    Annex("merit-mother-carer", "I.4", 2_055_000, 2_789_000),
    Annex("merit-hero", "I.5", 1_722_000, 2_337_000),
    Annex("merit-invalid", "II, 21", 1_384_000, 1_878_000, ("injury", "21")),
    Annex("merit-invalid", "II, 100", 6_589_000, 8_941_000, ("injury", "100")),
    Annex("merit-invalid-b", "III, 41", 2_222_000, 3_015_000, ("injury", "41")),
    Annex("merit-invalid-supplement", "I.6.1", 1_031_000, 1_399_000, ("injury", "81")),
    Annex(
        "merit-invalid-supplement",
        "I.6.1, special",
        2_113_000,
        2_867_000,
        ("injury", "90"),
        ("wounds", "special")
    ),
    Annex("merit-invalid-carer", "I.6.1", 2_055_000, 2_789_000, ("injury", "81")),
    Annex(
        "merit-invalid-carer",
        "I.6.1, special",
        2_640_000,
        3_582_000,
        ("injury", "81"),
        ("wounds", "special")
    ),
    Annex("merit-invalid-survivor", "I.6.2", 1_153_000, 1_565_000, parent),
    Annex("merit-soldier", "I.7.1, 50", 2_145_000, 2_911_000, ("injury", "50")),
    Annex("merit-soldier", "I.7.1, 91", 5_235_000, 7_104_000, ("injury", "91")),
    Annex("merit-soldier-supplement", "I.7.1", 1_031_000, 1_399_000, ("injury", "81")),
    Annex(
        "merit-soldier-supplement",
        "I.7.1, special",
        2_055_000,
        2_789_000,
        ("injury", "81"),
        ("wounds", "special")
    ),
    Annex("merit-soldier-carer", "I.7.1", 2_055_000, 2_789_000, ("injury", "95")),
    Annex(
        "merit-soldier-carer",
        "I.7.1, special",
        2_640_000,
        3_582_000,
        ("injury", "95"),
        ("wounds", "special")
    ),
    Annex("merit-soldier-survivor", "I.7.2", 1_153_000, 1_565_000, parent),
    Annex("merit-toxic", "I.8.1, 40", 1_562_000, 2_120_000, ("injury", "40")),
    Annex("merit-toxic", "I.8.1, 81", 4_685_000, 6_358_000, ("injury", "81")),
    Annex("merit-toxic-supplement", "I.8.1", 1_031_000, 1_399_000, ("injury", "81")),
    Annex(
        "merit-toxic-supplement",
        "I.8.1, special",
        2_055_000,
        2_789_000,
        ("injury", "81"),
        ("wounds", "special")
    ),
    Annex("merit-toxic-carer", "I.8.1", 2_055_000, 2_789_000, ("injury", "81")),
    Annex("merit-toxic-survivor", "I.8.2", 1_153_000, 1_565_000, parent),
    Annex("merit-toxic-child", "I.8.2, 80", 1_233_000, 1_673_000, ("injury", "80")),
    Annex("merit-toxic-child", "I.8.2, 81", 2_055_000, 2_789_000, ("injury", "81")),
    Annex("merit-prisoner", "I.9", 1_233_000, 1_673_000),
    Annex("merit-helper-1945", "I.10.1", 2_055_000, 2_789_000),
    Annex("merit-helper-order", "I.10.2", 1_208_000, 1_639_000),
    Annex("merit-study", "I.11.1", 2_055_000, 2_789_000, ("schooling", "yes")),
    Annex("merit-study-half", "I.11.2", 1_031_000, 1_399_000, ("schooling", "yes")),
]

let meritCases: [LawCase] =
    annexes.map { annex in
        let isChild = annex.facts.contains { $0 == child }
        var subject = Subject(born: isChild ? "2012-01-10" : "1950-01-10")
            .claim(annex.category, signed: "2022-01-10", certificate: "2021-12-10")
        for (name, value) in annex.facts { subject = subject.fact(name, value) }
        return LawCase(
            "annex \(annex.article): \(annex.category)",
            subject,
            [
                "2023-06": [], "2023-07": [annex.old], "2024-06": [annex.old],
                "2024-07": [annex.new], "2026-06": [annex.new],
            ]
        )
    } + [
        LawCase(
            "321 article 3: the tables of decree 77 go on, doubted",
            Subject(born: "1950-01-10").claim("merit-hero", signed: "2022-01-10"),
            ["2026-07": [2_337_000], "2026-11": [2_337_000]]
        ),
        LawCase(
            "ordinance 6.3: of two carers' allowances the higher",
            Subject(born: "1950-01-10").claim("merit-mother-carer", signed: "2022-01-10")
                .claim("merit-invalid-carer", signed: "2022-01-10").fact("injury", "90")
                .fact("wounds", "special"),
            ["2025-09": [3_582_000]],
            verdicts: ["merit-mother-carer": .lowerThanOther]
        ),
        LawCase(
            "131 article 125: a survivor from the month after the death",
            Subject(born: "1960-01-10")
                .claim("merit-invalid-survivor", signed: "2025-03-20", certificate: "2025-01-31")
                .fact("survivor", "parent-or-spouse"),
            ["2025-01": [], "2025-02": [1_565_000]]
        ),
        LawCase(
            "131 articles 118 and 125: the month of death is owed",
            Subject(born: "1940-01-10").claim("merit-prisoner", signed: "2022-01-10")
                .fact("death", "", from: "2025-09-01"),
            ["2025-09": [1_673_000], "2025-10": []],
            verdicts: ["merit-prisoner": .died]
        ),
        LawCase(
            "131 article 45: a higher degree counts in the month of its record",
            Subject(born: "1960-01-10")
                .claim("merit-invalid", signed: "2022-01-10", certificate: "2021-12-10")
                .fact("injury", "41").fact("injury", "61", from: "2025-02-27"),
            ["2025-01": [3_667_000], "2025-02": [5_450_000]]
        ),
    ]

/// Somebody honoured, dead since the middle of a month, with a one-off decided in the next.
private func late(_ category: String, _ facts: (String, String)...) -> Subject {
    var subject = Subject(born: "1930-01-10").claim(category, signed: "2025-10-07")
        .fact("death", "", from: "2025-09-20")
    for (name, value) in facts { subject = subject.fact(name, value) }
    return subject
}

/// A one-off by three months of an allowance of decree 77/2024.
private func death(
    _ allowance: String,
    _ article: String,
    _ amount: Int64,
    _ facts: [(String, String)] = []
) -> LawCase {
    var subject = late("merit-death-\(allowance)")
    for (name, value) in facts { subject = subject.fact(name, value) }
    return LawCase(
        "ordinance \(article): three months of \(allowance)",
        subject,
        ["2025-09": [], "2025-10": [amount], "2025-11": []],
        verdicts: ["merit-death-\(allowance)": .paidOnce]
    )
}

let meritOneOffCases: [LawCase] =
    [
        death("detached", "10.3.b", 9_351_000), death("local", "10.3.b", 15_873_000),
        death("seniority", "10.3.b", 11_109_000, [("seniority", "7")]),
        death("august", "13.3.b", 8_652_000),
        death("martyr", "16.11", 16_734_000, [("martyrs", "2")]),
        death("nurture", "16.11", 6_693_000),
        death("mother", "19.2", 25_101_000), death("mother-supplement", "19.2", 7_011_000),
        death("hero", "22.4", 7_011_000), death("invalid", "25.4", 11_001_000, [("injury", "41")]),
        death("invalid-b", "25.4", 9_045_000, [("injury", "41")]),
        death("invalid-supplement", "25.4", 4_197_000, [("injury", "81")]),
        death("soldier", "28.4", 8_733_000, [("injury", "50")]),
        death("soldier-supplement", "28.4", 8_367_000, [("injury", "81"), ("wounds", "special")]),
        LawCase(
            "ordinance 28.4: three months of the usual supplement",
            late("merit-death-soldier-supplement", ("injury", "81")),
            ["2025-10": [4_197_000]]
        ),
        LawCase(
            "ordinance 25.4: three months of the special supplement",
            late("merit-death-invalid-supplement", ("injury", "81"), ("wounds", "special")),
            ["2025-10": [8_601_000]]
        ),
        LawCase(
            "131 article 121.2: three months of the special supplement",
            late("merit-death-toxic-supplement", ("injury", "81"), ("wounds", "special")),
            ["2025-10": [8_367_000]]
        ),
        LawCase(
            "131 article 121: a one-off whose decision was annulled",
            Subject(born: "1930-01-10")
                .claim("merit-death-hero", signed: "2025-10-07", ended: "1930-01-10"),
            ["2025-10": []],
            verdicts: ["merit-death-hero": .ended]
        ),
        death("toxic", "31.6", 6_360_000, [("injury", "40")]),
        death("toxic-supplement", "31.6", 4_197_000, [("injury", "81")]),
        death("toxic-child", "31.6", 5_019_000, [("injury", "61")]),
        death("prisoner", "34.2", 5_019_000), death("helper-1945", "40.2", 8_367_000),
        death("helper-order", "40.2", 4_917_000),
        LawCase(
            "ordinance 19.2: a Heroic Mother's two allowances, and one funeral",
            late("merit-death-mother").claim("merit-death-mother-supplement", signed: "2025-10-07")
                .claim("merit-funeral", signed: "2025-10-07").claim("11", signed: "2025-10-07"),
            ["2025-10": [25_101_000, 7_011_000, 23_400_000]],
            verdicts: ["11": .lowerThanOther]
        ),
        LawCase(
            "131 article 121.2: decided soon after the table rose",
            Subject(born: "1930-01-10").claim("merit-death-hero", signed: "2024-08-07"),
            ["2024-08": [7_011_000]]
        ),
        LawCase(
            "ordinance 6.4: the funeral before the base salary rose",
            Subject(born: "1930-01-10").claim("merit-funeral", signed: "2024-06-07"),
            ["2024-06": [18_000_000]]
        ),
        LawCase(
            "annex IV.1: relatives of those active before 1945",
            late("merit-1945-unpaid", ("claimant", "relative")),
            ["2025-10": [86_459_000]]
        ),
        LawCase(
            "annex IV.1: who keeps the worship",
            late("merit-1945-unpaid", ("claimant", "worshipper")),
            ["2025-10": [17_292_000]]
        ),
        LawCase(
            "annex IV.2: relatives of those active to the August uprising",
            late("merit-august-unpaid", ("claimant", "relative")),
            ["2025-10": [43_230_000]]
        ),
        LawCase(
            "annex IV.3: a martyr recognised",
            late("merit-martyr-award"),
            ["2025-10": [55_780_000]]
        ),
        LawCase(
            "annex IV.3: the notice of death",
            late("merit-martyr-notice"),
            ["2025-10": [2_789_000]]
        ),
        LawCase(
            "annex IV.4: a Heroic Mother",
            late("merit-mother-unpaid"),
            ["2025-10": [55_780_000]]
        ),
        LawCase("annex IV.5: a Hero", late("merit-hero-unpaid"), ["2025-10": [55_780_000]]),
        LawCase("annex IV.6: imprisoned", late("merit-prisoner-unpaid"), ["2025-10": [4_184_000]]),
        LawCase(
            "annex IV.7: ten and a half years of resistance",
            late("merit-resistance", ("resistance-half-years", "21")),
            ["2025-10": [8_785_350]]
        ),
        LawCase("annex IV.8: a medal", late("merit-helper-medal"), ["2025-10": [4_184_000]]),
        LawCase("annex IV.9: a fighter", late("merit-resistance-unpaid"), ["2025-10": [4_184_000]]),
        LawCase("annex IV.10: a helper", late("merit-helper-unpaid"), ["2025-10": [4_184_000]]),
        LawCase(
            "annex VI: wounded, fifteen percent",
            late("merit-wounded", ("injury", "15")),
            ["2025-10": [16_734_000]]
        ),
        LawCase(
            "annex VI: twenty-one percent is no one-off",
            late("merit-wounded", ("injury", "21")),
            ["2025-10": []],
            verdicts: ["merit-wounded": .conditionNotMet]
        ),
        LawCase(
            "131 article 28: two martyrs worshipped, a year",
            late("merit-worship", ("worshipped", "2")),
            ["2025-10": [2_800_000]]
        ),
        LawCase(
            "75 article 8: a year of nursery school",
            late("merit-school-nursery", ("schooling", "yes")),
            ["2025-10": [558_000]]
        ),
        LawCase(
            "75 article 8: a year of university",
            late("merit-school", ("schooling", "yes")),
            ["2025-10": [1_116_000]]
        ),
    ] + olderOneOffs

/// The same one-offs on the base of 2,055,000.
private let olderOneOffs: [LawCase] = [
    ("merit-august-unpaid", [("claimant", "relative")], 31_853_000),
    ("merit-august-unpaid", [("claimant", "worshipper")], 12_741_000),
    ("merit-martyr-award", [], 41_100_000), ("merit-helper-medal", [], 3_083_000),
    ("merit-resistance", [("resistance-half-years", "2")], 616_500),
    ("merit-wounded", [("injury", "5")], 8_220_000),
    ("merit-worship", [("worshipped", "1")], 1_400_000),
    ("merit-school-nursery", [("schooling", "yes")], 411_000),
    ("merit-school", [("schooling", "yes")], 822_000),
].map { (category: String, facts: [(String, String)], amount: Int64) in
    var subject = Subject(born: "1930-01-10").claim(category, signed: "2024-03-07")
    for (name, value) in facts { subject = subject.fact(name, value) }
    let detail = facts.map(\.1).joined(separator: " ")
    return LawCase("55/2023: \(category) \(detail)", subject, ["2024-03": [amount]])
}
