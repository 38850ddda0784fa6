import FrameTypes

extension EngineCore {
    /// One base tick: every plugin whose turn it is looks at everything.
    func tick(at now: Double) {
        tickCount += 1
        // After a long pause the ticks that were missed are not made up.
        nextTick = max(nextTick + properties.tickInterval, now)
        for index in plugins.indices where plugins[index].isEnabled && plugins[index].timing.fires(atTick: tickCount) {
            if plugins[index].runningOfFiring > 0 {
                plugins[index].skipped += 1
                continue
            }
            plugins[index].firings += 1
            fire(plugins[index].step, at: now)
        }
    }

    private func fire(_ step: Plugin.Step, at now: Double) {
        isFiring = true
        defer { isFiring = false }
        switch step {
        case .prepare:
            if health.needsScan || now >= health.nextScan { scan(at: now) }
            settleCandidates(at: now)
            claimUnits(at: now)
        case .merge: mergeUnits(at: now)
        case .finalize:
            tryDestinationsAgain()
            deliverUnits(at: now)
        }
    }

    func isEnabled(_ step: Plugin.Step) -> Bool { plugins[step.rawValue].isEnabled }

    /// Work of a step begins; gives what ``ended(_:_:failed:)`` wants to know.
    func began(_ step: Plugin.Step) -> Bool {
        plugins[step.rawValue].running += 1
        if isFiring { plugins[step.rawValue].runningOfFiring += 1 }
        return isFiring
    }

    /// Work of a step is over.
    func ended(_ step: Plugin.Step, ofFiring: Bool, failed: Bool) {
        plugins[step.rawValue].running -= 1
        if ofFiring { plugins[step.rawValue].runningOfFiring -= 1 }
        plugins[step.rawValue].hasFailed = failed
    }

    // MARK: The table

    func pluginIndex(_ name: String) -> Int? { plugins.firstIndex { $0.name == name } }

    /// Gives the refusal, or nil.
    func setTiming(_ name: String, tick: Int, offset: Int) -> EngineError? {
        guard let index = pluginIndex(name) else { return unknownPlugin(name) }
        guard let timing = PluginTiming(tick: tick, offset: offset) else {
            return EngineError(
                .invalidValue,
                "Plugin \(name) cannot have tick \(tick) and offset \(offset): tick is at least 1, offset at least 0.")
        }
        plugins[index].timing = timing
        return nil
    }

    /// Gives the refusal, or nil.
    func setPlugin(_ name: String, enabled: Bool) -> EngineError? {
        guard let index = pluginIndex(name) else { return unknownPlugin(name) }
        plugins[index].isEnabled = enabled
        if enabled, plugins[index].step == .prepare {
            while let path = waitingForPrepare.popFirst() { schedule(path, at: Monotonic.now()) }
        }
        return nil
    }

    private func unknownPlugin(_ name: String) -> EngineError {
        EngineError.unknownPlugin(name, known: plugins.map(\.name))
    }
}

extension EngineError {
    static func unknownPlugin(_ name: String, known: [String]) -> EngineError {
        EngineError(
            .unknownPlugin, "There is no plugin \"\(name)\". Known plugins: \(known.joined(separator: ", ")).")
    }
}
