import FrameTypes
import Ledger
import POSIXFiles
import Workers

extension EngineCore {
    func checkHealth(at now: Double) {
        health.nextCheck = now + EngineHealth.checkInterval
        if health.openingProblem != nil {
            if now >= health.nextOpening { open() }
            return
        }
        checkDirectories()
        health.threadProblem = nil
        if services != nil { checkLines() }
        do { try services?.pool.startMissing() } catch { health.threadProblem = "\(error)" }
        guard now >= health.nextSample else { return }
        health.nextSample = now + 1
        showRates(at: now)
        (values.oldestPending, health.oldestName) = oldestPending(at: now)
        guard isWorking else { return }
        discardAgain()
        keepAgain()
        resumeAgain()
        adoptAgain()
        findAgain(at: now)
    }

    func showRates(at now: Double) {
        let rate = rates.rates(at: now)
        (values.frameRate, values.dataRate, values.latency) = (rate.frames, rate.megabytes, rate.latency)
    }

    /// A light look, a few system calls.
    private func checkDirectories() {
        let problem = findDirectoryProblem() ?? stateFiles?.problem ?? holdWorkAreas()
        let isBack = problem == nil && health.directoryProblem != nil
        health.directoryProblem = problem
        guard problem == nil else { return }
        let raw = (try? FileStatus.following(properties.rawDirectory)).map { RawIdentity($0.identity) }
        guard isBack || raw != health.rawIdentity else { return }
        // Another directory of that name is not the one that is watched.
        do throws(POSIXError) {
            try watchRawDirectory()
        } catch {
            health.directoryProblem = findDirectoryProblem() ?? error.description
        }
    }

    /// Directories that were made anew are to be held, too. A sentence when another server holds them.
    private func holdWorkAreas() -> String? {
        guard services != nil, workAreas?.areHeld(properties) != true else { return nil }
        workAreas = nil
        do throws(EngineError) {
            workAreas = try WorkAreas(properties)
            return nil
        } catch {
            return error.message
        }
    }

    /// What stands in the status when a directory cannot be made or written.
    static func unusable(_ name: String, _ path: String, _ error: POSIXError) -> String {
        "\(name) (\(path)) cannot be used. \(error) Let the user of the server write there, or make it with the right "
            + "owner; the server goes on by itself."
    }

    private func findDirectoryProblem() -> String? {
        for (name, path) in properties.workDirectories + [("StateDir", properties.stateDirectory)] {
            do throws(POSIXError) {
                guard let status = try FileStatus.following(path), status.kind == .directory else {
                    let remedy = name == "StateDir" ? "Put it back" : "Make the directory again"
                    return "\(name) (\(path)) is missing. \(remedy); the server goes on by itself."
                }
                try Files.checkWritable(path)
            } catch {
                return Self.unusable(name, path, error)
            }
        }
        return nil
    }

    func ledgerHealthChanged(_ error: LedgerError?) {
        health.ledgerProblem = error.map { error in
            if error.code == .damaged { return error.message }
            return "\(error.message) Make room or repair the disk; the server goes on by itself."
        }
        if let error { fail(error.message) }
    }

    func workersChanged() { values.subProcessCount = services?.pool.living ?? 0 }

    private func oldestPending(at now: Double) -> (age: Double, name: String?) {
        while let id = pendingOrder.first, units[id] == nil { _ = pendingOrder.popFirst() }
        while let first = candidateOrder.first, candidates[first.path]?.seen != first.seen {
            _ = candidateOrder.popFirst()
        }
        // One old entry in front keeps those that are done behind it.
        pendingOrder.compact(live: units.count) { units[$0] != nil }
        candidateOrder.compact(live: candidates.values.count) { candidates[$0.path]?.seen == $0.seen }
        let unit = pendingOrder.first.flatMap { units[$0] }
        if let candidate = candidateOrder.first, candidate.seen < unit?.found ?? now {
            return (max(0, now - candidate.seen), Paths.base(of: candidate.path))
        }
        return (max(0, now - (unit?.found ?? now)), unit?.name)
    }

    // MARK: The monitor

    func startMonitor() {
        guard monitor == nil else { return }
        let mailbox = mailbox
        monitor = try? StorageMonitor(
            raw: properties.rawDirectory, usage: hooks.rawUsage
        ) { usage in
            mailbox.post { $0.take(usage) }
        }
    }

    private func take(_ raw: FileSystemUsage?) {
        values.rawUsed = raw?.usedPercent
        guard let raw else { return }
        let now = Monotonic.now()
        values.timeToFull = fillRate.timeToFull(used: raw.capacity - raw.free, free: raw.free, at: now)
        gauge.update(usedPercent: raw.usedPercent, timeToFull: values.timeToFull)
        values.level = gauge.level
        values.hold = gauge.level == .red
    }

    // MARK: State

    /// Puts up the values of this moment.
    func publish() {
        (values.state, values.status) = stateAndStatus()
        values.show(counters, stateCounts, tickCount: tickCount)
        values.plugins = plugins.map(\.snapshot)
        board.publish(values)
    }

    private func stateAndStatus() -> (EngineState, String) {
        if let problem = health.openingProblem ?? health.directoryProblem ?? health.ledgerProblem {
            return (.fault, "The engine cannot run. \(problem)")
        }
        guard services != nil, isRecovered else { return (.starting, "The engine is starting.") }
        guard isWanted else { return (.on, "The engine is stopped. Start makes it work.") }
        let alarms = self.alarms
        guard alarms.isEmpty else { return (.alarm, "The engine works, but: " + alarms.joined(separator: " ")) }
        let works = "The engine works: frames from \(properties.rawDirectory) go to \(values.remoteDirectory)."
        let unused = properties.unused.map { " \($0) is set and has no effect: it is not built yet." }.joined()
        return (.running, works + unused + (health.volatileState.map { " \($0)" } ?? ""))
    }

    private var alarms: [String] {
        var alarms: [String] = []
        if values.level >= .orange {
            let level = "\(values.level)".uppercased()
            let place = properties.rawDirectory
            alarms.append("The file system of \(place) fills up (level \(level)): pause the acquisition or make room.")
        }
        if let problem = health.destinationProblem { alarms.append("Frames wait for their destination. \(problem)") }
        for (destination, breaker) in breakers.sorted(by: { $0.key < $1.key })
        where !Paths.areEqual(destination, values.remoteDirectory) || health.destinationProblem == nil {
            alarms.append("Frames wait for \(destination). \(breaker.reason)")
        }
        if let reason = troubles.reason { alarms.append("Something does not get on. \(reason)") }
        if let problem = health.workerProblem { alarms.append(problem) }
        if let problem = health.threadProblem { alarms.append("Work waits for threads. \(problem)") }
        if let name = health.unreadable { alarms.append("The name \(name) is not UTF-8. Rename it.") }
        if let last = health.lastQuarantine, Monotonic.now() - last.time < EngineHealth.quarantineAlarm {
            alarms.append("Frames are being set aside: \(last.sentence)")
        }
        if values.oldestPending > hooks.staleAge, let name = health.oldestName {
            alarms.append(
                "The oldest frame, \(name), has been waiting for more than \(Int(hooks.staleAge)) s: Explain tells why."
            )
        }
        return alarms
    }
}
