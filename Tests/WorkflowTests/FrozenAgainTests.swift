// Before the last signature a batch is made again: files that agree with each other are not enough.

import Disbursement
import Entitlement
import Foundation
import Intake
import Ledger
import Signing
import Store
import Testing

@testable import Workflow

struct FrozenAgainTests {
    /// A batch that waits for its signatures.
    private func frozen(
        by freeze: ((OpenBooks, Household) throws -> Void)? = nil
    ) throws -> (town: Household, batch: BatchRecord) {
        let town = try Household(BooksKind(units: ["NA01"], recomputeFrom: "2026-11"))
        try town.register([
            .enrol(
                Townsman(1, "Nguyễn Thị Lan", born: "1986-03-10"),
                "5.6",
                unit: "NA01",
                signed: "2026-10-05",
                facts: "severity=severe"
            )
            .account("1028722532310")
        ])
        try town.receiveEnough()
        if let freeze {
            _ = try town.draft("2026-11")
            try town.check("2026-11")
            try town.write { try freeze($0, town) }
        } else {
            _ = try town.freeze("2026-11")
        }
        return (town, try #require(try town.batches().last))
    }

    private func folder(_ town: Household, _ batch: BatchRecord) -> String {
        "\(town.folder)/batches/\(batch.code)"
    }

    /// The digests of the files as they lie there.
    private func digests(_ town: Household, _ batch: BatchRecord) throws -> [String: Digest] {
        let folder = folder(town, batch)
        return Dictionary(
            uniqueKeysWithValues: try DurableFiles.tree(folder).map {
                ($0, Digest.of(try DurableFiles.read("\(folder)/\($0)")))
            }
        )
    }

    /// How the batch is judged under some digests.
    private func judge(
        _ town: Household,
        _ batch: BatchRecord,
        _ change: (inout [String: Digest]) -> Void
    ) throws -> StepRefusal.Code? {
        var seen = try digests(town, batch)
        change(&seen)
        return try town.write { open in
            let lines = try open.books.lines(of: batch)
            return try FrozenAgain(open: open).differing(batch, lines, seen: seen).isEmpty
                ? nil : .proofFails
        }
    }

    /// What the last signer is told after a file on the disk was changed.
    private func signed(
        _ town: Household,
        _ batch: BatchRecord,
        _ path: String,
        _ change: (inout [UInt8]) -> Void
    ) throws -> StepRefusal.Code? {
        let path = "\(folder(town, batch))/\(path)"
        let kept = try DurableFiles.read(path)
        var bytes = kept
        change(&bytes)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { try? Data(kept).write(to: URL(fileURLWithPath: path)) }
        return try refusal {
            try town.write { open in
                try FrozenAgain(open: open).require(batch, open.books.lines(of: batch))
            }
        }
    }

    @Test func `every file on the disk is the one that is signed, to the last byte`() throws {
        let (town, batch) = try frozen()
        let paths = try digests(town, batch).keys.filter {
            !$0.hasSuffix(".p7s") && $0 != "receipt.txt"
        }
        #expect(paths.contains { $0.hasPrefix("law/") } && paths.contains("batch.toml"))
        for path in paths.sorted() {
            #expect(try signed(town, batch, path) { _ in } == nil, "\(path)")
            #expect(
                try signed(town, batch, path) { $0[$0.count - 1] ^= 1 } == .proofFails,
                "\(path)"
            )
            #expect(try signed(town, batch, path) { $0.append(0x0A) } == .proofFails, "\(path)")
            #expect(try signed(town, batch, path) { $0.removeLast() } == .proofFails, "\(path)")
        }
    }

    @Test func `a batch that nobody touched is what lines and register give`() throws {
        let (town, batch) = try frozen()
        #expect(try judge(town, batch) { _ in } == nil)
        #expect(
            try !DurableFiles.names(in: "\(town.folder)/batches").contains { $0.hasPrefix(".") }
        )
    }

    @Test func `each file of a provider and of the decision must be the one made again`() throws {
        let (town, batch) = try frozen()
        let paths = try digests(town, batch).keys.filter {
            $0.hasPrefix("files/") || $0.hasPrefix("lines-") || $0 == "batch.toml"
        }
        #expect(paths.count >= 5)
        for path in paths {
            #expect(
                try judge(town, batch) { $0[path] = Digest.of(utf8: "another") } == .proofFails,
                "\(path)"
            )
            #expect(try judge(town, batch) { $0[path] = nil } == .proofFails, "\(path)")
        }
        #expect(
            try judge(town, batch) { $0["files/agribank/more.xml"] = Digest.of(utf8: "more") }
                == .proofFails
        )
    }

    @Test func `what a changed program froze gets no last signature`() throws {
        let (town, batch) = try frozen { open, town in
            // Another text on the provider's page: everything else agrees with it.
            let profiles = ProviderProfiles { id in
                ProviderProfiles.shipped[id].map { ($0.profile, "# \(id)\n\($0.text)") }
            }
            let report = try #require(
                try DraftBatch(town.environment, ruleBook: .shipped).current(
                    open,
                    units: try open.books.units(),
                    period: month("2026-11"),
                    wanted: "checked"
                ).first
            )
            _ = try FreezeBatch(town.environment, ruleBook: .shipped, profiles: profiles).run(
                report,
                kind: .payout,
                open: open,
                officer: try town.key("maker", open)
            )
        }
        // As later programs may ship other profiles, a proof holds a batch against its own.
        #expect(
            try VerifyBooks(town.environment).run(folder: town.folder, receipts: [])
                .findings.isEmpty
        )
        try town.approve("2026-11", "checker")
        try town.approve("2026-11", "chief-accountant")
        #expect(try refusal { try town.approve("2026-11", "account-holder") } == .proofFails)
        #expect(try town.batches().last?.signatures.count == 3)
        #expect(batch.signatures.count == 1)
    }

    @Test func `a folder that is a link gets no signature`() throws {
        let (town, batch) = try frozen()
        let (folder, elsewhere) = (folder(town, batch), "\(town.folder)-elsewhere")
        defer { try? FileManager.default.removeItem(atPath: elsewhere) }
        try FileManager.default.moveItem(atPath: folder, toPath: elsewhere)
        try FileManager.default.createSymbolicLink(
            atPath: folder,
            withDestinationPath: elsewhere
        )
        #expect(try refusal { try town.approve("2026-11", "checker") } == .proofFails)
    }
}
