// The profiles by which a batch's files are made: those that ship with the program or, of a batch that
// an earlier program froze, those that lie in its folder.

import BankFiles
import Intake
import Store

/// Profiles of providers, by their id.
struct ProviderProfiles {
    private let find: (String) -> (profile: ProviderProfile, text: String)?

    /// Profiles that are found so.
    init(_ find: @escaping (String) -> (profile: ProviderProfile, text: String)?) {
        self.find = find
    }

    /// Those that ship with the program.
    static var shipped: ProviderProfiles {
        ProviderProfiles { id in
            guard let profile = ProviderProfile.shipped(id: id),
                let text = ProviderProfile.shippedText(id: id)
            else { return nil }
            return (profile, text)
        }
    }

    /// Those that lie in the folder of a batch.
    static func kept(in folder: String) -> ProviderProfiles {
        ProviderProfiles { id in
            let path = "\(folder)/files/\(id)/profile.toml"
            guard let bytes = try? DurableFiles.read(path),
                let text = String(validating: bytes, as: UTF8.self),
                let profile = ProviderProfile.read(text, file: path).value, profile.id == id
            else { return nil }
            return (profile, text)
        }
    }

    /// A provider's profile and its text.
    subscript(id: String) -> (profile: ProviderProfile, text: String)? { find(id) }
}
