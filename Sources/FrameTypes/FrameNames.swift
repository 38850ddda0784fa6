/// The base names of the three files of a delivered frame: one set per version, always together.
public struct FrameNames: Sendable, Equatable, Codable {
    /// Such as `CeO2-00001.tif`, or `CeO2-00001.v2.tif`.
    public let image: String
    /// The image's name with the suffix of its sidecar; nil without a sidecar.
    public let sidecar: String?
    /// Such as `CeO2-00001.nxs`.
    public let nexus: String

    /// How the NeXus file is called.
    public enum NexusStyle: Sendable {
        /// After the stem: `X.nxs`.
        case stem
        /// After the whole name, where another frame has the same stem: `X.tiff.nxs`.
        case wholeName
    }

    /// The names of one version of a frame.
    ///
    /// - Parameters:
    ///   - frame: base name under which the frame was found.
    ///   - sidecarSuffix: such as `.metadata`; nil without a sidecar.
    ///   - nexus: how the NeXus file is called.
    ///   - version: 1 for the plain name, else `.v2`, `.v3`, … before the extension.
    public init(frame: String, sidecarSuffix: String?, nexus style: NexusStyle = .stem, version: Int = 1) {
        let (stem, fileExtension) = Self.split(frame)
        let marked = version > 1 ? "\(stem).v\(version)" : stem
        image = marked + fileExtension
        sidecar = sidecarSuffix.map { marked + fileExtension + $0 }
        switch style {
        case .stem: nexus = marked + ".nxs"
        case .wholeName: nexus = marked + fileExtension + ".nxs"
        }
    }

    /// Base names of frames that would share the NeXus name of `frame` and go before it: `X.tif` for `X.tiff`.
    public static func rival(of frame: String) -> String? {
        let (stem, fileExtension) = split(frame)
        return fileExtension == ".tiff" ? stem + ".tif" : nil
    }

    /// The name without its last extension, and the extension with its dot.
    public static func split(_ name: String) -> (stem: String, fileExtension: String) {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return (name, "") }
        return (String(name[..<dot]), String(name[dot...]))
    }
}
