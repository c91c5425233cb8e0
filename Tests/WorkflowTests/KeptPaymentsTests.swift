// Payments between the pass over lines and the writing of files: nothing is lost, and what a disk made of
// them is found.

import BankFiles
import Disbursement
import Store
import Testing

@testable import Workflow

struct KeptPaymentsTests {
    private struct Payment: Equatable {
        let place: Int
        let amount: Int64
        let bank: UInt32
        let identification: UInt64
        let name: String
        let account: String
        let lines: [Int64]
    }

    private func payments(_ count: Int) -> [Payment] {
        (0..<count).map { number in
            Payment(
                place: number * 2,
                amount: Int64(number) * 1_000 + 3,
                bank: number.isMultiple(of: 5) ? 0 : 970_405 + UInt32(number % 9),
                identification: number.isMultiple(of: 5) ? 1_000_000_000 + UInt64(number) : 0,
                name: "NGUYEN THI \(number % 97)",
                account: number.isMultiple(of: 5) ? "" : "1500\(1_000_000 + number)",
                lines: (0...(number % 3)).map { Int64($0 + 1) }
            )
        }
    }

    private func kept(_ payments: [Payment], mostHeld: Int) throws -> KeptPayments {
        let scratch = ScratchFile(folder: "/tmp", mostHeld: mostHeld) { count in
            (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        }
        var kept = KeptPayments(scratch)
        for payment in payments {
            for amount in payment.lines { kept.append(right: UInt32(amount % 2), amount: amount) }
            let name = Array(payment.name.utf8)
            if payment.account.isEmpty {
                try kept.append(
                    place: payment.place,
                    amount: payment.amount,
                    identification: payment.identification,
                    name: name.span
                )
            } else {
                let account = Array(payment.account.utf8)
                try kept.append(
                    place: payment.place,
                    amount: payment.amount,
                    bank: payment.bank,
                    name: name.span,
                    nameCap: 70,
                    account: account.span
                )
            }
        }
        try kept.finish()
        return kept
    }

    private func payment(_ piece: borrowing PaymentPiece, _ row: Int) -> Payment {
        Payment(
            place: Int(piece.places[row]),
            amount: piece.amounts[row],
            bank: piece.banks[row],
            identification: piece.identifications[row],
            name: String(decoding: piece.text(piece.name(row)), as: UTF8.self),
            account: String(decoding: piece.text(piece.account(row)), as: UTF8.self),
            lines: piece.lines(row).map { piece.lineAmounts[$0] }
        )
    }

    @Test(
        arguments: [0, 300_000, 1 << 30],
        [[1], [4_096], [4_095, 2, 4_096, 0, 1], [5_000, 9_000, 77]]
    ) func `payments come back in their order, run by run`(
        _ mostHeld: Int,
        _ runs: [Int]
    ) throws {
        let payments = payments(runs.reduce(0, +))
        let kept = try kept(payments, mostHeld: mostHeld)
        #expect(kept.count == payments.count)
        #expect(try kept.amounts() == payments.map(\.amount))
        let totals = try kept.totals(ofRuns: runs)
        let reader = kept.reader()
        var start = 0
        for (run, total) in zip(runs, totals) {
            let wanted = payments[start..<start + run]
            start += run
            #expect(total.count == run && total.sum == wanted.reduce(0) { $0 + $1.amount })
            var found: [Payment] = []
            var rights: [Int64] = [0, 0]
            try reader.take(run) { piece, rows in
                for row in rows { found.append(payment(piece, row)) }
                piece.addLines(of: rows, to: &rights)
            }
            #expect(found.elementsEqual(wanted))
            let lines = wanted.flatMap(\.lines)
            for right in 0...1 {
                let sum = lines.filter { $0 % 2 == Int64(right) }.reduce(0, +)
                #expect(rights[right] == sum)
            }
        }
    }

    @Test func `a name that banks cannot write leaves the payments before it`() throws {
        var kept = try kept([], mostHeld: 0)
        let fine = Array("Nguyễn Thị Ánh".utf8)
        let unfit = Array("Nguyễn 阮".utf8)
        let account = Array("1500123456789".utf8)
        for name in [fine, unfit, fine] {
            kept.append(right: 0, amount: 5)
            do {
                try kept.append(
                    place: kept.count,
                    amount: 5,
                    bank: 970_405,
                    name: name.span,
                    nameCap: 10,
                    account: account.span
                )
            } catch is BankTextRefusal {
                #expect(name == unfit && kept.count == 1)
            }
        }
        try kept.finish()
        var names: [String] = []
        try kept.reader().take(2) { piece, rows in
            for row in rows { names.append(payment(piece, row).name) }
        }
        #expect(names == ["NGUYEN THI", "NGUYEN THI"])
    }

    @Test func `no flipped bit of scratch becomes a payment`() throws {
        var piece = PaymentPiece()
        for number in 0..<5 {
            piece.append(right: 1, amount: 7)
            piece.append(text: Array("LE VAN \(number)".utf8).span)
            piece.append(text: Array("150012345\(number)".utf8).span)
            piece.append(number, 7, bank: 970_405, identification: 0)
        }
        var bytes: [UInt8] = []
        var amounts: [UInt8] = []
        piece.encode(into: &bytes)
        piece.encodeAmounts(into: &amounts)
        #expect(try PaymentPiece.amounts(decoding: amounts) == [7, 7, 7, 7, 7])
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                var read = PaymentPiece()
                #expect(throws: StoreError.self) {
                    try read.decode(changed, amounts: [7, 7, 7, 7, 7])
                }
            }
        }
        for place in amounts.indices {
            var changed = amounts
            changed[place] ^= 1
            #expect(throws: StoreError.self) { try PaymentPiece.amounts(decoding: changed) }
        }
        #expect(throws: StoreError.self) { try PaymentPiece.amounts(decoding: []) }
    }
}
