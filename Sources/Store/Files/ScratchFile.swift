// Room for one step: some of it in memory, the rest in a file without a name, enciphered with a key
// that nobody keeps.
//
// The file is written past the page cache on a thread of its own (`PieceThread`), and long pieces are read past it:
// what is kept is read once, and to fill the cache with it costs more than the disk (docs/performance.md).
//
// Invariants:
// (1) The file ends with the process, however that ends: it has no name that could be left behind.
// (2) Nothing of a person lies readable on the disk.
// (3) The file has whole rooms only; what was enciphered and fills no room yet waits in memory.
//
// Unsafe: rooms are memory of their own, aligned as the disk wants it. Places and lengths are held against
// what was kept before one is touched.

import Enrolment
import Glibc
import Signing

/// Scratch in a file, made when it is first wanted; for one thread at a time.
@safe
package final class ScratchFile: Scratch {
    private let folder: String
    private let key: () -> SecretKey?
    /// The file, open for reading; it is open once more for who writes it.
    private var file: Int32 = -1
    private var mode = DirectMode()
    private var thread: PieceThread?
    private var cipher: ScratchCipher?
    private var end = 0
    /// What is kept in memory, and how much of that there may be: what comes later goes to the file.
    private var held: [(place: Int, bytes: [UInt8])] = []
    private let mostHeld: Int
    /// Where what is in memory ends and the file begins.
    private var heldEnd = 0
    /// What waits for the file, enciphered, and how much of it is filled.
    private var room: UnsafeMutableRawPointer?
    private var filled = 0
    /// Room for what is read past the page cache.
    private var readRoom: UnsafeMutableRawPointer?
    private var readCapacity = 0

    /// What is written at once.
    private static let capacity = NewFile.capacity
    /// So many bytes are read past the page cache; fewer with it, for the disk gives no less than a block.
    private static let fewestDirect = 65_536

    /// Linux's `__O_TMPFILE` (with `O_DIRECTORY`): the header has it as an expression.
    private static let unnamed: Int32 = 0o20_000_000 | O_DIRECTORY

    /// Scratch in a folder, or where that takes no file, among the system's temporary files.
    ///
    /// - Parameters:
    ///   - folder: The books.
    ///   - mostHeld: How many bytes may be kept in memory.
    ///   - random: Gives that many random bytes.
    package init(
        folder: String,
        mostHeld: Int = 96 << 20,
        random: @escaping (Int) -> [UInt8]
    ) {
        self.folder = folder
        self.mostHeld = mostHeld
        key = { SecretKey(bytes: random(SecretKey.byteCount)) }
    }

    deinit {
        // Nobody may be left at work on what goes now.
        thread?.wait()
        if file >= 0 { close(file) }
        unsafe room?.deallocate()
        unsafe readRoom?.deallocate()
    }

    private func open() throws(StoreError) -> ScratchCipher {
        if let cipher { return cipher }
        var writing: Int32 = -1
        for place in [folder, "/var/tmp", "/tmp"] where writing < 0 {
            writing = unsafe Glibc.open(place, Self.unnamed | O_RDWR | O_CLOEXEC, 0o600)
        }
        guard writing >= 0 else { throw .unwritable(path: folder, error: errno) }
        let sink = PieceSink(path: folder, writing: writing, isHashed: false)
        // Direct access is a mode of how a file is open: who reads opens it by itself.
        file = unsafe Glibc.open("/proc/self/fd/\(writing)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .unwritable(path: folder, error: errno) }
        // Short reads come from all over the file: what lies beside them is not wanted.
        posix_fadvise(file, 0, 0, POSIX_FADV_RANDOM)
        guard let key = key() else { preconditionFailure("a key has 32 bytes") }
        let made = ScratchCipher(key: key)
        cipher = made
        thread = PieceThread(sink)
        unsafe room = Self.allocate(Self.capacity)
        return made
    }

    private static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        .allocate(byteCount: count, alignment: DirectMode.alignment)
    }

    /// Where what waits for the file begins.
    private var waiting: Int { end - filled }

    /// Keeps bytes.
    ///
    /// - Throws: ``StoreError/unwritable(path:error:)``.
    package func append(_ bytes: RawSpan) throws -> Int {
        let place = end
        if end + bytes.byteCount <= mostHeld {
            held.append((end, unsafe bytes.withUnsafeBytes { unsafe Array($0) }))
            end += bytes.byteCount
            heldEnd = end
            return place
        }
        let cipher = try open()
        var offset = 0
        while offset < bytes.byteCount {
            let next = min(bytes.byteCount, offset + Self.capacity - filled)
            unsafe bytes.extracting(offset..<next).withUnsafeBytes { source in
                guard let room = unsafe room else { preconditionFailure("the file is open") }
                unsafe cipher.apply(source, to: room + filled, at: end)
            }
            filled += next - offset
            end += next - offset
            offset = next
            if filled == Self.capacity { try writeRoom() }
        }
        return place
    }

    /// Gives the room away, which is full, and goes on with an empty one.
    private func writeRoom() throws(StoreError) {
        guard let full = unsafe room, let thread else { preconditionFailure("the file is open") }
        let empty = unsafe try thread.exchange(full)
        unsafe room = empty ?? Self.allocate(Self.capacity)
        filled = 0
    }

    /// The bytes at a place.
    ///
    /// - Throws: ``StoreError/file(path:error:)``; ``StoreError/unwritable(path:error:)`` where something that was
    ///   kept could not be written.
    package func read(at place: Int, count: Int) throws -> [UInt8] {
        precondition(place >= 0 && count >= 0 && place + count <= end, "bytes that were kept")
        let inMemory = max(0, min(count, heldEnd - place))
        guard inMemory < count else { return heldBytes(at: place, count: count) }
        guard inMemory == 0 else {
            return heldBytes(at: place, count: inMemory)
                + (try read(at: place + inMemory, count: count - inMemory))
        }
        let cipher = try open()
        if place < waiting { try thread?.finish() }
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let start = buffer.baseAddress else { return }
            let inFile = max(0, min(count, waiting - place))
            if inFile > 0 {
                failure = unsafe readFile(at: place, count: inFile, into: start, cipher)
            }
            guard failure == 0 else { return }
            if inFile < count, let room = unsafe room {
                let offset = place + inFile - waiting
                unsafe cipher.apply(
                    UnsafeRawBufferPointer(start: room + offset, count: count - inFile),
                    to: start + inFile,
                    at: place + inFile
                )
            }
            initialized = count
        }
        guard failure == 0 else { throw StoreError.file(path: folder, error: failure) }
        return bytes
    }

    /// Reads and deciphers bytes that lie in the file.
    ///
    /// - Returns: 0, or why they cannot be read.
    private func readFile(
        at place: Int,
        count: Int,
        into target: UnsafeMutablePointer<UInt8>,
        _ cipher: ScratchCipher
    ) -> Int32 {
        let offset = place - heldEnd
        mode.set(count >= Self.fewestDirect, on: file)
        guard mode.isOn else {
            let failure = unsafe pull(at: offset, count: count, into: target)
            guard failure == 0 else { return failure }
            let bytes = unsafe UnsafeRawBufferPointer(start: target, count: count)
            unsafe cipher.apply(bytes, to: target, at: place)
            return 0
        }
        // Whole blocks around the bytes: the file has whole rooms, so they are all there.
        let start = offset & ~(DirectMode.alignment - 1)
        let last = offset + count + DirectMode.alignment - 1
        let length = (last & ~(DirectMode.alignment - 1)) - start
        if readCapacity < length {
            unsafe readRoom?.deallocate()
            unsafe readRoom = Self.allocate(length)
            readCapacity = length
        }
        guard let room = unsafe readRoom else { preconditionFailure("there is room") }
        let failure = unsafe pull(at: start, count: length, into: room)
        guard failure == 0 else { return failure }
        let bytes = unsafe UnsafeRawBufferPointer(start: room + (offset - start), count: count)
        unsafe cipher.apply(bytes, to: target, at: place)
        return 0
    }

    /// Reads bytes of the file as they are.
    ///
    /// - Returns: 0, or why they cannot be read.
    private func pull(
        at offset: Int,
        count: Int,
        into target: UnsafeMutableRawPointer
    ) -> Int32 {
        var done = 0
        while done < count {
            let read = unsafe pread(file, target + done, count - done, off_t(offset + done))
            if read < 0, errno == EINTR { continue }
            if read < 0, errno == EINVAL, mode.isOn {
                mode.giveUp(on: file)
                continue
            }
            guard read > 0 else { return read == 0 ? EIO : errno }
            done += read
            // After a short read no block is whole.
            if done < count, mode.isOn { mode.giveUp(on: file) }
        }
        return 0
    }

    /// Bytes that are in memory.
    private func heldBytes(at place: Int, count: Int) -> [UInt8] {
        // The last piece that begins at the place or before it.
        var low = 0
        var high = held.count - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if held[middle].place <= place { low = middle } else { high = middle - 1 }
        }
        guard count > 0 else { return [] }
        let first = held[low]
        if place == first.place, count == first.bytes.count { return first.bytes }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count < count {
            let piece = held[low]
            let start = place + bytes.count - piece.place
            let end = min(piece.bytes.count, start + count - bytes.count)
            bytes.append(contentsOf: piece.bytes[start..<end])
            low += 1
        }
        return bytes
    }
}
