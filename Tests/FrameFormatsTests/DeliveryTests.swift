import EngineTesting
import Foundation
import FrameFormats
import FrameTypes
import Glibc
import Hashing
import TIFFFile
import Testing
import WorkerProtocol

@Suite("Deliveries")
struct DeliveryTests {
    @Test(arguments: TestFrame.Layout.allCases, PixelType.allCases)
    func pixelsAndCountersAreThoseOfTheFrame(_ layout: TestFrame.Layout, _ type: PixelType) throws {
        let frame = TestFrame(width: 21, height: 18, pixelType: type)
        let (merged, delivered, image, nexus) = try Delivery(frame.tiff(layout), sidecar: frame.sidecar()).run()
        #expect(merged.geometry == frame.geometry)
        #expect(merged.linked == [.qxrd, .strips, .bigEndian, .bigTIFF, .bigTIFFBigEndian].contains(layout))
        #expect(merged.imageNumber == 1)
        #expect(merged.remark == nil)
        #expect(delivered.pixelHash == ContentHash.of(frame.pixels))
        #expect(delivered.statistics.max == frame.values.max())
        let magnitude = frame.values.reduce(0) { $0 + abs($1) }
        #expect(abs(delivered.statistics.sum - frame.values.reduce(0, +)) <= 1e-9 * magnitude)
        let found = try TIFFImage(reading: .bytes(image))
        try found.verifyPixels(.bytes(image))
        #expect(found.geometry == frame.geometry)
        #expect(nexus.contains(text: delivered.pixelHash))
        if merged.linked {
            let range = try #require(found.layout.pixelRange)
            #expect(Array(image[range]) == frame.pixels)
        }
    }

    @Test func pixelsOfLargeFramesBeginOnAPage() throws {
        let frame = TestFrame(width: 256, height: 192, pixelType: .uint16)
        let (_, _, image, _) = try Delivery(frame.tiff(), sidecar: nil).run()
        let range = try #require(try TIFFImage(reading: .bytes(image)).layout.pixelRange)
        #expect(range.lowerBound % 4096 == 0)
        #expect(range.upperBound == image.count)
    }

    @Test(arguments: [TestFrame.Layout.qxrd, .tiled, .multipage])
    func theSameFrameMakesTheSameBytes(_ layout: TestFrame.Layout) throws {
        let frame = TestFrame()
        let delivery = try Delivery(frame.tiff(layout), sidecar: frame.sidecar())
        _ = try delivery.merge()
        let recipe = try delivery.directory.read("recipe.part")
        let first = try delivery.deliver("first")
        _ = try delivery.merge()
        #expect(try delivery.directory.read("recipe.part") == recipe)
        #expect(try delivery.deliver("second") == first)
        let other = try Delivery(frame.tiff(layout), sidecar: frame.sidecar())
        _ = try other.merge()
        #expect(try other.deliver().image == first.image)
    }

    /// Frames that were delivered before are recognised by their bytes: a change of these hashes is a change of version.
    @Test func theBytesOfADeliveredImageAreThoseOfThisVersion() throws {
        let frame = TestFrame()
        let (_, delivered, _, _) = try Delivery(frame.tiff(), sidecar: frame.sidecar()).run()
        #expect(delivered.image == DeliveredFile(bytes: 10672, hash: "34776b69e7531c3900303acb93921b97"))
    }

    @Test func onlyPartsAppearAndTheInputsStay() throws {
        let frame = TestFrame()
        let delivery = try Delivery(frame.tiff(), sidecar: frame.sidecar())
        _ = try delivery.run()
        #expect(
            try delivery.directory.names == [
                "CeO2-00001.tif", "CeO2-00001.tif.metadata", "out.image.part", "out.nexus.part", "out.sidecar.part",
                "recipe.part",
            ])
        #expect(try delivery.directory.read("CeO2-00001.tif") == frame.tiff())
    }

    @Test(arguments: ["", "garbage", "partial", "noise"])
    func aBadSidecarNeverStopsItsFrame(_ kind: String) throws {
        let frame = TestFrame()
        let sidecar: [UInt8] =
            switch kind {
            case "garbage": (0..<400).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 7) }
            case "partial": Array(frame.sidecar()[..<150])
            case "noise": [0, 0x3d, 0, 0x5b, 0x5c]
            default: []
            }
        let (merged, delivered, image, _) = try Delivery(frame.tiff(), sidecar: sidecar).run()
        #expect(merged.remark != nil)
        #expect(merged.linked)
        #expect(delivered.pixelHash == ContentHash.of(frame.pixels))
        #expect(image.contains(text: "dataType") == (kind == "partial"))
    }

    @Test func aFrameWithoutSidecarIsDeliveredWithoutOne() throws {
        let frame = TestFrame()
        let (merged, delivered, image, _) = try Delivery(frame.tiff(), sidecar: nil).run()
        #expect(delivered.sidecar == nil)
        #expect(merged.remark == nil)
        #expect(merged.imageNumber == 1)
        let directory = try TIFFImage(reading: .bytes(image)).directory
        #expect(directory.entry(TIFFTag.imageDescription) == nil)
        #expect(directory.entry(TIFFTag.photometricInterpretation) != nil)
    }

    @Test func pixelsThatAreNoNumbersAreCountedAsSuch() throws {
        let frame = TestFrame()
        var file = frame.tiff()
        file.replaceSubrange(8..<12, with: [0, 0, 0xc0, 0x7f])
        let (_, delivered, _, _) = try Delivery(file, sidecar: nil).run()
        #expect(delivered.statistics.sum.isNaN)
        #expect(delivered.statistics.max == frame.values.dropFirst().max())
    }

    @Test func disagreementsAreTold() throws {
        let frame = TestFrame()
        let told = TestFrame(width: 3, height: 4).sidecar(extra: ["timeStamp=1510265308.053"])
        let merged = try Delivery(frame.tiff(), sidecar: told).merge()
        #expect(merged.remark?.contains("The sidecar tells 3 x 4 pixels, the image has 12 x 9.") == true)
    }
}

@Suite("Failures of a worker's operations")
struct WorkerFailureTests {
    private func failure(_ reply: WorkerReply) throws -> WorkerFailure {
        guard case .failed(let failure) = reply else { throw Delivery.Unexpected(reply: reply) }
        return failure
    }

    @Test func aTruncatedFrameIsBadInput() throws {
        let frame = TestFrame()
        let delivery = try Delivery(Array(frame.tiff().dropLast(1)), sidecar: frame.sidecar())
        #expect(try failure(delivery.mergeReply()).kind == .badInput)
    }

    @Test func aFrameThatChangedSinceItsMergeIsBadInput() throws {
        let frame = TestFrame()
        let delivery = try Delivery(frame.tiff(), sidecar: nil)
        _ = try delivery.merge()
        try delivery.directory.write(TestFrame(width: 13).tiff(), "CeO2-00001.tif")
        #expect(try failure(delivery.deliverReply()).kind == .badInput)
    }

    @Test func aCorruptStreamIsBadInput() throws {
        let frame = TestFrame()
        var file = frame.tiff(.deflate)
        file[12] ^= 0xff
        let delivery = try Delivery(file, sidecar: nil)
        _ = try delivery.merge()
        #expect(try failure(delivery.deliverReply()).kind == .badInput)
    }

    /// Whatever a byte is changed to, the worker answers; and what it delivers has as many pixels as it says.
    @Test(arguments: [TestFrame.Layout.qxrd, .tiled, .deflate, .scattered])
    func damageNeverCrashesADelivery(_ layout: TestFrame.Layout) throws {
        let whole = TestFrame(width: 6, height: 5, pixelType: .uint16).tiff(layout)
        let delivery = try Delivery(whole, sidecar: nil)
        for position in whole.indices {
            var damaged = whole
            damaged[position] ^= position % 2 == 0 ? 0xff : 0x04
            try delivery.directory.write(damaged, "CeO2-00001.tif")
            guard case .merged(let outcome) = delivery.mergeReply() else { continue }
            guard outcome.geometry.byteCount < 1 << 20, case .delivered(let files) = delivery.deliverReply() else {
                continue
            }
            let held = outcome.linked ? files.image.bytes : files.nexus.bytes
            #expect(held >= Int64(outcome.geometry.byteCount), "byte \(position)")
        }
    }

    @Test func anImageThatLacksTwoOfThreeNumbersPerPixelIsBadInput() throws {
        let frame = TestFrame(pixelType: .uint8)
        var file = frame.tiff()
        // SamplesPerPixel is the seventh entry behind the pixels; three samples of eight bits need three strips more.
        let entry = 8 + frame.pixels.count + 2 + 6 * 12
        #expect(file[entry..<(entry + 2)] == [0x15, 0x01])
        file[entry + 8] = 3
        #expect(try failure(Delivery(file, sidecar: nil).mergeReply()).kind == .badInput)
    }

    @Test func whatIsMissingIsAnErrorOfInputAndOutput() throws {
        let delivery = try Delivery(TestFrame().tiff(), sidecar: nil)
        let found = try failure(delivery.deliverReply())
        #expect(found.kind == .inputOutput)
        #expect(found.errorNumber == ENOENT)
        _ = try delivery.merge()
        let nowhere = try failure(delivery.deliverReply("nowhere/out"))
        #expect(nowhere.kind == .inputOutput)
        #expect(nowhere.errorNumber == ENOENT)
    }

    @Test func aDamagedRecipeIsNeverUsed() throws {
        let delivery = try Delivery(TestFrame().tiff(), sidecar: nil)
        _ = try delivery.merge()
        let whole = try delivery.directory.read("recipe.part")
        for position in stride(from: 0, to: whole.count, by: 97) {
            var damaged = whole
            damaged[position] ^= 0x10
            try delivery.directory.write(damaged, "recipe.part")
            #expect(try failure(delivery.deliverReply()).kind == .internal, "byte \(position)")
            try delivery.directory.write(Array(whole[..<position]), "recipe.part")
            #expect(try failure(delivery.deliverReply()).kind == .internal, "cut to \(position)")
        }
    }

    @Test(arguments: ["1e300", "-1e300", "inf", "nan", "1e18"])
    func aTimeStampOfAnySizeIsARemarkAtMost(_ stamp: String) throws {
        let frame = TestFrame()
        let delivery = try Delivery(frame.tiff(), sidecar: frame.sidecar(extra: ["timeStamp=\(stamp)"]))
        let remark = try delivery.run().merged.remark
        #expect(stamp == "nan" ? remark == nil : remark?.contains("time stamp") == true)
    }

    @Test(.timeLimit(.minutes(2)))
    func manyKeysThatBecomeOneNameTakeNoLongerThanOthers() throws {
        let letters = (192...255).compactMap(Unicode.Scalar.init).map(Character.init)
        let keys = letters.flatMap { one in letters.map { "\(one)\($0)é=1" } }
        let frame = TestFrame()
        let delivery = try Delivery(
            frame.tiff(), sidecar: frame.sidecar(extra: ["[key]"] + keys))
        #expect(try delivery.run().merged.remark?.contains("the first 1024") == true)
    }

    @Test func onlyPartsAreWritten() throws {
        let delivery = try Delivery(TestFrame().tiff(), sidecar: nil)
        let reply = delivery.operations.reply(
            to: .merge(
                MergeRequest(
                    frame: delivery.frame, sidecar: nil, frameName: "a.tif", recipePart: delivery.directory.path("a"),
                    durable: false)))
        #expect(try failure(reply).kind == .internal)
        #expect(try !delivery.directory.names.contains("a"))
    }

    @Test func anExaminationTellsOfBoth() throws {
        let frame = TestFrame()
        let delivery = try Delivery(Array(frame.tiff().dropLast(3)), sidecar: [])
        let reply = delivery.operations.reply(
            to: .examine(ExamineRequest(frame: delivery.frame, sidecar: delivery.sidecar)))
        guard case .examined(let found) = reply else { throw Delivery.Unexpected(reply: reply) }
        #expect(found.incomplete != nil)
        #expect(found.sidecar == .bad(reason: "The sidecar is empty."))
        let without = delivery.operations.reply(
            to: .examine(ExamineRequest(frame: delivery.frame, sidecar: delivery.directory.path("none"))))
        guard case .examined(let found) = without else { throw Delivery.Unexpected(reply: without) }
        #expect(found.sidecar == .missing)
    }
}
