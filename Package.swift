// swift-tools-version: 6.2
// The modules of Chitra, from the leaves up. A module imports only modules above its line in this
// list; TidyTests read the imports and hold ARCHITECTURE.md's table, for SwiftPM does not.

import PackageDescription

let package = Package(
    name: "chitra",
    products: [
        .library(name: "Ledger", targets: ["Ledger"])
    ],
    dependencies: [
        .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0")
    ],
    targets: [
        .target(name: "Ledger", path: "Ledger/Sources/Ledger"),
        .target(name: "Intake"),
        .target(name: "Enrolment", dependencies: ["Ledger", "Intake"]),
        .target(
            name: "Entitlement",
            dependencies: [
                "Ledger", "Intake", "Enrolment", .product(name: "TOMLKit", package: "TOMLKit"),
            ],
            exclude: ["Data"]
        ),
        .testTarget(
            name: "EntitlementTests",
            dependencies: ["Entitlement", "Enrolment", "Intake", "Ledger"]
        ),
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
