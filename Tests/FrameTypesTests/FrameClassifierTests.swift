import FrameTypes
import Testing

@Suite("What a name stands for")
struct FrameClassifierTests {
    private let classifier = FrameClassifier(
        framePatterns: ["*.tif", "*.tiff"], discardPatterns: ["*.dark.tif", "*.dark-*.tif"],
        sidecarSuffixes: [".metadata"])

    @Test("Frames", arguments: ["/raw/a.tif", "/raw/dark/a.tiff", "/raw/darkmatter.tif", "/raw/a dark.tif"])
    func frames(_ path: String) { #expect(classifier.role(of: path) == .frame) }

    @Test(
        "Not ours",
        arguments: [
            "/raw/a.txt", "/raw/a.tif.lock", "/raw/a.tif.metadata.lock", "/raw/.a.tif", "/raw/a.TIF",
            "/raw/a.txt.metadata", "/raw/.metadata",
        ])
    func ignored(_ path: String) { #expect(classifier.role(of: path) == .ignored) }

    @Test("Sidecars belong to the frame of the same name")
    func sidecar() { #expect(classifier.role(of: "/raw/s/a.tif.metadata") == .sidecar(frame: "/raw/s/a.tif")) }

    @Test("Darks and their sidecars", arguments: ["/r/a.dark.tif", "/r/a.dark.tif.metadata"])
    func darks(_ path: String) throws {
        guard case .discard(let match) = classifier.role(of: path) else {
            Issue.record("\(path) is not thrown away")
            return
        }
        #expect(match.path == "/r/a.dark.tif")
        #expect(match.pattern == "*.dark.tif")
        #expect(match.paths == ["/r/a.dark.tif", "/r/a.dark.tif.metadata"])
    }

    @Test("A rule covers the very name that it matched, not another spelling of it")
    func spellings() throws {
        guard case .discard(let match) = classifier.role(of: "/r/caf\u{e9}.dark.tif") else {
            Issue.record("not thrown away")
            return
        }
        #expect(match.covers("/r/caf\u{e9}.dark.tif") && match.covers("/r/caf\u{e9}.dark.tif.metadata"))
        #expect(!match.covers("/r/cafe\u{301}.dark.tif"))
    }

    @Test("A name that begins with an accent is a name like any other")
    func loneAccent() {
        #expect(classifier.role(of: "/r/\u{301}.tif") == .frame)
        #expect(classifier.role(of: "/r/\u{301}.tif.metadata") == .sidecar(frame: "/r/\u{301}.tif"))
    }

    @Test("The first rule that matches is named")
    func firstRule() {
        let classifier = FrameClassifier(framePatterns: ["*"], discardPatterns: ["b*", "*b"], sidecarSuffixes: [])
        guard case .discard(let match) = classifier.role(of: "/r/bb") else {
            Issue.record("not thrown away")
            return
        }
        #expect(match.pattern == "b*")
    }

    @Test("Without patterns there are no frames")
    func none() {
        let classifier = FrameClassifier(framePatterns: [], discardPatterns: [], sidecarSuffixes: [".metadata"])
        #expect(classifier.role(of: "/r/a.tif") == .ignored)
    }
}
