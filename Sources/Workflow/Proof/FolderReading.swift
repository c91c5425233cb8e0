// The folders of all batches, verified from their files alone while the rows of the books are proven.
//
// Invariants:
// (1) Only files are read here: what they say is held against the rows by who waits for it, after the rows
//     were found to be what was written. Of a batch without stop lists, every byte is held against what was
//     signed: who waits makes the files again, which says more of them than they say of each other.
// (2) Folders are read one after the other, in order of their batches; one that nobody waits for any more
//     is not begun.

import Disbursement
import Dispatch
import Ledger
import Signing
import Store
import Synchronization

/// Verifies folders on a thread of its own.
final class FolderReading: Sendable {
    /// What is verified.
    struct Folder: Sendable {
        /// The batch's code.
        let code: String
        /// Its files; nil where there is no such folder.
        let content: FolderContent?
        /// Whether every signature must be there.
        let needsAll: Bool
        /// When certificates must hold.
        let times: SigningTimes
    }

    private let folders: [String: (content: FolderContent, done: DispatchGroup)]
    private let queue = DispatchQueue(label: "chitra.folders", qos: .userInitiated)
    private let reports = Mutex<[String: VerificationReport]>([:])
    private let isWanted = Atomic(true)

    /// Begins to read.
    ///
    /// - Parameters:
    ///   - folders: The folders, in order.
    ///   - roots: The authorities' certificates.
    init(_ folders: [Folder], roots: [Certificate]) {
        self.folders = folders.reduce(into: [:]) { known, folder in
            known[folder.code] = folder.content.map { ($0, DispatchGroup()) }
        }
        for folder in folders {
            guard let (content, done) = self.folders[folder.code] else { continue }
            queue.async(group: done) { [self] in
                guard isWanted.load(ordering: .relaxed) else { return }
                let report = Self.verifier(
                    roots: roots,
                    at: folder.times,
                    needsAll: folder.needsAll,
                    depth: .bytes
                ).verify(content)
                reports.withLock { $0[folder.code] = report }
            }
        }
    }

    /// What verifies a folder from its files.
    ///
    /// - Parameters:
    ///   - roots: The authorities' certificates.
    ///   - times: When certificates must hold.
    ///   - needsAll: Whether every signature must be there.
    ///   - depth: How far it looks.
    /// - Returns: A verifier that reads on all cores.
    static func verifier(
        roots: [Certificate],
        at times: SigningTimes,
        needsAll: Bool,
        depth: SealedBatchVerifier.Depth
    ) -> SealedBatchVerifier {
        SealedBatchVerifier(
            roots: roots,
            at: times,
            needsAll: needsAll,
            depth: depth,
            workers: Threads()
        )
    }

    /// Begins no further folder, and waits for the one at work.
    func stop() {
        isWanted.store(false, ordering: .relaxed)
        queue.sync {}
    }

    /// Waits for the folder of a batch.
    ///
    /// - Returns: Its files and what was seen in them; nil where there is no such folder.
    func result(of code: String) -> (content: FolderContent, report: VerificationReport)? {
        guard let (content, done) = folders[code] else { return nil }
        done.wait()
        guard let report = reports.withLock({ $0[code] }) else {
            preconditionFailure("a folder that is waited for was read")
        }
        return (content, report)
    }
}
