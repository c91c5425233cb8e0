// The people of a batch that waits, while officers come and go.
//
// Invariants:
// (1) Whether a signature is an officer's is judged by who was in office at its own step. What was signed
//     in office stays good; what a compromised key signed does not, as long as the money has not gone out.
// (2) The page of a batch names the persons who may sign it, with their roles, and is signed itself: who
//     became an officer after the freeze signs a batch that is frozen anew.

import Disbursement
import Intake
import Store

/// Who signed a batch and who still may.
struct StandingSigners {
    let batch: BatchRecord
    let open: OpenBooks

    /// Requires that every signature of the batch stands.
    ///
    /// - Throws: ``StepRefusal`` with exit code 77.
    func require() throws {
        let officers = try open.books.officers()
        for signature in batch.signatures {
            let own = officers.filter {
                $0.fingerprint == signature.fingerprint && $0.role == signature.role
                    && $0.person == signature.person && $0.registration.holds(in: batch.unit)
                    && $0.isInOffice(at: signature.step)
            }
            guard let officer = own.first else {
                throw refuse(.notAnOfficer(signature.role))
            }
            guard !officer.isCompromised else { throw refuse(.compromised(signature.role)) }
        }
    }

    /// Requires that the batch's page names an officer.
    ///
    /// - Parameters:
    ///   - officer: Who is to sign.
    ///   - role: The role; nil where any of those that sign batches is enough.
    ///   - sheet: The page, as it was verified.
    /// - Throws: ``StepRefusal`` with exit code 77; `StoreError` where there is no page.
    func requireNamed(
        _ officer: OfficerKey,
        as role: OfficerRole? = nil,
        on sheet: BatchSheet?
    ) throws {
        guard let sheet else { throw StoreError.damaged("\(batch.code)/batch.toml") }
        let isNamed = sheet.signers.contains {
            $0.person == officer.person && (role == nil || $0.role == role)
        }
        guard !isNamed else { return }
        let own = officer.registrations.first { $0.role.signsBatches }?.role
        throw refuse(.notNamed(role ?? own ?? .maker))
    }

    private func refuse(_ refusal: ApprovalRefusal) -> StepRefusal {
        StepRefusal(
            .notPermitted,
            refusal.phrase,
            hint: ApprovalRefusal.freezeAgain(batch: batch.code)
        )
    }
}
