import FrameTypes
import Glibc
import Testing
import WorkerProtocol

@Suite("Messages between server and worker")
struct MessageFramingTests {
    static let replies: [WorkerReply] = [
        .hello(version: WorkerReply.version),
        .examined(.init(incomplete: "no", geometry: nil, sidecar: .bad(reason: "µ \" \\ \u{1}"))),
        .merged(
            .init(
                geometry: .init(width: 3, height: 2, pixelType: .float32), linked: true, imageNumber: -1, remark: nil)),
        .delivered(
            .init(
                pixelHash: "00", image: .init(bytes: 1 << 40, hash: "01"),
                kept: [.init(source: 8, image: 4_096, count: 1 << 39, wordSize: 2)], sidecar: nil,
                nexus: .init(bytes: 0, hash: ""), statistics: .init(sum: -0.1, max: 1e300))),
        .failed(.init(kind: .inputOutput, errorNumber: ENOSPC, message: "é")),
    ]

    static let requests: [WorkerRequest] = [
        .examine(.init(frame: "/a b/é\n.tif", sidecar: nil)),
        .merge(.init(frame: "/x", sidecar: "/y", frameName: "x", recipePart: "/z.part", durable: true)),
        .deliver(
            .init(
                frame: "/x", sidecar: nil, recipe: "/r", names: .init(image: "i", sidecar: nil, nexus: "n"),
                imagePart: "/i.part", sidecarPart: nil, nexusPart: "/n.part", durable: false)),
    ]

    @Test(arguments: replies)
    func repliesComeBackEqual(_ reply: WorkerReply) throws {
        var buffer = MessageBuffer()
        buffer.append(try MessageFraming.encode(reply))
        #expect(try buffer.next(WorkerReply.self) == reply)
        #expect(buffer.isEmpty)
    }

    @Test(arguments: requests)
    func requestsComeBackEqual(_ request: WorkerRequest) throws {
        var buffer = MessageBuffer()
        buffer.append(try MessageFraming.encode(request))
        #expect(try buffer.next(WorkerRequest.self) == request)
    }

    @Test func statisticsThatAreNoNumbersTravel() throws {
        let statistics = FrameStatistics(sum: .nan, max: .infinity)
        var buffer = MessageBuffer()
        buffer.append(try MessageFraming.encode(statistics))
        let received = try #require(try buffer.next(FrameStatistics.self))
        #expect(received.sum.isNaN)
        #expect(received.max == .infinity)
    }

    @Test func messagesMayArriveByteByByteAndInBunches() throws {
        let stream = try Self.replies.flatMap { try MessageFraming.encode($0) }
        var buffer = MessageBuffer()
        var received: [WorkerReply] = []
        for byte in stream {
            buffer.append([byte])
            while let reply = try buffer.next(WorkerReply.self) { received.append(reply) }
        }
        #expect(received == Self.replies)

        var bunch = MessageBuffer()
        bunch.append(stream)
        for reply in Self.replies { #expect(try bunch.next(WorkerReply.self) == reply) }
        #expect(try bunch.next(WorkerReply.self) == nil)
    }

    @Test func aLengthBeyondTheLimitIsRefusedBeforeTheBodyArrives() {
        var buffer = MessageBuffer()
        buffer.append([0xff, 0xff, 0xff, 0x7f])
        #expect(throws: FramingError.oversized(0x7fff_ffff)) { try buffer.next(WorkerReply.self) }
    }

    @Test func aMessageThatIsNoneIsSkipped() throws {
        var buffer = MessageBuffer()
        buffer.append([2, 0, 0, 0] + Array("{}".utf8))
        buffer.append(try MessageFraming.encode(Self.replies[0]))
        #expect(throws: FramingError.self) { try buffer.next(WorkerReply.self) }
        #expect(try buffer.next(WorkerReply.self) == Self.replies[0])
    }

    @Test func aChannelEndsBetweenMessagesWithNilAndWithinOneWithAnError() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let channel = MessageChannel(input: ends[0], output: ends[1])
        try channel.send(Self.requests[0])
        let whole = try MessageFraming.encode(Self.requests[1])
        #expect(write(ends[1], whole, whole.count - 1) == whole.count - 1)
        close(ends[1])
        #expect(try channel.receive(WorkerRequest.self) == Self.requests[0])
        #expect(throws: FramingError.endedEarly) { try channel.receive(WorkerRequest.self) }
        #expect(try channel.receive(WorkerRequest.self) == nil)
        close(ends[0])
    }
}
