import POSIXFiles

/// Where file systems are mounted that hold destinations of this server, or held them in an earlier life, or are meant to by
/// the machine: the empty directory below a mount must not be taken for the archive.
struct DestinationMounts: Sendable, Equatable {
    private(set) var points = PathSet()
    /// The file that says what is to be mounted; nil: nothing is.
    private let intended: String?

    /// - Parameter intended: The path of `/etc/fstab`, which is read at each look.
    init(intended: String? = nil) { self.intended = intended }

    /// Remembers a mount; the root file system is always there.
    mutating func remember(_ point: String) {
        if point != "/" { points.insert(point) }
    }

    /// A sentence when the file system on which a destination belongs is not mounted. May wait for the file system.
    func problem(of destination: String) -> String? {
        let intended = intended.map { IntendedMounts(path: $0).points } ?? []
        guard !points.isEmpty || !intended.isEmpty else { return nil }
        let real = Destination.realPath(destination)
        guard var table = try? MountTable.current() else { return nil }
        var missing = missing(above: destination, real: real, intended, table)
        if let promised = missing?.point, table.isPromised(promised) {
            // An automounter waits for somebody who looks into the directory.
            _ = try? FileStatus.following(promised + "/.")
            guard let anew = try? MountTable.current() else { return nil }
            table = anew
            missing = self.missing(above: destination, real: real, intended, table)
        }
        guard let missing else { return nil }
        guard missing.isRemembered else {
            return
                "\(destination) belongs on the file system that \(self.intended ?? "") has for \(missing.point), which is "
                + "not mounted. Mount it (mount \(missing.point)), or take its line out of that file if it is never to be "
                + "there; frames wait meanwhile."
        }
        return "\(destination) belongs on the file system at \(missing.point), which is not mounted. "
            + "Mount it again; frames wait meanwhile."
    }

    /// A mount point above a destination at which nothing is mounted, although a file system was once or is meant to be.
    ///
    /// - Parameters:
    ///   - written: The path of the destination as written.
    ///   - real: The same without links.
    private func missing(
        above written: String, real: String, _ intended: [String], _ table: MountTable
    ) -> (point: String, isRemembered: Bool)? {
        let remembered = points.filter { Paths.contains($0, written) || Paths.contains($0, real) }
        if let point = remembered.sorted().first(where: { !table.isMounted($0) }) { return (point, true) }
        return Self.missing(above: real, intended, table).map { ($0, false) }
    }

    /// The nearest intended mount point above a real path, when nothing is mounted there or nearer.
    static func missing(above real: String, _ intended: [String], _ table: MountTable) -> String? {
        let point = table.point(of: real)
        let above = intended.lazy.map { realPoint($0, table, for: real) }.filter { Paths.contains($0, real) }
        guard let nearest = above.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        return Paths.contains(nearest, point) ? nil : nearest
    }

    /// A mount point without links, as the kernel names it. What is mounted is not touched, because it may hang, nor what
    /// lies on a file system with which the destination has nothing to do.
    private static func realPoint(_ point: String, _ table: MountTable, for destination: String) -> String {
        guard !table.isMounted(point), Paths.contains(table.point(of: point), destination) else { return point }
        let base = Paths.base(of: point)
        let unlinked = Paths.join(Destination.realPath(Paths.directory(of: point)), base)
        guard !table.isMounted(unlinked), !table.isPromised(unlinked) else { return unlinked }
        return Destination.realPath(unlinked)
    }

    /// Where the file system of a destination that is there is mounted. May wait for the file system.
    static func point(of destination: String) -> String? {
        (try? MountTable.current())?.point(of: Destination.realPath(destination))
    }
}
