import FrameTypes

/// A built-in step in the table of plugins.
struct Plugin {
    enum Step: Int {
        case prepare, merge, finalize
    }

    let step: Step
    let name: String
    var timing: PluginTiming
    var isEnabled = true
    /// Work of it that is under way.
    var running = 0
    /// Work of its last firing by tick that is under way.
    var runningOfFiring = 0
    var firings = 0
    var skipped = 0
    var hasFailed = false

    static var builtIn: [Plugin] {
        let names: [(Step, String)] = [
            (.prepare, "01_prepare_raw"), (.merge, "02_merge_data"), (.finalize, "03_finalize"),
        ]
        return names.compactMap { step, name in
            PluginTiming(tick: 3, offset: step.rawValue).map { Plugin(step: step, name: name, timing: $0) }
        }
    }

    var snapshot: PluginSnapshot {
        let state: PluginSnapshot.State =
            !isEnabled ? .disabled : running > 0 ? .running : hasFailed ? .failed : .idle
        return PluginSnapshot(name: name, timing: timing, state: state, firings: firings, skipped: skipped)
    }
}
