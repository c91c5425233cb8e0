// Fills books with journal entries, many a step or one a step, and asks for balances: what `make bench`
// cannot do by commands, for none books so much. What it measures it prints as one JSON object.
//
// Invariants:
// (1) Entries go through the same door as those of every command: chart, periods, keys, the log, the sync.
// (2) Same count, same rows.

import Glibc
import Ledger
import Store

/// The ledger of a bench run.
@main
struct LedgerBench {
    /// Postings of a step on the bulk path.
    private static let postingsOfStep = 32_768
    /// The moment of the first step: 2026-11-22T09:00:00+07:00, in seconds since 1970.
    private static let now: Int64 = 1_795_312_800
    private static let usage = """
        ledger-bench make BOOKS | fill BOOKS POSTINGS [OF-AN-ENTRY] | single BOOKS COUNT
          | balance BOOKS TIMES | day BOOKS TIMES | proof BOOKS TIMES
        """

    static func main() {
        let words = CommandLine.arguments
        guard words.count >= 3 else { return end(usage, code: 64) }
        let count = words.count > 3 ? Int(words[3]) ?? 0 : 0
        do {
            switch words[1] {
            case "make": try make(words[2])
            case "fill" where count > 0:
                let size = words.count > 4 ? Int(words[4]) ?? 0 : MadeEntries.smallCount
                guard size >= 2 else { return end(usage, code: 64) }
                try fill(words[2], count / size, of: size)
            case "single" where count > 0: try single(words[2], count)
            case "balance" where count > 0: try balance(words[2], count)
            case "day" where count > 0: try balanceOfDay(words[2], count)
            case "proof" where count > 0: try proof(words[2], count)
            default: end(usage, code: 64)
            }
        } catch {
            end("\(error)", code: 1)
        }
    }

    /// Books of the units alone, with a register's key, so that reports open them.
    private static func make(_ folder: String) throws {
        let seed = (0..<32).map { UInt8($0) }
        try Books.create(
            folder: folder,
            origin: "chitra.example/bench",
            seed: seed,
            begin: enterUnits
        )
        try DurableFiles.write(seed.map { $0 ^ 0xA5 }, to: "\(folder)/keys/register.key")
    }

    private static func enterUnits(_ books: Books) throws {
        guard let at = Instant(seconds: now) else {
            preconditionFailure("a step has a moment of the calendar")
        }
        try books.step(StepInfo(key: "bench/units", verb: "bench", at: at, officer: "")) { writer in
            for code in MadeEntries.units {
                try writer.insert(
                    "unit",
                    [
                        "code", "name", "commune", "province", "first_month", "recompute_from",
                        "list_day", "pays", "roles",
                    ],
                    [code, code, "", "", "2026-11", "2026-11", 25, "next-month", ""]
                )
            }
        }
    }

    /// The bulk path: thousands of postings a step, each step one transaction and one checkpoint.
    private static func fill(_ folder: String, _ count: Int, of size: Int) throws {
        let books = try Books.open(folder: folder, access: .write)
        let first = try entryCount(books)
        let begun = Spent.now
        var done = 0
        let together = max(1, postingsOfStep / size)
        while done < count {
            let next = min(together, count - done)
            try step(books, (first + done)..<(first + done + next), of: size)
            done += next
        }
        let spent = Spent.now.since(begun)
        say(
            """
            {"postings":\(done * size),"entries":\(done),"cpu_ns":\(spent.processor),\
            "wall_ns":\(spent.wall)}
            """
        )
    }

    /// One entry a step: what a paper costs that is entered alone.
    private static func single(_ folder: String, _ count: Int) throws {
        let books = try Books.open(folder: folder, access: .write)
        let first = try entryCount(books)
        let begun = Spent.now
        var times: [Int64] = []
        for number in 0..<count {
            let started = Spent.now
            try step(books, (first + number)..<(first + number + 1))
            times.append(Spent.now.since(started).wall)
        }
        let spent = Spent.now.since(begun)
        times.sort()
        say(
            """
            {"entries":\(count),"cpu_ns":\(spent.processor),"wall_ns":\(spent.wall),\
            "p50":\(times[count / 2]),"p99":\(times[count * 99 / 100]),"max":\(times[count - 1])}
            """
        )
    }

    /// The balance of an account of a unit, of one source.
    private static func balance(_ folder: String, _ count: Int) throws {
        let books = try Books.open(folder: folder, access: .read)
        let begun = Spent.now
        var sum: Int64 = 0
        for number in 0..<count {
            sum = try books.balance(
                account: "CASH",
                unit: MadeEntries.unit(number),
                source: "local"
            )
        }
        let spent = Spent.now.since(begun)
        say("{\"balances\":\(count),\"cpu_ns\":\(spent.processor),\"last\":\(sum)}")
    }

    /// The balance of an account of a unit with its provider, through a value date that ever more of
    /// the journal lies behind.
    private static func balanceOfDay(_ folder: String, _ count: Int) throws {
        let books = try Books.open(folder: folder, access: .read)
        guard let last = try books.lastStepTime() else { return end("no steps", code: 1) }
        let begun = Spent.now
        var sum: Int64 = 0
        for number in 0..<count {
            guard let day = CivilDate(dayNumber: Int(last.date.dayNumber) - number) else { break }
            sum = try books.query {
                try $0.balance(
                    account: "CASH",
                    unit: MadeEntries.unit(number),
                    provider: "vietinbank",
                    through: day
                )
            }
        }
        let spent = Spent.now.since(begun)
        say("{\"balances\":\(count),\"cpu_ns\":\(spent.processor),\"last\":\(sum)}")
    }

    /// The inclusion proof of a leaf under the last checkpoint.
    private static func proof(_ folder: String, _ count: Int) throws {
        let books = try Books.open(folder: folder, access: .read)
        let size = try books.head().size
        let begun = Spent.now
        var length = 0
        for number in 0..<count {
            let index = size * UInt64(number + 1) / UInt64(count + 1)
            length += try books.query {
                try $0.inclusionProof(leafIndex: index, size: size)?.count ?? 0
            }
        }
        let spent = Spent.now.since(begun)
        say("{\"proofs\":\(count),\"cpu_ns\":\(spent.processor),\"hashes\":\(length)}")
    }

    private static func entryCount(_ books: Books) throws -> Int {
        Int(try books.query { try $0.entryCount() })
    }

    private static func step(
        _ books: Books,
        _ numbers: Range<Int>,
        of size: Int = MadeEntries.smallCount
    ) throws {
        guard let at = Instant(seconds: now + Int64(numbers.lowerBound)) else {
            preconditionFailure("a step has a moment of the calendar")
        }
        try books.step(
            StepInfo(key: "bench/\(numbers.lowerBound)", verb: "bench", at: at, officer: "")
        ) { writer in
            try writer.post(
                contentsOf: try numbers.map {
                    try size == MadeEntries.smallCount
                        ? MadeEntries.advance($0, on: at.date)
                        : MadeEntries.roll($0, postings: size, on: at.date)
                }
            )
        }
    }

    private static func say(_ text: String) { put("\(text)\n", to: 1) }

    private static func end(_ message: String, code: Int32) {
        put("\(message)\n", to: 2)
        exit(code)
    }

    private static func put(_ text: String, to file: Int32) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
    }
}

/// Processor and wall time, in nanoseconds.
private struct Spent {
    let processor: Int64
    let wall: Int64

    /// What this process has spent until now.
    static var now: Spent {
        var usage = rusage()
        _ = unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        func nanoseconds(_ time: timeval) -> Int64 {
            Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1_000
        }
        var clock = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &clock)
        return Spent(
            processor: nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime),
            wall: Int64(clock.tv_sec) * 1_000_000_000 + Int64(clock.tv_nsec)
        )
    }

    func since(_ earlier: Spent) -> Spent {
        Spent(processor: processor - earlier.processor, wall: wall - earlier.wall)
    }
}
