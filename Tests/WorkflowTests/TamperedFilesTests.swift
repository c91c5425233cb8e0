// Every file of a sealed batch: a changed byte, a missing file, a file too many are found.

import Disbursement
import Foundation
import Intake
import Ledger
import Signing
import Store
import Testing
import Workflow

struct TamperedFilesTests {
    private let month: FinishedMonth
    private let batches: [String]
    private let roots: [Certificate]

    init() throws {
        month = try FinishedMonth.shared.get()
        batches = try month.town.batches().map(\.code)
        roots = try month.town.read { try $0.roots() }
    }

    private var town: Household { month.town }

    /// Whether the verifier of sealed batches finds something in a folder.
    private func isFound(_ content: FolderContent, needsAll: Bool = true) -> Bool {
        !SealedBatchVerifier(roots: roots, at: town.now, needsAll: needsAll).verify(content)
            .findings.isEmpty
    }

    /// Whether the verifier of books finds something when a batch's folder is as given.
    private func isFoundInBooks(_ batch: String, _ damage: (String) throws -> Void) throws -> Bool {
        let copy = try makeScratch()
        defer { try? FileManager.default.removeItem(atPath: copy) }
        try FileManager.default.copyItem(atPath: town.folder, toPath: "\(copy)/books")
        try damage("\(copy)/books/batches/\(batch)")
        return try !VerifyBooks(town.environment).run(folder: "\(copy)/books", receipts: [])
            .findings.isEmpty
    }

    @Test func `the untouched month verifies, with both receipts`() throws {
        let report = try town.verify(receipts: [month.earlierReceipt, month.receipt])
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.batchCount == 3)
        #expect(batches.count == 3)
        for (code, isFinished) in zip(batches, [true, false, false]) {
            #expect(!isFound(try town.content(code), needsAll: isFinished))
        }
    }

    @Test func `one changed byte in any file is found`() throws {
        var number = 0
        for (code, isFinished) in zip(batches, [true, false, false]) {
            let content = try town.content(code)
            for path in content.paths {
                number += 1
                var bytes = try content.read(path)
                let place = (number * 7_919 + 13) % bytes.count
                bytes[place] ^= UInt8(1 << (number % 8))
                let damaged = FolderContent(paths: content.paths) { [bytes] in
                    $0 == path ? bytes : try content.read($0)
                }
                if isFound(damaged, needsAll: isFinished) { continue }
                let isKnown = try isFoundInBooks(code) { folder in
                    try DurableFiles.replace("\(folder)/\(path)", with: bytes)
                }
                #expect(isKnown, "byte \(place) of \(path)")
            }
        }
        #expect(number > 60)
    }

    @Test func `any missing file is found`() throws {
        for (code, isFinished) in zip(batches, [true, false, false]) {
            let content = try town.content(code)
            for path in content.paths {
                let left = FolderContent(paths: content.paths.filter { $0 != path }) { wanted in
                    if wanted == path { throw StoreError.file(path: wanted, error: ENOENT) }
                    return try content.read(wanted)
                }
                if isFound(left, needsAll: isFinished) { continue }
                let isKnown = try isFoundInBooks(code) { folder in
                    try FileManager.default.removeItem(atPath: "\(folder)/\(path)")
                }
                #expect(isKnown, "\(path)")
            }
        }
    }

    @Test(arguments: [
        "more.txt", "lines-0002.csv", "law/more.toml", "files/agribank/more.csv",
        "files/agribank/more.xml.p7s", "files/more/more.txt", "stops/02/stop.toml",
        "stops/01/more.txt", "stops/01/files/agribank/more.p7s", "MANIFEST2",
    ])
    func `a file too many is found`(_ path: String) throws {
        let content = try town.content(batches[0])
        let more = FolderContent(paths: (content.paths + [path]).sorted()) {
            $0 == path ? Array("more\n".utf8) : try content.read($0)
        }
        #expect(isFound(more))
    }

    @Test func `a batch whose folder is gone is found`() throws {
        let isKnown = try isFoundInBooks(batches[0]) {
            try FileManager.default.removeItem(atPath: $0)
        }
        #expect(isKnown)
    }

    @Test func `MANIFEST.p7s rebuilt without one that must sign is refused`() throws {
        let content = try town.content(batches[0])
        let manifest = Digest.of(try content.read("MANIFEST"))
        let roles = ["maker", "checker", "chief-accountant", "account-holder"]
        for missing in [nil] + roles.map(Optional.some) {
            let signatures = try town.read { open in
                try roles.filter { $0 != missing }.reduce([UInt8]()) { earlier, role in
                    let officer = try town.key(role, open)
                    return try earlier.isEmpty
                        ? DetachedSignature.sign(
                            digest: manifest,
                            certificate: officer.certificate,
                            key: officer.key,
                            at: town.now.seconds
                        )
                        : DetachedSignature.adding(
                            certificate: officer.certificate,
                            key: officer.key,
                            at: town.now.seconds,
                            over: manifest,
                            to: earlier
                        )
                }
            }
            let rebuilt = FolderContent(paths: content.paths) {
                $0 == "MANIFEST.p7s" ? signatures : try content.read($0)
            }
            #expect(isFound(rebuilt) == (missing != nil), "without \(missing ?? "nobody")")
        }
    }
}
