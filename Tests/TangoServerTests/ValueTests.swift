import TangoIDL
import TangoServer
import TangoTesting
import TangoTypes
import Testing

/// One type with values at its edges, its type forgotten so that tests can run over all of them.
struct TypeCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let roundTrip: @Sendable (TestedDevice) throws -> Void

    init<Element: TangoScalar>(_ elements: Element...) {
        testDescription = "\(Element.self)"
        roundTrip = { device in
            try Self.scalars(elements, device)
            try Self.spectra(elements, device)
            try Self.images(elements, device)
        }
    }

    private static func scalars<Element: TangoScalar>(_ elements: [Element], _ device: TestedDevice) throws {
        let key = EverythingDevice.scalar(Element.self)
        #expect(try device.read(key).quality == .ATTR_INVALID)
        #expect(try device.configuration([key.name]).first?.data_type == Element.tangoType.rawValue)
        for element in elements {
            try device.write(key, element)
            #expect(try device.read(key).value == element)
            #expect(try device.setValue(of: key) == element)
        }
    }

    private static func spectra<Element: TangoScalar>(_ elements: [Element], _ device: TestedDevice) throws {
        let key = EverythingDevice.spectrum(Element.self)
        for length in 0...elements.count {
            let part = Array(elements.prefix(length))
            try device.write(key, part)
            #expect(try device.read(key).value == part)
            #expect(try device.setValue(of: key) == part)
        }
    }

    private static func images<Element: TangoScalar>(_ elements: [Element], _ device: TestedDevice) throws {
        let key = EverythingDevice.image(Element.self)
        let image = Image(width: 2, height: elements.count, pixels: elements + elements.reversed())
        try device.write(key, image)
        #expect(try device.read(key).value == image)
        #expect(try device.setValue(of: key) == image)
    }

    static let all = [
        TypeCase(true, false), TypeCase(UInt8.min, 1, UInt8.max),
        TypeCase(Int16.min, 0, Int16.max), TypeCase(UInt16.min, UInt16.max), TypeCase(Int32.min, 0, Int32.max),
        TypeCase(UInt32.min, UInt32.max), TypeCase(Int64.min, 0, Int64.max), TypeCase(UInt64.min, UInt64.max),
        TypeCase(Float.leastNonzeroMagnitude, -1.5, Float.greatestFiniteMagnitude),
        TypeCase(Double.leastNonzeroMagnitude, -1.5, Double.greatestFiniteMagnitude),
        TypeCase("", "é", "two words"), TypeCase(DevState.ON, .UNKNOWN), TypeCase(Colour.red, .blue),
    ]
}

struct ValueTests {
    @Test("What is written is read back, in every type and format", arguments: TypeCase.all, Transport.allCases)
    func everyTypeMakesTheRoundTrip(_ type: TypeCase, _ transport: Transport) throws {
        try TestServer.with([DeviceClass(EverythingDevice.self)], over: transport) { try type.roundTrip($0.device) }
    }

    @Test(arguments: Transport.allCases)
    func encodedValuesMakeTheRoundTrip(_ transport: Transport) throws {
        let key = AttributeKey<DevEncoded>("DevEncoded_scalar")
        let value = DevEncoded(encoded_format: "raw", encoded_data: [0, 1, 255])
        try TestServer.with([DeviceClass(EverythingDevice.self)], over: transport) { server in
            try server.device.write(key, value)
            #expect(try server.device.read(key).value == value)
        }
    }

    /// Sizes are looked at first: clients that send the wrong type and size are told of the size.
    @Test func aSizeBeyondTheGreatestIsRefusedWhateverTheType() throws {
        try TestServer.with([DeviceClass(EverythingDevice.self)]) { server in
            let error = #expect(throws: MultiDevFailed.self) {
                try server.device.write([("Double_spectrum", .bool_att_value([true, true]), ValueShape(x: 1, y: 2))])
            }
            #expect(
                error?.errors.first?.err_list.first?.desc
                    == "Y dimesion is greater than the max defined for attribute Double_spectrum")
        }
    }

    @Test(arguments: TypeCase.all)
    func wrongTypesAreRefusedByName(_ type: TypeCase) throws {
        // A boolean for anything else, and a double for the boolean.
        let name = "\(type.testDescription)_scalar"
        let data: AttrValUnion =
            type.testDescription == "Bool" ? .double_att_value([1]) : .bool_att_value([true])
        try TestServer.with([DeviceClass(EverythingDevice.self)]) { server in
            let error = #expect(throws: MultiDevFailed.self) {
                try server.device.write([(name, data, .scalar)])
            }
            #expect(error?.errors.first?.err_list.first?.reason == "API_IncompatibleAttrDataType")
        }
    }

    @Test func tooLargeAndIncompleteValuesAreRefused() throws {
        try TestServer.with([DeviceClass(EverythingDevice.self)]) { server in
            func reason(_ name: String, _ data: AttrValUnion, _ shape: ValueShape) -> String? {
                do { try server.device.write([(name, data, shape)]) } catch let error as MultiDevFailed {
                    return error.errors.first?.err_list.first?.reason
                } catch { return "\(error)" }
                return nil
            }
            let many = AttrValUnion.double_att_value(Array(repeating: 0, count: 17))
            #expect(reason("Double_spectrum", many, ValueShape(x: 17, y: 0)) == "API_WAttrOutsideLimit")
            #expect(reason("Double_image", many, ValueShape(x: 1, y: 17)) == "API_WAttrOutsideLimit")
            #expect(reason("Double_image", many, ValueShape(x: 4, y: 4)) == "API_AttrIncorrectDataNumber")
            #expect(reason("Double_scalar", many, .scalar) == "API_AttrIncorrectDataNumber")
            #expect(reason("Double_scalar", .double_att_value([.nan]), .scalar) == "API_WAttrOutsideLimit")
            #expect(reason("Colour_scalar", .short_att_value([3]), .scalar) == "API_WAttrOutsideLimit")
            #expect(reason("State", .short_att_value([3]), .scalar) == "API_AttrNotWritable")
            #expect(reason("nothing", .short_att_value([3]), .scalar) == "API_AttrNotFound")
        }
    }

    /// Two negative numbers multiply to a good count; one alone would be shown to every reader until the next write.
    @Test(arguments: [
        ("Double_image", 6, ValueShape(x: -2, y: -3)), ("Double_image", 0, ValueShape(x: 0, y: -5)),
        ("Double_image", 0, ValueShape(x: -5, y: 0)), ("Double_spectrum", 3, ValueShape(x: -3, y: -1)),
    ])
    func negativeSizesAreRefused(_ name: String, _ count: Int, _ shape: ValueShape) throws {
        try TestServer.with([DeviceClass(EverythingDevice.self)]) { server in
            let data = AttrValUnion.double_att_value(Array(repeating: 0, count: count))
            let error = #expect(throws: MultiDevFailed.self) { try server.device.write([(name, data, shape)]) }
            #expect(error?.errors.first?.err_list.first?.reason == "API_AttrIncorrectDataNumber")
        }
    }

    @Test func anImageOfOneDimensionIsARowThatTravelsAsItCame() throws {
        try TestServer.with([DeviceClass(EverythingDevice.self)]) { server in
            try server.device.write([("Double_image", .double_att_value([1, 2, 3]), ValueShape(x: 3, y: 0))])
            let value = try #require(try server.device.read(["Double_image"]).first)
            #expect(value.w_dim == AttributeDim(dim_x: 3, dim_y: 0))
            #expect(value.err_list.isEmpty)
            #expect(value.value == .double_att_value([1, 2, 3]))
        }
        let row = try Image<Double>(elements: [1, 2, 3], shape: ValueShape(x: 3, y: 0))
        #expect(row.height == 1)
        #expect(row.shape == ValueShape(x: 3, y: 0))
    }

    @Test func theSizeThatComesWithAScalarIsNotKept() throws {
        try TestServer.with([DeviceClass(EverythingDevice.self)]) { server in
            let hostile = ValueShape(x: -1, y: -1)
            try server.device.write([("Double_scalar", .double_att_value([1]), hostile)])
            let value = try #require(try server.device.read(["Double_scalar"]).first)
            #expect(value.w_dim == AttributeDim(dim_x: 1, dim_y: 0))
        }
    }

    @Test func anImageNeedsASizeThatIsOne() throws {
        for shape in [ValueShape(x: -2, y: -3), ValueShape(x: .max, y: 2), ValueShape(x: 4, y: 2)] {
            #expect(throws: DevFailed.self) {
                try Image<Double>(elements: [1, 2, 3, 4, 5, 6], shape: shape)
            }
        }
        #expect(try Image<Double>(elements: [1, 2, 3, 4, 5, 6], shape: ValueShape(x: 2, y: 3)).height == 3)
    }
}
