import TangoIDL
import TangoTypes
import Testing

@Suite("Pipes")
struct PipeTests {
    private let blob = PipeBlob(
        "Shot",
        [
            PipeElement("Energy", 12.5), PipeElement("Counts", [Int32(1), 2, 3]), PipeElement("One", ["a"]),
            PipeElement("Beam", PipeBlob("Inner", [PipeElement("X", Int16(7)), PipeElement("State", DevState.ON)])),
        ])

    @Test("A blob survives its form on the wire")
    func roundTrip() {
        #expect(PipeBlob(blob.wireForm) == blob)
    }

    @Test("Clients learn from the wire whether an array of one is a scalar")
    func marks() {
        let elements = blob.wireForm.blob_data
        #expect(elements.map(\.inner_blob_name) == ["Scalar", "Array", "Array", "Inner"])
        #expect(elements[3].value == .union_no_data(true))
    }

    @Test("Elements are found in any case and by type")
    func access() {
        #expect(blob.value("energy") == 12.5)
        #expect(blob.value("Energy", as: Float.self) == nil)
        #expect(blob.values("COUNTS") == [Int32(1), 2, 3])
        #expect(blob.value("Counts", as: Int32.self) == nil)
        #expect(blob.blob("Beam")?.value("x") == Int16(7))
        #expect(blob.element("nope") == nil)
    }

    // MARK: Configuration

    private func configuration(
        code: [PipeProperty: String] = [:], ofClass: [String: [String]] = [:], device: [String: [String]] = [:]
    ) -> PipeConfiguration {
        PipeConfiguration(
            definition: PipeDefinition(name: "Shot"), userDefaults: code, classProperties: ofClass,
            deviceProperties: device)
    }

    @Test("The nearest source wins: device, class, code, library")
    func sources() {
        #expect(configuration().text(.label) == "Shot")
        #expect(configuration().text(.description) == "No description")
        #expect(configuration(code: [.label: "a"]).text(.label) == "a")
        #expect(configuration(code: [.label: "a"], ofClass: ["label": ["b"]]).text(.label) == "b")
        #expect(configuration(ofClass: ["label": ["b"]], device: ["label": ["c"]]).text(.label) == "c")
    }

    @Test(
        "Each kind of reset goes back to its own source",
        arguments: [("Not specified", "Shot", true), ("", "code", true), ("NaN", "class", false), ("new", "new", true)])
    func resets(text: String, expected: String, isStored: Bool) throws {
        var configuration = configuration(
            code: [.label: "code"], ofClass: ["label": ["class"]], device: ["label": ["x"]])
        var request = configuration.wireForm
        request.label = text
        let changes = try configuration.apply(request)
        #expect(configuration.text(.label) == expected)
        #expect(changes.stored == (isStored ? ["label": [expected]] : [:]))
        #expect(changes.deleted == (isStored ? [] : ["label"]))
    }

    @Test("What does not change is not stored")
    func unchanged() throws {
        var configuration = configuration(code: [.description: "d"])
        #expect(try configuration.apply(configuration.wireForm).isEmpty)
    }

    @Test("The access cannot be changed")
    func fixedAccess() {
        var configuration = configuration()
        var request = configuration.wireForm
        request.writable = .PIPE_READ_WRITE
        request.label = "new"
        let error = #expect(throws: DevFailed.self) { try configuration.apply(request) }
        #expect(error?.reason == .attributeNotAllowed)
        #expect(configuration.text(.label) == "Shot")
    }
}
