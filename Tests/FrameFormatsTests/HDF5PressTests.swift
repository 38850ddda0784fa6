import FrameTypes
import Glibc
import NexusFile
import Testing

@Suite("HDF5 files")
struct HDF5PressTests {
    private func tree(_ number: Int, members: Int = 40) -> HDF5Node {
        let settings = (0..<members).map { HDF5Node("key\($0)", .text("\((number * 7 + $0) % 10)")) }
        let file = "frame-\(1000 + number).tif"
        return .group(
            "/", "NXroot", attributes: [.init("default", "entry"), .init("time", "2026-11-21T00:00:\(10 + number)")],
            [
                .group(
                    "entry", "NXentry",
                    [
                        HDF5Node("data", .externalLink(file: file, path: "/entry/data/data")),
                        HDF5Node("again", .softLink("/entry/data")),
                        HDF5Node(
                            "count_time", .doubles([Double(number) / 3, 1], isScalar: false), [.init("units", "s")]),
                        HDF5Node("number", .integers([number], isScalar: true)),
                        HDF5Node("x", .floats((0..<5000).map(Float.init))),
                        HDF5Node("empty", .text("")), HDF5Node("note", .text("µ\n\(number % 2 == 0 ? "é" : "ü")")),
                        .group("qxrd", "NXcollection", settings),
                    ])
            ])
    }

    @Test(arguments: [0, 1, 40, 200])
    func printedFilesAreThoseThatTheLibraryMakes(_ members: Int) throws {
        let builder = try HDF5Builder()
        var press = try HDF5Press()
        for number in 0..<12 {
            let tree = tree(number, members: members)
            #expect(try press.print(root: tree) == builder.build(root: tree).head, "file \(number)")
        }
        #expect(press.printedCount == 10)
    }

    @Test func filesOfOtherShapesAreNotMixedUp() throws {
        let builder = try HDF5Builder()
        var press = try HDF5Press()
        for round in 0..<4 {
            for members in [1, 2, 3] {
                let tree = tree(round, members: members)
                #expect(try press.print(root: tree) == builder.build(root: tree).head)
            }
        }
    }

    @Test func aTextWithAZeroIsLeftToTheLibrary() throws {
        var press = try HDF5Press()
        let tree = HDF5Node.group("/", "NXroot", [HDF5Node("a", .text("x\0y"))])
        let first = try press.print(root: tree)
        for _ in 0..<3 { #expect(try press.print(root: tree) == first) }
        #expect(press.printedCount == 0)
    }

    @Test func theSameTreeMakesTheSameBytesAtAnotherTime() throws {
        let builder = try HDF5Builder()
        let pixels = HDF5Node("data", .pixels(FrameGeometry(width: 300, height: 200, pixelType: .float32)))
        var inner = tree(1)
        inner.name = "inner"
        let tree = HDF5Node.group("/", "NXroot", [inner, pixels])
        let start = time(nil)
        let first = try builder.build(userBlock: 4096, root: tree)
        // A recorded time would have the resolution of a second.
        while time(nil) == start { sched_yield() }
        #expect(try builder.build(userBlock: 4096, root: tree) == first)
        #expect(first.pixelRange.count == 300 * 200 * 4)
    }

    @Test func whatTheLibraryRefusesIsAnError() throws {
        let builder = try HDF5Builder()
        #expect(throws: HDF5Error.self) { try builder.build(root: HDF5Node("a", .text("no group"))) }
        let twice = [HDF5Node("a", .text("1")), HDF5Node("a", .text("2"))]
        #expect(throws: HDF5Error("HDF5 could not make the dataset a.")) {
            try builder.build(root: .group("/", "NXroot", twice))
        }
    }
}
