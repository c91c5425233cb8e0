// What the tests of Signing share: published vectors, a fixed generator, the openssl command, and
// an authority with its officers.

import Foundation
import Testing

@testable import Signing

/// Published vectors, outside the repository.
enum Vectors {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["CHITRA_TEST_DATA"] {
            return URL(fileURLWithPath: path)
        }
        return URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("../shared").standardizedFileURL
    }()

    static func url(_ name: String) -> URL { folder.appendingPathComponent("data/ledger/\(name)") }

    static var arePresent: Bool {
        FileManager.default.fileExists(atPath: url("rfc6962-small.json").path)
    }

    static let absence: Comment = "the log vectors lie in CHITRA_TEST_DATA, which is not there"

    static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(contentsOf: url(name)))
    }
}

/// SplitMix64: the same numbers at every run.
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

/// A folder that is gone after the test.
final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("signing-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    @discardableResult
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
        return name
    }

    @discardableResult
    func write(_ text: String, _ name: String) throws -> String {
        try write(Array(text.utf8), name)
    }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url.appendingPathComponent(name)))
    }

    /// Runs a command in this folder: its exit code and all that it said.
    func run(_ command: String) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.currentDirectoryURL = url
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}

/// An authority, three officers and a stranger, made once for all tests.
struct Officials: Sendable {
    static let now: Int64 = 1_790_000_000
    static let day: Int64 = 86_400
    static let validity = (now - 30 * day)...(now + 300 * day)

    let authority: DemoAuthority
    let maker: DemoAuthority.Issued
    let accountant: DemoAuthority.Issued
    let stranger: DemoAuthority.Issued
    let strangeAuthority: DemoAuthority

    static func subject(_ name: String, _ id: String, _ role: String) -> DemoAuthority.Subject {
        DemoAuthority.Subject(
            commonName: name,
            personID: id,
            role: role,
            organization: "UBND xã Xuân Mai"
        )
    }

    init() throws {
        var generator = FixedGenerator(state: 7)
        authority = try DemoAuthority(
            commonName: "Chitra demo root",
            validity: Self.validity,
            serial: generator.bytes(16)
        )
        strangeAuthority = try DemoAuthority(
            commonName: "Chitra demo root",
            validity: Self.validity,
            serial: generator.bytes(16)
        )
        maker = try authority.issue(
            to: Self.subject("Nguyễn Thị Hằng", "001185000011", "cán bộ lập"),
            kind: .rsa2048,
            validity: Self.validity,
            serial: generator.bytes(16)
        )
        accountant = try authority.issue(
            to: Self.subject("Đỗ Văn Bình", "001085000022", "kế toán trưởng"),
            kind: .p256,
            validity: Self.validity,
            serial: generator.bytes(16)
        )
        stranger = try strangeAuthority.issue(
            to: Self.subject("Trần Văn Lạ", "001085000033", "kế toán trưởng"),
            kind: .p256,
            validity: Self.validity,
            serial: generator.bytes(16)
        )
    }

    static let shared = Result { try Officials() }
}
