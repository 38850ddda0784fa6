import TangoTypes

/// What `info` says about the documentation of a class: the words of the site, as they were when the class started.
struct ClassInformation: Sendable {
    private static let properties = ["doc_url", "cvs_tag", "cvs_location", "svn_tag", "svn_location"]

    let documentationURL: String
    /// The first value of each other property of the class that says something.
    private let tags: [String: String]

    init(documentationURL: String) {
        self.documentationURL = documentationURL
        tags = [:]
    }

    /// Reads what the store has of a class, and the address for all classes that have none of their own.
    ///
    /// **Throws**: What the store throws.
    init(of model: DeviceModel, in store: any PropertyStore) throws {
        let own = try store.classProperties(model.className, Self.properties).compactMapValues(\.first)
        let address = own["doc_url"]
        // Clients of the C++ servers see the newer tags of those classes alone that have an address of their own.
        tags = own.filter { !$0.value.isEmpty && $0.key != "doc_url" && (address != nil || !$0.key.hasPrefix("svn")) }
        documentationURL =
            try address ?? store.classProperties("Default", ["doc_url"])["doc_url"]?.first ?? model.documentationURL
    }

    /// The text of the first generation of `info`, which prefers the newer tags.
    var text: String {
        "Doc URL = \(documentationURL)" + line("svn_tag", "SVN Tag", else: "cvs_tag", "CVS Tag")
            + line("svn_location", "SVN Location", else: "cvs_location", "CVS Location")
    }

    /// The text of all later generations, which know the older tags alone.
    var laterText: String {
        "Doc URL = \(documentationURL)" + line("cvs_tag", "CVS Tag") + line("cvs_location", "CVS Location")
    }

    private func line(_ key: String, _ title: String) -> String { tags[key].map { "\n\(title) = \($0)" } ?? "" }

    private func line(_ key: String, _ title: String, else older: String, _ olderTitle: String) -> String {
        tags[key] == nil ? line(older, olderTitle) : line(key, title)
    }
}
