// Bank accounts of the length that each bank uses.
//
// Invariants:
// (1) No account number is given twice, not even at two banks: forms of one length differ in their
//     first digits, and within a form a counter runs through a permutation.
// (2) Memory does not grow with the accounts: one counter a form.

import Intake

/// Gives bank accounts.
struct AccountMint: Sendable {
    /// How the numbers of a bank look: a head, free digits, a fixed middle, free digits.
    private struct Form: Sendable {
        let bank: String
        let head: String
        let front: Int
        let middle: String
        let back: Int
    }

    /// The forms and how often accounts have them, in hundredths.
    private static let forms: [Weighted<Form>] = [
        // Agribank, 13: branch, 205, number.
        Weighted(45, Form(bank: "970405", head: "1", front: 3, middle: "205", back: 6)),
        // Vietcombank, 13 of old, 10 now.
        Weighted(9, Form(bank: "970436", head: "0", front: 3, middle: "100", back: 6)),
        Weighted(6, Form(bank: "970436", head: "9", front: 3, middle: "", back: 6)),
        // VietinBank, 12.
        Weighted(12, Form(bank: "970415", head: "10", front: 4, middle: "", back: 6)),
        // BIDV, 10 or 14.
        Weighted(5, Form(bank: "970418", head: "1", front: 3, middle: "", back: 6)),
        Weighted(7, Form(bank: "970418", head: "4", front: 2, middle: "10000", back: 6)),
        // MB, 9 to 13.
        Weighted(1, Form(bank: "970422", head: "", front: 3, middle: "", back: 6)),
        Weighted(2, Form(bank: "970422", head: "7", front: 3, middle: "", back: 6)),
        Weighted(1, Form(bank: "970422", head: "6", front: 4, middle: "", back: 6)),
        Weighted(1, Form(bank: "970422", head: "8", front: 5, middle: "", back: 6)),
        Weighted(1, Form(bank: "970422", head: "3", front: 6, middle: "", back: 6)),
        // Techcombank, 14.
        Weighted(3, Form(bank: "970407", head: "190", front: 5, middle: "", back: 6)),
        // The policy bank, 12.
        Weighted(3, Form(bank: "999888", head: "66", front: 4, middle: "", back: 6)),
        // LPBank, 12.
        Weighted(4, Form(bank: "970449", head: "0", front: 5, middle: "", back: 6)),
    ]

    private static let choices = Shares(forms.enumerated().map { Weighted($1.weight, $0) })

    private let orders: [DecimalPermutation]
    private var used: [UInt64]

    /// A mint of a seed; nothing is used yet.
    init(seed: UInt64) {
        orders = AccountMint.forms.enumerated().map { index, form in
            DecimalPermutation(
                width: form.value.front + form.value.back,
                seed: seed,
                purpose: 0xACC0_0000 + UInt64(index)
            )
        }
        used = Array(repeating: 0, count: AccountMint.forms.count)
    }

    /// The next account, at a bank chosen by its share.
    mutating func account(_ chance: inout SplitMix64) -> GeneratedWay {
        let index = chance.element(of: AccountMint.choices)
        let form = AccountMint.forms[index].value
        let order = orders[index]
        let free = digits(order(used[index]), width: form.front + form.back)
        used[index] += 1
        let text = form.head + free.prefix(form.front) + form.middle + free.suffix(form.back)
        guard let number = BankAccountNumber(text) else {
            preconditionFailure("the forms give 9 to 14 digits")
        }
        return .account(bank: form.bank, number: number)
    }
}
