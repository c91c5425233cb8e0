// Writing files so that a power cut leaves either the whole file or none.
//
// Invariants:
// (1) A name that readers look at is only ever reached by rename, after fsync of what it names.
// (2) The folder of a new name is fsynced before success is reported.
// (3) Nobody but the owner may look into what is made here, whatever the umask: it is about people.
// (4) Only plain files are read: a pipe would wait for ever, a link lead elsewhere.

import Glibc

/// Opens, writes, syncs and renames for the rooms that may touch files.
package enum DurableFiles {
    /// Makes a folder where there is none; its parent must be there.
    ///
    /// Invariant (3) holds of it; whoever wants to let a group in does so by hand.
    package static func makeFolder(_ path: String) throws(StoreError) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .unwritable(path: path, error: errno)
        }
    }

    /// Writes a file whose name is not there yet, and fsyncs it.
    package static func write(
        _ bytes: [UInt8],
        to path: String,
        mode: UInt32 = 0o600
    )
        throws(StoreError)
    {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw .unwritable(path: path, error: errno) }
        defer { close(file) }
        try writeAll(bytes, to: file, path: path)
        guard fsync(file) == 0 else { throw .unwritable(path: path, error: errno) }
    }

    /// Writes all bytes to an open file.
    package static func writeAll(
        _ bytes: [UInt8],
        to file: Int32,
        path: String
    )
        throws(StoreError)
    {
        var offset = 0
        while offset < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(
                    file,
                    buffer.baseAddress?.advanced(by: offset),
                    bytes.count - offset
                )
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unwritable(path: path, error: errno)
            }
            offset += count
        }
    }

    /// Replaces a file by way of a temporary name, fsync and rename.
    package static func replace(
        _ path: String,
        with bytes: [UInt8],
        mode: UInt32 = 0o600
    )
        throws(StoreError)
    {
        let folder = parent(of: path)
        let temporary = "\(folder)/.tmp-\(path.split(separator: "/").last ?? "file")"
        unsafe unlink(temporary)
        try write(bytes, to: temporary, mode: mode)
        try move(temporary, to: path)
        try syncFolder(folder)
    }

    /// Fsyncs a file that others write; a missing one is no error.
    package static func syncFile(_ path: String) throws(StoreError) {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return }
            throw .unwritable(path: path, error: errno)
        }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .unwritable(path: path, error: errno) }
    }

    /// Renames, without a sync of the folder.
    package static func move(_ from: String, to path: String) throws(StoreError) {
        guard unsafe rename(from, path) == 0 else { throw .unwritable(path: path, error: errno) }
    }

    /// Fsyncs a folder, so that the names in it last.
    package static func syncFolder(_ path: String) throws(StoreError) {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .unwritable(path: path, error: errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .unwritable(path: path, error: errno) }
    }

    /// The bytes of a regular file, at most 1 GiB; a pipe or device is none.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - followsLinks: Whether the name may be a symbolic link; in books it may not.
    ///   - isSecret: Whether it is a private key, which nobody but its owner may open.
    /// - Returns: The bytes.
    /// - Throws: ``StoreError/file(path:error:)``, ``StoreError/openKey(_:)``.
    package static func read(
        _ path: String,
        followsLinks: Bool = true,
        isSecret: Bool = false
    ) throws(StoreError) -> [UInt8] {
        let (file, size) = try openToRead(path, followsLinks: followsLinks, isSecret: isSecret)
        defer { close(file) }
        guard size <= 1 << 30 else { throw .file(path: path, error: EFBIG) }
        var bytes = [UInt8](repeating: 0, count: size)
        var offset = 0
        while offset < bytes.count {
            let wanted = bytes.count - offset
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(file, buffer.baseAddress?.advanced(by: offset), wanted)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .file(path: path, error: count == 0 ? EIO : errno) }
            offset += count
        }
        return bytes
    }

    /// Opens a regular file.
    ///
    /// - Returns: The open file, for the caller to close, and its size.
    /// - Throws: As ``read(_:followsLinks:isSecret:)``.
    static func openToRead(
        _ path: String,
        followsLinks: Bool = true,
        isSecret: Bool = false
    ) throws(StoreError) -> (file: Int32, size: Int) {
        // A pipe without a writer would let the open wait for ever.
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followsLinks ? 0 : O_NOFOLLOW)
        let file = unsafe open(path, flags)
        guard file >= 0 else { throw .file(path: path, error: errno) }
        do throws(StoreError) {
            var info = stat()
            guard unsafe fstat(file, &info) == 0 else { throw .file(path: path, error: errno) }
            let kind = info.st_mode & S_IFMT
            guard kind != S_IFDIR else { throw .file(path: path, error: EISDIR) }
            guard kind == S_IFREG else { throw .file(path: path, error: ENOTSUP) }
            guard !isSecret || info.st_mode & 0o077 == 0 else { throw .openKey(path) }
            return (file, Int(info.st_size))
        } catch {
            close(file)
            throw error
        }
    }

    /// Whether something has that name.
    package static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// The names in a folder, sorted by bytes, without `.` and `..`.
    package static func names(in path: String) throws(StoreError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw .file(path: path, error: errno) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    /// Whether the name is a folder (a symbolic link is not).
    package static func isFolder(_ path: String) -> Bool {
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { return false }
        close(folder)
        return true
    }

    /// The bytes of a file; 0 where it cannot be seen.
    package static func size(_ path: String) -> Int {
        var info = stat()
        return unsafe lstat(path, &info) == 0 ? Int(info.st_size) : 0
    }

    /// Whether the name is a plain file: no link, no pipe, no device.
    package static func isPlainFile(_ path: String) -> Bool {
        var info = stat()
        return unsafe lstat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
    }

    /// All files below a folder as relative paths, sorted by bytes; what is no folder is a file.
    package static func tree(_ path: String) throws(StoreError) -> [String] {
        var files: [String] = []
        func walk(_ folder: String, _ prefix: String) throws(StoreError) {
            for name in try names(in: folder) {
                let full = "\(folder)/\(name)"
                if isFolder(full) {
                    try walk(full, prefix + name + "/")
                } else {
                    files.append(prefix + name)
                }
            }
        }
        try walk(path, "")
        return files.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }

    /// Removes a folder and all below it; a missing one is no error.
    package static func removeTree(_ path: String) throws(StoreError) {
        if isFolder(path) {
            for name in try names(in: path) { try removeTree("\(path)/\(name)") }
            guard unsafe rmdir(path) == 0 else { throw .unwritable(path: path, error: errno) }
        } else if unsafe unlink(path) != 0 && errno != ENOENT {
            throw .unwritable(path: path, error: errno)
        }
    }

    /// Whether a name that is not there yet would lie outside a folder, links followed.
    package static func isOutside(_ path: String, of folder: String) -> Bool {
        func real(_ path: String) -> String? {
            guard let name = unsafe realpath(path, nil) else { return nil }
            defer { unsafe free(name) }
            return unsafe String(cString: name)
        }
        guard let place = real(parent(of: path)), let folder = real(folder) else { return true }
        return place != folder && !place.hasPrefix(folder + "/")
    }

    /// The folder that holds a path.
    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
