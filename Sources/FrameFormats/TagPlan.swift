import FrameTypes
import SidecarFile
import TIFFFile

/// Which tags the delivered image gets.
///
/// A frame is *of another program* if its tags say anything that QXRD never writes: a description, maker, model,
/// software or artist, or any private tag, or if it is a picture (``TIFFImage/isPicture``). What such a frame says stays
/// as it is, and without a sidecar nothing at all is added. The exception is a frame that this program delivered before:
/// its own tags are replaced, not doubled.
struct TagPlan {
    /// Tags to add or replace; empty for a frame that is delivered byte for byte.
    let added: [TIFFTagValue]
    /// Tags of the frame that are not kept.
    let dropped: Set<UInt16>
    /// True for a frame of another program to which nothing is added.
    let isVerbatim: Bool
    /// True for a frame of another program.
    let isForeign: Bool

    /// Private tags of the convention `key:value`, which one viewer lists.
    static let lineTags = UInt16(65_010)..<UInt16(65_100)
    /// Private tag of our JSON in frames whose description is taken.
    static let jsonTag = UInt16(65_100)

    private static let speakingTags: Set<UInt16> = [
        TIFFTag.imageDescription, TIFFTag.make, TIFFTag.model, TIFFTag.software, TIFFTag.artist,
    ]

    init(image: TIFFImage, source: TIFFSource, sidecar: Sidecar?) throws(TIFFError) {
        let tags = Set(image.directory.entries.map(\.tag))
        let privateTags = tags.filter { $0 >= TIFFTag.firstPrivate }
        let speaks = !tags.isDisjoint(with: Self.speakingTags) || !privateTags.isEmpty || image.isPicture
        let software = try image.directory.text(TIFFTag.software, source) ?? ""
        let isOwn = software.hasPrefix(Program.name + " ")
        let hasSidecar = !(sidecar?.entries.isEmpty ?? true)
        isForeign = speaks && !isOwn
        isVerbatim = speaks && !hasSidecar
        guard !isVerbatim else {
            (added, dropped) = ([], [])
            return
        }
        let old: Set<UInt16> =
            isOwn ? privateTags.filter { Self.lineTags.contains($0) }.union([TIFFTag.imageDescription]) : []
        dropped = old.union(privateTags.intersection([Self.jsonTag]))
        let kept = tags.subtracting(dropped)
        let order = image.form.byteOrder
        var added: [TIFFTagValue] = []
        if !kept.contains(TIFFTag.photometricInterpretation), !image.isPicture {
            added.append(.short(TIFFTag.photometricInterpretation, 1, order))
        }
        if !kept.contains(TIFFTag.rowsPerStrip), !image.layout.isTiled {
            added.append(.long(TIFFTag.rowsPerStrip, UInt32(clamping: image.geometry?.height ?? 0), order))
        }
        if !kept.contains(TIFFTag.software) { added.append(.ascii(TIFFTag.software, Program.software)) }
        if let sidecar, hasSidecar { added += Self.texts(sidecar, kept: kept) }
        self.added = added
    }

    private static func texts(_ sidecar: Sidecar, kept: Set<UInt16>) -> [TIFFTagValue] {
        let json = DescriptionText.json(sidecar)
        let hasOwnDescription = kept.contains(TIFFTag.imageDescription)
        let hasOwnPrivateTags = kept.contains { $0 >= TIFFTag.firstPrivate }
        var values: [TIFFTagValue] = []
        if !hasOwnDescription { values.append(.ascii(TIFFTag.imageDescription, json)) }
        if hasOwnDescription || hasOwnPrivateTags {
            values.append(.ascii(jsonTag, json))
        } else {
            values += zip(lineTags, DescriptionText.lines(sidecar)).map { .ascii($0, $1) }
        }
        return values
    }

    /// The whole directory, from tags of the frame in whichever form they are kept.
    func all(keeping values: [TIFFTagValue]) -> [TIFFTagValue] {
        let replaced = dropped.union(added.map(\.tag))
        return values.filter { !replaced.contains($0.tag) } + added
    }

    /// The added tags for a little-endian file; what tells of strips is replaced there anyway.
    func littleEndian() -> [TIFFTagValue] {
        added.map { value in
            value.tag == TIFFTag.photometricInterpretation ? .short(value.tag, 1, .little) : value
        }
    }
}
