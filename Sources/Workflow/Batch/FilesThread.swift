// The providers' files of a large batch, written on a thread of their own while the caller does what does
// not lean on them.
//
// Invariants:
// (1) The files are the same bytes, whoever makes them: one writer, one order.
// (2) From the start to `finish` or `wait` the folder and what was kept for the files are the thread's:
//     the caller reads lines and sums only, which nobody changes.
// (3) A small batch, whose files take no longer than a thread takes to start, is written at once.

import Dispatch
import Synchronization

/// Writes the files of all providers of one batch.
@safe
final class FilesThread: Sendable {
    /// The transfers of a batch that is worth a thread.
    static let threshold = 16_384

    // The compiler cannot see that the queue's one block alone reads what was kept on scratch for the files:
    // the caller made it, and does not touch it again.
    nonisolated(unsafe) private let files: ProviderFiles
    // Nor that the folder is that block's until `wait` has returned: only then does the caller write to it.
    nonisolated(unsafe) private let folder: FolderWriter
    private let queue = DispatchQueue(label: "chitra.files", qos: .userInitiated)
    private let result = Mutex<Result<[ProviderFiles.PaymentFile], any Error>?>(nil)

    /// Begins to write.
    ///
    /// - Parameters:
    ///   - files: What is written.
    ///   - folder: Where the batch is built.
    ///   - threshold: The transfers from which on a thread does it.
    init(_ files: ProviderFiles, to folder: FolderWriter, threshold: Int = FilesThread.threshold) {
        unsafe self.files = files
        unsafe self.folder = folder
        if files.content.transferCount < threshold {
            run()
        } else {
            queue.async { [self] in run() }
        }
    }

    private func run() {
        let written = Result { try unsafe files.write(to: folder) }
        result.withLock { $0 = written }
    }

    /// Waits until the files are written, or could not be: the folder is the caller's again.
    func wait() { queue.sync {} }

    /// Waits for the files.
    ///
    /// - Returns: The payment files, in order of provider and sequence.
    /// - Throws: What ``ProviderFiles/write(to:)`` throws.
    func finish() throws -> [ProviderFiles.PaymentFile] {
        wait()
        guard let result = result.withLock({ $0 }) else { preconditionFailure("somebody wrote") }
        return try result.get()
    }
}
