// The modules and what each may import: the table of ARCHITECTURE.md as data.
//
// Invariants:
// (1) A row imports only rows above it.
// (2) A module of the tree has a row here and one, saying the same, in ARCHITECTURE.md.

/// How near a module is to the outside world.
enum Ring: String {
    /// Knows nothing of ours.
    case leaf
    /// Pure functions over values.
    case core
    /// Files, clock, database, arguments.
    case shell
}

/// One module.
struct ModuleRow {
    /// Its name, which is its folder's.
    let name: String
    /// Its ring.
    let ring: Ring
    /// The modules of ours that it may import.
    let ours: Set<String>
    /// What else it may import.
    let outside: Set<String>
}

/// All modules, from the leaves up.
enum ModuleTable {
    static let rows: [ModuleRow] = [
        ModuleRow(name: "Ledger", ring: .leaf, ours: [], outside: []),
        ModuleRow(name: "Intake", ring: .leaf, ours: [], outside: ["CMinizip", "CXML2", "Swift"]),
        ModuleRow(name: "Signing", ring: .leaf, ours: [], outside: ["COpenSSL"]),
        ModuleRow(name: "Enrolment", ring: .core, ours: ["Ledger", "Intake"], outside: []),
        ModuleRow(
            name: "Entitlement",
            ring: .core,
            ours: ["Ledger", "Intake", "Enrolment"],
            outside: ["TOMLKit"]
        ),
        ModuleRow(
            name: "BankFiles",
            ring: .core,
            ours: ["Ledger", "Intake"],
            outside: ["TOMLKit"]
        ),
        ModuleRow(
            name: "Disbursement",
            ring: .core,
            ours: ["Ledger", "Intake", "Signing", "Enrolment", "Entitlement", "BankFiles"],
            outside: ["TOMLKit"]
        ),
        ModuleRow(
            name: "Reconciliation",
            ring: .core,
            ours: ["Ledger", "Intake", "BankFiles", "Disbursement"],
            outside: []
        ),
        ModuleRow(
            name: "Fixture",
            ring: .core,
            ours: ["Ledger", "Intake", "Enrolment", "Entitlement"],
            outside: []
        ),
        ModuleRow(
            name: "BankSimulator",
            ring: .core,
            ours: ["Ledger", "Intake"],
            outside: ["CXML2", "TOMLKit"]
        ),
        ModuleRow(
            name: "Terminal",
            ring: .shell,
            ours: ["Ledger", "Intake"],
            outside: ["ArgumentParser", "Glibc", "Synchronization"]
        ),
        ModuleRow(
            name: "Store",
            ring: .shell,
            ours: ["Ledger", "Intake", "Signing", "Enrolment", "Entitlement", "Disbursement"],
            outside: [
                "GRDB", "CSQLite", "Dispatch", "Foundation", "Glibc", "Synchronization",
            ]
        ),
        ModuleRow(
            name: "Workflow",
            ring: .shell,
            ours: [
                "Ledger", "Intake", "Signing", "Enrolment", "Entitlement", "BankFiles",
                "Disbursement", "Reconciliation", "Store",
            ],
            outside: ["Dispatch", "Logging", "TOMLKit", "Foundation", "Glibc", "Synchronization"]
        ),
        ModuleRow(
            name: "chitra",
            ring: .shell,
            ours: [
                "Ledger", "Intake", "Signing", "Enrolment", "Entitlement", "BankFiles",
                "Disbursement", "Reconciliation", "Fixture", "BankSimulator", "Terminal", "Store",
                "Workflow",
            ],
            outside: ["ArgumentParser", "Logging", "Foundation", "Glibc", "Synchronization"]
        ),
        ModuleRow(
            name: "chitra-verify",
            ring: .shell,
            ours: ["Ledger", "Intake", "Signing", "BankFiles", "Disbursement", "Terminal"],
            outside: ["ArgumentParser", "Dispatch", "Foundation", "Glibc", "Synchronization"]
        ),
        ModuleRow(
            name: "bank-bench",
            ring: .shell,
            ours: ["Ledger", "Intake", "Signing", "BankFiles", "Store"],
            outside: ["Glibc"]
        ),
        ModuleRow(
            name: "ledger-bench",
            ring: .shell,
            ours: ["Ledger", "Disbursement", "Store"],
            outside: ["Glibc"]
        ),
    ]

    /// Folders of C headers and C code that others import; they import nothing.
    static let systemModules: Set<String> = [
        "CSQLite", "COpenSSL", "CMinizip", "CXML2", "FaultShim",
    ]

    /// What every test may import.
    static let testTools: Set<String> = [
        "Testing", "Foundation", "FoundationXML", "Glibc", "Synchronization",
    ]

    /// The row of a module.
    static func row(_ name: String) -> ModuleRow? { rows.first { $0.name == name } }

    /// What a module or test target may import; nil where the table does not know it.
    ///
    /// The tests of a leaf or core module see what the module sees, and the module. Tests of the
    /// shell and tests that are named after no module see everything of ours, but these tests here
    /// see nothing: they read text.
    static func allowed(_ module: String) -> Set<String>? {
        if let row = row(module) { return row.ours.union(row.outside) }
        if systemModules.contains(module) { return [] }
        guard module.hasSuffix("Tests") else { return nil }
        if module == "TidyTests" { return testTools }
        if let row = row(String(module.dropLast(5))), row.ring != .shell {
            return testTools.union(row.ours).union(row.outside).union([row.name])
        }
        let all = rows.reduce(into: testTools) { $0.formUnion($1.outside.union([$1.name])) }
        return all.union(systemModules)
    }
}
