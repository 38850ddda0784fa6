import POSIXFiles

/// The way to one destination: the threads that touch it, so that one that hangs holds up no other, and what waits until
/// it has answered.
struct DestinationLine {
    /// A destination that is silent for so long is held to be unusable. **Unit**: s.
    static let patience = 3.0
    /// What is under way to one that is silent for so long is given up. Much longer, because a slow one may answer late
    /// under our own writes, and would get nothing if they were given up each time. **Unit**: s.
    static let endurance = 30.0
    /// Nothing more is sent to one that is silent for so long. **Unit**: s.
    static let hesitation = 1.0

    /// Renames, syncs and outcomes.
    let publisher: BatchThread<PublishTask>
    /// What else may take its time there.
    let chores: BatchThread<@Sendable () -> Void>
    let watch: DestinationWatch
    private let patience: Double
    /// How long its silence may last until what is under way is given up.
    private var limit: Endurance
    /// How long it may last, while every worker is caught there, until one of them is taken for new frames.
    private var hold: Endurance
    /// It was held to be dead since the last answer, and what was under way was given up.
    var hasGivenUp = false
    /// One worker was taken away from it since the last answer.
    var hasGivenWay = false
    /// What the last look found; nil before the first answer.
    var report: DestinationReport?
    /// Units that wait for an answer before they are sent.
    var waiting: [Int64] = []
    /// Units that failed there: an answer that is newer than the failure tells whether it was the destination.
    var judged: [(unit: Int64, failed: Double, message: String)] = []

    init(
        _ destination: String, _ core: EngineCore, _ mounts: DestinationMounts
    ) throws(POSIXError) {
        let (mailbox, properties, hooks) = (core.mailbox, core.properties, core.hooks)
        patience = hooks.patience
        limit = Endurance(hooks.endurance)
        hold = Endurance(hooks.patience)
        publisher = try BatchThread(name: "publisher") { tasks in
            hooks.atDestination(destination)
            PublishTask.run(tasks, properties.verification, durable: properties.durable, mailbox)
        }
        do throws(POSIXError) {
            chores = try BatchThread(name: "archive") { chores in
                for chore in chores {
                    hooks.atDestination(destination)
                    chore()
                }
            }
        } catch {
            _ = publisher.close(within: .zero)
            throw error
        }
        do throws(POSIXError) {
            watch = try DestinationWatch(mounts) { mounts in
                DestinationReport(of: destination, mounts, properties, hooks)
            } report: { report in
                mailbox.post { $0.take(report) }
            }
        } catch {
            _ = publisher.close(within: .zero)
            _ = chores.close(within: .zero)
            throw error
        }
    }

    /// It does not answer, so nothing more is sent.
    var isHesitant: Bool { report == nil || watch.silence > Self.hesitation }
    var isSilent: Bool { watch.silence > patience }
    var isDead: Bool { watch.silence > max(limit.seconds, patience) }
    /// New frames need one of the workers that are all caught there.
    var isInTheWay: Bool { watch.silence > hold.seconds }

    /// It has answered: when it was given up too early, it gets more time.
    mutating func answered() {
        if hasGivenUp { limit.grow() }
        if hasGivenWay { hold.grow() }
        (hasGivenUp, hasGivenWay) = (false, false)
    }

    /// A frame has arrived.
    mutating func succeeded() {
        limit.shrink()
        hold.shrink()
    }

    /// Nothing is under way and nothing waits.
    var isIdle: Bool { publisher.isIdle && chores.isIdle && waiting.isEmpty && judged.isEmpty }

    /// Lets the threads end, all at once, before one of them is waited for.
    func beginClosing() {
        watch.close()
        publisher.beginClosing()
        chores.beginClosing()
    }

    /// A thread that does not hang ends within this time even after the others have used up theirs.
    private static let parting = Duration.milliseconds(50)

    /// Ends the threads; gives how many of them hang and were left behind.
    func close(within limit: Duration) -> Int {
        beginClosing()
        let deadline = ContinuousClock.now + limit
        let ended = [
            publisher.close(within: max(limit, Self.parting)),
            chores.close(within: max(deadline - .now, Self.parting)), watch.silence <= Self.hesitation,
        ]
        return ended.count { !$0 }
    }
}
