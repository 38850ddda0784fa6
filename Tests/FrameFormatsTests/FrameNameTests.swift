import Glibc
import SidecarFile
import Testing

@testable import FrameFormats

@Suite("What names and clocks of frames tell")
struct FrameNameTests {
    static let names: [(name: String, series: String, number: Int?, isDark: Bool)] = [
        ("CeO2-00007.tif", "CeO2", 7, false),
        ("CeO2-00007.dark.tif", "CeO2", 7, true),
        ("CeO2-00007.dark-00002.tif", "CeO2", 7, true),
        ("CeO2-00007.raw.tif", "CeO2", 7, false),
        ("CeO2-00007-002.tif", "CeO2", 7, false),
        ("CeO2_09_11_2017-00001.tif", "CeO2_09_11_2017", 1, false),
        ("Fe3O4C_M1_map_1_P1_E1_001.tif", "Fe3O4C_M1_map_1_P1_E1", 1, false),
        ("my.darkmatter-00003.tiff", "my.darkmatter", 3, false),
        ("darkmatter.tif", "darkmatter", nil, false),
        ("-00001.tif", "-00001", 1, false),
        ("a.b-00012.tif", "a.b", 12, false),
        ("99999999999999999999-99999999999999999999.tif", "99999999999999999999", nil, false),
    ]

    @Test(arguments: names)
    func aNameTellsSeriesAndNumber(name: String, series: String, number: Int?, isDark: Bool) {
        let found = FrameNumber(fileName: name)
        #expect(found.series == series)
        #expect(found.number == number)
        #expect(found.isDark == isDark)
    }

    @Test(arguments: [0.0, -0.001, 951_782_400.5, 1_510_265_308.053, 1_719_999_999.999, 4_102_444_800])
    func aTimeSurvivesItsText(_ unix: Double) throws {
        let text = try #require(FrameTime.iso8601(unix))
        let parts = text.split { "-T:+.".contains($0) }.compactMap { Int($0) }
        try #require(parts.count == 9)
        let local = "\(parts[0]).\(parts[1]).\(parts[2]) : \(parts[3]):\(parts[4]):\(parts[5]).\(parts[6])"
        if unix > 0 {
            let again = try #require(FrameTime.unix(text: local))
            #expect(abs(again - unix) < 0.0011)
        }
        #expect(text.hasPrefix(unix < 0 ? "19" : text.prefix(2)))
    }

    @Test func zonesAreTakenIntoAccount() {
        let day = 17_479
        let noon = { SidecarDateTime(dayNumber: day, milliseconds: 43_200_500, zone: $0) }
        #expect(FrameTime.unix(noon(.utc)) == Double(day) * 86_400 + 43_200.5)
        #expect(FrameTime.unix(noon(.offset(3600))) == Double(day) * 86_400 + 39_600.5)
        var seconds = day * 86_400 + 43_200
        var parts = tm()
        localtime_r(&seconds, &parts)
        #expect(abs(FrameTime.unix(noon(.local)) - Double(seconds) - 0.5 + Double(parts.tm_gmtoff)) <= 7200)
        #expect(FrameTime.iso8601(.infinity) == nil)
        #expect(FrameTime.iso8601(1e18) == nil)
        #expect(FrameTime.unix(text: "no time") == nil)
    }
}
