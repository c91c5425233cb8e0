// Step 0: books begin: the folder, the register's key, the units, the officers.

import Disbursement
import Enrolment
import Glibc
import Intake
import Ledger
import Signing
import Store

/// Makes a set of books.
package struct InitBooks {
    private let environment: Environment

    /// A step in an environment.
    package init(_ environment: Environment) { self.environment = environment }

    /// Makes the books.
    ///
    /// - Parameters:
    ///   - folder: The books' folder; not there yet, or empty.
    ///   - setupPath: The setup file.
    ///   - demoKeys: A folder for a demo authority's certificates and private keys, outside the
    ///     books; nil where every officer brings a certificate and `roots` names the authority.
    ///   - rootsPath: The authority's certificates, PEM; nil with a demo authority.
    /// - Returns: The setup that was used.
    /// - Throws: ``StepRefusal``, `StoreError`.
    package func run(
        folder: String,
        setupPath: String,
        demoKeys: String?,
        rootsPath: String?
    )
        throws -> Setup
    {
        let setup = try read(
            folder: folder,
            setupPath: setupPath,
            demoKeys: demoKeys,
            rootsPath: rootsPath
        )
        try Books.requireUnused(folder)
        if let demoKeys { try Books.requireUnused(demoKeys) }
        do {
            try create(setup, folder: folder, demoKeys: demoKeys, rootsPath: rootsPath)
        } catch {
            // Whole or not at all: the keys of books that are not there are of no use.
            if let demoKeys { try? DurableFiles.removeTree(demoKeys) }
            throw error
        }
        return setup
    }

    private func create(
        _ setup: Setup,
        folder: String,
        demoKeys: String?,
        rootsPath: String?
    ) throws {
        let (certificates, roots) = try officers(setup, demoKeys: demoKeys, rootsPath: rootsPath)
        try Books.create(
            folder: folder,
            origin: setup.origin,
            seed: environment.random(32)
        ) { books in
            try DurableFiles.write(
                environment.random(32),
                to: "\(books.folder)/keys/register.key",
                mode: 0o600
            )
            try DurableFiles.write(Array(roots.utf8), to: "\(books.folder)/keys/roots.pem")
            try books.step(
                StepInfo(key: "init", verb: "init", at: environment.now, officer: "")
            ) { writer in
                try write(setup, certificates: certificates, roots: roots, into: writer)
            }
        }
    }

    /// The setup, after the choices on the command line were held against each other.
    private func read(
        folder: String,
        setupPath: String,
        demoKeys: String?,
        rootsPath: String?
    ) throws -> Setup {
        guard demoKeys == nil || rootsPath == nil else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "--demo-keys và --roots không dùng cùng nhau",
                    en: "--demo-keys and --roots do not go together"
                ),
                hint: Phrase(
                    vi: "--demo-keys để thử; với tiền thật chỉ dùng --roots",
                    en: "--demo-keys is for trying; with real money give --roots alone"
                )
            )
        }
        let text = String(decoding: try DurableFiles.read(setupPath), as: UTF8.self)
        let reading = Setup.read(text, file: setupPath)
        guard let setup = reading.value else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "tệp thiết lập có lỗi, chưa tạo gì",
                    en: "the setup file has errors; nothing was made"
                ),
                hint: Phrase(
                    vi:
                        "sửa các dòng đã nêu; mẫu: Fixtures/demo/setup.toml, giải thích: docs/files.md",
                    en:
                        "put these lines right; sample: Fixtures/demo/setup.toml, words: docs/files.md"
                ),
                diagnostics: reading.diagnostics
            )
        }
        if let demoKeys, demoKeys.hasPrefix(folder + "/") {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "khóa riêng phải để ngoài thư mục sổ",
                    en: "private keys are kept outside the books"
                ),
                hint: Phrase(
                    vi: "nêu thư mục khác bằng --demo-keys",
                    en: "name another folder with --demo-keys"
                )
            )
        }
        return setup
    }

    private func write(
        _ setup: Setup,
        certificates: [String],
        roots: String,
        into writer: StepWriter
    ) throws {
        let directory = try UnitDirectory.shipped()
        try writer.insert("setting", ["name", "value"], ["origin", setup.origin])
        try writer.insert("setting", ["name", "value"], ["roots", roots])
        for unit in setup.units {
            guard let entry = directory.unit(code: unit.code) else {
                preconditionFailure("a setup names units of the directory")
            }
            try writer.insert(
                "unit",
                [
                    "code", "name", "commune", "province", "first_month", "recompute_from",
                    "list_day", "pays", "roles",
                ],
                [
                    unit.code, entry.name, entry.commune, entry.province,
                    "\(unit.firstMonth)", "\(unit.recomputeFrom)", unit.listDay, unit.pays,
                    unit.roles.joined(separator: " "),
                ]
            )
            for account in unit.accounts {
                try writer.insert(
                    "unit_account",
                    ["unit", "way", "provider", "bank", "account", "holder"],
                    [
                        unit.code, account.way, account.provider, account.bank, account.account,
                        account.holder,
                    ]
                )
            }
        }
        for (officer, pem) in zip(setup.officers, certificates) {
            let certificate = try Certificate(Array(pem.utf8))
            for unit in officer.units {
                try writer.insert(
                    "officer",
                    ["fingerprint", "unit", "role", "person", "name", "certificate"],
                    [
                        certificate.fingerprint.hex, unit, officer.role,
                        certificate.personID, certificate.commonName, pem,
                    ]
                )
            }
        }
    }

    /// The officers' certificates in order of the setup, and the authority's.
    private func officers(
        _ setup: Setup,
        demoKeys: String?,
        rootsPath: String?
    ) throws
        -> (certificates: [String], roots: String)
    {
        if let demoKeys { return try makeDemoAuthority(setup, folder: demoKeys) }
        guard let rootsPath else {
            throw StepRefusal(
                .usage,
                Phrase(
                    vi: "cần --roots (chứng thư gốc) hoặc --demo-keys (để thử)",
                    en: "name --roots (the authority's certificates) or --demo-keys (for trying)"
                )
            )
        }
        let roots = try readRoots(rootsPath)
        var certificates: [String] = []
        var known: [OfficerRecord] = []
        for officer in setup.officers {
            let (certificate, path) = try readCertificate(of: officer)
            guard let role = OfficerRole(rawValue: officer.role) else {
                preconditionFailure("a setup names roles that there are")
            }
            let registrations = officer.units.map {
                OfficerCertificate.registration(certificate, role, $0)
            }
            try OfficerCertificate(certificate: certificate, others: known, ending: nil)
                .require(as: registrations, roots: roots, at: environment.now, file: path)
            certificates.append(certificate.pem)
            known += registrations.map {
                OfficerRecord(step: 0, registration: $0, certificate: certificate.pem)
            }
        }
        // Of the files nothing else is kept: some have the private key in them too.
        return (certificates, roots.map(\.pem).joined())
    }

    /// The authority's certificates.
    private func readRoots(_ path: String) throws -> [Certificate] {
        let text = String(decoding: try DurableFiles.read(path), as: UTF8.self)
        guard let roots = try? Certificate.all(inPEM: text), !roots.isEmpty else {
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "\(path) không có chứng thư PEM nào, hoặc có khối hỏng",
                    en: "\(path) holds no PEM certificate, or a damaged one"
                ),
                hint: Phrase(
                    vi: "lấy tệp chứng thư gốc (PEM) từ cơ quan cấp chứng thư",
                    en: "get the file of the authority's certificates (PEM) from the authority"
                )
            )
        }
        return roots
    }

    /// The certificate that an officer of the setup brings, with the path of its file.
    private func readCertificate(
        of officer: Setup.OfficerSetup
    ) throws -> (certificate: Certificate, path: String) {
        guard let path = officer.certificate else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "cán bộ \(officer.role) chưa có certificate trong tệp thiết lập",
                    en: "officer \(officer.role) has no certificate in the setup file"
                ),
                hint: Phrase(
                    vi: "thêm certificate = \"đường dẫn PEM\" vào [[officer]] này",
                    en: "add certificate = \"path of a PEM file\" to this [[officer]]"
                )
            )
        }
        let bytes = try DurableFiles.read(path)
        guard let certificate = try? Certificate(bytes) else {
            throw StepRefusal(
                .unreadable,
                Phrase(
                    vi: "\(path) không phải chứng thư PEM",
                    en: "\(path) is no PEM certificate"
                )
            )
        }
        guard certificate.personID == officer.person else {
            throw StepRefusal(
                .dataErrors,
                Phrase(
                    vi: "chứng thư \(path) của người khác với person trong tệp thiết lập",
                    en: "certificate \(path) is of another person than the setup file says"
                ),
                hint: Phrase(
                    vi: "person của [[officer]] này phải đúng như số trong chứng thư",
                    en: "person of this [[officer]] is the number in the certificate"
                )
            )
        }
        return (certificate, path)
    }

    /// A small authority for trying Chitra: its keys protect nothing.
    private func makeDemoAuthority(
        _ setup: Setup,
        folder: String
    ) throws
        -> (certificates: [String], roots: String)
    {
        try DurableFiles.makeFolder(folder)
        let authority = try DemoAuthority(
            commonName: "Chitra demo authority",
            validity: DemoValidity.seconds,
            serial: environment.random(16)
        )
        try replace("\(folder)/authority.pem", authority.certificate.pem)
        try replace("\(folder)/authority.key", authority.key.exposedPEM(), mode: 0o600)
        var certificates: [String] = []
        var named: Set<String> = []
        for officer in setup.officers {
            // One RSA key among P-256 ones, for officers' tokens hold either.
            let issued = try authority.issue(
                to: DemoAuthority.Subject(
                    commonName: officer.name,
                    personID: officer.person,
                    role: officer.role,
                    organization: "Chitra demonstration"
                ),
                kind: officer.role == OfficerRole.accountHolder.rawValue ? .rsa2048 : .p256,
                validity: DemoValidity.seconds,
                serial: environment.random(16)
            )
            // The first of a role has the plain name; others are told by their person.
            let isFirst = named.insert(officer.role).inserted
            let name = isFirst ? officer.role : "\(officer.role)-\(officer.person)"
            try replace("\(folder)/\(name).pem", issued.certificate.pem)
            try replace("\(folder)/\(name).key", issued.key.exposedPEM(), mode: 0o600)
            certificates.append(issued.certificate.pem)
        }
        return (certificates, authority.certificate.pem)
    }

    private func replace(_ path: String, _ text: String, mode: UInt32 = 0o644) throws {
        try DurableFiles.replace(path, with: Array(text.utf8), mode: mode)
    }
}

/// Demo certificates hold in any year in which somebody tries Chitra.
private enum DemoValidity {
    /// From 2020-01-01 to 2049-12-31.
    static let seconds: ClosedRange<Int64> = 1_577_836_800...2_524_521_600
}
