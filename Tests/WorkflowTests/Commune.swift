// The people whom the counterpart bank pays.

import Ledger

/// The people of the commune: all of them have an account.
struct Commune {
    /// Adults with a severe disability: one line a month.
    let adults: [Townsman]
    /// Old people without a pension: a line of the state's and one of the city's.
    let elders: [Townsman]
    /// Old people who receive for two orphans and for themselves.
    let guardians: [(payee: Townsman, orphans: [Townsman])]
    /// The numbers of accounts that the counterpart bank holds itself, of the first adults.
    let own: [String]

    /// Those who receive money.
    var payees: Int { adults.count + elders.count + guardians.count }
    var count: Int { adults.count + elders.count + guardians.count * 3 }

    /// People: one of 20 is a guardian of two more, one of 6 another elder.
    init(count: Int) {
        precondition(count >= 60, "somebody of each kind")
        let (guardians, elders) = (count / 20, count / 6)
        self.init(
            adults: count - elders - guardians * 3,
            elders: elders,
            guardians: guardians,
            own: 8
        )
    }

    init(adults: Int, elders: Int, guardians: Int, own: Int) {
        let names = ["Nguyễn Thị Lan", "Trần Văn Bảo", "Lê Thị Hoa", "Phạm Đức Anh", "Đỗ Thị Mơ"]
        var serial = 0
        func person(_ born: String) -> Townsman {
            serial += 1
            return Townsman(serial, names[serial % names.count], born: born)
        }
        self.adults = (0..<adults).map { _ in person("1986-03-10") }
        self.elders = (0..<elders).map { _ in person("1940-03-10") }
        self.guardians = (0..<guardians).map { _ in
            (person("1946-05-03"), [person("2018-04-08"), person("2021-02-07")])
        }
        self.own = (0..<own).map { CounterpartBank.number(880_000 + $0) }
    }

    /// The rows of the register.
    var register: [RegisterLine] {
        var lines: [RegisterLine] = []
        var serial = 0
        func account(_ line: RegisterLine) -> RegisterLine {
            serial += 1
            // Two of three hold an account with the unit's own bank.
            return serial % 3 > 0
                ? line.account(String(1_500_205_000_000 + serial))
                : line.account(String(9_000_100_000_000 + serial), bank: "970436")
        }
        for (index, adult) in adults.enumerated() {
            let line = RegisterLine.enrol(
                adult,
                "5.6",
                unit: Correspondence.unit,
                signed: "2025-03-05",
                facts: "severity=severe"
            )
            lines.append(
                index < own.count ? line.account(own[index], bank: "970436") : account(line)
            )
        }
        func elder(_ person: Townsman) -> RegisterLine {
            .enrol(
                person,
                "pension",
                unit: Correspondence.unit,
                signed: "2026-10-05",
                facts: "pension=none"
            )
        }
        for person in elders { lines.append(account(elder(person))) }
        for (index, (payee, orphans)) in guardians.enumerated() {
            let number = String(1_500_205_500_000 + index)
            lines.append(elder(payee).account(number))
            for orphan in orphans {
                let line = RegisterLine.enrol(
                    orphan,
                    "5.1",
                    unit: Correspondence.unit,
                    signed: "2025-03-05"
                )
                lines.append(line.payee(payee).account(number))
            }
        }
        return lines
    }
}
