internal import CHDF5

/// An open identifier of the HDF5 library, closed when it goes out of use.
struct HDF5Handle: ~Copyable {
    let id: hid_t
    private let closer: (hid_t) -> herr_t

    /// Takes what a creating function returned.
    ///
    /// **Throws**: when it is negative, with `what` in the sentence.
    init(_ id: hid_t, _ what: @autoclosure () -> String, close: @escaping (hid_t) -> herr_t) throws(HDF5Error) {
        guard id >= 0 else { throw HDF5Error("HDF5 could not make \(what()).") }
        self.id = id
        closer = close
    }

    deinit { _ = closer(id) }
}

/// Turns a negative return value into an error.
func check(_ result: herr_t, _ what: @autoclosure () -> String) throws(HDF5Error) {
    guard result >= 0 else { throw HDF5Error("HDF5 could not \(what()).") }
}
