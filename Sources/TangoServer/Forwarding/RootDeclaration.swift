/// What a class says about a forwarded attribute.
struct RootDeclaration: Sendable {
    /// The root when nobody has configured one.
    let root: String?
    /// The label when nobody has configured one.
    let label: String?
}
