public import TangoIDL

extension PipeBlob {
    /// From the wire.
    public init(_ blob: DevPipeBlob) {
        self.init(blob.name, blob.blob_data.map(PipeElement.init))
    }

    /// For the wire.
    public var wireForm: DevPipeBlob { DevPipeBlob(name: name, blob_data: elements.map(\.wireForm)) }
}

extension PipeElement {
    // The only sign of a scalar on the wire, where every value is a sequence.
    private static let scalarMark = "Scalar"
    private static let arrayMark = "Array"

    /// From the wire: an element with inner elements is a blob, whatever its value.
    public init(_ element: DevPipeDataElt) {
        name = element.name
        if element.inner_blob.isEmpty {
            content = .value(element.value, isScalar: element.inner_blob_name == Self.scalarMark)
        } else {
            content = .blob(PipeBlob(element.inner_blob_name, element.inner_blob.map(PipeElement.init)))
        }
    }

    /// For the wire.
    public var wireForm: DevPipeDataElt {
        switch content {
        case .value(let data, let isScalar):
            DevPipeDataElt(
                name: name, value: data, inner_blob: [], inner_blob_name: isScalar ? Self.scalarMark : Self.arrayMark)
        case .blob(let blob):
            DevPipeDataElt(
                name: name, value: .union_no_data(true), inner_blob: blob.elements.map(\.wireForm),
                inner_blob_name: blob.name)
        }
    }
}
