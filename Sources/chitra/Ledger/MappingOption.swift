import ArgumentParser
import Disbursement
import Foundation
import Intake
import Workflow

/// The official accounts that a report names.
struct MappingOption: ParsableArguments {
    @Option(
        help: """
            Mã tài khoản chính thức: tt24-2024, tt70-2019 hoặc tệp TOML của đơn vị. / Official accounts: \
            tt24-2024, tt70-2019, or a TOML file of the unit's own.
            """
    )
    var mapping: String?

    /// The mapping that was named; nil where none was.
    ///
    /// - Throws: `StepRefusal` with every fault of a file.
    func chosen() throws -> AccountMapping? {
        guard let mapping else { return nil }
        if let shipped = AccountMapping.shipped(mapping) { return shipped }
        guard let bytes = FileManager.default.contents(atPath: mapping),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            let codes = AccountMapping.shippedCodes.joined(separator: ", ")
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "không có bảng mã \(mapping), cũng không có tệp tên đó; có: \(codes)",
                    en:
                        "there is no mapping \(mapping) and no file of that name; there are: \(codes)"
                )
            )
        }
        do {
            return try AccountMapping(toml: text, file: mapping, chart: .shipped)
        } catch {
            throw StepRefusal(
                .dataErrors,
                Phrase(vi: "bảng mã có lỗi", en: "the mapping has errors"),
                diagnostics: error.diagnostics
            )
        }
    }
}
