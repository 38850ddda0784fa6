import Glibc

/// Memory for pieces of files, given back to the system at the end.
///
/// An allocator keeps freed blocks of this size and may not find them again for the next file: over thousands of files a
/// process grows by them.
///
/// **Isolation**: a value; one thread at a time.
public struct PageBuffer: ~Copyable {
    /// The memory, at first zero; aligned to a page.
    public let bytes: UnsafeMutableRawBufferPointer

    /// Takes memory from the system.
    ///
    /// **Throws**: the failure of `mmap`: the system has no memory.
    public init(byteCount: Int) throws(POSIXError) {
        let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory, memory != MAP_FAILED else { throw POSIXError.last("get memory for", "pieces of a file") }
        bytes = UnsafeMutableRawBufferPointer(start: memory, count: byteCount)
    }

    deinit { munmap(bytes.baseAddress, bytes.count) }
}
