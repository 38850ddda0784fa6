import TangoTypes
import Testing

@Suite struct NumberTextTests {
    @Test(arguments: [
        (-9_223_372_036_854_775_808.0, "-9.22337203685478e+18"), (9_223_372_036_854_775_808.0, "9.22337203685478e+18"),
        (-999_999_999_999_999, "-999999999999999"), (1e15, "1e+15"), (0.1, "0.1"), (-0.0, "0"),
    ])
    func everyNumberHasAText(_ number: Double, _ text: String) {
        #expect(number.tangoText == text)
    }
}
