import Synchronization

/// Something that is made when it is needed first, by one thread however many need it.
///
/// **Isolation**: any thread.
final class MadeOnce<Value: Sendable>: Sendable {
    /// Held while it is made; who only looks does not wait.
    private let making = Mutex<Void>(())
    private let made = Mutex<Value?>(nil)

    /// It, if it is there.
    var present: Value? { made.withLock { $0 } }

    /// Takes one that was made elsewhere.
    func take(_ value: Value) { made.withLock { $0 = value } }

    /// It, made by `make` if it is not there yet.
    func value(_ make: () throws -> Value) throws -> Value {
        try making.withLock { _ in
            if let value = present { return value }
            let value = try make()
            take(value)
            return value
        }
    }
}
