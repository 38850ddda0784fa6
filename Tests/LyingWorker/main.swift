import FrameFormats
import Glibc
import Hashing
import WorkerProtocol

// A worker whose deliveries are not what they should be, and which believes or claims that they are: sizes and hashes of
// what it wrote are right. The name of the frame says what it does to it; any other name, and it works well.

func flipByte(of path: String, at place: Int) {
    let file = open(path, O_RDWR)
    var byte: UInt8 = 0
    pread(file, &byte, 1, place)
    byte ^= 1
    pwrite(file, &byte, 1, place)
    close(file)
}

func describe(_ path: String) -> DeliveredFile {
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let file = open(path, O_RDONLY)
    let count = max(0, read(file, &bytes, bytes.count))
    close(file)
    return DeliveredFile(bytes: Int64(count), hash: ContentHash.of(Array(bytes[..<count])))
}

func spoil(_ request: DeliverRequest, _ outcome: inout DeliverOutcome) {
    let (name, pixels) = (request.names.image, Int(outcome.kept.first?.image ?? 0))
    if name.hasPrefix("pixel") {
        flipByte(of: request.imagePart, at: pixels + 50_000)
    } else if name.hasPrefix("short") {
        truncate(request.imagePart, pixels + 50_000)
    } else if name.hasPrefix("nothing") {
        flipByte(of: request.imagePart, at: pixels + 50_000)
        outcome.kept = []
    } else if name.hasPrefix("sidecar"), let part = request.sidecarPart {
        flipByte(of: part, at: 10)
        outcome.sidecar = describe(part)
    }
    outcome.image = describe(request.imagePart)
}

signal(SIGPIPE, SIG_IGN)
let operations = try WorkerOperations()
let channel = MessageChannel(input: STDIN_FILENO, output: STDOUT_FILENO)
try channel.send(WorkerReply.hello(version: WorkerReply.version))
while let request = try channel.receive(WorkerRequest.self) {
    var reply = operations.reply(to: request)
    if case .deliver(let request) = request, case .delivered(var outcome) = reply {
        spoil(request, &outcome)
        reply = .delivered(outcome)
    }
    try channel.send(reply)
}
