// What of some books is proven beside their rows: the database's file, its blobs, the register in them.
//
// Invariants:
// (1) SQLite finds no fault with the file. Blobs are those whose digests their rows state. Every page opens with
//     the register's key and holds what we write; the runs over IDs are those of its persons.
// (2) A large register is read through a connection of its own, on a thread of its own. It may be of a later
//     moment than the rows beside it: pages are added, and none of them is changed.
// (3) What is found here means something only once the rows were found to be what was written.

import Dispatch
import Enrolment
import Intake
import Ledger
import Store
import Synchronization

/// Proves file and register beside other work.
final class ProofBesideRows: Sendable {
    /// What does not hold.
    typealias Findings = [(place: String, message: Phrase)]

    /// The pages of a register that is worth a thread and a connection.
    static let threshold: Int64 = 16

    private let environment: Environment
    private let queue = DispatchQueue(label: "chitra.beside", qos: .userInitiated)
    private let fileRead = DispatchGroup()
    private let file = Mutex<Result<[BooksFinding], any Error>?>(nil)
    private let register = Mutex<Result<Findings, any Error>?>(nil)

    /// Begins to read, where the register is large.
    ///
    /// - Parameters:
    ///   - open: The books.
    ///   - environment: The clock, and what else is passed in.
    ///   - threshold: The pages from which on a thread does it.
    /// - Throws: `StoreError` where the register's pages cannot be counted.
    init(
        _ open: OpenBooks,
        _ environment: Environment,
        threshold: Int64 = ProofBesideRows.threshold
    ) throws {
        self.environment = environment
        guard try open.register.pageCount() >= threshold else { return }
        let folder = open.books.folder
        fileRead.enter()
        queue.async { [self] in
            let own = Result {
                try OpenBooks(folder: folder, access: .read, environment: environment)
            }
            let found = Result { try BooksVerifier(books: own.get().books).fileFindings() }
            file.withLock { $0 = found }
            fileRead.leave()
            let proven = Result { try findings(own.get()) }
            register.withLock { $0 = proven }
        }
    }

    /// What does not hold of the file and of blobs, the register's and others; read now where no thread has
    /// begun.
    ///
    /// - Parameter open: The books.
    /// - Returns: The findings.
    /// - Throws: `StoreError` where a table cannot be read.
    func fileFindings(waitingWith open: OpenBooks) throws -> [BooksFinding] {
        fileRead.wait()
        let found = file.withLock { $0 }
        return try found?.get() ?? BooksVerifier(books: open.books).fileFindings()
    }

    /// What does not hold of the register; read now where no thread has begun.
    ///
    /// - Parameter open: The books.
    /// - Returns: The findings.
    /// - Throws: `StoreError` where it cannot be read.
    func findings(waitingWith open: OpenBooks) throws -> Findings {
        stop()
        let found = register.withLock { $0 }
        return try found?.get() ?? findings(open)
    }

    /// Waits for the thread: the books may be gone afterwards.
    func stop() { queue.sync {} }

    private func findings(_ open: OpenBooks) throws -> Findings {
        // Books whose clock runs ahead of this machine's know more than today does.
        let last = try open.books.lastStepTime()?.date ?? environment.now.date
        let known = max(last, environment.now.date)
        var identities = RegisterIdentities(of: open.register)
        var findings: Findings = []
        for page in 0..<(try open.register.pageCount()) {
            do {
                identities.take(try open.register.verify(page: page, known: known))
            } catch let error as StoreError {
                findings.append(("register", error.phrase))
            }
        }
        guard findings.isEmpty, try !identities.areThoseOfRuns() else { return findings }
        findings.append(
            (
                "identity_run",
                Phrase(
                    vi: "chỉ mục theo số định danh không khớp với các trang sổ",
                    en: "the runs over IDs are not those of the register's pages"
                )
            )
        )
        return findings
    }
}
