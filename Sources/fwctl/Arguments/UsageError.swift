/// Arguments that make no sense, told to the person who typed them.
struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
