// The ZIP archive of an XLSX workbook, opened in memory and within limits.
//
// Invariants:
// (1) No entry is inflated beyond the limits, whatever its header claims.
// (2) Nothing is written, and no name inside the archive is used as a path.

import CMinizip

/// Why a workbook could not be opened.
package enum SheetError: Error, Equatable, Sendable {
    /// The bytes are no ZIP archive, or a damaged one.
    case notAnArchive
    /// The bytes are an old binary workbook, or one with a password.
    case compoundFile
    /// The archive exceeds a limit: entries, inflated bytes or the ratio of inflation.
    case tooLarge
    /// A part of the workbook lacks or cannot be read.
    case malformed(part: String)
    /// A part has a document type declaration, which no workbook has.
    case documentType
    /// The workbook has more than one sheet.
    case severalSheets(Int)
}

/// The limits of an archive.
package struct SheetLimits: Sendable {
    /// The most entries.
    package var entries = 100
    /// The most inflated bytes for one packed byte.
    package var ratio = 100
    /// The most inflated bytes in all.
    package var inflatedBytes = 200 << 20

    /// The usual limits.
    package init() {}
}

/// Entries of a ZIP archive in memory.
struct SheetArchive {
    /// The inflated entries that were asked for, by name.
    private(set) var entries: [String: [UInt8]] = [:]

    /// Inflates the entries whose names a closure accepts.
    init(
        _ bytes: [UInt8],
        limits: SheetLimits,
        accepting: (String) -> Bool
    ) throws(SheetError) {
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { throw .compoundFile }
        let result = unsafe bytes.withUnsafeBufferPointer {
            pointer -> Result<[String: [UInt8]], SheetError> in
            unsafe SheetArchive.inflate(pointer, limits, accepting)
        }
        entries = try result.get()
    }

    private static func inflate(
        _ bytes: UnsafeBufferPointer<UInt8>,
        _ limits: SheetLimits,
        _ accepting: (String) -> Bool
    ) -> Result<[String: [UInt8]], SheetError> {
        var memory = unsafe chitra_zip_memory(
            base: bytes.baseAddress,
            size: ZPOS64_T(bytes.count),
            position: 0
        )
        return unsafe withUnsafeMutablePointer(to: &memory) { pointer in
            guard let archive = unsafe chitra_zip_open_memory(pointer) else {
                return .failure(.notAnArchive)
            }
            defer { unsafe unzClose(archive) }
            do throws(SheetError) {
                return .success(try unsafe entries(of: archive, limits, accepting))
            } catch {
                return .failure(error)
            }
        }
    }

    private static func entries(
        of archive: unzFile,
        _ limits: SheetLimits,
        _ accepting: (String) -> Bool
    ) throws(SheetError) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        var count = 0
        var inflated = 0
        var status = unsafe unzGoToFirstFile(archive)
        while status == UNZ_OK {
            count += 1
            guard count <= limits.entries else { throw .tooLarge }
            var info = unz_file_info64()
            var name = [CChar](repeating: 0, count: 256)
            let outcome = unsafe unzGetCurrentFileInfo64(
                archive,
                &info,
                &name,
                UInt(name.count - 1),
                nil,
                0,
                nil,
                0
            )
            guard outcome == UNZ_OK else { throw .notAnArchive }
            guard info.uncompressed_size <= UInt64(limits.inflatedBytes),
                info.uncompressed_size / UInt64(max(1, info.compressed_size))
                    <= UInt64(limits.ratio)
            else { throw .tooLarge }
            let text = String(
                decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
                as: UTF8.self
            )
            if accepting(text) {
                inflated += Int(info.uncompressed_size)
                guard inflated <= limits.inflatedBytes else { throw .tooLarge }
                found[text] = try unsafe content(of: archive, name: text, info)
            }
            status = unsafe unzGoToNextFile(archive)
        }
        guard status == UNZ_END_OF_LIST_OF_FILE else { throw .notAnArchive }
        return found
    }

    /// The current entry, which must have exactly the size that the directory claims.
    private static func content(
        of archive: unzFile,
        name: String,
        _ info: unz_file_info64
    ) throws(SheetError) -> [UInt8] {
        guard unsafe unzOpenCurrentFile(archive) == UNZ_OK else { throw .malformed(part: name) }
        let size = Int(info.uncompressed_size)
        var content: [UInt8] = []
        content.reserveCapacity(size)
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Int(unsafe unzReadCurrentFile(archive, &piece, UInt32(piece.count)))
            guard count >= 0, content.count + count <= size else {
                unsafe unzCloseCurrentFile(archive)
                throw .malformed(part: name)
            }
            if count == 0 { break }
            content.append(contentsOf: piece[..<count])
        }
        // The close checks the entry's CRC-32.
        guard unsafe unzCloseCurrentFile(archive) == UNZ_OK, content.count == size else {
            throw .malformed(part: name)
        }
        return content
    }
}
