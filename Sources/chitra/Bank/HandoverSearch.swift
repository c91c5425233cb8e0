// Finds the folders that were handed over to providers, as they lie in batches.
//
// Invariants:
// (1) Of a batch with stop lists only the last one is looked into: its files stand for the batch's.
// (2) A folder is found once, however often and in whatever order it is named.

import BankSimulator
import Foundation
import Intake
import Store
import Workflow

/// Looks for handover.toml below the folders that a command names.
enum HandoverSearch {
    /// The folders, by path.
    ///
    /// - Throws: ``StepRefusal`` where a name is no folder or nothing is found.
    static func folders(in roots: [String]) throws -> [HandoverFolder] {
        var paths: Set<String> = []
        for root in roots {
            let resolved = URL(filePath: root).resolvingSymlinksInPath().path
            guard DurableFiles.isFolder(resolved) else {
                throw StepRefusal(
                    .unreadable,
                    Phrase(
                        vi: "\(root) không phải thư mục đọc được",
                        en: "\(root) is no readable folder"
                    )
                )
            }
            try walk(resolved, &paths)
        }
        guard !paths.isEmpty else {
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "không thấy handover.toml trong các thư mục đã nêu",
                    en: "no handover.toml lies below the folders that were named"
                ),
                hint: Phrase(
                    vi: "nêu thư mục lô hoặc thư mục của nhà cung cấp: books/batches/MÃ",
                    en: "name a batch's folder or a provider's: books/batches/CODE"
                )
            )
        }
        return try paths.sorted().map { path in
            HandoverFolder(path: path, names: Set(try DurableFiles.names(in: path))) { name in
                try? DurableFiles.read("\(path)/\(name)")
            }
        }
    }

    private static func walk(_ folder: String, _ paths: inout Set<String>) throws {
        let names = try DurableFiles.names(in: folder)
        if names.contains("handover.toml") { paths.insert(folder) }
        if names.contains("stops"), DurableFiles.isFolder("\(folder)/stops") {
            let last = try DurableFiles.names(in: "\(folder)/stops").compactMap { name in
                Int(name).map { (number: $0, name: name) }
            }.max { $0.number < $1.number }
            if let last { return try walk("\(folder)/stops/\(last.name)", &paths) }
        }
        for name in names where !name.hasPrefix(".") && DurableFiles.isFolder("\(folder)/\(name)") {
            try walk("\(folder)/\(name)", &paths)
        }
    }
}
