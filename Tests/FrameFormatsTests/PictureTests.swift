import FrameTypes
import Hashing
import TIFFFile
import Testing
import WorkerProtocol

@testable import EngineTesting

/// A TIFF of colours or of numbers that do not begin on whole bytes.
struct Picture: Sendable, CustomTestStringConvertible {
    var bits = 8
    var samples = 3
    /// What the numbers mean, tag 262.
    var meaning = 2
    var isPlanar = false
    var tile: Int?
    var rowsPerStrip = 18
    let width = 21
    let height = 18

    var testDescription: String {
        "\(samples) x \(bits) bit, meaning \(meaning)" + (isPlanar ? ", planar" : "") + (tile == nil ? "" : ", tiles")
            + (rowsPerStrip < height ? ", strips" : "")
    }

    var geometry: FrameGeometry {
        FrameGeometry(width: width, height: height, pixelType: bits <= 8 ? .uint8 : .uint16, samples: samples)
    }

    private func number(_ x: Int, _ y: Int, _ sample: Int) -> Int { (x * 7 + y * 31 + sample * 101) % (1 << bits) }

    /// All numbers as they are delivered in the NeXus file.
    var pixels: [UInt8] {
        var bytes: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                for sample in 0..<samples {
                    bytes += TestTIFF.little(UInt64(number(x, y, sample)), geometry.pixelType.size)
                }
            }
        }
        return bytes
    }

    /// One strip or tile; what lies outside the image is zero.
    private func block(_ left: Int, _ top: Int, _ columns: Int, _ rows: Int, _ those: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        for y in top..<(top + rows) {
            var row: [Bool] = []
            for x in left..<(left + columns) {
                for sample in those {
                    let value = x < width && y < height ? number(x, y, sample) : 0
                    if bits % 8 == 0 {
                        bytes += TestTIFF.little(UInt64(value), bits / 8)
                    } else {
                        row += (0..<bits).reversed().map { value >> $0 & 1 == 1 }
                    }
                }
            }
            for start in stride(from: 0, to: row.count, by: 8) {
                let byte = (0..<8).reduce(0) { $0 << 1 | (start + $1 < row.count && row[start + $1] ? 1 : 0) }
                bytes.append(UInt8(byte))
            }
        }
        return bytes
    }

    /// The file.
    var tiff: [UInt8] {
        var writer = TestTIFFWriter(isBigEndian: false, isBigTIFF: false)
        var (offsets, counts): ([Int], [Int]) = ([], [])
        for those in isPlanar ? (0..<samples).map({ $0..<($0 + 1) }) : [0..<samples] {
            for top in stride(from: 0, to: height, by: tile ?? rowsPerStrip) {
                for left in stride(from: 0, to: width, by: tile ?? width) {
                    let rows = tile ?? min(rowsPerStrip, height - top)
                    let block = block(left, top, tile ?? width, rows, those)
                    offsets.append(writer.bytes.count)
                    counts.append(block.count)
                    writer.bytes += block
                }
            }
        }
        var tags: [TestTIFFWriter.Tag] = [
            .numbers(256, 3, [width]), .numbers(257, 3, [height]), .numbers(259, 3, [1]), .numbers(262, 3, [meaning]),
            .numbers(258, 3, [Int](repeating: bits, count: samples)), .numbers(277, 3, [samples]),
            .numbers(284, 3, [isPlanar ? 2 : 1]),
        ]
        if let tile {
            tags += [.numbers(322, 3, [tile]), .numbers(323, 3, [tile]), .numbers(324, 4, offsets)]
            tags.append(.numbers(325, 4, counts))
        } else {
            tags += [.numbers(273, 4, offsets), .numbers(278, 3, [rowsPerStrip]), .numbers(279, 4, counts)]
        }
        writer.appendDirectory(tags)
        return writer.bytes
    }

    static let all = [
        Picture(), Picture(rowsPerStrip: 5), Picture(tile: 16), Picture(bits: 16),
        Picture(bits: 16, samples: 4, tile: 16),
        Picture(isPlanar: true), Picture(bits: 16, isPlanar: true, rowsPerStrip: 5), Picture(isPlanar: true, tile: 16),
        Picture(samples: 4, meaning: 5), Picture(bits: 16, samples: 2, meaning: 1),
        Picture(bits: 1, samples: 1, meaning: 1), Picture(bits: 1, samples: 1, meaning: 0, rowsPerStrip: 5),
        Picture(bits: 2, samples: 1, meaning: 1, tile: 16), Picture(bits: 4, samples: 1, meaning: 1),
        Picture(bits: 4, samples: 1, meaning: 0, tile: 16), Picture(bits: 12, samples: 1, meaning: 1),
        Picture(bits: 12, samples: 1, meaning: 1, rowsPerStrip: 5), Picture(bits: 10, samples: 1, meaning: 1, tile: 16),
        Picture(bits: 15, samples: 1, meaning: 1),
    ]
}

@Suite("Pictures: colours, and numbers of odd size")
struct PictureTests {
    @Test("Without a sidecar they are delivered byte for byte", arguments: Picture.all)
    func verbatim(_ picture: Picture) throws {
        let (merged, delivered, image, nexus) = try Delivery(picture.tiff, sidecar: nil).run()
        #expect(image == picture.tiff)
        #expect(merged.geometry == picture.geometry && !merged.linked)
        #expect(delivered.pixelHash == ContentHash.of(picture.pixels))
        #expect(nexus.indices.contains { nexus[$0...].starts(with: picture.pixels) })
        let meaning = picture.samples == 1 ? "image" : [2: "rgba-image", 5: "cmyk-image"][picture.meaning]
        for known in ["rgba-image", "cmyk-image"] { #expect(nexus.contains(text: known) == (known == meaning)) }
    }

    @Test("With a sidecar they get its text, and keep their pixels", arguments: Picture.all)
    func described(_ picture: Picture) throws {
        let (_, delivered, image, _) = try Delivery(picture.tiff, sidecar: TestFrame().sidecar()).run()
        #expect(delivered.pixelHash == ContentHash.of(picture.pixels))
        let found = try TIFFImage(reading: .bytes(image))
        try found.verifyPixels(.bytes(image))
        #expect(found.geometry == picture.geometry && found.isPicture)
        #expect(image.contains(text: "exposureTime"))
    }

    @Test("A whole one is never taken for incomplete, a cut one always is", arguments: Picture.all)
    func cut(_ picture: Picture) throws {
        let whole = picture.tiff
        let found = try TIFFImage.inspect(.bytes(whole))
        #expect(found.incomplete == nil && found.geometry == picture.geometry)
        for length in stride(from: 0, to: whole.count, by: 7) {
            #expect(try TIFFImage.inspect(.bytes(Array(whole[..<length]))).incomplete != nil, "cut to \(length)")
        }
    }

    @Test(
        "Damage costs a frame, never the worker",
        arguments: [
            Picture(), Picture(isPlanar: true, tile: 16), Picture(bits: 2, samples: 1, meaning: 1, tile: 16),
            Picture(bits: 12, samples: 1, meaning: 1, rowsPerStrip: 5),
        ])
    func damage(_ picture: Picture) throws {
        let (whole, pixels) = (picture.tiff, picture.pixels.count)
        let directory = whole.count - 400
        for position in stride(from: max(8, directory), to: whole.count, by: 5) {
            for value: UInt8 in [0, 7, 0xff] {
                var damaged = whole
                damaged[position] = value
                let delivery = try Delivery(damaged, sidecar: nil)
                guard case .merged(let outcome) = delivery.mergeReply(), outcome.geometry.byteCount < 64 * pixels else {
                    continue
                }
                _ = delivery.deliverReply()
            }
        }
    }

    @Test("What nobody knows how to show is set aside, and the reason says what is known")
    func unknown() throws {
        // Half precision, numbers of unequal size, colours of fewer pixels.
        var half = Picture(bits: 16, samples: 1, meaning: 1).tiff
        let odd = Picture(bits: 5, samples: 3).tiff
        let subsampled = Picture(meaning: 6).tiff
        let format = try #require(
            half.indices.first { half[$0...].starts(with: [0x1c, 0x01, 3, 0, 1, 0, 0, 0, 1, 0]) })
        half.replaceSubrange(format..<(format + 12), with: [0x53, 0x01, 3, 0, 1, 0, 0, 0, 3, 0, 0, 0])
        for file in [half, odd, subsampled] {
            guard case .failed(let failure) = try Delivery(file, sidecar: nil).mergeReply() else {
                Issue.record("It was merged.")
                continue
            }
            #expect(failure.kind == .badInput && failure.message.contains("unknown kind"), "\(failure.message)")
        }
    }
}
