import POSIXFiles
import Testing

@Suite("What is mounted where")
struct MountTableTests {
    let table = MountTable(
        parsing: """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            40 22 0:41 / /mnt/auto rw - autofs systemd-1 rw
            41 22 8:17 /sub /mnt/two\\040words rw,noatime - xfs /dev/sdb1 rw
            42 40 0:50 / /mnt/auto/on rw shared:7 master:2 - nfs4 server:/export rw
            43 22 0:41 / /mnt/late rw - autofs systemd-1 rw
            44 43 0:51 / /mnt/late rw - nfs4 server:/late rw
            """)

    @Test("The nearest mount holds a path")
    func point() {
        #expect(table.point(of: "/mnt/two words/archive/2026") == "/mnt/two words")
        #expect(table.point(of: "/mnt/two words") == "/mnt/two words")
        #expect(table.point(of: "/mnt/two") == "/")
        #expect(table.point(of: "/mnt/auto/on/x") == "/mnt/auto/on")
        #expect(table.point(of: "/") == "/")
    }

    @Test("What an automounter only promises is not mounted")
    func automounter() {
        #expect(!table.isMounted("/mnt/auto"))
        #expect(table.isMounted("/mnt/late"))
        #expect(!table.isMounted("/mnt/other"))
    }

    @Test("The table of this process knows the root")
    func own() throws {
        #expect(try MountTable.current().isMounted("/"))
        #expect(try MountTable.current().point(of: "/proc/self") == "/proc")
    }
}
