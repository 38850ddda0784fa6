import EngineTesting
import FrameTypes
import TIFFFile
import Testing

@Suite("TIFF directories")
struct TIFFImageTests {
    @Test(arguments: TestFrame.Layout.allCases, PixelType.allCases)
    func everyLayoutOfEveryTypeIsComplete(_ layout: TestFrame.Layout, _ type: PixelType) throws {
        let frame = TestFrame(pixelType: type)
        let found = try TIFFImage.inspect(.bytes(frame.tiff(layout)))
        #expect(found.incomplete == nil)
        #expect(found.geometry == frame.geometry)
    }

    @Test(arguments: TestFrame.Layout.allCases)
    func aFileCutAnywhereIsIncomplete(_ layout: TestFrame.Layout) throws {
        let whole = TestFrame(width: 5, height: 6).tiff(layout)
        for length in whole.indices {
            let found = try TIFFImage.inspect(.bytes(Array(whole[..<length])))
            #expect(found.incomplete != nil, "cut to \(length) of \(whole.count) bytes")
        }
        #expect(try TIFFImage.inspect(.bytes(whole)).incomplete == nil)
    }

    /// The states that a file passes through while the usual library writes it: pixels, header offset, texts, directory.
    @Test func aFileBeingWrittenIsIncompleteUntilTheLastWrite() throws {
        let frame = TestFrame()
        let whole = frame.tiff()
        let pixelEnd = 8 + frame.pixels.count
        var file = Array(whole[..<4]) + [0, 0, 0, 0]
        #expect(
            try TIFFImage.inspect(.bytes(file)).incomplete == "The TIFF header does not point to a tag directory yet.")
        file += whole[8..<pixelEnd]
        #expect(try TIFFImage.inspect(.bytes(file)).incomplete != nil)
        file.replaceSubrange(4..<8, with: whole[4..<8])
        #expect(try TIFFImage.inspect(.bytes(file)).incomplete != nil)
        let directoryEnd = pixelEnd + 2 + 11 * 12 + 4
        file += [UInt8](repeating: 0, count: directoryEnd - pixelEnd) + whole[directoryEnd...]
        #expect(try TIFFImage.inspect(.bytes(file)).incomplete?.contains("still empty") == true)
        for written in stride(from: pixelEnd + 2, to: directoryEnd - 4, by: 12) {
            file.replaceSubrange(pixelEnd..<written, with: whole[pixelEnd..<written])
            #expect(try TIFFImage.inspect(.bytes(file)).incomplete != nil, "directory written up to byte \(written)")
        }
        #expect(try TIFFImage.inspect(.bytes(whole)).incomplete == nil)
    }

    @Test(arguments: TestFrame.Layout.allCases)
    func damageNeverCrashes(_ layout: TestFrame.Layout) throws {
        let whole = TestFrame(width: 5, height: 6).tiff(layout)
        for position in whole.indices {
            for value: UInt8 in [0, 1, 0x7f, 0xff] {
                var damaged = whole
                damaged[position] = value
                _ = try TIFFImage.inspect(.bytes(damaged))
            }
        }
    }

    @Test func aChainOfDirectoriesThatBitesItsTailEnds() throws {
        var file = TestFrame().tiff(.multipage)
        let image = try TIFFImage(reading: .bytes(file))
        let last = try #require(image.pages.last)
        let link = last.offset + 2 + last.entries.count * 12
        file.replaceSubrange(link..<(link + 4), with: file[4..<8])
        #expect(try TIFFImage.inspect(.bytes(file)).incomplete == "The chain of tag directories does not end.")
    }

    @Test func directoriesThatOverlapAreNotReadForEver() throws {
        // Each begins four bytes behind the one before, claims 65,535 entries, and names the next.
        let (entries, pages) = (65_535, 40)
        var file = [UInt8](repeating: 0, count: 8 + 4 * pages + 2 + 12 * entries + 4)
        file.replaceSubrange(0..<8, with: [0x49, 0x49, 42, 0, 8, 0, 0, 0])
        for page in 0..<pages {
            let offset = 8 + 4 * page
            file.replaceSubrange(offset..<(offset + 2), with: [0xff, 0xff])
            let (next, link) = (UInt32(offset + 4), offset + 2 + 12 * entries)
            if page < pages - 1 {
                withUnsafeBytes(of: next.littleEndian) { file.replaceSubrange(link..<(link + 4), with: $0) }
            }
        }
        #expect(try TIFFImage.inspect(.bytes(file)).incomplete?.contains("entries") == true)
    }

    @Test(arguments: [
        (TestFrame.Layout.qxrd, true), (.strips, true), (.bigEndian, true), (.bigTIFF, true),
        (.scattered, false), (.tiled, false), (.deflate, false),
    ])
    func pixelsThatLieTogetherAreFound(_ layout: TestFrame.Layout, _ together: Bool) throws {
        let frame = TestFrame(pixelType: .uint16)
        let file = frame.tiff(layout)
        let range = try TIFFImage(reading: .bytes(file)).layout.pixelRange
        #expect((range != nil) == together)
        guard let range, layout != .bigEndian else { return }
        #expect(Array(file[range]) == frame.pixels)
    }

    @Test func theWayOfADescriptorIsTheSame() throws {
        let frame = TestFrame()
        let directory = try TemporaryDirectory()
        let path = try directory.write(frame.tiff(), "a.tif")
        let file = try OpenFile(path)
        let found = try TIFFImage.inspect(.descriptor(file.descriptor, size: frame.tiff().count))
        #expect(found.incomplete == nil)
        #expect(found.geometry == frame.geometry)
    }

    @Test(arguments: Fixtures.frames)
    func realFramesOfOtherProgramsAreComplete(_ name: String) throws {
        let found = try TIFFImage.inspect(.bytes(Fixtures.frame(name)))
        #expect(found.incomplete == nil)
        #expect(found.geometry == FrameGeometry(width: 981, height: 1043, pixelType: .int32))
    }
}
