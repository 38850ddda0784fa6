internal import CHDF5
import FrameTypes
import Glibc

extension HDF5Builder {
    func write(_ node: HDF5Node, into parent: hid_t, pixels: inout Range<Int>) throws(HDF5Error) {
        switch node.content {
        case .group(let members):
            let group = try HDF5Handle(
                H5Gcreate2(parent, node.name, chdf5_default(), groupList.id, chdf5_default()), "the group \(node.name)",
                close: H5Gclose)
            try writeAttributes(of: node, to: group.id)
            for member in members { try write(member, into: group.id, pixels: &pixels) }
        case .text(let text): try writeText(node, text, into: parent)
        case .integers(let numbers, let isScalar):
            let wide = numbers.map(Int64.init)
            try writeNumbers(node, wide, isScalar, chdf5_int64(), chdf5_native_int64(), into: parent)
        case .doubles(let numbers, let isScalar):
            try writeNumbers(node, numbers, isScalar, chdf5_float64(), chdf5_native_float64(), into: parent)
        case .floats(let numbers):
            try writeNumbers(node, numbers, false, chdf5_float32(), chdf5_native_float32(), into: parent)
        case .pixels(let geometry): pixels = try makePixels(node, geometry, into: parent)
        case .softLink(let path):
            try check(
                H5Lcreate_soft(path, parent, node.name, chdf5_default(), chdf5_default()), "link \(node.name)")
        case .externalLink(let file, let path):
            try check(
                H5Lcreate_external(file, path, parent, node.name, chdf5_default(), chdf5_default()),
                "link \(node.name) to \(file)")
        }
    }

    private func writeText(_ node: HDF5Node, _ text: String, into parent: hid_t) throws(HDF5Error) {
        let set = try dataset(node, type: textType.id, space: scalarSpace.id, list: smallList.id, into: parent)
        let result = text.withCString { pointer in
            withUnsafePointer(to: pointer) {
                H5Dwrite(set.id, textType.id, scalarSpace.id, scalarSpace.id, transferList.id, $0)
            }
        }
        try check(result, "write \(node.name)")
        try writeAttributes(of: node, to: set.id)
    }

    private func writeNumbers<Number>(
        _ node: HDF5Node, _ numbers: [Number], _ isScalar: Bool, _ fileType: hid_t, _ memoryType: hid_t,
        into parent: hid_t
    ) throws(HDF5Error) {
        let space = try self.space(isScalar ? [] : [numbers.count])
        let set = try dataset(node, type: fileType, space: space.id, list: pixelsList.id, into: parent)
        let result = numbers.withUnsafeBytes {
            H5Dwrite(set.id, memoryType, space.id, space.id, transferList.id, $0.baseAddress)
        }
        try check(result, "write \(node.name)")
        try writeAttributes(of: node, to: set.id)
    }

    private func makePixels(
        _ node: HDF5Node, _ geometry: FrameGeometry, into parent: hid_t
    ) throws(HDF5Error) -> Range<Int> {
        let space = try self.space(
            [1, geometry.height, geometry.width] + (geometry.samples > 1 ? [geometry.samples] : []))
        let type = Self.type(geometry.pixelType)
        let set = try dataset(node, type: type, space: space.id, list: pixelsList.id, into: parent)
        try writeAttributes(of: node, to: set.id)
        let offset = H5Dget_offset(set.id)
        guard offset != chdf5_no_address(), let start = Int(exactly: offset) else {
            throw HDF5Error("HDF5 did not reserve room for the pixels of \(node.name).")
        }
        return start..<(start + geometry.byteCount)
    }

    private func dataset(
        _ node: HDF5Node, type: hid_t, space: hid_t, list: hid_t, into parent: hid_t
    ) throws(HDF5Error) -> HDF5Handle {
        try HDF5Handle(
            H5Dcreate2(parent, node.name, type, space, chdf5_default(), list, chdf5_default()),
            "the dataset \(node.name)", close: H5Dclose)
    }

    private func space(_ shape: [Int]) throws(HDF5Error) -> HDF5Handle {
        let id =
            shape.isEmpty
            ? H5Screate(H5S_SCALAR) : H5Screate_simple(Int32(shape.count), shape.map(hsize_t.init), nil)
        return try HDF5Handle(id, "a shape", close: H5Sclose)
    }

    private static func type(_ pixelType: PixelType) -> hid_t {
        switch pixelType {
        case .uint8: chdf5_uint8()
        case .uint16: chdf5_uint16()
        case .int16: chdf5_int16()
        case .uint32: chdf5_uint32()
        case .int32: chdf5_int32()
        case .float32: chdf5_float32()
        case .float64: chdf5_float64()
        }
    }

    func writeAttributes(of node: HDF5Node, to object: hid_t) throws(HDF5Error) {
        for attribute in node.attributes {
            let space = try self.space(attribute.texts.count == 1 ? [] : [attribute.texts.count])
            let set = try HDF5Handle(
                H5Acreate2(object, attribute.name, textType.id, space.id, chdf5_default(), chdf5_default()),
                "the attribute \(attribute.name) of \(node.name)", close: H5Aclose)
            try check(write(attribute.texts, to: set.id), "write the attribute \(attribute.name) of \(node.name)")
        }
    }

    private func write(_ texts: [String], to attribute: hid_t) -> herr_t {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        guard !copies.contains(nil) else { return -1 }
        return copies.withUnsafeBytes { H5Awrite(attribute, textType.id, $0.baseAddress) }
    }
}
