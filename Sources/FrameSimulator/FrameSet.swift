import Glibc

/// A frame and its sidecar, on their way to the directory.
struct FrameSet {
    /// Of the frame; the sidecar's name is longer by `.metadata`.
    let path: String
    let image: PixelImage
    let layout: FrameLayout
    let sidecar: [UInt8]
    let plan: SimulationPlan

    /// The same frame with other pixels.
    func replacing(_ image: PixelImage) -> FrameSet {
        FrameSet(path: path, image: image, layout: layout, sidecar: sidecar, plan: plan)
    }

    /// Writes both files, in the order and with the damage that `fault` wants; a late sidecar is left to the caller.
    func write(_ fault: Fault?, number: Int) throws(SimulatorError) {
        if fault == .metadataFirst {
            try writeSidecar(sidecar)
            pause(for: .seconds(min(plan.late, 0.5)))
            return try writeFrame(fault)
        }
        try writeFrame(fault)
        pause(for: .seconds(plan.gap))
        switch fault {
        case .missingMetadata, .lateMetadata: break
        case .emptyMetadata: try writeSidecar([])
        case .partialMetadata: try writeSidecar(Array(sidecar.prefix(sidecar.count / 2)))
        case .garbageMetadata:
            var random = RandomStream(seed: plan.seed, keys: 5, UInt64(number))
            try writeSidecar((0..<400).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        default: try writeSidecar(sidecar)
        }
        if fault == .readonly {
            for file in [path, path + ".metadata"] where chmod(file, 0o444) != 0 { throw .system("protect", file) }
        }
    }

    /// A header without a directory, the pixels, the header's offset, the strings, and the directory last.
    private func writeFrame(_ fault: Fault?) throws(SimulatorError) {
        let file = try OutputFile(path)
        guard fault != .zero else { return }
        let headerSize = FrameLayout.unfinishedHeader.count
        try file.write(FrameLayout.unfinishedHeader[...], at: 0)
        pause(for: .seconds(plan.slow * 0.1))
        let steps = max(1, Int(plan.slow / 0.05))
        let size = max(1, (image.bytes.count + steps - 1) / steps)
        for start in stride(from: 0, to: image.bytes.count, by: size) {
            try file.write(image.bytes[start..<min(start + size, image.bytes.count)], at: headerSize + start)
            pause(for: .seconds(plan.slow * 0.6 / Double(steps)))
        }
        guard fault != .unfinished else { return }
        pause(for: .seconds(plan.slow * 0.1))
        try file.write(littleEndian(layout.directoryOffset, 4)[...], at: 4)
        pause(for: .seconds(plan.slow * 0.1))
        try file.write(layout.strings[...], at: layout.directoryOffset + layout.directory.count)
        pause(for: .seconds(plan.slow * 0.1))
        try file.write(layout.directory[...], at: layout.directoryOffset)
        let length = layout.directoryOffset + layout.directory.count + layout.strings.count
        if fault == .truncated, truncate(path, length / 2) != 0 { throw .system("truncate", path) }
    }

    /// Writes the sidecar in the style of the plan.
    func writeSidecar(_ bytes: [UInt8]) throws(SimulatorError) {
        let target = path + ".metadata"
        switch plan.metadataStyle {
        case .qt4:
            let file = try OutputFile(target)
            let half = plan.slow > 0 ? bytes.count / 2 : bytes.count
            try file.write(bytes[..<half], at: 0)
            if half < bytes.count {
                pause(for: .seconds(min(0.2, plan.slow)))
                try file.write(bytes[half...], at: half)
            }
        case .qt5:
            let lock = target + ".lock"
            let temporary = target + ".sXqTvB"
            try OutputFile(lock, exclusive: true).write(Array("\(getpid())\nfwctl\nlocalhost\n".utf8)[...], at: 0)
            try OutputFile(temporary).write(bytes[...], at: 0)
            if rename(temporary, target) != 0 { throw .system("rename", temporary) }
            if unlink(lock) != 0 { throw .system("remove", lock) }
        }
    }
}
