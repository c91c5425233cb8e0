package import Ledger

extension ChartOfAccounts {
    /// The chart that ships: `Data/chart.csv`.
    package static let shipped: ChartOfAccounts = {
        guard let file = DisbursementData.files.first(where: { $0.path == "chart.csv" }),
            let chart = try? ChartOfAccounts(csv: file.text)
        else { preconditionFailure("the shipped chart of accounts is readable") }
        return chart
    }()
}
