// Reads folders for the verifier, which sees neither Store nor Workflow.

import Foundation

/// Files on the disk.
enum FileContent {
    /// The bytes of a file.
    static func read(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
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
        try walk(folder, "")
        return paths.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }
}
