import POSIXFiles
import Testing

@testable import FrameEngine

@Suite("A sidecar that comes late")
struct LateSidecarTests {
    @Test("While it is being archived it is not set aside, however long that lasts")
    func sought() {
        let rules = SettleRules(
            minFileSize: 9, minFileAge: 0.1, sidecarWait: 1, incompleteWait: 1, settlesOnClose: true)
        let identity = FileIdentity(device: 1, inode: 1, size: 10, modified: 1)
        var candidate = FrameCandidate(path: "/raw/a.tif", destination: "/archive", seen: 0)
        candidate.sidecar = ("/raw/a.tif.metadata", ObservedFile(identity, at: 0, isReleased: true))
        #expect(candidate.next(rules, at: 0.2) == .lateSidecar)
        (candidate.isLateChecked, candidate.isLateSought) = (true, true)
        #expect(candidate.next(rules, at: 100) == .waitForAnswer)
        candidate.isLateSought = false
        #expect(candidate.next(rules, at: 100) == .quarantineOrphan)
    }
}
