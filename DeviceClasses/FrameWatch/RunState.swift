import TangoIDL
import TangoTypes

/// Where a run stands.
enum RunState: Int16, TangoEnum {
    case idle, armed, running, draining, complete, incomplete, aborted

    /// In capitals; before the first run it is `NONE`.
    static var labels: [String] { ["NONE", "ARMED", "RUNNING", "DRAINING", "COMPLETE", "INCOMPLETE", "ABORTED"] }
}
