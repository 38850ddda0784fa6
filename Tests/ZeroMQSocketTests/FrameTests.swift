import Testing
import ZeroMQSocket

@Suite struct FrameTests {
    @Test(arguments: [0, 1, 33, 34, 100_000])
    func itsBytesArriveInFrontOfTheOthers(count: Int) throws {
        let context = try ZeroMQContext()
        let pusher = try context.socket(.push)
        try pusher.set(.linger(0))
        let puller = try context.socket(.pull)
        try puller.connect(try pusher.bind("tcp://127.0.0.1:*"))
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let frame = ZeroMQFrame(bytes)
        for round: UInt8 in 0..<3 {
            try pusher.send(frame, hasMore: true)
            try pusher.send([round], hasMore: false)
            #expect(try puller.receive(timeout: .seconds(60)) == [bytes, [round]])
        }
    }

    @Test func equalBytesAreKeptOnce() {
        let topic = Array("tango://host:10000/a/b/c/attribute.change".utf8)
        #expect(ZeroMQFrame(topic) == ZeroMQFrame(topic))
        #expect(ZeroMQFrame(topic) != ZeroMQFrame(topic + [0]))
    }
}
