// Reads folders for the verifier, which sees neither Store nor Workflow.

import Disbursement
import Foundation
import Glibc
import Intake
import Synchronization

/// Files on the disk.
enum FileContent {
    /// A name that cannot be read.
    struct Unreadable: Error {
        let path: String
        let number: Int32

        /// What happened, for people.
        var phrase: Phrase {
            let english = unsafe String(cString: strerror(number)).lowercased()
            let vietnamese: String
            switch number {
            case ENOENT: vietnamese = "không có tệp hoặc thư mục này"
            case EACCES, EPERM: vietnamese = "không có quyền đọc"
            case EISDIR: vietnamese = "đó là thư mục, không phải tệp"
            case ENOTDIR: vietnamese = "đó là tệp, không phải thư mục"
            case EFBIG: vietnamese = "không phải tệp thường"
            case ELOOP: vietnamese = "đó là liên kết, không phải tệp"
            default: vietnamese = "lỗi hệ thống: \(english)"
            }
            return Phrase(
                vi: "không đọc được \(path): \(vietnamese)",
                en: "cannot read \(path): \(english)"
            )
        }
    }

    /// Why something could not be read, for people.
    static func phrase(of error: any Error) -> Phrase {
        if error is PageTooLong { return Phrase(vi: "tệp dài quá mức", en: "the file is too long") }
        return (error as? Unreadable)?.phrase
            ?? Phrase(vi: "không đọc được: \(error)", en: "cannot read: \(error)")
    }

    /// The bytes of a page; a symbolic link may be followed.
    static func read(_ path: String) throws -> [UInt8] {
        try FolderContent(paths: [path], open: { try open($0, followsLinks: true) }).read(path)
    }

    /// Opens a file; a symbolic link is none unless it may be followed.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - followsLinks: Whether a symbolic link may be followed.
    ///   - seen: Counts what is read of it.
    /// - Returns: Its bytes.
    /// - Throws: ``Unreadable``.
    static func open(
        _ path: String,
        followsLinks: Bool = false,
        counting seen: ReadBytes? = nil
    ) throws -> DiskSource {
        // A pipe in the folder would wait for ever, so it is opened without waiting, and refused.
        let flags = O_RDONLY | O_CLOEXEC | (followsLinks ? 0 : O_NOFOLLOW | O_NONBLOCK)
        let file = unsafe Glibc.open(path, flags)
        guard file >= 0 else { throw Unreadable(path: path, number: errno) }
        var info = stat()
        guard unsafe followsLinks || fstat(file, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
        else {
            close(file)
            throw Unreadable(path: path, number: EFBIG)
        }
        return DiskSource(path: path, file: file, counting: seen)
    }

    /// The length of all files of a folder that can be read.
    ///
    /// - Parameters:
    ///   - paths: Relative paths.
    ///   - folder: The folder.
    /// - Returns: Bytes; of what is no file, none.
    static func length(of paths: [String], in folder: String) -> Int {
        paths.reduce(0) { sum, path in
            var info = stat()
            guard unsafe lstat("\(folder)/\(path)", &info) == 0, info.st_mode & S_IFMT == S_IFREG
            else { return sum }
            return sum + Int(info.st_size)
        }
    }

    /// All files below a folder as relative paths, sorted by bytes; symbolic links are files.
    static func tree(_ folder: String) throws -> [String] {
        var paths: [String] = []
        func walk(_ path: String, _ prefix: String) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                let full = "\(path)/\(name)"
                let type = try FileManager.default.attributesOfItem(atPath: full)[.type]
                if type as? FileAttributeType == .typeDirectory {
                    try walk(full, prefix + name + "/")
                } else {
                    paths.append(prefix + name)
                }
            }
        }
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else {
            throw Unreadable(path: folder, number: ENOENT)
        }
        guard isFolder.boolValue else { throw Unreadable(path: folder, number: ENOTDIR) }
        try walk(folder, "")
        return paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }
}

/// Counts bytes, whoever reads them; what is read twice counts twice, but never for more than there is.
final class ReadBytes: Sendable {
    private let count = Atomic(0)
    private let total: Int
    private let meter: ProgressMeter

    /// Tells a meter, out of the length of all files.
    init(of total: Int, _ meter: ProgressMeter) {
        self.total = total
        self.meter = meter
    }

    func add(_ bytes: Int) {
        let seen = count.add(bytes, ordering: .relaxed).newValue
        meter.tell(.readFiles, min(seen, total), of: total)
    }
}

/// The bytes of a file on the disk, in order; closed with the last reference.
///
/// A reader of its own: this program trusts nothing of the store whose files it judges.
final class DiskSource: ByteSource {
    private let path: String
    private let file: Int32
    private let seen: ReadBytes?

    /// Takes an open file over, and counts what is read of it.
    init(path: String, file: Int32, counting seen: ReadBytes?) {
        self.path = path
        self.file = file
        self.seen = seen
    }

    deinit { close(file) }

    /// Reads until the room is full or the file ends.
    func read(into room: inout [UInt8]) throws -> Int {
        let size = room.count
        var place = 0
        while place < size {
            let count = unsafe room.withUnsafeMutableBytes { room in
                unsafe Glibc.read(file, room.baseAddress?.advanced(by: place), size - place)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileContent.Unreadable(path: path, number: errno) }
            if count == 0 { break }
            place += count
        }
        seen?.add(place)
        return place
    }
}
