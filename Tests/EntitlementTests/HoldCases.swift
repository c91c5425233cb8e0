// Cases of what a commune meets monthly: suspended and resumed, papers awaited, wrong decisions, moves.

import Entitlement
import Ledger
import Testing

private let disabled = Subject(born: "1986-01-10").claim("5.6", signed: "2023-01-10")
    .fact("severity", "severe")

/// Somebody with HIV and no income, with a decision of 2023 or before the lists that follow.
private let poor = Subject(born: "1980-05-10").claim("5.8", signed: "2022-01-10")
    .fact("income", "none")

/// A suspension from a day, known then.
private func suspended(_ subject: Subject, _ why: String, _ from: String) -> Subject {
    subject.fact("suspended", why, from: from)
}

let holdCases: [LawCase] = [
    LawCase(
        "2.3.a: three months not collected, resumed with arrears (known in August)",
        suspended(disabled, "unclaimed", "2025-06-20")
            .fact("suspended", "no", from: "2025-06-20", known: "2025-09-10"),
        ["2025-06": [750_000], "2025-07": [], "2025-08": []],
        known: "2025-08-31",
        verdicts: ["5.6": .suspended]
    ),
    LawCase(
        "2.3.a: three months not collected, resumed with arrears (known in September)",
        suspended(disabled, "unclaimed", "2025-06-20")
            .fact("suspended", "no", from: "2025-06-20", known: "2025-09-10"),
        ["2025-06": [750_000], "2025-07": [750_000], "2025-08": [750_000], "2025-09": [750_000]],
        known: "2025-09-30"
    ),
    LawCase(
        "2.3.b: re-assessment refused, resumed without arrears",
        suspended(disabled, "refuses", "2024-08-05").fact("suspended", "no", from: "2024-10-11"),
        ["2024-08": [750_000], "2024-09": [], "2024-10": [], "2024-11": [750_000]]
    ),
    LawCase(
        "2.3.c: detained in mid-month, under decree 147",
        suspended(disabled, "detained", "2025-08-15"),
        ["2025-08": [750_000], "2025-09": []],
        verdicts: ["5.6": .suspended]
    ),
    LawCase(
        "2.3: a suspended carer's line waits, the funeral does not",
        Subject(born: "1960-01-10").claim("20.2c", signed: "2023-01-10")
            .claim("11", signed: "2025-09-10").fact("cared", "1")
            .fact("suspended", "refuses", from: "2025-08-15"),
        ["2025-08": [500_000], "2025-09": [10_000_000]],
        verdicts: ["20.2c": .suspended]
    ),
    LawCase(
        "176 article 4: the pension is suspended too",
        suspended(
            Subject(born: "1945-01-10").claim("pension", signed: "2025-07-10"),
            "unclaimed",
            "2025-10-31"
        ),
        ["2025-10": [500_000], "2025-11": []],
        verdicts: ["pension": .suspended]
    ),
    LawCase(
        "118.1.a: in prison from the month after the judgment to the month after the term",
        Subject(born: "1950-01-10").claim("merit-prisoner", signed: "2022-01-10")
            .fact("merit-suspended", "prison", from: "2025-02-10")
            .fact("merit-suspended", "no", from: "2025-05-03"),
        ["2025-02": [1_673_000], "2025-03": [], "2025-05": [], "2025-06": [1_673_000]]
    ),
    LawCase(
        "118.1.b: missing from the month of the conclusion",
        Subject(born: "1950-01-10").claim("merit-prisoner", signed: "2022-01-10")
            .fact("merit-suspended", "away", from: "2025-02-10")
            .fact("merit-suspended", "no", from: "2025-05-03"),
        ["2025-01": [1_673_000], "2025-02": [], "2025-05": [], "2025-06": [1_673_000]]
    ),
    LawCase(
        "118.2 and 119.2.a: papers under inquiry proved genuine, all months are owed",
        Subject(born: "1950-01-10").claim("merit-prisoner", signed: "2022-01-10")
            .fact("merit-suspended", "inquiry", from: "2025-02-10")
            .fact("merit-suspended", "no", from: "2025-02-10", known: "2025-06-01"),
        ["2025-03": [1_673_000], "2025-05": [1_673_000]]
    ),
    LawCase(
        "118.2: papers under inquiry",
        Subject(born: "1950-01-10").claim("merit-prisoner", signed: "2022-01-10")
            .fact("merit-suspended", "inquiry", from: "2025-02-10"),
        ["2025-02": [1_673_000], "2025-03": []],
        verdicts: ["merit-prisoner": .suspended]
    ),
    LawCase(
        "24/2021: the list of 2026 counts until the days of grace are over",
        Subject(born: "1980-05-10").claim("5.8", signed: "2023-01-10")
            .fact("income", "none").fact("poverty", "poor", from: "2025-12-14"),
        ["2026-12": [810_000], "2027-01": [810_000], "2027-03": [810_000], "2027-04": []],
        known: "2027-04-30",
        verdicts: ["5.8": .paperExpired]
    ),
    LawCase(
        "24/2021: a list of September is for the next year",
        Subject(born: "1980-05-10").claim("5.8", signed: "2023-01-10")
            .fact("income", "none").fact("poverty", "poor", from: "2026-09-01"),
        ["2027-12": [810_000], "2028-03": [810_000], "2028-04": []],
        known: "2028-04-30",
        verdicts: ["5.8": .paperExpired]
    ),
    LawCase(
        "24/2021: the new list came in April, and the held month is owed",
        Subject(born: "1980-05-10").claim("5.8", signed: "2023-01-10")
            .fact("income", "none").fact("poverty", "poor", from: "2025-12-14")
            .fact("poverty", "poor", from: "2027-01-01", known: "2027-05-06"),
        ["2027-01": [810_000], "2027-04": [810_000], "2027-05": [810_000]],
        known: "2027-05-31"
    ),
    LawCase(
        "24/2021: not on the new list: owed for its first month, then no more",
        Subject(born: "1980-05-10").claim("5.8", signed: "2023-01-10")
            .fact("income", "none").fact("poverty", "poor", from: "2025-12-14")
            .fact("poverty", "none", from: "2027-01-01", known: "2027-01-20"),
        ["2027-01": [810_000], "2027-02": []],
        known: "2027-05-31",
        verdicts: ["5.8": .conditionNotMet]
    ),
    LawCase(
        "24/2021: a list of December 2023 counts for 2024 and sixty days",
        poor.fact("poverty", "poor", from: "2023-12-15"),
        ["2023-12": [540_000], "2024-12": [750_000], "2025-03": [750_000], "2025-04": []],
        verdicts: ["5.8": .paperExpired]
    ),
    LawCase(
        "24/2021: a list that came in February is for its own year",
        poor.fact("poverty", "poor", from: "2024-02-20"),
        ["2024-12": [750_000], "2025-03": [750_000], "2025-04": []],
        verdicts: ["5.8": .paperExpired]
    ),
    LawCase(
        "24/2021: under decree 20 a list of August ends with its year, the day of grace is the last of a month",
        poor.fact("poverty", "poor", from: "2022-08-31"),
        ["2022-12": [540_000], "2023-02": [540_000], "2023-03": [540_000], "2023-04": []],
        verdicts: ["5.8": .paperExpired]
    ),
    LawCase(
        "24/2021: a list of the first of September is for the next year",
        poor.fact("poverty", "poor", from: "2022-09-01"),
        ["2023-12": [540_000], "2024-02": [540_000], "2024-04": []],
        verdicts: ["5.8": .paperExpired]
    ),
    LawCase(
        "24/2021: poverty as the decision itself has it is not asked for up to December 2026",
        poor.fact("poverty", "poor"),
        ["2023-06": [540_000], "2026-06": [750_000], "2026-12": [810_000], "2027-01": []],
        known: "2027-01-31",
        verdicts: ["5.8": .paperExpired]
    ),
    LawCase(
        "24/2021: as known before the window was, an old list counted",
        poor.fact("poverty", "poor", from: "2022-09-01"),
        ["2024-06": [540_000], "2025-06": [750_000]],
        known: "2026-11-21"
    ),
    LawCase(
        "24/2021: January before the list, the list of January, the months between",
        poor.fact("poverty", "poor", from: "2024-12-14")
            .fact("poverty", "poor", from: "2026-01-10", known: "2026-04-02"),
        ["2026-01": [750_000], "2026-03": [750_000], "2026-04": [750_000]]
    ),
    LawCase(
        "5.2: a paper of September 2023 counts to February, then 31 days, and the month they end in",
        Subject(born: "2006-02-10").claim("5.2", signed: "2023-08-10")
            .fact("schooling", "yes", from: "2023-09-05"),
        ["2023-09": [540_000], "2024-02": [540_000], "2024-04": [540_000], "2024-05": []],
        verdicts: ["5.2": .paperExpired]
    ),
    LawCase(
        "5.2: a paper for each term, the second late: no month is lost",
        Subject(born: "2006-02-10").claim("5.2", signed: "2023-08-10")
            .fact("schooling", "yes", from: "2023-09-05")
            .fact("schooling", "yes", from: "2024-02-01", known: "2024-06-10")
            .fact("schooling", "no", from: "2024-06-30"),
        ["2024-04": [540_000], "2024-05": [540_000], "2024-06": [540_000], "2024-07": []],
        verdicts: ["5.2": .conditionNotMet]
    ),
    LawCase(
        "5.2: a paper of the last day of a month counts from that month",
        Subject(born: "2006-02-10").claim("5.2", signed: "2024-08-10")
            .fact("schooling", "yes", from: "2024-09-30"),
        ["2025-02": [750_000], "2025-03": [750_000], "2025-04": [750_000], "2025-05": []],
        verdicts: ["5.2": .paperExpired]
    ),
    LawCase(
        "5.2: the paper of a term is too old",
        Subject(born: "2006-02-10").claim("5.2", signed: "2024-01-10")
            .fact("schooling", "yes", from: "2026-09-05"),
        ["2027-03": [810_000], "2027-04": [810_000], "2027-05": []],
        known: "2027-05-31",
        verdicts: ["5.2": .paperExpired]
    ),
    LawCase(
        "5.2: the paper of the next term came late, with arrears",
        Subject(born: "2006-02-10").claim("5.2", signed: "2024-01-10")
            .fact("schooling", "yes", from: "2026-09-05")
            .fact("schooling", "yes", from: "2027-03-01", known: "2027-06-02"),
        ["2027-04": [810_000], "2027-05": [810_000], "2027-06": [810_000]],
        known: "2027-06-30"
    ),
    LawCase(
        "5.2: the summer between two papers is no end of studies",
        Subject(born: "2007-02-10").claim("5.2", signed: "2023-08-10")
            .fact("schooling", "yes", from: "2025-01-10")
            .fact("schooling", "yes", from: "2025-09-30", known: "2025-10-02"),
        ["2025-07": [750_000], "2025-08": [750_000], "2025-09": [750_000], "2025-10": [750_000]]
    ),
    LawCase(
        "5.2: before the paper of the autumn is known, the summer waits",
        Subject(born: "2007-02-10").claim("5.2", signed: "2023-08-10")
            .fact("schooling", "yes", from: "2027-01-10")
            .fact("schooling", "yes", from: "2027-09-01", known: "2027-09-05"),
        ["2027-07": [810_000], "2027-08": [810_000], "2027-09": []],
        known: "2027-09-04",
        verdicts: ["5.2": .paperExpired]
    ),
    LawCase(
        "5.2: a term without a paper is not shown by the next",
        Subject(born: "2007-02-10").claim("5.2", signed: "2023-08-10")
            .fact("schooling", "yes", from: "2025-01-10")
            .fact("schooling", "yes", from: "2025-10-01"),
        ["2025-07": [750_000], "2025-08": [750_000], "2025-09": []],
        verdicts: ["5.2": .paperExpired]
    ),
    LawCase(
        "5.2: the study ended in the summer: what waited is not owed",
        Subject(born: "2007-02-10").claim("5.2", signed: "2023-08-10")
            .fact("schooling", "yes", from: "2025-01-10")
            .fact("schooling", "no", from: "2025-09-15"),
        ["2025-08": [750_000], "2025-09": []],
        verdicts: ["5.2": .paperExpired]
    ),
    LawCase(
        "24/2021: the new list begins in August, and shows the months of its year before",
        poor.fact("poverty", "poor", from: "2023-12-15")
            .fact("poverty", "near-poor", from: "2025-08-31"),
        ["2025-04": [750_000], "2025-07": [750_000], "2025-08": [750_000]]
    ),
    LawCase(
        "24/2021: the next list is of the year after the next: what lies between is not shown",
        poor.fact("poverty", "poor", from: "2023-12-15")
            .fact("poverty", "poor", from: "2025-09-01"),
        ["2025-03": [750_000], "2025-04": [], "2025-08": []],
        verdicts: ["5.8": .paperExpired]
    ),
    LawCase(
        "the wrong person was stopped: as known in September",
        disabled.claim("5.6", signed: "2023-01-10", ended: "2025-08-15", known: "2025-08-20"),
        ["2025-08": [750_000], "2025-09": []],
        known: "2025-09-30",
        verdicts: ["5.6": .ended]
    ),
    LawCase(
        "the wrong person was stopped, and the end taken back in October: all months are owed",
        disabled.claim("5.6", signed: "2023-01-10", ended: "2025-08-15", known: "2025-08-20")
            .claim("5.6", signed: "2023-01-10", known: "2025-10-03"),
        ["2025-08": [750_000], "2025-09": [750_000], "2025-10": [750_000]],
        known: "2025-10-31"
    ),
    LawCase(
        "a wrong death: as known before it was taken back",
        disabled.fact("death", "", from: "2025-07-10", known: "2025-07-20")
            .fact("death", "no", from: "2025-07-10", known: "2025-10-03"),
        ["2025-07": [750_000], "2025-08": []],
        known: "2025-10-02",
        verdicts: ["5.6": .died]
    ),
    LawCase(
        "a wrong death taken back: all months are owed",
        disabled.fact("death", "", from: "2025-07-10", known: "2025-07-20")
            .fact("death", "no", from: "2025-07-10", known: "2025-10-03"),
        ["2025-07": [750_000], "2025-08": [750_000], "2025-10": [750_000]],
        known: "2025-10-31"
    ),
    LawCase(
        "a decision annulled: nothing was owed from the first",
        disabled.claim("5.6", signed: "2023-01-10", ended: "1986-01-10", known: "2025-10-03"),
        ["2023-01": [], "2025-09": [], "2025-10": []],
        known: "2025-10-31",
        verdicts: ["5.6": .ended]
    ),
    LawCase(
        "a decision annulled: until it was known the months were owed",
        disabled.claim("5.6", signed: "2023-01-10", ended: "1986-01-10", known: "2025-10-03"),
        ["2023-01": [540_000], "2025-09": [750_000]],
        known: "2025-10-02"
    ),
    LawCase(
        "8.1.đ: a certificate's day put right, as known before: owed from the month of the wrong day",
        Subject(born: "1986-01-10").claim("5.6", signed: "2023-03-10", certificate: "2023-02-20")
            .corrected(certificate: "2023-01-05", known: "2023-04-02", by: "31/QĐ-UBND")
            .fact("severity", "severe"),
        ["2023-01": [], "2023-02": [540_000]],
        known: "2023-04-01"
    ),
    LawCase(
        "8.1.đ: a certificate's day put right: valid from the right day, known from the paper",
        Subject(born: "1986-01-10").claim("5.6", signed: "2023-03-10", certificate: "2023-02-20")
            .corrected(certificate: "2023-01-05", known: "2023-04-02", by: "31/QĐ-UBND")
            .fact("severity", "severe"),
        ["2022-12": [], "2023-01": [540_000], "2023-02": [540_000]],
        known: "2023-04-02"
    ),
    LawCase(
        "2.2.d: a carer is convicted: the money for care ends with its month, her own right goes on",
        Subject(born: "1985-05-10").claim("5.4", signed: "2023-01-10")
            .claim("20.2c", signed: "2023-01-10", ended: "2025-08-15")
            .fact("poverty", "poor").fact("children", "1").fact("cared", "1"),
        ["2025-08": [500_000, 500_000], "2025-09": [500_000]],
        verdicts: ["20.2c": .ended]
    ),
    LawCase(
        "2.2.a: whom she cared for dies: the money for care ends with that month",
        Subject(born: "1985-05-10").claim("20.2c", signed: "2023-01-10")
            .fact("cared", "1").fact("cared", "0", from: "2025-08-15"),
        ["2025-08": [500_000], "2025-09": []],
        verdicts: ["20.2c": .conditionNotMet]
    ),
]
