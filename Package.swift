// swift-tools-version: 6.2
// The modules of Chitra, from the leaves up. A module imports only modules above it in this list;
// TidyTests read the imports and hold the table of ARCHITECTURE.md, for SwiftPM does not.

import PackageDescription

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser",
    package: "swift-argument-parser"
)
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "chitra",
    products: [
        .library(name: "Ledger", targets: ["Ledger"]),
        .executable(name: "chitra", targets: ["chitra"]),
        .executable(name: "chitra-verify", targets: ["chitra-verify"]),
        .executable(name: "bank-bench", targets: ["bank-bench"]),
        .executable(name: "ledger-bench", targets: ["ledger-bench"]),
        .library(name: "FaultShim", type: .dynamic, targets: ["FaultShim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(
            name: "CSQLite",
            pkgConfig: "sqlite3",
            providers: [.apt(["libsqlite3-dev"])]
        ),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CMinizip",
            pkgConfig: "minizip",
            providers: [.apt(["libminizip-dev"])]
        ),
        .systemLibrary(name: "CXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        // Leaves: know nothing of ours.
        .target(name: "Ledger", path: "Ledger/Sources/Ledger"),
        .target(name: "Intake", dependencies: ["CMinizip", "CXML2"]),
        .target(name: "Signing", dependencies: ["COpenSSL"]),
        .target(name: "Fixture", dependencies: ["Ledger", "Intake"]),
        .target(name: "BankSimulator", dependencies: ["CXML2", "Ledger", "Intake", toml]),
        // Core: pure functions over values.
        .target(name: "Enrolment", dependencies: ["Ledger", "Intake"], exclude: ["Data"]),
        .target(
            name: "Entitlement",
            dependencies: ["Ledger", "Intake", "Enrolment", toml],
            exclude: ["Data"]
        ),
        .target(name: "BankFiles", dependencies: ["Ledger", "Intake", toml], exclude: ["Data"]),
        .target(
            name: "Disbursement",
            dependencies: [
                "Ledger", "Intake", "Signing", "Enrolment", "Entitlement", "BankFiles", toml,
            ],
            exclude: ["Data"]
        ),
        .target(
            name: "Reconciliation",
            dependencies: ["Ledger", "Intake", "BankFiles", "Disbursement"]
        ),
        // Shell: files, clock, database.
        .target(name: "Terminal", dependencies: ["Ledger", "Intake", argumentParser]),
        .target(
            name: "Store",
            dependencies: [
                "CSQLite", "Ledger", "Intake", "Signing", "Enrolment", "Disbursement", grdb,
            ]
        ),
        .target(
            name: "Workflow",
            dependencies: [
                "Ledger", "Intake", "Signing", "Enrolment", "Entitlement", "BankFiles",
                "Disbursement", "Reconciliation", "Store", logging, toml,
            ]
        ),
        .executableTarget(
            name: "chitra",
            dependencies: [
                "Ledger", "Intake", "Signing", "Enrolment", "Entitlement", "BankFiles",
                "Disbursement", "Reconciliation", "Fixture", "BankSimulator", "Terminal", "Store",
                "Workflow", argumentParser, logging,
            ]
        ),
        .executableTarget(
            name: "chitra-verify",
            dependencies: [
                "Ledger", "Intake", "Signing", "BankFiles", "Disbursement", "Terminal",
                argumentParser,
            ]
        ),
        // Measures what no command does alone: for `make bench`.
        .executableTarget(
            name: "bank-bench",
            dependencies: ["Ledger", "Intake", "Signing", "BankFiles", "Store"]
        ),
        .executableTarget(name: "ledger-bench", dependencies: ["Ledger", "Disbursement", "Store"]),
        // Tests.
        .testTarget(
            name: "LedgerTests",
            dependencies: ["Ledger"],
            path: "Ledger/Tests/LedgerTests"
        ),
        .testTarget(name: "FixtureTests", dependencies: ["Fixture", "Ledger", "Intake"]),
        .testTarget(
            name: "BankSimulatorTests",
            dependencies: ["BankSimulator", "Ledger", "Intake"]
        ),
        .testTarget(
            name: "BankFilesTests",
            dependencies: ["BankFiles", "Ledger", "Intake"],
            exclude: [
                "mock_bank.py", "read_workbook.py", "result_workbook.py", "statement_reader.py",
            ]
        ),
        .testTarget(name: "SigningTests", dependencies: ["Signing"]),
        .testTarget(
            name: "EntitlementTests",
            dependencies: ["Ledger", "Intake", "Enrolment", "Entitlement"]
        ),
        .testTarget(
            name: "DisbursementTests",
            dependencies: [
                "Ledger", "Intake", "Signing", "Enrolment", "Entitlement", "BankFiles",
                "Disbursement",
            ]
        ),
        .testTarget(
            name: "ReconciliationTests",
            dependencies: ["Ledger", "Intake", "BankFiles", "Disbursement", "Reconciliation"]
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: [
                "Ledger", "Intake", "Signing", "Enrolment", "Disbursement", "Store", grdb,
            ]
        ),
        .testTarget(
            name: "WorkflowTests",
            dependencies: [
                "Ledger", "Intake", "Signing", "Enrolment", "Entitlement", "BankFiles",
                "Disbursement", "Reconciliation", "Fixture", "BankSimulator", "Store", "Workflow",
                grdb, logging,
            ],
            exclude: ["counterpart_bank.py"]
        ),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["Intake", "BankFiles", "Enrolment", "Entitlement"]
        ),
        .testTarget(name: "TidyTests"),
        // Preloaded into programs that are cut off; never linked into ours.
        .target(
            name: "FaultShim",
            path: "Tests/FaultShim",
            cSettings: [
                .unsafeFlags(["-O2"]), .enableWarning("all"), .enableWarning("extra"),
                .treatAllWarnings(as: .error),
            ]
        ),
        .testTarget(name: "KillTests", dependencies: ["CSQLite", "Signing"]),
        .testTarget(name: "IntakeTests", dependencies: ["Intake"]),
        .testTarget(name: "EnrolmentTests", dependencies: ["Ledger", "Intake", "Enrolment"]),
    ],
    swiftLanguageModes: [.v6]
)

// One set of settings for every Swift target: warnings are errors, always.
for target in package.targets where target.type != .system && target.name != "FaultShim" {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
        .treatWarning("DeprecatedDeclaration", as: .warning),
    ]
}
