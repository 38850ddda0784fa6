import EngineTesting
import Foundation
import FrameTypes
import TIFFFile
import Testing
import WorkerProtocol

@Suite("Tags of delivered images")
struct TagTests {
    private func tags(_ image: [UInt8]) throws -> [UInt16: String] {
        let directory = try TIFFImage(reading: .bytes(image)).directory
        var texts: [UInt16: String] = [:]
        for entry in directory.entries { texts[entry.tag] = try directory.text(entry.tag, .bytes(image)) ?? "" }
        #expect(texts.count == directory.entries.count, "a tag occurs twice")
        #expect(directory.entries.map(\.tag) == directory.entries.map(\.tag).sorted())
        return texts
    }

    @Test(arguments: [TestFrame.Layout.qxrd, .strips, .tiled, .deflate, .bigTIFF])
    func theDescriptionHoldsTheSidecarInPlainASCII(_ layout: TestFrame.Layout) throws {
        let extra = ["shape=3", #"path\x="Omega: 3, Focus: 4""#, #"nul=\0\x61"#, "Omega=1:2"]
        let frame = TestFrame()
        let (_, _, image, _) = try Delivery(frame.tiff(layout), sidecar: frame.sidecar(extra: extra)).run()
        let tags = try tags(image)
        let text = try #require(tags[TIFFTag.imageDescription])
        #expect(text.unicodeScalars.allSatisfy { (0x20..<0x7f).contains($0.value) || $0 == "\n" })
        for trap in [#""shape""#, "Omega:", "Focus:"] { #expect(!text.contains(trap)) }
        let told = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(told.count == 19)
        #expect(told["shape"] as? String == "3")
        #expect(told["userComment1"] as? String == "a; b = c, d")
        #expect(told["userComment2"] as? String == "µm")
        #expect(told["path/x"] as? String == "Omega: 3, Focus: 4")
        #expect(told["nul"] as? String == "\0a")
        #expect(told["dateTime"] as? String == "2017-11-09T23:08:28.053")
        #expect((told["normalization"] as? [Double])?.isEmpty == true)
        #expect(told["normalization/size"] as? String == "0")
        #expect(tags[TIFFTag.documentName] == "T:/raw/CeO2-00001.tif")
        #expect(tags[TIFFTag.dateTime] == "2017:11:09 23:08:28")
        #expect(tags[65_010] == "width:12")
        #expect(tags.values.filter { $0.hasPrefix("Omega:") }.map { $0.filter { $0 == ":" }.count } == [1])
    }

    @Test func keysOfTwoSectionsThatWouldShareANameAreBothThere() throws {
        let frame = TestFrame()
        let sidecar = frame.sidecar(extra: [#"normalization\size=7"#])
        let (_, _, image, _) = try Delivery(frame.tiff(), sidecar: sidecar).run()
        let text = try #require(try tags(image)[TIFFTag.imageDescription])
        let told = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(told["normalization/size"] as? String == "0")
        #expect(told["metadata/normalization/size"] as? String == "7")
    }

    @Test(arguments: [TestFrame.Layout.qxrd, .tiled])
    func deliveringADeliveredFrameReplacesItsTags(_ layout: TestFrame.Layout) throws {
        let frame = TestFrame()
        let (_, first, image, _) = try Delivery(frame.tiff(layout), sidecar: frame.sidecar()).run()
        let (_, second, again, _) = try Delivery(image, sidecar: frame.sidecar(extra: ["more=1"])).run()
        #expect(second.pixelHash == first.pixelHash)
        let (old, new) = (try tags(image), try tags(again))
        #expect(new.count == old.count + 1)
        #expect(new[TIFFTag.imageDescription]?.contains(#""more": "1""#) == true)
        #expect(new[TIFFTag.software] == old[TIFFTag.software])
    }

    @Test(arguments: Fixtures.frames)
    func aFrameOfAnotherProgramWithoutSidecarStaysAsItIs(_ name: String) throws {
        let bytes = try Fixtures.frame(name)
        let (merged, _, image, nexus) = try Delivery(bytes, sidecar: nil, name: name).run()
        #expect(image == bytes)
        #expect(!merged.linked)
        #expect(nexus.count > 981 * 1043 * 4)
    }

    @Test(arguments: Fixtures.frames)
    func aFrameOfAnotherProgramWithASidecarKeepsWhatItSays(_ name: String) throws {
        let bytes = try Fixtures.frame(name)
        let sidecar = TestFrame(width: 981, height: 1043).sidecar()
        let (merged, _, image, _) = try Delivery(bytes, sidecar: sidecar, name: name).run()
        #expect(merged.linked)
        let (old, new) = (try tags(bytes), try tags(image))
        for (tag, text) in old where tag != TIFFTag.stripOffsets { #expect(new[tag] == text, "tag \(tag)") }
        #expect(new[65_100]?.contains(#""dataType": "5""#) == true)
        #expect(new[65_010] == old[65_010])
        let place = try TIFFImage(reading: .bytes(image)).directory.offset
        #expect((place == 0x82) == (name == "CeO2_Pilatus1M.tif"))
    }

    @Test func noDirectoryBeginsWhereADetectorFormatIsRecognised() throws {
        // The file ends exactly where the mark would be.
        var file = TestFrame(width: 2, height: 2, pixelType: .uint8).tiff(.tiled)
        file += [UInt8](repeating: 0, count: 0x10082 - file.count)
        let (_, _, image, _) = try Delivery(file, sidecar: TestFrame().sidecar()).run()
        #expect(try TIFFImage(reading: .bytes(image)).directory.offset == 0x10084)
    }
}
