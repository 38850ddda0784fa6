/// A job at the worker pool, as far as it matters when it is taken back or given up.
enum PoolJob {
    case look(path: String)
    case merge(unit: Int64, ofFiring: Bool)
    case delivery(unit: Int64, destination: String, ofFiring: Bool)
}
