/// How many elements a value has in each direction, as Tango counts them.
///
/// **Shape**: a scalar is 1 x 0, a spectrum of n elements n x 0, an image columns x rows; 0 x 0 is no data.
public struct ValueShape: Sendable, Equatable {
    /// Columns, or the length of a spectrum.
    public var x: Int
    /// Rows; zero unless an image.
    public var y: Int

    /// A shape of `x` columns and `y` rows.
    public init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }

    /// One value.
    public static let scalar = ValueShape(x: 1, y: 0)
    /// No data.
    public static let none = ValueShape(x: 0, y: 0)

    /// How many elements a value of this shape has.
    public var count: Int { y == 0 ? x : x * y }
}
