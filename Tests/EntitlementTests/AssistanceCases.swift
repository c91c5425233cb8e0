// Cases of social assistance, the pension, care and one-offs, article by article.

import Entitlement

/// An adult with a decision of 2023.
private func claimed(_ category: String, born: String) -> Subject {
    Subject(born: born).claim(category, signed: "2023-01-10")
}

let assistanceCases: [LawCase] = [
    LawCase(
        "6.1.a: an orphan before and from the fourth birthday, and at sixteen",
        claimed("5.1", born: "2021-03-15"),
        ["2023-01": [900_000], "2024-07": [1_250_000], "2025-03": [750_000], "2026-08": [810_000]]
    ),
    LawCase(
        "6.1.a: at sixteen the right of a child ends after its month",
        claimed("5.1", born: "2009-09-20"),
        ["2025-09": [750_000], "2025-10": []],
        verdicts: ["5.1": .conditionNotMet]
    ),
    LawCase(
        "6.1.b: studying until twenty-two, and the month after the study ends",
        claimed("5.2", born: "2004-02-10").fact("schooling", "yes", from: "2022-09-05")
            .fact("schooling", "yes", from: "2025-02-01")
            .fact("schooling", "no", from: "2025-06-30"),
        ["2023-01": [540_000], "2025-06": [750_000], "2025-07": []],
        verdicts: ["5.2": .conditionNotMet]
    ),
    LawCase(
        "5.2: studying beyond the twenty-second birthday, doubted",
        claimed("5.2", born: "2002-03-10").fact("schooling", "yes", from: "2023-09-05")
            .fact("schooling", "yes", from: "2024-02-10")
            .fact("schooling", "yes", from: "2025-02-10"),
        [
            "2024-02": [540_000], "2024-07": [750_000], "2025-03": [750_000], "2025-04": [],
            "2025-07": [],
        ],
        verdicts: ["5.2": .conditionNotMet]
    ),
    LawCase(
        "6.1.c: a child with HIV at three, at four and out of poverty",
        claimed("5.3", born: "2020-05-10").fact("poverty", "poor")
            .fact("poverty", "none", from: "2025-08-01"),
        ["2024-04": [900_000], "2024-05": [720_000], "2025-08": [1_000_000], "2025-09": []]
    ),
    LawCase(
        "6.1.d: a single parent whose first child turns sixteen under decree 147",
        claimed("5.4", born: "1985-05-10").fact("poverty", "poor")
            .fact("children", "2").fact("children", "1", from: "2025-08-14"),
        ["2025-08": [1_000_000], "2025-09": [500_000]]
    ),
    LawCase(
        "6.1.d: the only child is adopted: the month is owed, the next is not",
        claimed("5.4", born: "1985-05-10").fact("poverty", "poor")
            .fact("children", "1").fact("children", "0", from: "2024-08-14"),
        ["2024-08": [500_000], "2024-09": []],
        verdicts: ["5.4": .conditionNotMet]
    ),
    LawCase(
        "6.1.d: the elder of two children leaves the household in mid-month",
        claimed("5.4", born: "1985-05-10").fact("poverty", "poor")
            .fact("children", "2").fact("children", "1", from: "2026-03-17"),
        ["2026-03": [1_000_000], "2026-04": [500_000]]
    ),
    LawCase(
        "2.1: convicted in mid-month, the decision ends: its month is owed, and again after a new one",
        Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10", ended: "2025-09-18")
            .claim("5.6", signed: "2026-03-20").fact("severity", "severe"),
        ["2025-09": [750_000], "2025-10": [], "2026-02": [], "2026-03": [750_000]]
    ),
    LawCase(
        "6.1.đ: 5.5.a before and from eighty",
        claimed("5.5a", born: "1944-12-20").fact("poverty", "poor").fact("supporter", "welfare"),
        ["2024-06": [540_000], "2024-11": [750_000], "2024-12": [1_000_000]]
    ),
    LawCase(
        "6.1.đ: 5.5.b starts at seventy-five and expires in July 2025",
        Subject(born: "1949-10-20").claim("5.5b", signed: "2025-01-10")
            .fact("poverty", "near-poor", from: "2024-09-15").fact("area", "difficult"),
        ["2024-09": [], "2024-10": [500_000], "2025-06": [500_000], "2025-07": []],
        verdicts: ["5.5b": .categoryExpired]
    ),
    LawCase(
        "5.5.b: whoever is under 5.5.a is not under 5.5.b",
        claimed("5.5b", born: "1948-01-10").claim("5.5a", signed: "2023-01-10")
            .fact("poverty", "poor").fact("area", "difficult").fact("supporter", "none"),
        ["2025-01": [750_000]],
        verdicts: ["5.5b": .excludedByOther]
    ),
    LawCase(
        "5.5.c: whoever is under 5.5.a is not under 5.5.c",
        claimed("5.5c", born: "1940-01-10").claim("5.5a", signed: "2023-01-10")
            .fact("poverty", "poor").fact("supporter", "none"),
        ["2025-01": [1_000_000]],
        verdicts: ["5.5c": .excludedByOther]
    ),
    LawCase(
        "6.1.đ: an old person whom a carer took in",
        claimed("5.5d", born: "1950-01-10").fact("poverty", "poor").fact("supporter", "none"),
        ["2023-06": [1_080_000], "2025-08": [1_500_000], "2026-08": [1_620_000]]
    ),
    LawCase(
        "6.1.e: a special-severe child, adult and elder",
        claimed("5.6", born: "2009-02-28").fact("severity", "special"),
        ["2025-01": [1_250_000], "2025-02": [1_000_000]]
    ),
    LawCase(
        "6.1.e: special-severe, sixty under the rule of the month after",
        claimed("5.6", born: "1965-11-20").fact("severity", "special"),
        ["2025-11": [1_000_000], "2025-12": [1_250_000]]
    ),
    LawCase(
        "6.1.g: a toddler before and from the third birthday",
        claimed("5.7", born: "2022-09-10").fact("poverty", "near-poor").fact("area", "difficult"),
        ["2024-08": [750_000], "2025-09": [750_000], "2025-10": []]
    ),
    LawCase(
        "5.7: a toddler who is an orphan is under 5.1 alone",
        claimed("5.7", born: "2022-09-10").claim("5.1", signed: "2023-01-10")
            .fact("poverty", "poor").fact("area", "difficult"),
        ["2024-08": [1_250_000]],
        verdicts: ["5.7": .excludedByOther]
    ),
    LawCase(
        "6.1.g: poor with HIV, and a pension that begins",
        claimed("5.8", born: "1980-05-10").fact("poverty", "poor").fact("income", "none")
            .fact("pension", "yes", from: "2025-08-20"),
        ["2023-06": [540_000], "2025-08": [750_000], "2025-09": []]
    ),
    LawCase(
        "6.2: the higher of two rights",
        claimed("5.5a", born: "1955-01-10").claim("5.6", signed: "2024-01-10")
            .fact("poverty", "poor").fact("supporter", "none").fact("severity", "special"),
        ["2025-09": [1_250_000]],
        verdicts: ["5.5a": .lowerThanOther]
    ),
    LawCase(
        "8.1.đ: disability starts with the certificate under decree 20",
        Subject(born: "1986-01-10").claim("5.6", signed: "2025-05-20", certificate: "2025-03-28")
            .fact("severity", "severe", from: "2025-03-28"),
        ["2025-02": [], "2025-03": [750_000]]
    ),
    LawCase(
        "147 article 5: disability starts with the signature from July 2025",
        Subject(born: "1986-01-10").claim("5.6", signed: "2025-08-20", certificate: "2025-07-28")
            .fact("severity", "severe", from: "2025-07-28"),
        ["2025-07": [], "2025-08": [750_000]]
    ),
    LawCase(
        "147 article 5: other rights start with the signature",
        Subject(born: "2016-01-10").claim("5.1", signed: "2025-07-31"),
        ["2025-06": [], "2025-07": [750_000]]
    ),
    LawCase(
        "8.2: the decision ended, its month is owed",
        Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10", ended: "2024-08-15")
            .fact("severity", "severe"),
        ["2024-08": [750_000], "2024-09": []],
        verdicts: ["5.6": .ended]
    ),
    LawCase(
        "147 article 5: a parent of 5.1 came out of prison",
        Subject(born: "2016-01-10").claim("5.1", signed: "2023-01-10", ended: "2025-09-02"),
        ["2025-09": [750_000], "2025-10": []],
        verdicts: ["5.1": .ended]
    ),
    LawCase(
        "147 article 5: after its end the same is assumed",
        Subject(born: "1986-01-10").claim("5.6", signed: "2027-03-02", known: "2026-11-01")
            .claim("5.8", signed: "2027-03-02", ended: "2027-04-20", known: "2026-11-01")
            .fact("severity", "severe"),
        ["2027-02": [], "2027-03": [810_000], "2027-05": [810_000]],
        verdicts: ["5.8": .ended]
    ),
    LawCase(
        "25: in a facility from the middle of a month, and out again",
        claimed("5.1", born: "2022-03-15").claim("25.1", signed: "2025-08-20", ended: "2025-10-10"),
        [
            "2025-07": [1_250_000], "2025-08": [2_500_000], "2025-10": [2_500_000],
            "2025-11": [1_250_000],
        ]
    ),
    LawCase(
        "25.1.b: four and over in a facility, national base in Hanoi too",
        claimed("25.1", born: "1950-03-15"),
        ["2023-06": [1_440_000], "2026-02": [2_000_000], "2026-08": [2_160_000]],
        place: hanoi
    ),
    LawCase(
        "25.5: whoever lives in a facility has no monthly allowance",
        claimed("5.6", born: "1980-03-15").claim("25.1", signed: "2023-02-10")
            .fact("severity", "special"),
        ["2025-08": [2_000_000]],
        verdicts: ["5.6": .excludedByOther]
    ),
    LawCase(
        "09/2021 of Hanoi: 440,000 until the national base overtook it",
        claimed("5.8", born: "1980-05-10").fact("poverty", "poor").fact("income", "none"),
        ["2023-06": [660_000], "2024-07": [750_000]],
        place: hanoi
    ),
    LawCase(
        "63/2025 article 4: near-poor households in Hanoi",
        Subject(born: "1950-01-10").claim("5.5a", signed: "2025-12-10")
            .fact("poverty", "near-poor").fact("supporter", "unable"),
        ["2025-12": [], "2026-01": [975_000], "2026-08": [975_000]],
        place: hanoi
    ),
]

/// Provinces with a base or a pension of their own, as the press has them.
let provinceCases: [LawCase] = [
    LawCase(
        "Ho Chi Minh City: the pension comes to 650,000 from September 2025",
        Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10"),
        ["2025-08": [500_000], "2025-09": [500_000, 150_000], "2026-07": [540_000, 110_000]],
        place: "79"
    ),
    LawCase(
        "Ho Chi Minh City: known in August, nothing is added in September",
        Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10"),
        ["2025-09": [500_000]],
        place: "79",
        known: "2025-08-31"
    ),
    LawCase(
        "Quảng Ninh: a base of 700,000, above the country's in July 2026 too",
        claimed("5.6", born: "1986-01-10").fact("severity", "severe"),
        ["2026-05": [750_000], "2026-06": [1_050_000], "2026-07": [1_050_000]],
        place: "22"
    ),
    LawCase(
        "Quảng Ninh: care at home goes by the country's base",
        claimed("20.2c", born: "1960-01-10").fact("cared", "1"),
        ["2026-06": [500_000], "2026-07": [540_000]],
        place: "22"
    ),
    LawCase(
        "Tuyên Quang: 530,000, which the country's 540,000 overtook in July 2026",
        claimed("5.6", born: "1986-01-10").fact("severity", "severe"),
        ["2026-05": [750_000], "2026-06": [795_000], "2026-07": [810_000]],
        place: "08"
    ),
    LawCase(
        "Tuyên Quang: known in September, July stays at 530,000",
        claimed("5.6", born: "1986-01-10").fact("severity", "severe"),
        ["2026-07": [795_000]],
        place: "08",
        known: "2026-09-30"
    ),
]

/// What Hanoi adds to 5.5.a, for elders of eighty and more and for poor households.
let hanoiCases: [LawCase] = [
    ("near-poor", "none", "1940-01-10", 1_300_000), ("poor", "unable", "1950-01-10", 975_000),
    ("poor", "unable", "1940-01-10", 1_300_000),
].map { (poverty: String, supporter: String, born: String, amount: Int64) in
    LawCase(
        "63/2025 article 4: \(poverty), \(supporter), born \(born)",
        Subject(born: born).claim("5.5a", signed: "2025-12-10").fact("poverty", poverty)
            .fact("supporter", supporter),
        ["2025-12": [], "2026-01": [amount]],
        place: hanoi
    )
}

let pensionCases: [LawCase] = [
    LawCase(
        "2.1: the pension from seventy-five, signed ahead",
        Subject(born: "1950-09-20").claim("pension", signed: "2025-09-12"),
        ["2025-09": [], "2025-10": [500_000], "2026-07": [540_000]]
    ),
    LawCase(
        "2.2: seventy to seventy-four in a near-poor household",
        Subject(born: "1953-01-10").claim("pension", signed: "2025-07-12")
            .fact("poverty", "near-poor").fact("poverty", "none", from: "2025-10-03"),
        ["2025-07": [500_000], "2025-10": [500_000], "2025-11": []],
        verdicts: ["pension": .conditionNotMet]
    ),
    LawCase(
        "3: pension or assistance, the higher, from the month after the other stops",
        Subject(born: "1948-01-10").claim("pension", signed: "2025-08-10")
            .claim("5.6", signed: "2023-01-10", ended: "2025-08-25").fact("severity", "severe"),
        ["2025-07": [1_000_000], "2025-08": [1_000_000], "2025-09": [500_000]]
    ),
    LawCase(
        "3: the pension is lower than 5.6",
        Subject(born: "1948-01-10").claim("pension", signed: "2025-08-10")
            .claim("5.6", signed: "2023-01-10").fact("severity", "severe"),
        ["2025-09": [1_000_000]],
        verdicts: ["pension": .lowerThanOther]
    ),
    LawCase(
        "63/2025 article 7: the city adds up to 650,000",
        Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10"),
        ["2025-12": [500_000], "2026-01": [500_000, 150_000], "2026-08": [540_000, 110_000]],
        place: hanoi
    ),
    LawCase(
        "335: known in September, the pension of August is 500,000",
        Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10"),
        ["2026-08": [500_000]],
        known: "2026-10-04"
    ),
    LawCase(
        "176: twenty times the pension for a pensioner's funeral",
        Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10")
            .claim("pension-funeral", signed: "2026-08-20").fact("death", "", from: "2026-08-02"),
        ["2026-08": [540_000, 10_800_000], "2026-09": []],
        verdicts: ["pension": .died, "pension-funeral": .paidOnce]
    ),
]

let careCases: [LawCase] = [
    LawCase(
        "20.1.a: the foster parent of a child under four, and from four on",
        claimed("20.1", born: "2021-03-15"),
        ["2023-06": [900_000], "2025-02": [1_250_000], "2025-03": [750_000], "2026-08": [810_000]]
    ),
    LawCase(
        "20.1.b: two old persons taken in",
        claimed("20.1d", born: "1980-01-10").fact("elderly-taken-in", "2"),
        ["2023-06": [1_080_000], "2025-08": [1_500_000]]
    ),
    LawCase(
        "20.2.a: pregnant, then nursing one, then two",
        claimed("20.2a", born: "1995-01-10").fact("severity", "severe")
            .fact("pregnant", "yes", from: "2024-01-05").fact("pregnant", "no", from: "2024-08-10")
            .fact("nursing", "one", from: "2024-08-10").fact(
                "nursing",
                "several",
                from: "2025-03-02"
            ),
        ["2024-02": [540_000], "2024-08": [750_000], "2025-03": [1_000_000]]
    ),
    LawCase(
        "20.2.a: the child is 36 months old in mid-month: that month is owed, the next waits",
        claimed("20.2a", born: "1995-01-10").fact("severity", "severe")
            .fact("nursing", "one", from: "2023-03-10"),
        ["2026-02": [750_000], "2026-03": [750_000], "2026-04": []],
        verdicts: ["20.2a": .paperExpired]
    ),
    LawCase(
        "20.2.a: the next child was born meanwhile",
        claimed("20.2a", born: "1995-01-10").fact("severity", "severe")
            .fact("nursing", "one", from: "2023-03-10")
            .fact("nursing", "one", from: "2026-03-20"),
        ["2026-03": [750_000], "2026-04": [750_000]]
    ),
    LawCase(
        "20.2.a: thirty-six months under decree 20, and as nobody asked for it before",
        claimed("20.2a", born: "1990-01-10").fact("severity", "severe")
            .fact("nursing", "one", from: "2021-07-01"),
        ["2024-07": [750_000], "2024-08": []]
    ),
    LawCase(
        "20.2.a: as known before the window was, nursing had no end",
        claimed("20.2a", born: "1995-01-10").fact("severity", "severe")
            .fact("nursing", "one", from: "2023-03-10"),
        ["2026-04": [750_000]],
        known: "2026-11-21"
    ),
    LawCase(
        "20.2.a: pregnant and nursing",
        claimed("20.2a", born: "1995-01-10").fact("severity", "special").fact("pregnant", "yes")
            .fact("nursing", "one"),
        ["2025-08": [1_000_000]]
    ),
    LawCase(
        "20.2.c: each cared for at home, on the national base in Hanoi; the carer dies",
        claimed("20.2c", born: "1960-01-10").fact("cared", "2")
            .fact("death", "", from: "2026-09-03"),
        ["2026-02": [1_000_000], "2026-08": [1_080_000], "2026-09": [1_080_000], "2026-10": []],
        place: hanoi,
        verdicts: ["20.2c": .died]
    ),
    LawCase(
        "20.2.d: an adult taken in",
        claimed("20.2d", born: "1960-01-10").fact("adults-taken-in", "1"),
        ["2025-08": [750_000]]
    ),
    LawCase(
        "20.2.d: two children taken in",
        claimed("20.2d-child", born: "1960-01-10").fact("children-taken-in", "2"),
        ["2025-08": [2_500_000]]
    ),
]

let oneOffCases: [LawCase] = [
    LawCase(
        "11.2: a funeral in the month of its decision",
        claimed("11", born: "1940-01-10"),
        ["2023-01": [7_200_000], "2023-02": []],
        verdicts: ["11": .paidOnce]
    ),
    LawCase(
        "11.2: decided soon after the base rose",
        Subject(born: "1940-01-10").claim("11", signed: "2024-08-07"),
        ["2024-08": [10_000_000]]
    ),
    LawCase(
        "14.1: the funeral after a disaster, and the ordinary one gives way",
        Subject(born: "1940-01-10").claim("11", signed: "2025-10-07")
            .claim("14", signed: "2025-10-07"),
        ["2025-10": [25_000_000]],
        verdicts: ["11": .lowerThanOther]
    ),
    LawCase(
        "25.3: a funeral from a facility",
        Subject(born: "1940-01-10").claim("25.3", signed: "2025-10-07"),
        ["2025-10": [25_000_000]]
    ),
    LawCase(
        "13.1: a serious injury",
        Subject(born: "1990-01-10").claim("13", signed: "2026-08-07"),
        ["2026-08": [5_400_000], "2026-09": []]
    ),
    LawCase(
        "15.1: a house lost",
        Subject(born: "1990-01-10").claim("15", signed: "2025-10-07").fact("house", "lost"),
        ["2025-10": [40_000_000]]
    ),
    LawCase(
        "15.2: a household moved at once",
        Subject(born: "1990-01-10").claim("15", signed: "2025-10-07").fact("house", "moved"),
        ["2025-10": [30_000_000]]
    ),
    LawCase(
        "15.3: a house damaged",
        Subject(born: "1990-01-10").claim("15", signed: "2025-10-07").fact("house", "damaged"),
        ["2025-10": [20_000_000]]
    ),
    LawCase(
        "TT 02 article 3.1: food for 92 days",
        Subject(born: "2020-01-10").claim("emergency-care", signed: "2025-10-07")
            .fact("emergency-days", "92"),
        ["2025-10": [5_520_000]]
    ),
    LawCase(
        "263/NQ-CP: 100,000 for each citizen",
        Subject(born: "2025-08-01").claim("gift-2025-09-02", signed: "2025-09-01"),
        ["2025-09": [100_000], "2025-10": []]
    ),
    LawCase(
        "Tết 2026: 400,000 beside the pension",
        Subject(born: "1940-01-10").claim("gift-tet-2026", signed: "2026-02-01")
            .claim("pension", signed: "2025-07-10"),
        ["2026-02": [400_000, 500_000]]
    ),
]
