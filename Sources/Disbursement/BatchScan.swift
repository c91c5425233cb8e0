// One pass over the files of a batch or of a provider's part: every byte is read and hashed once
// (a list of transfers is read once more, to be counted), whatever is asked of it afterwards.
//
// Invariants:
// (1) What is found does not hang on the order or the number of the workers.
// (2) Memory hangs on the number of files and transfers, not on bytes: a page is kept, a list never.

import BankFiles
import Intake
import Signing

/// What lies in a provider's folder.
struct ProviderPages: Sendable {
    /// The path of the folder, with its slash.
    let prefix: String
    /// `handover.toml`.
    let sheet: ProviderSheet
    /// `profile.toml`.
    let profile: ProviderProfile
}

/// The files of a folder, read once.
struct BatchScan {
    /// The folder.
    let folder: FolderContent
    /// Its paths.
    let paths: Set<String>
    private let workers: any Workers
    private var traits: [String: FileTraits?] = [:]
    private var pages: [String: [UInt8]] = [:]
    /// The payment files, by path.
    private(set) var payments: [String: PaymentFileResult] = [:]

    /// A pass that has seen nothing.
    init(_ folder: FolderContent, workers: any Workers) {
        self.folder = folder
        self.workers = workers
        paths = Set(folder.paths)
    }

    /// The bytes of a page, which is read once; nil where it cannot be read.
    mutating func page(_ path: String) -> [UInt8]? {
        if let page = pages[path] { return page }
        guard paths.contains(path), let bytes = try? folder.read(path) else { return nil }
        pages[path] = bytes
        traits[path] = FileTraits(size: bytes.count, digest: Digest.of(bytes))
        return bytes
    }

    /// The text of a page; nil where it cannot be read.
    mutating func text(_ path: String) -> String? {
        page(path).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The size and digest of a file that was read; nil where it cannot be.
    func traits(of path: String) -> FileTraits? { traits[path] ?? nil }

    /// The digests of the files that were read.
    var digests: [String: Digest] { traits.compactMapValues { $0?.digest } }

    /// Reads the parts of the decision list.
    mutating func read(_ decision: DecisionScan) -> DecisionScan.Outcome {
        let outcome = decision.run(workers: workers)
        for (path, part) in zip(decision.paths, outcome.parts) { traits[path] = part }
        return outcome
    }

    /// The pages of a provider's folder; nil where one is missing or damaged.
    mutating func provider(at prefix: String) -> ProviderPages? {
        guard let text = text(prefix + "handover.toml"),
            let sheet = try? ProviderSheet(text: text),
            let profileText = self.text(prefix + "profile.toml"),
            let profile = ProviderProfile.read(profileText, file: prefix + "profile.toml").value
        else { return nil }
        return ProviderPages(prefix: prefix, sheet: sheet, profile: profile)
    }

    /// Checks payment files, each once.
    mutating func read(_ checks: [PaymentFileCheck]) {
        let results = workers.map(checks.count) { checks[$0].run() }
        for (check, result) in zip(checks, results) {
            guard let file = check.file else { continue }
            payments[file] = result
            traits[file] = result.file
            if let list = check.list, let seen = result.list { traits[list] = seen }
        }
    }

    /// Hashes files that nobody has read.
    mutating func hash(_ wanted: [String]) {
        let rest = wanted.filter { traits[$0] == nil && paths.contains($0) }
        let found = workers.map(rest.count) { [folder] in FileScan.traits(folder, rest[$0]) }
        for (path, seen) in zip(rest, found) { traits[path] = seen }
    }
}
