import TangoIDL
import TangoTypes
import Testing

@Suite struct DeviceLockTests {
    private let start = ContinuousClock.now
    private let owner: ClientIdentity
    private let other: ClientIdentity

    init() throws {
        owner = try #require(ClientIdentity(peer: "giop:tcp:10.0.0.1:4000", .cpp_clnt(7)))
        other = try #require(ClientIdentity(peer: "giop:tcp:10.0.0.1:4001", .cpp_clnt(8)))
    }

    private func text(_ body: () throws(DevFailed) -> Void) -> String? {
        do {
            try body()
            return nil
        } catch { return error.errors.first.map { "\($0.reason): \($0.desc)" } }
    }

    @Test func oneProcessMayConnectAgain() throws {
        let again = try #require(ClientIdentity(peer: "giop:tcp:10.0.0.1:9", .cpp_clnt(7)))
        let elsewhere = try #require(ClientIdentity(peer: "giop:tcp:10.0.0.2:4000", .cpp_clnt(7)))
        #expect(owner.isSame(as: again))
        #expect(!owner.isSame(as: elsewhere))
        #expect(!owner.isSame(as: other))
        #expect(ClientIdentity(peer: "giop:tcp:10.0.0.1:9", nil) == nil)
    }

    /// Each connection to a socket of this host has another number.
    @Test func oneProcessMayConnectAgainOnTheSameHost() throws {
        let first = try #require(ClientIdentity(peer: "giop:unix:/tmp/omni/1 12", .cpp_clnt(7)))
        let again = try #require(ClientIdentity(peer: "giop:unix:/tmp/omni/1 34", .cpp_clnt(7)))
        let neighbour = try #require(ClientIdentity(peer: "giop:unix:/tmp/omni/1 34", .cpp_clnt(8)))
        #expect(first.isSame(as: again))
        #expect(!first.isSame(as: neighbour))
    }

    @Test func othersAreKeptOut() throws {
        var lock = DeviceLock(device: "a/b/c")
        try lock.lock(by: owner, validity: 10, at: start)
        #expect(text { () throws(DevFailed) in try lock.check(owner, at: start, origin: "o") } == nil)
        let refusal = "API_DeviceLocked: Device a/b/c is locked by another client"
        #expect(text { () throws(DevFailed) in try lock.check(other, at: start, origin: "o") } == refusal)
        #expect(text { () throws(DevFailed) in try lock.check(nil, at: start, origin: "o") } == refusal)
        let administration = text { () throws(DevFailed) in
            try lock.checkAdministration(by: other, at: start, origin: "o")
        }
        #expect(administration == refusal + ". Your request is not allowed while a device is locked.")
        let taken = text { () throws(DevFailed) in try lock.lock(by: other, validity: 10, at: start) }
        #expect(taken == "API_DeviceLocked: Device a/b/c is already locked by another client")
        let freed = text { () throws(DevFailed) in _ = try lock.unlock(by: other, isForced: false, at: start) }
        #expect(freed == "API_DeviceLocked: Device a/b/c is locked by another client, can't unlock it")
    }

    @Test func locksAreCounted() throws {
        var lock = DeviceLock(device: "a/b/c")
        try lock.lock(by: owner, validity: 10, at: start)
        try lock.lock(by: owner, validity: 10, at: start)
        let counters = [
            try lock.unlock(by: owner, isForced: false, at: start),
            try lock.unlock(by: owner, isForced: false, at: start),
            try lock.unlock(by: owner, isForced: false, at: start),
        ]
        #expect(counters == [1, 0, 0])
    }

    @Test func aLockThatNobodyRefreshesEnds() throws {
        var lock = DeviceLock(device: "a/b/c")
        try lock.lock(by: owner, validity: 2, at: start)
        try lock.refresh(by: owner, at: start + .seconds(2))
        #expect(text { () throws(DevFailed) in try lock.check(other, at: start + .seconds(4), origin: "o") } != nil)
        #expect(text { () throws(DevFailed) in try lock.check(other, at: start + .seconds(5), origin: "o") } == nil)
        let late = text { () throws(DevFailed) in try lock.refresh(by: owner, at: start + .seconds(5)) }
        #expect(late == "API_DeviceNotLocked: Device a/b/c is not locked. Can't re-lock it")
    }

    @Test func whoLostTheLockByForceIsTold() throws {
        var lock = DeviceLock(device: "a/b/c")
        try lock.lock(by: owner, validity: 10, at: start)
        let counter = try lock.unlock(by: other, isForced: true, at: start)
        #expect(counter == 0)
        let told = text { () throws(DevFailed) in try lock.check(owner, at: start, origin: "o") }
        #expect(told == "API_DeviceUnlocked: Device a/b/c has been unlocked by an administrative client!!!")
        #expect(text { () throws(DevFailed) in try lock.check(other, at: start, origin: "o") } == nil)
        try lock.lock(by: owner, validity: 10, at: start)
        #expect(text { () throws(DevFailed) in try lock.check(owner, at: start, origin: "o") } == nil)
    }

    @Test func whoTookTheOwnLockByForceIsToldToo() throws {
        var lock = DeviceLock(device: "a/b/c")
        try lock.lock(by: owner, validity: 10, at: start)
        _ = try lock.unlock(by: owner, isForced: true, at: start)
        let told = text { () throws(DevFailed) in try lock.check(owner, at: start, origin: "o") }
        #expect(told == "API_DeviceUnlocked: Device a/b/c has been unlocked by an administrative client!!!")
    }

    @Test func forceOnAnOpenDeviceOrARestartEndsTheTelling() throws {
        for end in [false, true] {
            var lock = DeviceLock(device: "a/b/c")
            try lock.lock(by: owner, validity: 10, at: start)
            _ = try lock.unlock(by: other, isForced: true, at: start)
            #expect(throws: DevFailed.self) { try lock.check(owner, at: start, origin: "o") }
            if end { lock.restart() } else { _ = try lock.unlock(by: other, isForced: true, at: start) }
            try lock.check(owner, at: start, origin: "o")
        }
    }

    @Test func aRestartLeavesTheLock() throws {
        var lock = DeviceLock(device: "a/b/c")
        try lock.lock(by: owner, validity: 10, at: start)
        lock.restart()
        #expect(throws: DevFailed.self) { try lock.check(other, at: start, origin: "o") }
    }

    @Test func aLockForANegativeTimeIsOver() throws {
        var lock = DeviceLock(device: "a/b/c")
        try lock.lock(by: owner, validity: -1, at: start)
        #expect(text { () throws(DevFailed) in try lock.check(other, at: start, origin: "o") } == nil)
    }

    @Test func statusSaysWho() throws {
        var lock = DeviceLock(device: "a/b/c")
        let free = lock.status(at: start) { _ in "host" }
        #expect(free.svalue == ["Device a/b/c is not locked", "Not defined", "Not defined"])
        #expect(free.lvalue == [0, 0, 0, 0, 0, 0])
        try lock.lock(by: owner, validity: 10, at: start)
        let held = lock.status(at: start) { _ in "host" }
        #expect(held.svalue.first == "Device a/b/c is locked by CPP or Python client with PID 7 from host host")
        #expect(held.lvalue == [1, 7, 0, 0, 0, 0])
        var another = DeviceLock(device: "a/b/c")
        let uuid = JavaUUID(element0: 0x1_0000_0002, element1: 0x3_0000_0004)
        let java = try #require(
            ClientIdentity(peer: "p", .java_clnt(JavaClntIdent(MainClass: "Jive", uuid: uuid))))
        try another.lock(by: java, validity: 10, at: start)
        let byJava = another.status(at: start) { _ in "host" }
        #expect(byJava.svalue == ["Device a/b/c is locked by JAVA client class Jive from host host", "p", "Jive"])
        #expect(byJava.lvalue == [1, 0, 1, 2, 3, 4])
    }
}
