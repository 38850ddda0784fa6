import FrameTypes
import NexusFile

/// The objects of the two HDF5 files of a frame.
enum NexusTree {
    /// Where a NeXus file finds its pixels.
    enum Pixels {
        /// In the delivered image of this name.
        case linked(image: String)
        /// In itself.
        case own(FrameGeometry)
    }

    /// Where the pixels are in a delivered image.
    static let imagePath = "/entry/data/data"

    /// The HDF5 part of a delivered image: the frame and nothing else, complete enough to be shown.
    static func image(_ geometry: FrameGeometry) -> HDF5Node {
        .group(
            "/", "NXroot", attributes: [.init("default", "entry")],
            [
                .group(
                    "entry", "NXentry", attributes: [.init("default", "data")],
                    [
                        .group("data", "NXdata", attributes: [.init("signal", "data")], [pixels(geometry, "image")])
                    ])
            ])
    }

    /// The NeXus file of a frame.
    static func nexus(
        _ contents: NexusContents, geometry: FrameGeometry, pixels: Pixels, names: Names, checksum: String
    ) -> HDF5Node {
        // A time of the frame and not of the work: the same frame makes the same bytes, whenever it comes.
        let time = contents.endTime.map { [HDF5Node.Attribute("file_time", $0)] } ?? []
        let root: [HDF5Node.Attribute] =
            [.init("default", "entry"), .init("file_name", names.nexus)] + time + [
                .init("creator", Program.name), .init("creator_version", Program.version),
                .init("HDF5_Version", HDF5Builder.libraryVersion), .init("NeXus_release", Program.nexusRelease),
            ]
        let detector = detector(contents, geometry, pixels, names, checksum)
        var entry = heading(contents)
        entry.append(instrument(contents, detector))
        if !contents.sampleName.isEmpty {
            entry.append(.group("sample", "NXsample", [text("name", contents.sampleName)]))
        }
        entry.append(plot(contents, geometry))
        return .group(
            "/", "NXroot", attributes: root, [.group("entry", "NXentry", attributes: [.init("default", "data")], entry)]
        )
    }

    /// Final base names that the NeXus file tells.
    struct Names {
        var image: String
        var sidecar: String?
        var nexus: String
    }

    // MARK: Parts

    private static func pixels(_ geometry: FrameGeometry, _ interpretation: String?) -> HDF5Node {
        HDF5Node(
            "data", .pixels(geometry),
            [.init("units", "counts"), .init("long_name", "counts per pixel")]
                + (interpretation.map { [.init("interpretation", $0)] } ?? []))
    }

    private static func heading(_ contents: NexusContents) -> [HDF5Node] {
        var nodes = [text("title", contents.title)]
        if let time = contents.startTime { nodes.append(text("start_time", time)) }
        if let time = contents.endTime { nodes.append(text("end_time", time)) }
        if let program = contents.program, !program.isEmpty {
            nodes.append(
                HDF5Node(
                    "program_name", .text(program), contents.programVersion.map { [.init("version", $0)] } ?? []))
        }
        return nodes
    }

    private static func instrument(_ contents: NexusContents, _ detector: HDF5Node) -> HDF5Node {
        var members: [HDF5Node] = [
            .group("source", "NXsource", [text("type", "Synchrotron X-ray Source"), text("probe", "x-ray")])
        ]
        if let wavelength = contents.wavelength {
            members.append(
                .group("beam", "NXbeam", [number("incident_wavelength", wavelength, unit: "angstrom")]))
        }
        members.append(detector)
        return .group("instrument", "NXinstrument", members)
    }

    private static func detector(
        _ contents: NexusContents, _ geometry: FrameGeometry, _ pixels: Pixels, _ names: Names, _ checksum: String
    ) -> HDF5Node {
        var members: [HDF5Node] = []
        switch pixels {
        case .linked(let image):
            members.append(HDF5Node("data", .externalLink(file: image, path: imagePath)))
        case .own(let geometry):
            members.append(self.pixels(geometry, contents.interpretation))
        }
        members += [
            text("description", contents.detectorDescription), text("type", "pixel"), text("layout", "area"),
        ]
        members += acquisition(contents)
        members += position(contents)
        members.append(
            note(
                "data_file", names.image, "image/tiff", "the image as delivered; checksum of its pixels",
                [text("algorithm", "xxh3-128"), text("checksum", checksum)]))
        if let sidecar = names.sidecar {
            members.append(note("metadata_file", sidecar, "text/plain", "the sidecar as the detector program wrote it"))
        }
        if !contents.settings.isEmpty { members.append(SettingsTree.collection("qxrd", contents.settings)) }
        return .group("detector", "NXdetector", members)
    }

    private static func acquisition(_ contents: NexusContents) -> [HDF5Node] {
        var nodes: [HDF5Node] = []
        if let exposure = contents.exposureTime, exposure.isFinite {
            let total = exposure * Double(contents.summedExposures ?? 1)
            nodes.append(HDF5Node("count_time", .doubles([total], isScalar: false), [.init("units", "s")]))
            nodes.append(HDF5Node("frame_time", .doubles([exposure], isScalar: false), [.init("units", "s")]))
        }
        if let cycles = contents.summedExposures {
            nodes.append(HDF5Node("number_of_cycles", .integers([cycles], isScalar: true)))
            nodes.append(text("acquisition_mode", "summed"))
        }
        if let number = contents.imageNumber {
            nodes.append(HDF5Node("sequence_number", .integers([number], isScalar: false)))
        }
        // The code of the NeXus standard for a dark field is 2.
        nodes.append(HDF5Node("image_key", .integers([contents.isDark ? 2 : 0], isScalar: false)))
        if let gain = contents.gainSetting, !gain.isEmpty { nodes.append(text("gain_setting", gain)) }
        return nodes
    }

    private static func position(_ contents: NexusContents) -> [HDF5Node] {
        let known: [(String, Double?, String)] = [
            ("x_pixel_size", contents.pixelSizeX, "um"), ("y_pixel_size", contents.pixelSizeY, "um"),
            ("distance", contents.distance, "mm"), ("beam_center_x", contents.beamCenterX, "pixel"),
            ("beam_center_y", contents.beamCenterY, "pixel"),
        ]
        return known.compactMap { name, value, unit in value.map { number(name, $0, unit: unit) } }
    }

    private static func plot(_ contents: NexusContents, _ geometry: FrameGeometry) -> HDF5Node {
        // The numbers of a pixel have no axis.
        let axes = HDF5Node.Attribute("axes", ["frame_number", "y", "x"] + (geometry.samples > 1 ? ["."] : []))
        let pixel = [HDF5Node.Attribute("units", "pixel")]
        return .group(
            "data", "NXdata", attributes: [.init("signal", "data"), axes],
            [
                HDF5Node("data", .softLink("/entry/instrument/detector/data")),
                HDF5Node("frame_number", .integers([contents.imageNumber ?? 0], isScalar: false)),
                HDF5Node("y", .floats((0..<geometry.height).map(Float.init)), pixel),
                HDF5Node("x", .floats((0..<geometry.width).map(Float.init)), pixel),
            ])
    }

    private static func note(
        _ name: String, _ file: String, _ type: String, _ description: String, _ more: [HDF5Node] = []
    ) -> HDF5Node {
        .group(
            name, "NXnote",
            [text("file_name", file), text("type", type), text("description", description)] + more)
    }

    private static func text(_ name: String, _ text: String) -> HDF5Node { HDF5Node(name, .text(text)) }

    private static func number(_ name: String, _ value: Double, unit: String) -> HDF5Node {
        HDF5Node(name, .doubles([value], isScalar: true), [.init("units", unit)])
    }
}
