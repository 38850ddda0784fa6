/// Appends directories to a TIFF file in memory, in any byte order and size of offsets.
struct TestTIFFWriter {
    enum Tag {
        /// Whole numbers of type SHORT (3) or LONG (4).
        case numbers(Int, Int, [Int])
        case text(Int, String)

        var code: Int {
            switch self {
            case .numbers(let code, _, _), .text(let code, _): code
            }
        }
    }

    let isBigEndian: Bool
    let isBigTIFF: Bool
    var bytes: [UInt8]
    /// Where the offset of the next directory goes.
    private var link: Int

    init(isBigEndian: Bool, isBigTIFF: Bool) {
        self.isBigEndian = isBigEndian
        self.isBigTIFF = isBigTIFF
        bytes = Array((isBigEndian ? "MM" : "II").utf8)
        link = 0
        bytes += number(isBigTIFF ? 43 : 42, 2)
        if isBigTIFF { bytes += number(8, 2) + number(0, 2) }
        link = bytes.count
        bytes += number(0, offsetSize)
    }

    private var offsetSize: Int { isBigTIFF ? 8 : 4 }

    mutating func appendDirectory(_ tags: [Tag]) {
        if bytes.count % 2 != 0 { bytes.append(0) }
        let position = bytes.count
        bytes.replaceSubrange(link..<(link + offsetSize), with: number(position, offsetSize))
        let sorted = tags.sorted { $0.code < $1.code }
        let entrySize = isBigTIFF ? 20 : 12
        let countSize = isBigTIFF ? 8 : 2
        var outside = position + countSize + sorted.count * entrySize + offsetSize
        var values: [UInt8] = []
        bytes += number(sorted.count, countSize)
        for tag in sorted {
            let (type, count, content) = parts(tag)
            bytes += number(tag.code, 2) + number(type, 2) + number(count, offsetSize)
            if content.count <= offsetSize {
                bytes += content + [UInt8](repeating: 0, count: offsetSize - content.count)
            } else {
                bytes += number(outside, offsetSize)
                let padded = content + (content.count % 2 == 0 ? [] : [0])
                values += padded
                outside += padded.count
            }
        }
        link = bytes.count
        bytes += number(0, offsetSize)
        bytes += values
    }

    private func parts(_ tag: Tag) -> (type: Int, count: Int, content: [UInt8]) {
        switch tag {
        case .numbers(_, let type, let numbers):
            (type, numbers.count, numbers.flatMap { number($0, type == 3 ? 2 : 4) })
        case .text(_, let text):
            (2, text.utf8.count + 1, Array(text.utf8) + [0])
        }
    }

    private func number(_ number: Int, _ size: Int) -> [UInt8] {
        let little = TestTIFF.little(UInt64(number), size)
        return isBigEndian ? little.reversed() : little
    }
}
