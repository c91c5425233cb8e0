// swift-tools-version: 6.2
// The modules of Chitra, from the leaves up. A module imports only modules above its line in this
// list; TidyTests read the imports and hold ARCHITECTURE.md's table, for SwiftPM does not.

import PackageDescription

let package = Package(
    name: "chitra",
    products: [
        .library(name: "Ledger", targets: ["Ledger"])
    ],
    dependencies: [],
    targets: [
        .target(name: "Ledger", path: "Ledger/Sources/Ledger"),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["Ledger"],
            path: "Ledger/Tests/LedgerTests"
        ),
        .target(name: "Intake"),
        .target(name: "Enrolment", dependencies: ["Ledger", "Intake"]),
        // The style as tests: reads texts, imports nothing of ours.
        .testTarget(name: "TidyTests"),
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
