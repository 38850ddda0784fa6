import POSIXFiles

/// Where file systems were mounted that held destinations of this server, now or in an earlier life: the empty directory
/// below a mount must not be taken for the archive.
struct DestinationMounts: Sendable, Equatable {
    private(set) var points = PathSet()

    /// Remembers a mount; the root file system is always there.
    mutating func remember(_ point: String) {
        if point != "/" { points.insert(point) }
    }

    /// A sentence when the file system on which a destination belongs is not mounted. May wait for the file system.
    func problem(of destination: String) -> String? {
        guard !points.isEmpty else { return nil }
        let real = Destination.realPath(destination)
        let wanted = points.filter { Paths.contains($0, destination) || Paths.contains($0, real) }
        guard !wanted.isEmpty, let table = try? MountTable.current(),
            let missing = wanted.sorted().first(where: { !table.isMounted($0) })
        else { return nil }
        return "\(destination) belongs on the file system at \(missing), which is not mounted. "
            + "Mount it again; frames wait meanwhile."
    }

    /// Where the file system of a destination that is there is mounted. May wait for the file system.
    static func point(of destination: String) -> String? {
        (try? MountTable.current())?.point(of: Destination.realPath(destination))
    }
}
