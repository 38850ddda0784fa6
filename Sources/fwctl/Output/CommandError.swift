/// Work that failed, told to the person who asked for it.
struct CommandError: Error, CustomStringConvertible {
    let description: String
    /// How the program ends.
    let status: ExitStatus

    init(_ description: String, status: ExitStatus = .failure) {
        self.description = description
        self.status = status
    }
}
