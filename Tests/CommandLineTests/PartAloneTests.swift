// A provider's part at a terminal: it verifies without the batch, and says what it cannot prove.

import Foundation
import Testing

@Suite(.enabled(if: Program.areBuilt, "chitra is not built beside the tests"))
struct PartAloneTests {
    @Test
    func `a part alone says that it names its account holders itself, a whole batch does not`()
        throws
    {
        let office = try Office.approved()
        try office.must("batch issue --period 2026-11 --key keys/account-holder.key")
        let batch = "books/batches/NA0100001"
        let files = "\(office.folder)/\(batch)/files"
        let provider = try #require(
            FileManager.default.contentsOfDirectory(atPath: files).sorted().first
        )
        let said = "this part names its account holders itself"
        func verify(_ folder: String) throws -> Run {
            try Program.verifier.run(
                [folder, "--roots", "keys/authority.pem", "--lang", "en"],
                in: office.folder
            )
        }
        let part = try verify("\(batch)/files/\(provider)")
        #expect(part.code == 0, "\(part.output)\(part.errors)")
        #expect(part.output.contains(said))
        let whole = try verify(batch)
        #expect(whole.code == 0, "\(whole.output)\(whole.errors)")
        #expect(!whole.output.contains(said))
    }
}
