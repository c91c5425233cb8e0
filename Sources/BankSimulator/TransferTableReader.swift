// The payments of a provider that takes tables: our own list beside its table, or its cash list.
//
// Invariants:
// (1) Names and papers of payees are passed over; only id, bank, account and amount are kept.
// (2) A row with a fault is a finding; then nothing of the file is taken.

import Intake

/// Reads the list of a table, or a cash list.
enum TransferTableReader {
    /// Reads all rows.
    static func read(
        _ bytes: [UInt8],
        file: String,
        isCash: Bool
    ) -> Reading<[HandedOverTransfer]> {
        let columns =
            isCash ? ["Mã chi trả", "Số tiền"] : ["transfer_id", "amount", "bank", "account"]
        let table = InputTable.read(bytes, file: file, columns: columns, others: true)
        var log = DiagnosticLog()
        log.append(contentsOf: table.diagnostics)
        var transfers: [HandedOverTransfer] = []
        for (index, row) in table.value.enumerated() {
            // A cash list closes with a row of its sum, which has no id.
            if isCash && row.fields[0].isEmpty && index == table.value.count - 1 { continue }
            let account = isCash ? nil : BankAccountNumber(row.fields[3])
            guard HandoverFinding.isPlainName(row.fields[0]),
                let amount = HandoverFinding.amount(row.fields[1]), isCash || account != nil
            else {
                log.append(
                    HandoverFinding.error(
                        "order-payment",
                        file,
                        line: row.line,
                        HandoverFinding.badPayment
                    )
                )
                continue
            }
            transfers.append(
                HandedOverTransfer(
                    id: row.fields[0],
                    amount: amount,
                    bank: isCash ? nil : row.fields[2],
                    account: account
                )
            )
        }
        return Reading(value: transfers, diagnostics: log.diagnostics)
    }
}
