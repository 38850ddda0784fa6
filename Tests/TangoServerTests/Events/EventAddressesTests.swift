import Testing

@testable import TangoServer

@Suite struct EventAddressesTests {
    private let interfaces = ["127.0.0.1", "10.0.0.5", "192.168.1.2"]

    @Test func withoutAnEndPointEveryInterfaceIsOffered() {
        let addresses = EventAddresses(endPointHost: nil, interfaces: interfaces)
        #expect(addresses.bindHost == "*")
        #expect(addresses.endpoints(bound: "tcp://0.0.0.0:4000") == ["tcp://10.0.0.5:4000", "tcp://192.168.1.2:4000"])
    }

    @Test func aHostWithoutNetworkOffersItself() {
        #expect(EventAddresses(endPointHost: nil, interfaces: ["127.0.0.1"]).advertisedHosts == ["127.0.0.1"])
        #expect(EventAddresses(endPointHost: nil, interfaces: []).advertisedHosts == ["127.0.0.1"])
    }

    @Test func anEndPointDecides() {
        let byName = EventAddresses(endPointHost: "gate", resolve: { _ in "10.0.0.5" }, interfaces: interfaces)
        #expect(byName.bindHost == "10.0.0.5")
        #expect(byName.endpoints(bound: "tcp://10.0.0.5:77") == ["tcp://gate:77"])
        let local = EventAddresses(endPointHost: "localhost", resolve: { _ in "127.0.0.1" }, interfaces: interfaces)
        #expect(local.bindHost == "*")
    }

    @Test func thisHostHasALoopback() {
        #expect(EventAddresses.interfaceAddresses().contains("127.0.0.1"))
        #expect(EventAddresses.address(ofHost: "127.0.0.1") == "127.0.0.1")
    }
}
