// What the drills do with folders: copy, remove, read whole.

import Foundation
import Glibc

/// Calls on folders and files.
enum Folder {
    /// Copies a folder and all below it to a name that is not there yet.
    static func copy(_ from: String, to path: String) throws {
        guard unsafe mkdir(path, 0o750) == 0 else {
            throw DrillFailure("cannot make \(path): \(errno)")
        }
        for (name, isFolder) in entries(from) {
            if isFolder {
                try copy("\(from)/\(name)", to: "\(path)/\(name)")
            } else {
                try copyFile("\(from)/\(name)", to: "\(path)/\(name)")
            }
        }
    }

    /// Makes a folder in one that is there.
    static func make(_ path: String) throws {
        guard unsafe mkdir(path, 0o750) == 0 else {
            throw DrillFailure("cannot make \(path): \(errno)")
        }
    }

    /// Removes a folder and all below it; a missing one is no error.
    static func remove(_ path: String) {
        guard unsafe unlink(path) != 0, errno == EISDIR || errno == EPERM else { return }
        for (name, _) in entries(path) { remove("\(path)/\(name)") }
        unsafe rmdir(path)
    }

    /// The paths of all files and folders below, relative, sorted; none where there is no folder.
    static func names(_ path: String) -> [String] {
        var names: [String] = []
        walk(path, below: "") { name, _ in names.append(name) }
        return names.sorted()
    }

    /// The bytes of a file from a place on, or nil for a folder or a missing file.
    static func bytes(_ path: String, from place: Int = 0) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END)) - place
        lseek(file, place, SEEK_SET)
        guard size > 0 else { return size == 0 ? [] : nil }
        var isRead = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            let got = unsafe Glibc.read(file, buffer.baseAddress, size)
            count = max(got, 0)
            isRead = got == size
        }
        return isRead ? bytes : nil
    }

    /// The text of a file; empty for a missing one.
    static func text(_ path: String) -> String {
        String(decoding: bytes(path) ?? [], as: UTF8.self)
    }

    /// Writes a file.
    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// Calls for everything below a folder.
    static func walk(_ path: String, below prefix: String, _ body: (String, Bool) -> Void) {
        for (name, isFolder) in entries(path) {
            body(prefix + name, isFolder)
            if isFolder { walk("\(path)/\(name)", below: "\(prefix)\(name)/", body) }
        }
    }

    private static func entries(_ path: String) -> [(name: String, isFolder: Bool)] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var entries: [(name: String, isFolder: Bool)] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            guard name != ".", name != ".." else { continue }
            entries.append((name, unsafe entry.pointee.d_type == UInt8(DT_DIR)))
        }
        return entries
    }

    private static func copyFile(_ from: String, to path: String) throws {
        var facts = stat()
        guard let bytes = bytes(from), unsafe stat(from, &facts) == 0 else {
            throw DrillFailure("cannot read \(from): \(errno)")
        }
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, facts.st_mode & 0o777)
        guard file >= 0 else { throw DrillFailure("cannot make \(path): \(errno)") }
        defer { close(file) }
        guard
            unsafe bytes.withUnsafeBytes({ unsafe Glibc.write(file, $0.baseAddress, $0.count) })
                == bytes.count
        else { throw DrillFailure("cannot write \(path): \(errno)") }
    }
}
