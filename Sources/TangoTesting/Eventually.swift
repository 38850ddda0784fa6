import Glibc

/// Waits until a condition holds, looking a hundred times a second.
///
/// ```swift
/// #expect(eventually { try server.device.state() == .ON })
/// ```
///
/// - Parameters:
///   - limit: How long to wait at most. Only a test that fails waits so long.
///   - condition: What is waited for; an error counts as false.
/// - Returns: Whether it came to hold in time.
public func eventually(within limit: Duration = .seconds(60), _ condition: () throws -> Bool) -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if (try? condition()) == true { return true }
        usleep(10_000)
    }
    return (try? condition()) == true
}
