import Dispatch

/// Does several things that wait for the network at the same time.
enum Concurrently {
    /// Runs `body` for 0…, the first on the calling thread, the others on threads of their own, or there too when the
    /// system gives none; returns when all are done.
    static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        var here = count > 0 ? [0] : []
        for number in 0..<count where number > 0 {
            group.enter()
            do {
                _ = try ServiceThread(name: "roots") { _ in
                    body(number)
                    group.leave()
                }
            } catch {
                group.leave()
                here.append(number)
            }
        }
        for number in here { body(number) }
        group.wait()
    }
}
