// `stop.toml`: a stop list takes lines away from a sealed batch before it is handed over.
//
// Invariants:
// (1) It can only take away: its lines are lines of the batch, each once over all stop lists.
// (2) Two different natural persons sign it; the batch's own digest stands.

package import Signing

/// The page of a stop list.
package struct StopSheet: Hashable, Sendable {
    /// The batch's code.
    package let batch: String
    /// The number of the stop list, from 1.
    package let number: Int
    /// The cause's code, such as `death`.
    package let cause: String
    /// The paper that shows the cause.
    package let document: String
    /// SHA-256 of the batch's MANIFEST.
    package let manifest: Digest
    /// The numbers of the lines taken away by this list, ascending.
    package let lines: [Int]
    /// VND taken away by this list.
    package let amount: Int64
    /// VND of the batch after this and the earlier lists.
    package let remaining: Int64

    /// A page.
    package init(
        batch: String,
        number: Int,
        cause: String,
        document: String,
        manifest: Digest,
        lines: [Int],
        amount: Int64,
        remaining: Int64
    ) {
        self.batch = batch
        self.number = number
        self.cause = cause
        self.document = document
        self.manifest = manifest
        self.lines = lines
        self.amount = amount
        self.remaining = remaining
    }

    /// The text of `stop.toml`.
    package var text: String {
        var toml = TOMLText()
        toml.put("format", "chitra/stop/1")
        toml.put("batch", batch)
        toml.put("number", Int64(number))
        toml.put("cause", cause)
        toml.put("document", document)
        toml.put("batch_manifest_sha256", manifest.hex)
        toml.put("amount", amount)
        toml.put("remaining", remaining)
        for line in lines {
            toml.table("line")
            toml.put("number", Int64(line))
        }
        return toml.text
    }

    /// Reads `stop.toml`.
    ///
    /// - Throws: ``SheetError`` at the first key that is missing or wrong.
    package init(text: String) throws(SheetError) {
        let sheet = try SheetReader(text: text)
        guard try sheet.string("format") == "chitra/stop/1" else { throw SheetError(key: "format") }
        var lines: [Int] = []
        for table in try sheet.tables("line") { lines.append(Int(try table.integer("number"))) }
        self.init(
            batch: try sheet.string("batch"),
            number: Int(try sheet.integer("number")),
            cause: try sheet.string("cause"),
            document: try sheet.string("document"),
            manifest: try sheet.value("batch_manifest_sha256") { Digest(hex: $0) },
            lines: lines,
            amount: try sheet.integer("amount"),
            remaining: try sheet.integer("remaining")
        )
    }
}
