internal import CHDF5
import Synchronization

/// Lays out HDF5 files in memory, one after the other.
///
/// The library writes into memory, never to a destination: so a full or vanished disk shows as the error
/// of a plain write, no lock is taken on a network file system, and every byte is known before the first is written.
/// The same tree gives the same bytes: no time is recorded.
///
/// **Isolation**: one thread at a time.
public struct HDF5Builder: ~Copyable {
    /// Version of the HDF5 library, such as `1.10.8`.
    public static var libraryVersion: String {
        var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
        _ = H5get_libversion(&major, &minor, &release)
        return "\(major).\(minor).\(release)"
    }

    /// A name that cannot exist, because the driver looks for a file to load first, and that no other builder has,
    /// because the library takes two open files of one name for the same.
    private let name: String
    private let accessList: HDF5Handle
    let pixelsList: HDF5Handle
    let smallList: HDF5Handle
    let groupList: HDF5Handle
    let transferList: HDF5Handle
    let textType: HDF5Handle
    let scalarSpace: HDF5Handle

    private static let count = Atomic<Int>(0)

    /// Makes a builder.
    ///
    /// **Throws**: when the library or the memory file cannot be used.
    public init() throws(HDF5Error) {
        try check(H5open(), "start")
        _ = H5Eset_auto2(0, nil, nil)
        let access = try Self.makeAccessList()
        let pixels = try Self.makePixelsList()
        let small = try Self.makeSmallList()
        let group = try Self.makeList(chdf5_group_create_list())
        // Links stay in the header of their group: heaps and trees for more than eight make the file larger.
        try check(H5Pset_link_phase_change(group.id, 4096, 0), "choose the form of groups")
        let transfer = try HDF5Handle(chdf5_dataset_transfer_list(), "a property list", close: H5Pclose)
        // The default conversion buffer of 1 MiB is allocated afresh for every variable-length text.
        try check(H5Pset_buffer(transfer.id, 4096, nil, nil), "choose a buffer size")
        let text = try HDF5Handle(chdf5_string(), "a text type", close: H5Tclose)
        try check(H5Tset_size(text.id, chdf5_variable()), "choose a text size")
        try check(H5Tset_cset(text.id, H5T_CSET_UTF8), "choose a text encoding")
        let scalar = try HDF5Handle(H5Screate(H5S_SCALAR), "a scalar", close: H5Sclose)
        name = "/dev/null/memory-\(Self.count.wrappingAdd(1, ordering: .relaxed).newValue)"
        accessList = access
        pixelsList = pixels
        smallList = small
        groupList = group
        transferList = transfer
        textType = text
        scalarSpace = scalar
    }

    private static func makePixelsList() throws(HDF5Error) -> HDF5Handle {
        let list = try makeList(chdf5_dataset_create_list())
        try check(H5Pset_layout(list.id, H5D_CONTIGUOUS), "choose a layout")
        try check(H5Pset_alloc_time(list.id, H5D_ALLOC_TIME_EARLY), "choose an allocation time")
        try check(H5Pset_fill_time(list.id, H5D_FILL_TIME_NEVER), "choose a fill time")
        return list
    }

    private static func makeSmallList() throws(HDF5Error) -> HDF5Handle {
        let list = try makeList(chdf5_dataset_create_list())
        try check(H5Pset_layout(list.id, H5D_COMPACT), "choose a layout")
        return list
    }

    /// A list for making objects that record no time.
    private static func makeList(_ id: hid_t) throws(HDF5Error) -> HDF5Handle {
        let list = try HDF5Handle(id, "a property list", close: H5Pclose)
        try check(H5Pset_obj_track_times(list.id, false), "switch times off")
        return list
    }

    private static func makeAccessList() throws(HDF5Error) -> HDF5Handle {
        let list = try HDF5Handle(chdf5_file_access_list(), "a property list", close: H5Pclose)
        // In memory, growing by steps of this size, never written to a disk.
        try check(H5Pset_fapl_core(list.id, 65_536, false), "choose the memory driver")
        // Readable from 1.8 on; the older group format costs four times the space and time.
        try check(H5Pset_libver_bounds(list.id, H5F_LIBVER_V18, H5F_LIBVER_V110), "choose a format")
        // Pixels begin on a page, for readers that map them.
        try check(H5Pset_alignment(list.id, 65_536, 4096), "choose an alignment")
        return list
    }

    /// Lays out a file.
    ///
    /// - Parameter userBlock: bytes in front of the HDF5 part: zero, or a power of two of at least 4096.
    /// - Parameter root: attributes and members of the root group.
    /// **Throws**: when the library refuses something; the message names it.
    public func build(userBlock: Int = 0, root: HDF5Node) throws(HDF5Error) -> HDF5Image {
        let createList = try HDF5Handle(chdf5_file_create_list(), "a property list", close: H5Pclose)
        try check(H5Pset_userblock(createList.id, hsize_t(userBlock)), "make a user block of \(userBlock) bytes")
        try check(H5Pset_obj_track_times(createList.id, false), "switch times off")
        guard case .group(let members) = root.content else { throw HDF5Error("The root of a file is a group.") }
        let file = try HDF5Handle(
            H5Fcreate(name, chdf5_truncate(), createList.id, accessList.id), "a file in memory",
            close: H5Fclose)
        try writeAttributes(of: root, to: file.id)
        var pixels = 0..<0
        for member in members { try write(member, into: file.id, pixels: &pixels) }
        try check(H5Fflush(file.id, H5F_SCOPE_LOCAL), "write a file in memory")
        return try Self.image(file, userBlock: userBlock, pixels: pixels)
    }

    private static func image(_ file: borrowing HDF5Handle, userBlock: Int, pixels: Range<Int>) throws(HDF5Error)
        -> HDF5Image
    {
        var size: hsize_t = 0
        try check(H5Fget_filesize(file.id, &size), "tell the size of a file in memory")
        guard let memory = chdf5_core_memory(file.id) else {
            throw HDF5Error("HDF5 does not show its file in memory.")
        }
        let all = UnsafeRawBufferPointer(start: memory, count: Int(size))
        let end = try endOfFile(all, userBlock: userBlock)
        guard pixels.upperBound <= end else { throw HDF5Error("HDF5 put pixels behind the end of its file.") }
        let bytes = UnsafeRawBufferPointer(rebasing: all[..<end])
        guard !pixels.isEmpty else {
            return HDF5Image(head: Array(bytes), pixelRange: bytes.count..<bytes.count, tail: [])
        }
        return HDF5Image(
            head: Array(bytes[..<pixels.lowerBound]), pixelRange: pixels, tail: Array(bytes[pixels.upperBound...]))
    }

    /// The memory grows in steps; where the file ends is told by its superblock (version 2 or 3).
    private static func endOfFile(_ bytes: UnsafeRawBufferPointer, userBlock: Int) throws(HDF5Error) -> Int {
        guard bytes.count >= userBlock + 48, (2...3).contains(bytes[userBlock + 8]) else {
            throw HDF5Error("HDF5 wrote a superblock of an unknown version.")
        }
        let end = bytes.loadUnaligned(fromByteOffset: userBlock + 28, as: UInt64.self).littleEndian
        guard let end = Int(exactly: end), end <= bytes.count, end > userBlock else {
            throw HDF5Error("HDF5 wrote a superblock that does not tell the end of the file.")
        }
        return end
    }
}
